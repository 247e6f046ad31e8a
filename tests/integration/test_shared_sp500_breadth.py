"""Members counted from real closes: they agree with counts of others, and little memory does."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.shared]

MINIMUM_COVERAGE_RATIO = 0.6
COUNT = """
import sys
from pathlib import Path
from types import SimpleNamespace
from pipelines.sources import sp500_breadth
from pipelines.sources.landing import Landing
landing = Landing(Path(sys.argv[1]) / "landing", SimpleNamespace(is_simulated=False))
files = sp500_breadth.collect(landing, Path(sys.argv[2]), Path(sys.argv[3]))
sp500_breadth.read(files, is_simulated=False).write_parquet(Path(sys.argv[1]) / "counts.parquet")
status = Path("/proc/self/status").read_text()  # getrusage would tell of the process that began this one too
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.fixture(scope="module")
def shared() -> Path:
    return shared_data_or_skip()


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> tuple[pl.DataFrame, int]:
    """Counts of the real files, and the MiB that a process of its own needed for them."""
    folder = tmp_path_factory.mktemp("sp500")
    own = shared / "user_files"
    closes, membership = own / "us_large_cap_daily_close_2009_2026.parquet", own / "sp500_membership_1957_2026.csv"
    command = [sys.executable, "-c", COUNT, str(folder), str(closes), str(membership)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return pl.read_parquet(folder / "counts.parquet"), int(done.stdout)


def _net(counts: pl.DataFrame, advances: str, declines: str) -> pl.DataFrame:
    rose, fell = pl.col(advances), pl.col(declines)
    return counts.filter(rose + fell > 0).select("trade_date", net=(rose - fell) / (rose + fell))


def _correlation(counts: pl.DataFrame, others: pl.DataFrame) -> float:
    covered = counts.filter(pl.col("coverage_ratio") >= MINIMUM_COVERAGE_RATIO)
    both = _net(covered, "advances_issues", "declines_issues").join(others, on="trade_date", suffix="_of_others")
    assert len(both) > 700
    return both.select(pl.corr("net", "net_of_others")).item()


def test_counts_move_with_those_of_the_sp1500(counted: tuple[pl.DataFrame, int], shared: Path) -> None:
    published = pl.read_ndjson(shared / "user_files" / "sp1500_adv_decl_2020_2026.jsonl")
    others = _net(published.with_columns(trade_date=pl.col("date").str.to_date()), "advancers", "decliners")

    assert _correlation(counted[0], others) >= 0.95


def test_counts_move_with_those_of_the_exchange(counted: tuple[pl.DataFrame, int], shared: Path) -> None:
    kinds = {
        kind: pl.read_csv(
            shared / f"archive/unicorn.us.com/advdec/NYSE_{kind}.csv",
            has_header=False, new_columns=["trade_date", kind], infer_schema=False,
        ).with_columns(pl.col("trade_date").str.to_date("%Y%m%d"), pl.col(kind).str.strip_chars().cast(pl.Int64))
        for kind in ("advn", "decln")
    }  # fmt: skip
    others = _net(kinds["advn"].join(kinds["decln"], on="trade_date"), "advn", "decln")

    assert _correlation(counted[0], others) >= 0.9


@pytest.mark.parametrize(
    ("day", "members", "priced"), [("2012-01-03", 494, 311), ("2020-01-02", 505, 432), ("2026-04-10", 503, 498)]
)
def test_known_coverage_comes_out(counted: tuple[pl.DataFrame, int], day: str, members: int, priced: int) -> None:
    row = counted[0].filter(pl.col("trade_date") == pl.lit(day).str.to_date()).row(0, named=True)

    assert row["members_issues"] == members
    assert row["priced_issues"] == pytest.approx(priced, abs=2)


def test_only_the_one_damaged_price_is_suspect(counted: tuple[pl.DataFrame, int]) -> None:
    suspect = counted[0].filter(pl.col("suspect_moves_issues") > 0)

    assert suspect.select(pl.col("trade_date").cast(pl.String), "suspect_moves_issues").rows() == [("2016-11-01", 1)]


def test_two_and_a_half_million_closes_fit_in_less_than_a_gigabyte(counted: tuple[pl.DataFrame, int]) -> None:
    assert counted[1] < 900  # MB; 470 alone, up to 611 beside other work
