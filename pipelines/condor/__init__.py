"""The SPX iron condor: what to open, what is held."""
