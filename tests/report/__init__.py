"""The tests of the room report."""
