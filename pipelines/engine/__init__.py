"""The fast engine: one compiled walk over days, lots and configurations, for sweeps. ADR 0013 says why it exists."""
