"""Training runs over a grid of settings, spread over processes or machines."""
