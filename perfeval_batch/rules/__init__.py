"""Placeholder of the room; its developer writes it."""
