"""Legs, fills, costs and the daily books."""
