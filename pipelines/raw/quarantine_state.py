"""What became of what was kept out: let in by a person, followed by a load without a fault, or neither."""

import polars as pl

from pipelines.raw.quarantine import QuarantinedLoad


def state_of(load: QuarantinedLoad, readmissions: pl.DataFrame, loads: pl.DataFrame) -> str:
    """Say what became of a load in quarantine; empty while nothing did.

    Args:
        load: What was kept out.
        readmissions: By the contract of `raw.raw_landing__readmissions`.
        loads: By the contract of `raw.raw_landing__loads`: the last attempt of each table.
    """
    is_own = pl.col("table_name") == f"raw.{load.table}"
    broken = {(row["promise"], row["row_sha256"]) for row in load.rows() if "row_sha256" in row}
    let_in = [
        row
        for row in readmissions.filter(is_own).iter_rows(named=True)
        if (row["promise"], row["row_sha256"]) in broken
    ]
    is_since = pl.col("attempted_at") > load.first_rejected_at
    mended = loads.filter(is_own, is_since, pl.col("outcome") == "loaded")
    said = []
    if let_in:
        by, at, why = (let_in[0][name] for name in ("readmitted_by", "readmitted_at", "why"))
        share = "" if len(let_in) == len(broken) else f"{len(let_in)} of {len(broken)} "
        said.append(f"{share}let in by {by} on {at:%Y-%m-%d}: {why}")
    if len(mended):
        said.append(f"a load without a fault followed on {mended['attempted_at'][0]:%Y-%m-%d %H:%M} UTC")
    return "; ".join(said)
