"""The explorer: one page, complete in itself, on which the dynamics of a mode can be moved by hand."""
