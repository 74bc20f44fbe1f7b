"""Figures: what they show and with which numbers, and one file a drawing."""
