"""Validated raw tables: one file per dataset."""
