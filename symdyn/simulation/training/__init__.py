"""Training runs of full networks: settings, updates, what is measured, and the experiments."""
