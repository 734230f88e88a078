"""Tests of the room that reads workbooks."""
