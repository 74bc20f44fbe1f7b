"""Training runs as a table, as text and as figures."""
