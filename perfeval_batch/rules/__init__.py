"""The checks of the catalogue over one project, none hiding another.

A check is one function with `@rule` in the module of its hundred, and one case file in
tests/cases.
"""

from __future__ import annotations

from perfeval_batch.findings import Fault, Finding, Kind, Severity
from perfeval_batch.model import Assessment
from perfeval_batch.rules import (
    of_forms,
    pe0_file,
    pe1_facts,
    pe2_amounts,
    pe2_funds,
    pe3_weights,
    pe4_formula,
    pe4_scores,
    pe5_choice,
    pe5_values,
    pe6_figures,
    pe6_indicators,
    pe6_reasons,
    pe6_sentences,
    pe7_review,
)
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import Rule, collect_rules
from perfeval_batch.schemes import Scheme

RULES: tuple[Rule, ...] = collect_rules(
    (
        pe0_file,
        pe1_facts,
        pe2_amounts,
        pe2_funds,
        pe3_weights,
        pe4_formula,
        pe4_scores,
        pe5_choice,
        pe5_values,
        pe6_figures,
        pe6_indicators,
        pe6_reasons,
        pe6_sentences,
        pe7_review,
    )
)

KINDS: tuple[Kind, ...] = tuple(rule.kind for rule in RULES)
"""What this room raises: the rules over one project."""


def check(assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Run every check that the scheme does not switch off; the findings are sorted."""
    view = View(assessment, scheme)
    found: list[Finding] = list(assessment.project.origin.doubts)
    for rule in RULES:
        kind, severity = rule.kind, scheme.severity(rule.kind)
        if not scheme.scored and kind.code in of_forms.OF_POINTS:
            continue
        if severity is not None:
            found += [
                _finding(fault, kind, severity)
                for fault in rule.check(view)
                if of_forms.asks(assessment.project, kind.code, fault)
            ]
    return tuple(sorted(found, key=lambda finding: finding.order))


def _finding(fault: Fault, kind: Kind, severity: Severity) -> Finding:
    """The finding of a fault; one that weighs less than its kind is never made graver."""
    lighter = fault.severity is not None and fault.severity.rank > severity.rank
    weight = fault.severity if lighter and fault.severity else severity
    return Finding(fault.place, kind.code, kind.name, weight, fault.message, fault.fix)
