"""Text around the formulas: escaping, matrices, plain text, where words may break."""
