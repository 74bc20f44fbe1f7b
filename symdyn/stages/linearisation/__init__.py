"""The linearised flow on the optimal manifold."""
