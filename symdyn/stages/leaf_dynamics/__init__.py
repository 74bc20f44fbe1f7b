"""The flow of a mode on a surface of what is conserved, where it is a flow in the plane of b and w."""
