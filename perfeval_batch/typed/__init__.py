"""Understands what people type into a cell: numbers, dates, comparisons; cleans texts."""
