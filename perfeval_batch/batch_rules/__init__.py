"""The checks that need all workbooks of a run side by side: duplicates, copies, the roster."""
