"""Strategies as data: files that are read and checked, and registers of the rules they may name."""
