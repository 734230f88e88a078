"""Filled workbooks to try out and to measure with: the samples and the generator."""
