"""Learning from sequences of finite length: the same fixed points, and where a mode is stable at each T."""
