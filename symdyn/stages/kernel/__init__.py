"""The credit kernel's generating function, its values and their signs."""
