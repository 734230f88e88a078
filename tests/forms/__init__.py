"""Official forms: read as they are, or asked about."""
