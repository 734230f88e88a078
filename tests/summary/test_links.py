"""A link to a result can be nothing else, whatever a project is called."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.summary import links


def test_a_plain_chinese_path_is_its_own_link() -> None:
    assert links.relative("报告/甲局/运行维护经费.docx") == "报告/甲局/运行维护经费.docx"


def test_what_a_url_would_take_for_its_own_is_escaped() -> None:
    assert links.relative("报告/甲局/50% #1?a b.docx") == "报告/甲局/50%25%20%231%3Fa%20b.docx"


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "报告",
        "报告/",
        "/报告/甲局/a.docx",
        "//server/报告/a.docx",
        "\\\\server\\报告\\a.docx",
        "报告/../../机密.docx",
        "报告/./a.docx",
        "报告//a.docx",
        "javascript:alert(1)",
        "http://example.invalid/报告/a.docx",
        "file:///etc/passwd",
        "甲局/项目一.xlsx",
        "报告/甲局/a\nb.docx",
        "报告/甲局/\u202excod.docx",
        "报告/甲局/a\udc80.docx",
        f"报告/甲局/{'长' * 1000}.docx",
    ],
)
def test_what_is_not_a_file_in_our_own_folders_gets_no_link(path: str | None) -> None:
    assert links.relative(path) is None


@given(st.text(min_size=1, max_size=60))
def test_a_link_leads_to_the_path_it_was_made_of(name: str) -> None:
    path = f"报告/甲局/{name}.docx"
    link = links.relative(path)
    if link is not None:
        parts = urlsplit(link)
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert unquote(parts.path) == path
        assert not set(link) & set('"<> \\#?&`{}|^')
