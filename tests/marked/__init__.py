"""Tests of what goes to the departments and comes back."""
