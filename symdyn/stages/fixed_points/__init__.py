"""All fixed points of a mode."""
