"""Momentum: the multipliers of a step that repeats a part of the last, and the largest step."""
