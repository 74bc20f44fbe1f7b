"""What the flow of a mode conserves, and for which kernels nothing is conserved for all teachers."""
