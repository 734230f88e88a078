"""The tests of the Word templates."""
