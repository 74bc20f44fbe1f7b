"""Learning from input that is correlated over time: the same fixed points, and how fast they are reached."""
