"""Feedback that is learned: where a mode of four numbers rests, and what its flow does there."""
