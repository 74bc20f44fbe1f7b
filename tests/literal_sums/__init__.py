"""The definition of the mean update, in loops over lists of Fractions.

Kernels are written by hand; nothing of symdyn computes but in `comparison`, which is tested here.
"""
