"""Formulas as authors write them: LaTeX that is read into trees, and what trees are asked and told."""
