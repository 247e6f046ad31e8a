"""State of each hedge layer, day by day."""
