"""A loss at every output of a sequence: the same optima, and the same quantity that is kept."""
