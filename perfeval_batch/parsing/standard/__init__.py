"""Reads a Grid of our own workbook (contract §4) into a Project, along the schema."""
