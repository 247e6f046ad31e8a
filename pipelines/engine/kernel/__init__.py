"""Compiled functions only: records in, records out. Types are numba's; each docstring gives the shapes."""
