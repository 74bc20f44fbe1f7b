"""Weight decay: where the flow with it rests, which point of the optimal manifold it keeps, and what it forgets."""
