"""The tests of the room summary."""
