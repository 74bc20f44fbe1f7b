"""The results, one folder each, in the order of the mathematics; `order` lists them."""
