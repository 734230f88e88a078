"""What a check is: a function over a View, with the kind of finding that it raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from perfeval_batch.findings import Fault, Kind, Severity, kind
from perfeval_batch.rules.project_view import View

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

Check = Callable[[View], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of the catalogue: what kind of fault it tells, and how it finds them."""

    kind: Kind
    check: Check


def rule(
    code: str, name: str, severity: Severity, *, confirmable: bool = False
) -> Callable[[Check], Rule]:
    """Make a Rule of a function whose docstring is the check's page.

    The docstring holds a title and 为什么：, 反例：, 正例：, 怎么改： (see `Page.read`); it is what
    `perfeval explain` and the sheet 填写说明 show.
    """

    def make(check: Check) -> Rule:
        told = kind(code, name, severity, confirmable=confirmable)
        return Rule(told(check.__doc__ or ""), check)

    return make


def collect_rules(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """Every rule that stands in one of the modules, in order of code.

    Raises:
        ValueError: two rules have the same code or name.
    """
    found = [each for module in modules for each in vars(module).values() if isinstance(each, Rule)]
    for names in ([each.kind.code for each in found], [each.kind.name for each in found]):
        if len(set(names)) != len(names):
            raise ValueError(f"rules share a code or a name: {sorted(names)}")
    return tuple(sorted(found, key=lambda each: each.kind.code))
