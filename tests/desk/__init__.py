"""The desk: who may ask it, what it opens, and the year's work played on its pages."""
