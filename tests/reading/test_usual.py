"""Cells read by pattern are the cells that the XML parser reads, whatever the bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import parsing
from perfeval_batch.model import Rejected
from perfeval_batch.parsing.standard import standard_workbook
from perfeval_batch.reading import guard, readers, xlsx_sheet, xlsx_usual
from perfeval_batch.reading.cell_meaning import Meanings
from perfeval_batch.reading.grid import Grid
from perfeval_batch.reading.guard import Admitted
from tests import hostile_files, hostile_words, judges
from tests.hostile_parts import Files
from tests.reading import build

SHEETS = tuple(f"xl/worksheets/sheet{number}.xml" for number in (2, 3, 4, 5))
STRINGS = "xl/sharedStrings.xml"


def _read(data: bytes) -> Grid | str:
    """The grid, or the code of the refusal."""
    admitted = guard.admit(data, build.NAME)
    found: Grid | Admitted | Rejected = admitted
    if isinstance(admitted, Admitted):
        found = readers.read(admitted, build.NAME, standard_workbook.wanted)
    if isinstance(found, Rejected):
        return found.findings[0].code
    assert isinstance(found, Grid)
    return found


def _agree(data: bytes) -> None:
    """Both ways give the same sheets, or the same refusal."""
    usually = _read(data)
    with build.by_parser():
        parsed = _read(data)
    assert usually == parsed
    if isinstance(usually, Grid) and isinstance(parsed, Grid):
        for ours, theirs in zip(usually.sheets, parsed.sheets, strict=True):
            assert repr(ours.rows) == repr(theirs.rows)  # 1 is not True, nor 1.0


def _parts() -> Mapping[str, bytes]:
    return build.unzipped(build.seed())


def test_the_seed_is_read_by_pattern() -> None:
    parts = _parts()
    assert xlsx_usual.strings(parts[STRINGS]) is not None
    assert all(xlsx_usual.cells(parts[sheet], Meanings({})) is not None for sheet in SHEETS)
    _agree(build.seed())


@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_read_the_same_both_ways() -> None:
    _agree(judges.convert(build.seed(), ".xlsx", "xlsx"))


def test_what_openpyxl_saves_is_read_the_same_both_ways() -> None:
    _agree(build.edited(lambda book: book["绩效指标"].merge_cells("A4:A6")))


def _in_two_fonts(text: str) -> str:
    """The string item with a text of two runs."""
    start, end = text[: len(text) // 2], text[len(text) // 2 :]
    return f"<si><r><rPr/><t>{start}</t></r><r><t>{end}</t></r><rPh><t>x</t></rPh></si>"


def test_strings_in_two_fonts_leave_the_cells_to_the_pattern() -> None:
    parts = dict(_parts())
    before = parts[STRINGS].decode()
    after = re.sub("<si><t>([^<]*[^<;])</t></si>", lambda found: _in_two_fonts(found[1]), before)
    assert after.count("<rPh>") > 20
    parts[STRINGS] = after.encode()
    data = build.zipped(parts)
    with mock.patch.object(xlsx_sheet.Reader, "_parse", side_effect=AssertionError):
        assert parsing.read(data, build.NAME) == parsing.read(build.seed(), build.NAME)
    _agree(data)


@pytest.mark.parametrize("change", ["</sst>", "<si>", "&#65536;&#0;", "<x:y/>"])
def test_damaged_strings_are_refused_the_same_both_ways(change: str) -> None:
    parts = dict(_parts())
    text = parts[STRINGS].decode()
    parts[STRINGS] = text.replace("<si><t>", f"<si><r><t>甲</t></r>{change}<t>", 1).encode()
    assert _read(build.zipped(parts)) == "PE001"
    _agree(build.zipped(parts))


GROUPS = (hostile_files.damaged, hostile_files.crafted, hostile_words.values, hostile_words.words)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.__name__)
def test_hostile_files_are_read_the_same_both_ways(group: Callable[[], Files]) -> None:
    for _, make in group().values():
        _agree(make())


_PIECES = (
    *('<c r="J7"><v>9</v></c>', '<c r="J7" t="b"><v>1</v></c>', '<c r="J7" t="e"><v>#REF!</v></c>'),
    *(
        '<c r="J7"><f>1+1</f></c>',
        '<c r="J7" t="str"><f>1</f><v></v></c>',
        '<c r="J7" t="s"><v>3</v></c>',
    ),
    *(
        '<c r="J7" t="inlineStr"><is><t>&#x4e2d;&amp;</t></is></c>',
        '<c r="J7"/>',
        "<c><v>5</v></c>",
    ),
    *('<c r="J7" t="s"><v>03</v></c>', '<c r="J7" t="s"><v> 3</v></c>', '<c r="J7"><v> 9 </v></c>'),
    *(
        "<!-- x -->",
        "<![CDATA[9]]>",
        "<?x y?>",
        "&#9;",
        "&lt;",
        "&#xD;",
        "&#0;",
        "\r\n",
        "&x;",
        "]]>",
    ),
    *("<row>", "</row>", '<row r="7">', '<row r="7" hidden="1">', '<row r="7" hidden="0" ht="9">'),
    *("<v>", "</v>", "<f>", "</f>", '<f t="shared" si="0"/>', "</c>", "<is>", "<r><t>a</t></r>"),
    *(' t="n"', ' s="1"', ' s="01"', ' r="J7"', " xmlns='u'", ' x14ac:dyDescent="1"', ' cm="1"'),
    *(
        "</sheetData>",
        "<sheetData>",
        "<x:c/>",
        '<mergeCell ref="J6:J7"/>',
        "1E400",
        "NaN",
        "９",
        "_x0041_",
    ),
    *("</t></si><si><t>", "<t/>", "<phoneticPr fontId='1'/>", "<rPh sb='0' eb='1'><t>x</t></rPh>"),
)


@settings(max_examples=400)
@given(st.data())
def test_a_sheet_changed_anywhere_is_read_the_same_both_ways(data: st.DataObject) -> None:
    parts = dict(_parts())
    part = data.draw(st.sampled_from((*SHEETS, STRINGS)))
    content = parts[part].decode()
    first = max(content.find("<sheetData>"), content.find("<si>"))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(first, len(content)))
        if data.draw(st.booleans()):
            at = content.find("<", at) if content.find("<", at) > 0 else at
        end = at + data.draw(st.sampled_from((0, 0, 0, 1, 5, 12, 22, 40)))
        content = content[:at] + data.draw(st.sampled_from(_PIECES)) + content[end:]
    parts[part] = content.encode()
    _agree(build.zipped(parts))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(_PIECES), max_size=8))
def test_cells_put_together_from_any_pieces_are_read_the_same_both_ways(pieces: list[str]) -> None:
    rows = f'<row r="7">{"".join(pieces)}</row>'
    parts = build.parts_of(rows, name="绩效指标", strings=["<t>甲</t>"] * 4, formats=[9])
    _agree(build.zipped(parts))


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_texts_are_read_the_same_both_ways(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    rows = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{escaped}</t></is></c></row>'
    rows += '<row r="2"><c r="A2" t="s"><v>0</v></c></row>'
    _agree(build.zipped(build.parts_of(rows, name="绩效指标", strings=[f"<t>{escaped}</t>"])))
