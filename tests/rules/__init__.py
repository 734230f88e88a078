"""Tests of the checks: each case of tests/cases through real workbook bytes."""
