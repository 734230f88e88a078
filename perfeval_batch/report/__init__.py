"""Writes a project's report: what it says, and its .docx from a template compiled once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import resources

from perfeval_batch.findings import Finding, Kind
from perfeval_batch.model import Assessment
from perfeval_batch.report import narrative, readback, transfer_report
from perfeval_batch.schemes import Scheme
from perfeval_batch.template import compiled_template, fields
from perfeval_batch.template.compiled_template import Template
from perfeval_batch.template.fields import Field
from perfeval_batch.template.tags import Problem

__all__ = [
    "KINDS",
    "Line",
    "Problem",
    "Template",
    "check",
    "compile_template",
    "default_template",
    "render",
    "review_template",
    "template_fields",
    "unscored_template",
]

KINDS: tuple[Kind, ...] = (readback.REPORT_CHECK_FAILED,)
"""The kinds of finding that this room raises."""


def render(
    assessment: Assessment,
    scheme: Scheme,
    template: Template,
    findings: Sequence[Finding] = (),
) -> bytes:
    """The report of one project; a draft's template lists the open `findings` at its end.

    Raises:
        TemplateError: the loops of an office's own template run away.
    """
    if not scheme.scored:
        return template.render(transfer_report.context(assessment, scheme, findings))
    return template.render(narrative.context(assessment, scheme, findings))


def check(document: bytes, assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Read a finished report back: PE903 when a number of the tables or a tag stands wrong."""
    return readback.check(document, assessment, scheme)


def default_template() -> bytes:
    """The default report template: a .docx that is edited in Word, its comments explain its tags.

    It has the form of GB/T 9704-2012 (domain facts: margins, 22 lines of 28 characters, fonts).
    """
    return (resources.files("perfeval_batch.template") / "report.docx").read_bytes()


def unscored_template(*, draft: bool = False) -> Template:
    """The compiled template of reports without scores: the five parts of 转移支付."""
    data = (resources.files("perfeval_batch.template") / "transfer_report.docx").read_bytes()
    return compiled_template.compile_template(data, fields.of(transfer_report.FIELDS), draft=draft)


def template_fields() -> Mapping[str, Field]:
    """Every field that a template can name, by its path."""
    return dict(fields.by_path(fields.of_reports()))


def review_template(data: bytes) -> tuple[Problem, ...]:
    """What is wrong with an office's own template; nothing when it can be used as it is."""
    from perfeval_batch.template import template_check

    return template_check.check(data)


def compile_template(data: bytes, *, draft: bool = False) -> Template:
    """Compile a report template, or the draft of it; once per process is enough.

    Raises:
        TemplateError: naming every problem with its paragraph.
    """
    return compiled_template.compile_template(data, fields.of_reports(), draft=draft)
