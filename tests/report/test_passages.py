"""Reading a body by its passages tells what the parser tells that reads it whole."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from xml.parsers import expat

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfeval_batch.demo import samples
from perfeval_batch.office import unpack
from perfeval_batch.report import render
from perfeval_batch.template import part_tree, passages, press
from tests.report import documents, projects, reports

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BODY = documents.body(reports.rendered(projects.project())).encode()
SHORT = (
    f'{DECLARED}<w:document a="1" b="&amp;"><w:p><w:r><w:t>甲 &lt;1&gt;</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t/><w:t>9.5</w:t><w:br/><w:t>乙</w:t></w:r></w:p></w:tc>"
    '</w:tr></w:tbl><w:p><w:r><w:t xml:space="preserve"> </w:t><w:t></w:t></w:r></w:p>'
    "<w:sectPr/></w:document>"
).encode()


def _told(content: bytes) -> str | None:
    """The texts by passages; None when they are not well-formed."""
    return _characters(passages.texts, content)


def _told_by_parser(content: bytes) -> str | None:
    return _characters(passages.by_parser, content)


def _characters(read: Callable[[bytes], bytes], content: bytes) -> str | None:
    """The characters for which the texts stand, whatever way they are written in XML."""
    try:
        text = read(content).decode()
    except expat.ExpatError:
        return None
    return html.unescape(text).replace("\r\n", "\n").replace("\r", "\n")


def _never(_: bytes) -> bytes:
    raise AssertionError("given to the parser whole")


@pytest.mark.parametrize("name", samples.names())
def test_the_reports_of_the_samples_need_no_parser_for_the_whole(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assessment, scheme = reports.sample(name)
    document = unpack(render(assessment, scheme, reports.template()))["word/document.xml"]
    wanted = _told_by_parser(document)
    monkeypatch.setattr(passages, "by_parser", _never)
    assert _told(document) == wanted


@pytest.mark.parametrize("content", [BODY, SHORT])
def test_texts_are_those_of_the_parser(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = _told_by_parser(content)
    monkeypatch.setattr(passages, "by_parser", _never)
    assert _told(content) == wanted


NO_XML = (
    ("</w:p><w:tbl>", "<w:tbl>"),
    ("</w:r></w:p></w:tc>", "</w:p></w:r></w:tc>"),
    ("<w:sectPr/>", "<w:sectPr>"),
    ("</w:document>", ""),
    ("</w:document>", "</w:document><w:p/>"),
    ("<w:t>甲", "<w:t甲"),
    ("甲", "甲<"),
    ("甲", "甲&"),
    ("甲", "甲&amp"),
    ("甲", "甲&nbsp;"),
    ("甲", "甲]]>"),
    ("甲", "甲\x01"),
    ("甲", "甲\uffff"),
    ('a="1" b=', 'a="1" a='),
    ('a="1"', "a=1"),
    ('a="1"', 'a="<"'),
    ('a="1"', 'a="1'),
    ("<w:br/>", "<!-- </w:t> "),
    ("<w:br/>", "<![CDATA[ <w:t>"),
    ("<w:br/>", "<?x <w:t>"),
    ("9.5</w:t>", "9.5</w:t></w:t>"),
    ("UTF-8", "UTF-9"),
    ("UTF-8", "gb18030"),
    ("<w:t>乙", "<w:t>乙</w:t><w:t"),
)


@pytest.mark.parametrize(("old", "new"), NO_XML)
def test_what_is_not_well_formed_is_never_read(old: str, new: str) -> None:
    assert old in SHORT.decode()
    broken = SHORT.decode().replace(old, new, 1).encode()
    assert _told_by_parser(broken) is None
    assert _told(broken) is None


@pytest.mark.parametrize("bad", [b"\xff", b"\xe7\x94", b"\xed\xa0\x80", b"\xc0\xbc"])
def test_bytes_that_are_no_utf_8_are_never_read(bad: bytes) -> None:
    assert _told(SHORT.replace(b"9.5", bad)) is None
    assert _told(SHORT.replace(b"<w:br/>", bad)) is None


STRANGE = (
    ("甲", "甲>乙"),
    ("甲", "甲&#x4e2d;&#20013;"),
    ("甲", "<w:x/>甲"),
    ("<w:br/>", "<!-- <w:t>不算</w:t> -->"),
    ("<w:br/>", "<w:t><![CDATA[<w:t>也不算</w:t>]]></w:t>"),
    ("<w:br/>", "<?x <w:t>不算</w:t> ?>"),
    ("<w:br/>", "<w:t>甲<w:x/>乙</w:t>"),
    ("<w:br/>", "<w:t><w:t>甲</w:t>乙</w:t>"),
    ("<w:sectPr/>", "<w:t>甲</w:t ><w:sectPr/>"),
    ("<w:br/>", "<w:instrText>不算</w:instrText>"),
    ("<w:br/>", "换行之外"),
    ("<w:t>9.5", '<w:t a="x>y">9.5'),
    ("<w:t>9.5", "<w:t\n>9.5"),
    ("<w:t>9.5</w:t>", "<w:t>9.5</w:t >"),
    (DECLARED, ""),
    (DECLARED, DECLARED.replace("UTF-8", "utf-8")),
    (DECLARED, f'{DECLARED}<!DOCTYPE w:document [<!ENTITY a "甲">]>'),
)


@pytest.mark.parametrize(("old", "new"), STRANGE)
def test_what_no_report_says_is_read_as_the_parser_reads_it(old: str, new: str) -> None:
    assert old in SHORT.decode()
    changed = SHORT.decode().replace(old, new, 1).encode()
    wanted = _told_by_parser(changed)
    assert wanted is not None
    assert _told(changed) == wanted


_PIECES = st.sampled_from(
    [
        *(b"<w:t>", b"</w:t>", b"<w:r>", b"</w:r>", b"<w:p>", b"</w:p>", b"<w:t/>", b"<w:br/>"),
        *(b"<", b">", b"&", b"&amp;", b"]]>", b"<!--", b"-->", b"<?x", b"?>", b'"', b"/", b"9.5"),
        *(b"\0", b"\x01", b"\n", b"\xef\xbf\xbf", b"\xe7", "甲".encode(), b"<![CDATA[", b"]]"),
    ],
)


@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(SHORT)), st.integers(0, 12), _PIECES), min_size=1, max_size=4
    ),
)
@example(changes=[(0, 0, b"<!--")])
def test_whatever_is_changed_both_ways_tell_the_same(
    changes: list[tuple[int, int, bytes]],
) -> None:
    content = SHORT
    for at, dropped, piece in changes:
        content = content[:at] + piece + content[at + dropped :]
    assert _told(content) == _told_by_parser(content)


@given(st.lists(_PIECES, max_size=30))
def test_whatever_is_put_together_both_ways_tell_the_same(pieces: list[bytes]) -> None:
    content = b"<w:document>" + b"".join(pieces) + b"</w:document>"
    assert _told(content) == _told_by_parser(content)


def test_any_byte_of_a_report_may_change() -> None:
    chance = random.Random(7)
    for _ in range(500):
        content = bytearray(BODY)
        content[chance.randrange(len(BODY))] = chance.choice(b"<>&/\"' w:t\x00\xff9")
        assert _told(bytes(content)) == _told_by_parser(bytes(content))


def test_every_reference_that_is_written_is_known() -> None:
    values = press._escaped(["&<>\"'\n"], b"&#10;")  # noqa: SLF001  # what it writes must be read without the parser
    content = b"<w:document><w:t>" + values[0] + b"</w:t></w:document>"
    assert not passages._STRANGE.search(content)  # noqa: SLF001  # see above


def test_long_passages_are_not_kept() -> None:
    before = passages._known.cache_info().currsize  # noqa: SLF001  # what is kept is not to be seen otherwise
    content = f'<w:document a="{"甲" * 10_000}"><w:t>9.5</w:t></w:document>'.encode()
    assert passages.texts(content) == b"9.5"
    assert passages._known.cache_info().currsize == before  # noqa: SLF001  # see above


def test_no_character_that_xml_cannot_hold_is_read() -> None:
    for code in (*part_tree.CONTROL, 0xFFFE, 0xFFFF):
        assert _told(SHORT.replace("乙".encode(), chr(code).encode())) is None
