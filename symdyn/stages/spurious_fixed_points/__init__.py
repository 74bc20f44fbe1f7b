"""Fixed points of networks that are not optimal: where there are fewer outputs than units."""
