"""Exact mathematics: one operation a file, with no knowledge of networks or learning rules."""
