"""Reports: the derivation of a rule as content, its LaTeX document, figures and PDFs."""
