"""The banner of a failed run: visible, at its place, once, and removable."""

import pytest

from pipelines.report.page import render_page
from pipelines.report.published import with_status_removed
from pipelines.report.status import STATUS_PLACE, with_status


@pytest.fixture(scope="module")
def page(tables) -> str:
    return render_page(tables)


def test_page_has_the_place_right_after_its_body_opens(page):
    assert page.count(STATUS_PLACE) == 1
    assert page.index(STATUS_PLACE) < page.index("<header>")


def test_banner_says_why_and_how_old_the_page_is(page):
    marked = with_status(page, "VX file is truncated")
    assert "Last run did not publish: VX file is truncated; what you see is from 2024-08-23" in marked


def test_same_failure_twice_changes_nothing(page):
    once = with_status(page, "gate shut")
    assert with_status(once, "gate shut") == once


def test_later_failure_takes_the_place_of_an_earlier_one(page):
    assert with_status(with_status(page, "first"), "second") == with_status(page, "second")


def test_message_is_escaped_and_on_one_line(page):
    marked = with_status(page, "<script>x</script>\n<!--/run-status-->  end")
    assert "&lt;script&gt;x&lt;/script&gt; &lt;!--/run-status--&gt; end" in marked
    assert with_status(marked, "") == page


def test_page_without_its_banner_is_the_page_that_was_rendered(page):
    marked = with_status(page, "100 % \\1 \\g<0> of rows")
    assert with_status_removed(marked.encode()) == page.encode()
    assert with_status_removed(page.encode()) == page.encode()


def test_page_without_the_place_is_left_alone():
    assert with_status("<html><body>old</body></html>", "x") == "<html><body>old</body></html>"
