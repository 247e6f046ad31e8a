"""`fct_signal_daily` says of each column what the mart it comes from says, and every reason is gathered and tested."""

import re
from pathlib import Path

import yaml

PROJECT = Path(__file__).parents[2] / "dbt_project"
MARTS = PROJECT / "models" / "marts"
SIGNAL = MARTS / "signal"
NOT_JOINED = {"trade_date", "available_at", "is_simulated"}


def _columns(model: str) -> dict[str, tuple[str, str]]:
    (path,) = MARTS.glob(f"*/{model}.yml")
    columns = yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]["columns"]
    return {column["name"]: (column["data_type"], " ".join(column["description"].split())) for column in columns}


def _subjects() -> list[str]:
    return re.findall(r"'(fct_\w+)',\n", (SIGNAL / "fct_signal_daily.sql").read_text(encoding="utf-8"))


def test_every_column_is_described_as_in_its_subject() -> None:
    wide = _columns("fct_signal_daily")
    differing = {
        f"{subject}.{name}": said
        for subject in _subjects()
        for name, said in _columns(subject).items()
        if name not in NOT_JOINED and wide.get(name) != said
    }

    assert len(_subjects()) >= 10
    assert not differing, f"copy type and description into fct_signal_daily.yml: {differing}"


def test_two_subjects_never_share_a_column() -> None:
    names = [name for subject in _subjects() for name in _columns(subject) if name not in NOT_JOINED]

    assert len(names) == len(set(names))


def test_every_reason_is_gathered_and_tested() -> None:
    wide = _columns("fct_signal_daily")
    reasons = {name.removesuffix("_null_reason") for name in wide if name.endswith("_null_reason")}
    gathered = re.findall(r"^ {4}'(\w+)',$", (SIGNAL / "fct_signal_reason.sql").read_text("utf-8"), re.MULTILINE)
    tested = re.findall(r"'(\w+)': '(\w+)'", (PROJECT / "tests" / "assert_null_signals_say_why.sql").read_text("utf-8"))

    assert len(reasons) > 40
    assert set(gathered) == reasons
    assert {signal for signal, _ in tested} == reasons
    assert {column for _, column in tested} <= set(wide)
