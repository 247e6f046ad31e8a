"""Settings: defaults, what is refused and how it is said, and which folders belong to which market."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.settings import PROJECT_ROOT, Settings, SettingsError, load_settings


def test_fresh_machine_uses_the_simulated_market() -> None:
    settings = load_settings()

    assert (settings.origin, settings.preset) == ("sample", "seed_4422_window")
    assert settings.market.startswith("sample-442-")
    assert settings.warehouse_dir == PROJECT_ROOT / "warehouse"
    assert settings.backtest_start == date(2012, 1, 3)


def test_environment_sets_every_kind_of_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "ORIGIN": "live", "ACCOUNT_USD": "250000", "SEED": "7", "BACKTEST_START": "2015-01-02",
        "WAREHOUSE_DIR": str(tmp_path), "LIVE_GATEWAY": "http://127.0.0.1:8000/",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"ALVH_{name}", value)

    settings = load_settings()

    assert (settings.origin, settings.account_usd, settings.seed) == ("live", 250_000, 7)
    assert (settings.backtest_start, settings.warehouse_dir) == (date(2015, 1, 2), tmp_path)
    assert settings.live_gateway == "http://127.0.0.1:8000"


def test_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALVH_ORIGIN", "")
    monkeypatch.setenv("ALVH_SEED", "")

    assert (load_settings().origin, load_settings().seed) == ("sample", 442)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("ORIGIN", "yahoo", "input should be 'sample', 'archive' or 'live'"),
        ("ACCOUNT_USD", "5000", "greater than or equal to 10000"),
        ("ACCOUNT_USD", "lots", "valid number"),
        ("ACCOUNT_USD", "inf", "less than or equal to"),
        ("SEED", "-1", "greater than or equal to 0"),
        ("SEED", "4.5", "valid integer"),
        ("BACKTEST_START", "soon", "valid date"),
        ("TIMEOUT_SECONDS", "0", "greater than 0"),
        ("TIMEOUT_SECONDS", "nan", "less than or equal to 600"),
        ("RETRIES", "11", "less than or equal to 10"),
        ("LOCK_SECONDS", "-1", "greater than or equal to 0"),
        ("BREADTH_FILE", "no/such/file.csv", "does not point to a file"),
        ("OPTION_FILES", "no/such/folder", "does not point to a directory"),
        ("LIVE_GATEWAY", "127.0.0.1:8000", "must begin with http:// or https://"),
    ],
)
def test_bad_value_is_told_with_setting_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str
) -> None:
    monkeypatch.setenv(f"ALVH_{name}", value)

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    message = str(refusal.value)
    assert message.startswith(f"ALVH_{name}='{value}': ")
    assert allowed in message
    assert Settings.model_fields[name.lower()].description in message


def test_every_bad_value_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALVH_ORIGIN", "yahoo")
    monkeypatch.setenv("ALVH_SEED", "x")

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    assert [line.split("=")[0] for line in str(refusal.value).splitlines()] == ["ALVH_ORIGIN", "ALVH_SEED"]


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (None, "ALVH_ARCHIVE: origin=archive needs a folder or an http(s) address"),
        ("no/such/folder", "ALVH_ARCHIVE: 'no/such/folder' is neither a folder nor an http(s) address"),
        ("ftp://127.0.0.1/x", "neither a folder nor"),
    ],
)
def test_archive_must_be_a_folder_or_an_address(
    monkeypatch: pytest.MonkeyPatch, archive: str | None, message: str
) -> None:
    monkeypatch.setenv("ALVH_ORIGIN", "archive")
    if archive:
        monkeypatch.setenv("ALVH_ARCHIVE", archive)

    with pytest.raises(SettingsError) as refusal:
        load_settings()

    assert message in str(refusal.value)


def test_markets_never_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.chdir(tmp_path)
    settings = [
        Settings(origin="sample"),
        Settings(origin="sample", seed=443),
        Settings(origin="live"),
        Settings(origin="archive", archive="a"),
        Settings(origin="archive", archive="b"),
        Settings(origin="archive", archive="http://127.0.0.1:1"),
    ]

    assert len({one.build_database for one in settings}) == 6
    assert len({one.landing_dir for one in settings}) == 6
    assert len({one.quarantine_dir for one in settings}) == 6
    assert len({one.published_database for one in settings}) == 1
    assert {one.build_database.name for one in settings} == {settings[0].published_database.name}


def test_one_archive_written_in_several_ways_is_one_market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path)

    names = {Settings(origin="archive", archive=name).market for name in ("a", "./a", "a/", str(tmp_path / "a"))}

    assert len(names) == 1


def test_folders_do_not_move_with_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(warehouse_dir="mine", origin="live")
    monkeypatch.chdir("/")

    assert settings.build_database == tmp_path / "mine/build/live/alvh.duckdb"


def test_settings_cannot_be_changed_or_invented() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().seed = 7
    with pytest.raises(ValidationError, match="Extra inputs"):
        Settings(orign="live")


def test_a_misspelled_setting_is_named_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALVH_ORIGN", "live")

    with pytest.raises(SettingsError, match=r"ALVH_ORIGN: there is no such setting; did you mean ALVH_ORIGIN\?"):
        load_settings()


def test_membership_without_closes_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own.csv").touch()
    monkeypatch.setenv("ALVH_MEMBERSHIP", str(tmp_path / "own.csv"))

    with pytest.raises(SettingsError, match="ALVH_MEMBER_CLOSES: not set; a membership is only of use beside closes"):
        load_settings()


def test_closes_alone_are_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "own.csv").touch()
    monkeypatch.setenv("ALVH_MEMBER_CLOSES", str(tmp_path / "own.csv"))

    assert load_settings().membership is None
