"""Benchmarks: two ways in one run, a ratio printed; never timed tests."""
