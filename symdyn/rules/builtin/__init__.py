"""The built-in rules, one file a rule; each file's `rule` is found by the registry."""
