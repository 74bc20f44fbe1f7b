"""Whether the mean update is the gradient of the loss."""
