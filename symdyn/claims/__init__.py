"""Claims: statements in LaTeX, what they assume and use, and the evidence that a checker accepts."""
