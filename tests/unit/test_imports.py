"""What a process imports once and keeps."""

import gc

from pipelines.imports import kept_for_good


def test_what_is_made_within_is_no_garbage_and_what_comes_later_is() -> None:
    before = gc.get_freeze_count()

    with kept_for_good():
        assert not gc.isenabled()

    assert gc.isenabled()
    assert gc.get_freeze_count() > before
    gc.unfreeze()
