"""Where the learning of a mode ends on the optimal manifold, from what the flow conserves."""
