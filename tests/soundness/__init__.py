"""Soundness, measured: how hard it is to have the checkers accept what is false."""
