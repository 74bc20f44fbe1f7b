"""Reports as web pages: each file complete in itself, for any browser that draws MathML."""
