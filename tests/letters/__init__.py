"""The tests of the letters to departments."""
