"""Keys in addresses are seen by the provider only."""

import pytest

from pipelines.sources.secrets import redacted, without_secrets
from pipelines.sources.transport import archive_path

HOST = "https://host.example/a"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{HOST}?api_key=s3cret&id=1: status 403", f"{HOST}?api_key=***&id=1: status 403"),
        (f"{HOST}?id=1&API-KEY=s3cret", f"{HOST}?id=1&API-KEY=***"),
        (f"{HOST}?token=s3cret) and ?sig=s3cret'", f"{HOST}?token=***) and ?sig=***'"),
        ("https://me:s3cret@host.example/a", "https://***@host.example/a"),
        (f"{HOST}?monkey=1", f"{HOST}?monkey=1"),
    ],
)
def test_secrets_are_not_shown(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (f"{HOST}?api_key=s3cret", HOST),
        (f"{HOST}?b=2&api_key=s3cret&a=1", f"{HOST}?b=2&a=1"),
        ("https://me:s3cret@host.example/a", HOST),
        (f"{HOST}?b=&&a", f"{HOST}?b=&&a"),
    ],
)
def test_answer_is_kept_under_an_address_without_its_key(address: str, kept: str) -> None:
    assert without_secrets(address) == kept
    assert "s3cret" not in archive_path(address)
