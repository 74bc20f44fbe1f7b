"""The networks, the rule, and its mean updates in words of matrices."""
