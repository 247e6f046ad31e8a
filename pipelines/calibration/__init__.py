"""Frozen smiles beside the chains of a day: errors by delta, fits, and whether a smile allows arbitrage."""
