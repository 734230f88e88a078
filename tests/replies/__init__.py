"""Tests of `perfeval_batch.replies`."""
