"""The filled workbook as different programs save it; made by make.py."""
