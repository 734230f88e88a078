"""A Word document with tags → a compiled template that prints reports (GB/T 9704-2012)."""
