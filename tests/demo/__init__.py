"""Tests of the floor demo."""
