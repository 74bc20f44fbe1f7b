"""Mathematics and text in two scripts: one layout of a formula, written as LaTeX or as Unicode."""
