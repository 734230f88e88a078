"""The header pattern of a form: what tells its layout apart from others."""

from __future__ import annotations

import hashlib

from perfeval_batch.parsing.official.form_table import Table
from perfeval_batch.parsing.official.fund_lines import Found
from perfeval_batch.parsing.official.sections import Section


def fingerprint(section: Section, funds: Found) -> str:
    """The fingerprint of a form's headers; figures, names and years do not count."""
    parts = ["|".join(funds.labels)]
    parts += ["|".join(header_keys(table)) for table in section.tables]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def header_keys(table: Table) -> list[str]:
    """The headers of a table without what stands in brackets."""
    return [column.label.key for column in table.columns]
