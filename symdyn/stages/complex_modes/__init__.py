"""Modes that oscillate: a mode of complex strengths, as of diagonal state-space models."""
