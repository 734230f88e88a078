"""Assessment in, a finished .docx out: `render` with a template that was compiled once."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.findings import Finding, Kind
from perfeval_batch.model import Assessment
from perfeval_batch.report import narrative, readback
from perfeval_batch.scheme import Scheme
from perfeval_batch.template import compiled as templates
from perfeval_batch.template import fields
from perfeval_batch.template.compiled import Template
from perfeval_batch.template.fields import Line
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
    return template.render(narrative.context(assessment, scheme, findings))


def check(document: bytes, assessment: Assessment, scheme: Scheme) -> tuple[Finding, ...]:
    """Read a finished report back: PE903 when a number of the tables or a tag stands wrong."""
    return readback.check(document, assessment, scheme)


def default_template(*, comments: bool = False) -> bytes:
    """The default report template as a .docx, its tags explained in comments if wished."""
    from perfeval_batch.template import default_template

    return default_template.default(comments=comments)


def template_fields() -> tuple[Line, ...]:
    """Every field that a template can name, with its meaning and an example."""
    return fields.lines()


def review_template(data: bytes) -> tuple[Problem, ...]:
    """What is wrong with an office's own template; nothing when it can be used as it is."""
    from perfeval_batch.template import template_check

    return template_check.check(data)


def compile_template(data: bytes, *, draft: bool = False) -> Template:
    """Compile a report template, or the draft of it; once per process is enough.

    Raises:
        TemplateError: naming every problem with its paragraph.
    """
    return templates.compile(data, draft=draft)
