"""Where vintages come from: with a key, without one, from an archive, from copies and earlier downloads."""

from pathlib import Path

import polars as pl
import pytest
from pydantic import SecretStr

from pipelines.contracts.fred_series import REVISED
from pipelines.sources import fred_vintages as source
from pipelines.sources.errors import SourceFormatError, SourceUnreachableError
from pipelines.sources.fred_api import page_address
from pipelines.sources.landing import Landing
from tests.fixtures import series
from tests.fixtures.fred_api import FIRST_CPI, REVISED_CPI, answer
from tests.fixtures.provider import Provider

KEY = SecretStr("0123456789abcdef" * 2)
CSV = series.FRED.format(series="CPIAUCSL")


def _pages(key: SecretStr | None) -> dict[str, bytes]:
    return {
        page_address("CPIAUCSL", 0, key): answer(FIRST_CPI, limit=1, count=2),
        page_address("CPIAUCSL", 1, key): answer(REVISED_CPI, offset=1, limit=1, count=2),
    }


def test_with_a_key_every_page_of_every_series_is_asked_for(tmp_path: Path) -> None:
    provider = Provider(_pages(KEY))

    files = source.collect(Landing(tmp_path, provider), KEY, None, is_live=True)

    rows = source.read(files, is_simulated=False)
    assert rows["value"].to_list() == [309.685, 309.698]
    assert rows["source_line"].to_list() == [0, 1]
    assert {page_address(name, 0, KEY) for name in REVISED} <= {address for address, _, _ in provider.asked}
    assert all(KEY.get_secret_value() not in file.name for file in files)


def test_without_a_key_the_api_is_not_asked_but_an_archive_may_have_its_answers(tmp_path: Path) -> None:
    provider = Provider(_pages(None))

    assert source.collect(Landing(tmp_path / "live", provider), None, None, is_live=True) == []
    assert provider.asked == []
    assert len(source.collect(Landing(tmp_path / "archive", provider), None, None, is_live=False)) == 2


def test_refused_key_is_named_and_a_series_that_fred_lacks_is_left_out(tmp_path: Path) -> None:
    class Refusing(Provider):
        def get(self, address: str, **asked: object):
            if address not in self.answers:
                raise SourceUnreachableError(f"{address}: status 400", "run again later")
            return super().get(address, **asked)

    with pytest.raises(SourceUnreachableError, match="correct or unset ALVH_FRED_API_KEY") as error:
        source.collect(Landing(tmp_path / "no", Refusing()), KEY, None, is_live=True)
    assert KEY.get_secret_value() not in str(error.value)
    assert len(source.collect(Landing(tmp_path / "yes", Refusing(_pages(KEY))), KEY, None, is_live=True)) == 2


def test_api_that_is_down_is_unreachable(tmp_path: Path) -> None:
    provider = Provider(failure=SourceUnreachableError("api: status 503", "run again later"))

    with pytest.raises(SourceUnreachableError, match="503"):
        source.collect(Landing(tmp_path, provider), KEY, None, is_live=True)


def test_while_the_api_is_down_the_newest_answer_that_can_be_read_counts(tmp_path: Path) -> None:
    provider = Provider(_pages(KEY))
    landing = Landing(tmp_path, provider)
    source.collect(landing, KEY, None, is_live=True)
    provider.answers[page_address("CPIAUCSL", 1, KEY)] = b'{"error": "try again later"}'
    with pytest.raises(SourceFormatError):
        source.read(source.collect(landing, KEY, None, is_live=True), is_simulated=False)

    rows = source.read(source.kept(landing, None, is_live=True), is_simulated=False)

    assert rows["value"].to_list() == [309.685, 309.698]


@pytest.mark.parametrize("is_live", [True, False])
def test_earlier_downloads_count_on_the_live_origin_alone(tmp_path: Path, is_live: bool) -> None:
    provider = Provider({CSV: series.fred("CPIAUCSL", ("2026-01-01", "300"))})
    landing = Landing(tmp_path, provider)
    landing.fetch(CSV)
    provider.answers[CSV] = series.fred("CPIAUCSL", ("2026-01-01", "301"))
    landing.fetch(CSV)

    rows = source.read(source.collect(landing, None, None, is_live=is_live), is_simulated=False)

    values = rows.filter(pl.col("vintage_source") == "landed")["value"].to_list()
    assert values == ([300.0, 301.0] if is_live else [])


def test_copies_of_a_user_are_kept_in_the_landing(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "CPIAUCSL_asof_2026-01-03.csv").write_bytes(b"date,value\n2024-01-01,309.685\n")
    (copies / "README.md").write_text("not a copy\n")

    files = source.collect(Landing(tmp_path / "landing", Provider()), None, copies, is_live=False)

    rows = source.read(files, is_simulated=False)
    assert [file.address for file in files] == ["file:CPIAUCSL_asof_2026-01-03.csv"]
    assert rows.select("value", "vintage_source", "source_sha256").row(0) == (309.685, "user_file", files[0].sha256)
