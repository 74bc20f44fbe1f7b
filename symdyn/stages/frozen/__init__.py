"""Matrices that do not learn: where a mode rests then."""
