"""Mean updates of full networks: no sampling, no alignment, any rule that is data."""
