"""Filled workbooks to try out and to measure with: the samples and the generator."""

from perfeval_batch.demo.generator import generate

__all__ = ["generate"]
