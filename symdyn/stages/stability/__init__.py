"""Where on the optimal manifold a mode is stable."""
