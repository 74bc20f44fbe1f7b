"""A learning rate for each matrix: the units in which all are one, and the linearised flow in others."""
