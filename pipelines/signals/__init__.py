"""Bridge to dbt, which computes the signals."""
