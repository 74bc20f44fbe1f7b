"""How large a step of learning may be where a mode is stable."""
