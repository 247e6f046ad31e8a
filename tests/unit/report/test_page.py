"""The page: what it says, in which order, and what it must never do."""

import re
from html.parser import HTMLParser

import polars as pl
import pytest
from plotly.offline import get_plotlyjs

from pipelines.claims.answer import answer_lines
from pipelines.report.page import SIMULATED, render_page
from pipelines.report.wording import typeset_text

SECTIONS = ("answer", "today", "book", "layers", "episodes", "engine", "health", "method")
CHARTS = ("condor-payoff", "equity", "drawdown", "layer-pnl", "layer-timeline", "vix-entries", "vx-curve", "contango",
          "episodes", "benchmark-vxth", "benchmark-vxth-overlay", "benchmark-cndr")  # fmt: skip


class _Reader(HTMLParser):
    """Collects what a browser would load, the text of styles, ids, and the visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.styles = ""
        self.ids: list[str] = []
        self.text = ""
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        self._inside = tag
        for name, value in attrs:
            if tag != "a" and name in ("src", "href", "srcset", "data", "poster", "action", "background"):
                self.loaded.append(value)
            if tag == "a" and name == "href":
                self.links.append(value)
            if name == "style":
                self.styles += value
            if name == "id":
                self.ids.append(value)

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_data(self, data):
        if self._inside == "style":
            self.styles += data
        elif self._inside != "script":
            self.text += data


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def page(tables) -> str:
    return render_page(tables)


@pytest.fixture(scope="module")
def simulated_page(tables) -> str:
    return render_page({name: _simulated(rows) for name, rows in tables.items()})


def _simulated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(is_simulated=pl.lit(value=True)) if "is_simulated" in rows.columns else rows


def test_page_gives_the_answer_before_anything_else(page, verdicts, daily):
    text = read(page).text
    places = [text.index(typeset_text(line)) for line in answer_lines(verdicts, daily)]
    assert places == sorted(places)
    assert places[-1] < text.index("Today: each layer")


def test_sections_come_in_their_order(page):
    ids = [name for name in read(page).ids if name in SECTIONS]
    assert ids == list(SECTIONS)


def test_every_chart_is_on_the_page_with_its_data(page):
    ids = read(page).ids
    for name in CHARTS:
        assert f"plot-{name}" in ids
        assert f"plot-{name}-data" in ids


def test_page_loads_nothing_from_anywhere(page):
    reader = read(page)
    assert reader.loaded == ["data:,"]
    assert all(link.startswith("#") or link == "data_docs/index.html" for link in reader.links)
    assert "@import" not in reader.styles
    assert "url(" not in reader.styles


def test_own_scripts_name_no_address(page):
    assert "http" not in page.replace(get_plotlyjs(), "")


def test_drawing_library_is_inlined_once(page):
    assert page.count(get_plotlyjs()) == 1


def test_same_tables_give_the_same_bytes(page, tables):
    shuffled = {name: rows.sample(fraction=1, shuffle=True, seed=5) for name, rows in tables.items()}
    assert render_page(tables) == page
    assert render_page(shuffled) == page


def test_page_is_about_the_newest_session_of_the_data(page):
    assert '<meta name="newest-session" content="2024-08-23">' in page
    assert "23 Aug 2024" in read(page).text


def test_simulated_market_is_said_on_badge_title_and_every_chart(simulated_page):
    assert f'<span class="badge">{SIMULATED}</span>' in simulated_page
    assert f"<title>{SIMULATED}" in simulated_page
    payloads = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', simulated_page, re.DOTALL)
    assert len(payloads) == len(CHARTS)
    assert all(SIMULATED in payload for payload in payloads)


def test_real_market_has_no_badge(page):
    assert SIMULATED not in page


def test_messages_are_escaped(page):
    assert "rejected: &lt;b&gt;5&lt;/b&gt; &amp; more" in page
    assert "<b>5</b>" not in page


def test_hostile_text_stays_text_inside_chart_data(tables, states):
    hostile = states.with_columns(reason=pl.lit("</script><script>alert(1)</script>"))
    assert "<script>alert" not in render_page({**tables, "fct_layer_state_daily": hostile})


def test_findings_that_need_attention_come_first(page):
    text = read(page).text
    health = text[text.index("Data health: 2 findings need attention") :]
    assert health.index("c hole") < health.index("a VIX")
    assert health.index("b raw.x") < health.index("c hole")


def test_long_names_of_findings_may_break_and_stay_text(tables):
    named = tables["fct_data_health"].with_columns(subject=pl.lit("raw_x <i>is_fresh</i>"))
    page = render_page({**tables, "fct_data_health": named})
    assert "raw_<wbr>x &lt;i&gt;is_<wbr>fresh&lt;/i&gt;" in page


def test_verdicts_show_number_word_and_colour(page):
    text = read(page).text
    assert '<span class="pill contradicted">contradicted</span>' in page
    assert "35–42\xa0%" in text
    assert "−5.00\xa0% to 20.00\xa0% (95\xa0%)" in text


def test_variants_are_collapsed(page):
    opening = page.index("<summary>Other readings")
    assert opening < page.index("delevered control") < page.index("</details>", opening)


def test_page_says_what_it_is_not(page):
    text = read(page).text
    assert "Not investment advice" in text
    assert "not affiliated with VixShield, Cboe" in text


def test_only_the_first_book_is_shown(tables, page):
    other = [
        rows.with_columns(preset=pl.lit("zz_other")) if "preset" in rows.columns else rows.clear()
        for rows in tables.values()
    ]
    both = {name: pl.concat([rows, more]) for (name, rows), more in zip(tables.items(), other, strict=True)}
    assert render_page(both) == page


def test_preset_without_layers_still_has_a_page(tables):
    page = render_page({**tables, "fct_layer_state_daily": tables["fct_layer_state_daily"].clear()})
    assert "This preset has no layers." in page
    assert "plot-layer-timeline" not in page
    assert "plot-vix-entries" in page


def test_calm_market_without_spells_still_has_a_page(tables):
    page = render_page({**tables, "fct_drawdown_episode": tables["fct_drawdown_episode"].clear()})
    assert "VIX never closed above 25." in page


def test_page_without_a_backtest_day_is_refused(tables):
    with pytest.raises(ValueError, match="at least one session"):
        render_page({**tables, "fct_backtest_daily": tables["fct_backtest_daily"].clear()})
