"""What people type into a cell → numbers, dates, comparisons and clean texts."""
