"""How the exchange names a VX contract by its month."""

import polars as pl

MONTH_CODE = pl.col("expiry_date").dt.month().replace_strict(dict(enumerate("FGHJKMNQUVXZ", 1)), return_dtype=pl.String)
"""Letter of the contract's month: F for January to Z for December."""
