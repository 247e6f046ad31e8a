"""The fast engine: one compiled walk over days, lots and configurations, for sweeps. ADR 0014 says why it exists."""
