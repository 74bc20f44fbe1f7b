"""Two modes that a perturbation couples: where modes that are each stable are stable together."""
