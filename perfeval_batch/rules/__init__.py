"""Assessment in, findings out: every check of the catalogue over one project, none hiding another.

A check is one function with `@rule` in the module of its hundred, and one case file in
tests/cases; it is found here by standing there.
"""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch.findings import Finding, Kind
from perfeval_batch.model import Assessment
from perfeval_batch.rules import (
    pe0,
    pe1,
    pe2_amounts,
    pe2_funds,
    pe3,
    pe4_formula,
    pe4_scores,
    pe5_choice,
    pe5_values,
    pe6_figures,
    pe6_reasons,
    pe6_sentences,
    pe7,
)
from perfeval_batch.rules.rule import Rule, collected
from perfeval_batch.scheme import Scheme

RULES: tuple[Rule, ...] = collected(
    (
        pe0,
        pe1,
        pe2_amounts,
        pe2_funds,
        pe3,
        pe4_formula,
        pe4_scores,
        pe5_choice,
        pe5_values,
        pe6_figures,
        pe6_reasons,
        pe6_sentences,
        pe7,
    )
)

KINDS: tuple[Kind, ...] = tuple(rule.kind for rule in RULES)
"""What this room raises: the rules over one project."""


def check(assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Run every check that the scheme does not switch off; the findings are sorted."""
    found = (
        _found(assessment, scheme)
        if scheme.severities or scheme.strict
        else _usual(assessment, scheme)
    )
    return tuple(sorted(found, key=lambda finding: finding.order))


def _usual(assessment: Assessment, scheme: Scheme) -> list[Finding]:
    """As the catalogue has it: every check, each with its own severity."""
    return [
        Finding(fault.place, kind.code, kind.name, kind.severity, fault.message, fault.fix)
        for check, kind in _CHECKS
        for fault in check(assessment, scheme)
    ]


_CHECKS = tuple((rule.check, rule.kind) for rule in RULES)


def _found(assessment: Assessment, scheme: Scheme) -> Iterator[Finding]:
    for rule in RULES:
        kind = rule.kind
        severity = scheme.severity(kind)
        if severity is None:
            continue
        for fault in rule.check(assessment, scheme):
            yield Finding(fault.place, kind.code, kind.name, severity, fault.message, fault.fix)
