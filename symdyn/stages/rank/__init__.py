"""How many dimensions of the weights learning can change."""
