"""Aligned networks stay aligned, and each of their modes learns alone."""
