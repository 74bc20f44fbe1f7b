"""The flow of one mode, for the rule and for any kernel."""
