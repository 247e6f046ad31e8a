"""A register of rules: by name, with its defaults, and the nearest name for a wrong one."""

import pytest

from pipelines.strategy.registry import Register, UnknownRuleError, nearest


@pytest.fixture
def register() -> Register:
    found: Register = Register("test")

    @found.rule("doubles", modes=("once", "twice"), needs=("level",), missing="nothing to double")
    def double(number: int) -> int:
        return 2 * number

    @found.rule("halves")
    def halve(number: int) -> float:
        return number / 2

    return found


def test_rule_is_found_by_the_name_of_its_function_with_what_it_says(register) -> None:
    rule = register["double"]

    assert rule.apply(4) == 8
    assert (rule.text, rule.modes, rule.needs, rule.missing_text) == (
        "doubles", ("once", "twice"), ("level",), "nothing to double",
    )  # fmt: skip
    assert [rule.name for rule in register] == ["double", "halve"]


def test_unknown_rule_names_its_kind_and_the_nearest(register) -> None:
    with pytest.raises(UnknownRuleError, match="no test rule 'halv'; nearest valid: 'halve'"):
        register["halv"]


def test_word_like_no_other_is_answered_with_all() -> None:
    assert nearest("xyz", ["double", "halve"]) == "valid: double, halve"
