"""Which rows of a batch of files may enter, and which files not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

import polars as pl

from pipelines.contracts.scorecard import promise_breaks
from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise
from pipelines.raw.admission import Waivers, flags_of, not_waived, quarantined_rows, unforeseen
from pipelines.raw.part_scores import REPEAT, card_of, failing_of
from pipelines.raw.parts import Part, StreamedDataset, part_of
from pipelines.raw.timely import future_rows, sessionless_rows
from pipelines.sources.landing import LandedFile


@dataclass
class Judgement:
    """Rows that may enter, their flags, and by file: first and last session, repeats, bad rows, why it is refused.

    `flags` have the columns of `raw.raw_landing__flags` and the hash of the file; `card` has a row per chain.
    """

    good: pl.DataFrame
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)
    off_close: set[str] = field(default_factory=set)
    lines_of_others: dict[str, int] = field(default_factory=dict)
    rejected: list[pl.DataFrame] = field(default_factory=list)
    rows_in: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, int] = field(default_factory=dict)
    quarantined: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    forgiven: dict[str, str] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    flags: list[pl.DataFrame] = field(default_factory=list)
    card: pl.DataFrame = field(default_factory=pl.DataFrame)

    def rows_in_order(self, key: Sequence[str]) -> pl.DataFrame:
        """The good rows by `key`. They are already where no file begins before the last day of the one before."""
        files = self.good["source_sha256"].rle().struct.field("value")
        is_ordered = all(self.spans[earlier][1] < self.spans[later][0] for earlier, later in pairwise(files))
        return self.good if is_ordered else self.good.sort(key)


def judge(
    dataset: StreamedDataset, rows: pl.DataFrame, files: list[LandedFile], *, is_simulated: bool,
    waivers: Waivers = frozenset(),
) -> Judgement:  # fmt: skip
    """Score a batch chain by chain, and ask the chains that fail for their rows.

    The scores are put to great-expectations before rows are committed (`part_gate`).

    Args:
        dataset: Contract, shares and limits.
        rows: Of any number of files, one file after the other, each sorted by the contract's key.
        files: The files.
        is_simulated: Whether the market is made up.
        waivers: Rows that were re-admitted.
    """
    contract = dataset.contract
    has_repeats = _has_repeats(contract, rows)
    published = rows
    rows = _without_repeats(contract, rows) if has_repeats else rows
    judgement = Judgement(rows, card=card_of(dataset, rows, has_repeats=has_repeats))
    left = dict(judgement.card.group_by("source_sha256").agg(pl.col("rows").sum()).iter_rows())
    judgement.rows_in = dict(published.group_by("source_sha256").len().iter_rows()) if has_repeats else left
    judgement.repeated = {sha256: count - left[sha256] for sha256, count in judgement.rows_in.items()}
    failing = failing_of(dataset, judgement.card)
    for promise in _of_days(contract, judgement.card, files, is_simulated=is_simulated):
        for sha256 in judgement.card[list(promise.rows)]["source_sha256"].unique():
            failing.setdefault(sha256, {})[promise.promise] = promise.advice
    bad = []
    for sha256, promises in failing.items():
        of_file = rows.with_row_index("position").filter(pl.col("source_sha256") == sha256)
        found = list(_broken(contract, of_file, promises, files, is_simulated=is_simulated))
        strict = [promise for promise in found if promise.severity == "reject"]
        broken = [rest for promise in strict if (rest := not_waived(contract, of_file, promise, waivers))]
        bad += _divide(judgement, contract, sha256, of_file, broken)
        _flag(judgement, contract, sha256, of_file, [promise for promise in found if promise.severity == "flag"])
    names = {file.sha256: file.name for file in files}
    address = pl.col("source_sha256").replace_strict(names, default="", return_dtype=pl.String)
    judgement.rejected = [frame.with_columns(source_address=address) for frame in judgement.rejected]
    judgement.good = rows.filter(~pl.int_range(pl.len()).is_in(bad)) if bad else rows
    judgement.spans = _spans_of(judgement.good if bad else judgement.card)
    judgement.off_close = set(judgement.card.filter(pl.col("is_off_close"))["source_sha256"])
    return judgement


def judged_part(file: LandedFile, reader: str, judgement: Judgement) -> Part:
    """Ledger entry of a file that may enter."""
    first, last = judgement.spans.get(file.sha256, (None, None))
    rows_in = judgement.rows_in.get(file.sha256, 0)
    repeated, quarantined = judgement.repeated.get(file.sha256, 0), judgement.quarantined.get(file.sha256, 0)
    return replace(
        part_of(file, reader),
        first_quote_date=first,
        last_quote_date=last,
        is_off_close=file.sha256 in judgement.off_close,
        rows_in=rows_in,
        rows_out=rows_in - repeated - quarantined,
        rows_quarantined=quarantined,
        rows_deduplicated=repeated,
        lines_of_others=judgement.lines_of_others.get(file.sha256, 0),
        message=judgement.forgiven.get(file.sha256, ""),
    )


def _broken(
    contract: TableContract, of_file: pl.DataFrame, promises: dict[str, str], files: list[LandedFile],
    *, is_simulated: bool,
) -> Iterator[BrokenPromise]:  # fmt: skip
    """The broken promises of one file, with the positions of its rows."""
    breaks = promise_breaks(contract) | {REPEAT: ~pl.struct(*contract.key).is_first_distinct()}
    severities = {rule.name: rule.severity for rule in contract.rules}
    for name, advice in promises.items():
        if name in breaks:
            positions = tuple(of_file.select(breaks[name].arg_true()).to_series())
            yield BrokenPromise(name, positions, advice, severities.get(name, "reject"))
        elif not name.startswith("day_is_"):
            yield BrokenPromise(name, (), advice)
    yield from _of_days(contract, of_file, files, is_simulated=is_simulated)


def _of_days(
    contract: TableContract, rows: pl.DataFrame, files: list[LandedFile], *, is_simulated: bool
) -> list[BrokenPromise]:
    """Promises about days, of rows or of a scorecard; which day is which file's is the same in both."""
    return [*future_rows(contract, rows, files, is_simulated=is_simulated), *sessionless_rows(contract, rows)]


