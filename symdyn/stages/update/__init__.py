"""The mean update of a mode in closed form, for T steps and in the limit, and the loss."""
