"""How fast a mode converges along the optimal manifold."""