def _divide(
    judgement: Judgement, contract: TableContract, sha256: str, of_file: pl.DataFrame, broken: list[BrokenPromise]
) -> list[int]:
    """Note what becomes of one file; return positions in the batch of the rows that may not enter."""
    reasons = [text for promise in broken if (text := _unforeseen(contract, of_file, promise))]
    rejected = quarantined_rows(contract, of_file.drop("position"), broken)
    if rejected.height:
        judgement.rejected.append(rejected)
    for promise in broken:
        judgement.broken[promise.promise] = judgement.broken.get(promise.promise, 0) + max(1, len(promise.rows))
    if reasons:
        judgement.refused[sha256] = "; ".join(reasons)
        return of_file["position"].to_list()
    bad = sorted({position for promise in broken for position in promise.rows})
    judgement.quarantined[sha256] = len(bad)
    names = {promise.promise for promise in broken}
    judgement.forgiven[sha256] = "; ".join(c.reason for c in contract.consents if c.rule in names)
    return of_file["position"].gather(bad).to_list()


def _unforeseen(contract: TableContract, of_file: pl.DataFrame, promise: BrokenPromise) -> str:
    """Why a promise refuses a file, by its first session that does: a bad one doesn't hide among the file's others."""
    if not promise.rows:
        return unforeseen(contract, of_file, promise)
    marked = of_file.with_columns(is_broken=pl.int_range(pl.len()).is_in(promise.rows))
    for session in marked.partition_by("quote_date", maintain_order=True):
        rows = tuple(session["is_broken"].arg_true())
        if rows and (text := unforeseen(contract, session, replace(promise, rows=rows))):
            return text
    return ""


def _flag(
    judgement: Judgement, contract: TableContract, sha256: str, of_file: pl.DataFrame, odd: list[BrokenPromise]
) -> None:
    """Note the odd rows of a file that may enter; those of a refused one are not in the table."""
    for promise in odd:
        judgement.broken[promise.promise] = judgement.broken.get(promise.promise, 0) + len(promise.rows)
    if odd and sha256 not in judgement.refused:
        flags = flags_of(contract, of_file, odd)
        judgement.flags.append(flags.with_columns(source_sha256=pl.lit(sha256)))


def _spans_of(rows: pl.DataFrame) -> dict[str, tuple[date, date]]:
    """First and last session of each file."""
    days = rows.group_by("source_sha256").agg(pl.col("quote_date").min(), pl.col("quote_date").max().alias("last"))
    return {sha256: (first, last) for sha256, first, last in days.iter_rows()}


def _has_repeats(contract: TableContract, rows: pl.DataFrame) -> bool:
    """Whether one file has a key twice; a false alarm where one file ends with the key that the next begins with."""
    is_next = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in contract.key)
    return bool(rows.select(is_next.any()).item())


def _without_repeats(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without those that one file has twice, word for word."""
    if rows.select(~pl.struct("source_sha256", *contract.key).is_first_distinct()).to_series().any():
        return rows.unique([name for name in rows.columns if name != "source_line"], keep="first", maintain_order=True)
    return rows
