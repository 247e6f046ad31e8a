"""A register of small rule functions by name. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Generic, TypeVar

Function = TypeVar("Function", bound=Callable[..., object])


class UnknownRuleError(ValueError):
    """A preset names a rule, a mode or a field that does not exist."""


@dataclass(frozen=True)
class Rule(Generic[Function]):
    """A rule: its function, and what a preset has to say with it."""

    name: str
    apply: Function
    text: str  # what it does, in a clause, for reports
    modes: tuple[str, ...] = ("",)  # the first is the default
    needs: tuple[str, ...] = ()  # fields of the preset it can't do without
    missing_text: str = ""  # why it can't be judged, for triggers


@dataclass(frozen=True)
class Register(Generic[Function]):
    """All rules of one kind."""

    kind: str
    rules: dict[str, Rule[Function]] = field(default_factory=dict)

    def rule(
        self, text: str, *, modes: tuple[str, ...] = ("",), needs: tuple[str, ...] = (), missing: str = ""
    ) -> Callable[[Function], Function]:
        """Register the decorated function under its own name."""

        def register(function: Function) -> Function:
            name = function.__name__
            self.rules[name] = Rule(name, function, text, modes, needs, missing)
            return function

        return register

    def __getitem__(self, name: str) -> Rule[Function]:
        """Return a rule.

        Raises:
            UnknownRuleError: Nothing has that name; the message names the nearest that has.
        """
        if name not in self.rules:
            raise UnknownRuleError(f"no {self.kind} rule {name!r}; {nearest(name, self.rules)}")
        return self.rules[name]

    def __iter__(self) -> Iterator[Rule[Function]]:
        """Iterate over the rules, by name."""
        return iter(sorted(self.rules.values(), key=lambda rule: rule.name))


def nearest(word: str, valid: dict[str, Rule[Function]] | list[str] | tuple[str, ...]) -> str:
    """Say which valid word is meant, or which there are."""
    close = get_close_matches(word, list(valid), n=1, cutoff=0.3)
    return f"nearest valid: {close[0]!r}" if close else f"valid: {', '.join(sorted(valid))}"
