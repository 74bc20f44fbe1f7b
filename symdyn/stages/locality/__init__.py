"""What a synapse has to know."""
