"""A network whose units leak: how its own weights and their gradient go with the poles and theirs."""
