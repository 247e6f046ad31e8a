"""The manifest as a table: from a row's hash to the bytes and the address."""

from datetime import date

from pipelines.contracts.landing_loads import RAW_LANDING__FILES
from pipelines.raw.landing_files import landed_files
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import option_quotes, series

VIX = series.INDEX.format(symbol="VIX")


def test_every_version_has_a_row_that_the_contract_accepts(market) -> None:
    landing = Landing(market.settings.landing_dir, FolderTransport(market.root))
    first = landing.fetch(VIX)
    market.put(VIX, series.OHLC + b"01/04/2024,14.1,14.9,13.7,14.3\n")
    second = landing.fetch(VIX)
    chain = landing.fetch(option_quotes.ADDRESS.format(index="SPX"), date(2024, 1, 3))

    market.warehouse.write(RAW_LANDING__FILES, landed_files(landing))

    rows = market.warehouse.query(
        "select address, as_of, sha256, size_bytes, status from raw.raw_landing__files order by address, status desc"
    ).rows()
    assert rows == [
        (chain.address, "2024-01-03", chain.sha256, chain.size_bytes, "fetched"),
        (VIX, "", first.sha256, first.size_bytes, "fetched"),
        (VIX, "", second.sha256, second.size_bytes, "changed"),
    ]


def test_empty_landing_is_an_empty_table(market) -> None:
    rows = landed_files(Landing(market.settings.landing_dir, FolderTransport(market.root)))

    market.warehouse.write(RAW_LANDING__FILES, rows)
    assert rows.is_empty()
