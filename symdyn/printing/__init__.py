"""Formulas in two scripts: one layout, written as LaTeX or as Unicode."""
