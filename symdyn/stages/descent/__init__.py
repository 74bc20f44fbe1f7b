"""Where the loss of a mode falls along the flow, and where it rises."""
