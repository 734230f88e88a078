"""A workbook becomes a project."""
