"""Credit through the diagonal of W where the hidden units are not the modes: what is left, and what changes."""
