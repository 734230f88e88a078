"""Templates from outside: what is known to break out of template engines is refused, unrun."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from jinja2.exceptions import TemplateError as JinjaError

from perfeval_batch import report
from perfeval_batch.errors import TemplateError
from perfeval_batch.template import jinja_environment, template_check
from perfeval_batch.template.package import OFFICE, REL
from tests.report import documents
from tests.report.documents import docx, p

CANARY = Path("/tmp/perfeval-canary")  # noqa: S108  # must never come to be
RUN = f"__import__('pathlib').Path('{CANARY}').touch()"

EXPRESSIONS = {
    "subclasses": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "init globals (docxtpl #511 kind)": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum globals": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "self": "{{ self.__init__.__globals__.__builtins__ }}",
    "str.format (CVE-2016-10745)": "{{ '{0.__class__}'.format(项目) }}",
    "str.format_map (CVE-2019-10906)": "{{ '{a.__class__}'.format_map({'a': 项目}) }}",
    "indirect format (CVE-2024-56326)": "{{ ('{0.__class__}'.format|list)(项目) }}",
    "attr filter (CVE-2025-27516)": "{{ '{0.__class__}'|attr('format')(项目) }}",
    "escaped attr": r"{{ ()|attr('\x5f\x5fclass\x5f\x5f') }}",
    "map attribute": "{{ 得分表|map(attribute='__class__')|list }}",
    "xmlattr keys (CVE-2024-22195)": "{{ {'a b': 1}|xmlattr }}",
    "item access": "{{ 项目['__class__'] }}",
    "joined name": "{{ 项目['__cl' ~ 'ass__'] }}",
    "numeral's insides": "{{ 一级序号.__call__.__globals__ }}",
    "loop's insides": "{%p for 行 in 得分表 %}{{ loop.__class__ }}{%p endfor %}",
    "mutation": "{{ 项目.update({'名称': '改'}) }}",
    "list mutation": "{{ [].append(1) }}",
    "namespace": "{{ namespace().__class__ }}",
    "percent format": "{{ '%1000000000d' % 1 }}",
    "huge product": "{{ 'a' * 1000000000 }}",
    "huge power": "{{ 10 ** 10 ** 8 }}",
    "huge filter width": "{{ 项目.名称|center(1000000000) }}",
    "slice": "{{ 项目.名称[::-1] }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from 'os' import popen %}",
    "extends": "{% extends '/etc/passwd' %}",
    "endless range": "{%p for x in range(9999999999) %}",
    "recursion": "{%p for 行 in 得分表 recursive %}",
    "macro": "{% macro m() %}",
    "set": "{% set x = 1 %}",
    "raw": "{% raw %}",
    "call": "{% call 一级序号() %}",
    "filter block": "{% filter upper %}",
    "debug": "{% debug %}",
    "numeral with arguments": "{{ 一级序号(1, *[2]) }}",
    "tag end in a string": "{{ '%}' ~ ''.__class__ }}",
    "statement injected": "{%p for 行 in 得分表 %}{%p endfor %}{% include 'x' %}",
    "budget by its name": "{{ 额度 }}",
}


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_a_hostile_expression_is_refused_with_its_paragraph(expression: str) -> None:
    with pytest.raises(TemplateError, match=r"正文第\d段"):
        report.compile_template(docx(p("甲"), p(expression)))


@pytest.mark.parametrize(
    "expression",
    [
        f"{{{{ cycler.__init__.__globals__.__builtins__.eval({RUN!r}) }}}}",
        f"{{{{ ''.__class__.__base__.__subclasses__()[0]({RUN!r}) }}}}",
        f"{{%p if 项目.__class__.__init__.__globals__['__builtins__']['eval']({RUN!r}) %}}",
    ],
)
def test_none_of_them_runs(expression: str) -> None:
    for problem in template_check.check(docx(p(expression), p("{%p endif %}"))):
        assert str(problem)
    assert not CANARY.exists()


@pytest.mark.parametrize("expression", EXPRESSIONS.values(), ids=EXPRESSIONS.keys())
def test_in_an_alternative_text_it_is_refused_as_well(expression: str) -> None:
    if "%}" in expression:
        return
    shape = f'<w:p><w:r><w:pict descr="{expression.replace(chr(34), "")}"/></w:r></w:p>'
    with pytest.raises(TemplateError, match="替代文字"):
        report.compile_template(docx(shape))


@pytest.mark.parametrize(
    "source",
    [
        "{{ 项目.keys() }}",
        "{{ 项目.__class__ }}",
        "{{ 报告标题.upper() }}",
        "{{ 项目['__class__'] }}",
        "{% for 行 in 得分表 %}{{ loop.__init__ }}{% endfor %}",
    ],
)
def test_the_sandbox_holds_even_without_the_grammar(source: str) -> None:
    fenced = source
    for mark in ("{{", "{%"):
        fenced = fenced.replace(mark, f"{jinja_environment.FENCE}{mark[1:]}")
    for mark in ("}}", "%}"):
        fenced = fenced.replace(mark, f"{mark[:1]}{jinja_environment.FENCE}")
    made = jinja_environment.environment().from_string(fenced)
    with pytest.raises((TemplateError, JinjaError)):
        made.render(
            {**template_check.example(), jinja_environment.BUDGET: jinja_environment.Budget()}
        )


def test_loops_within_loops_are_stopped() -> None:
    depth = 20
    blocks = [p(f"{{%p for 行{n} in 得分表 %}}") for n in range(depth)]
    template = report.compile_template(docx(*blocks, *[p("{%p endfor %}")] * depth))
    begin = time.process_time()
    with pytest.raises(TemplateError, match="循环合计超过"):
        template.render(template_check.example())
    assert time.process_time() - begin < 5


def test_parentheses_without_end_are_refused() -> None:
    with pytest.raises(TemplateError, match="正文第1段"):
        report.compile_template(docx(p("{{ " + "(" * 5000 + "项目.名称" + ")" * 5000 + " }}")))


@pytest.mark.parametrize(
    "said",
    [
        "9" * 5000,
        f"0x{'f' * 5000}",
        f"'甲' if loop.index == 0x{'f' * 5000} else '乙'",
        " or ".join(["报告标题"] * 3000),
        " ~ ".join(["报告标题"] * 3000) + " or (" * 3000,
    ],
)
def test_more_than_anyone_says_is_refused(said: str) -> None:
    with pytest.raises(TemplateError, match="正文第1段"):
        report.compile_template(docx(p(f"{{{{ {said} }}}}")))
    with pytest.raises(TemplateError, match="正文第1段"):
        report.compile_template(docx(p(f"{{%p if {said} %}}"), p("{%p endif %}")))


@pytest.mark.parametrize(
    "said",
    [
        "项目.目的|first('甲')",
        "项目.目的|length('甲')",
        "项目.目的|join('甲', '乙')",
        "报告标题|default('甲', '乙', '丙')",
    ],
)
def test_a_filter_takes_no_more_than_it_knows(said: str) -> None:
    with pytest.raises(TemplateError, match="括号里写得太多"):
        report.compile_template(docx(p(f"{{{{ {said} }}}}")))


@pytest.mark.parametrize(
    ("opened", "closed", "depth"),
    [
        ("{%p for 行 in 得分表 %}", "{%p endfor %}", 25),
        ("{%p if 已复核 %}", "{%p endif %}", 120),
        ("{%p if " + "not " * 250 + "已复核 %}", "{%p endif %}", 1),
        ("{%p if " + " and ".join(["已复核"] * 300) + " %}", "{%p endif %}", 1),
    ],
)
def test_what_is_nested_beyond_what_can_be_compiled_is_told(
    opened: str, closed: str, depth: int
) -> None:
    blocks = [*[p(opened)] * depth, p("甲"), *[p(closed)] * depth]
    with pytest.raises(TemplateError, match="减少层数"):
        report.compile_template(docx(*blocks))


# The package around the tags


def test_what_is_no_word_document_is_told_so() -> None:
    with pytest.raises(TemplateError, match=r"不是完整的Word文档"):
        report.compile_template(b"PK\x03\x04 nothing")


def test_a_workbook_is_no_template() -> None:
    from perfeval_batch.sheets import Book

    book = Book("x")
    book.sheet("甲")
    with pytest.raises(TemplateError, match="不是Word文档"):
        report.compile_template(book.finish())


def _zip(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = _zip(("word/document.xml", b"\0" * (80 * 1024 * 1024)))
    with pytest.raises(TemplateError, match="过大"):
        report.compile_template(bomb)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a", "a"), ("../a", "b")])
def test_doubled_and_climbing_names_are_refused(names: tuple[str, str]) -> None:
    with pytest.raises(TemplateError, match="结构不正常"):
        report.compile_template(_zip(*((name, b"") for name in names)))


def test_entities_are_never_expanded() -> None:
    declared = f'<!DOCTYPE w:document [<!ENTITY a "甲">]><w:document {documents.NS}'
    bad = documents.changed(
        docx(p("甲")),
        {"word/document.xml": (f"<w:document {documents.NS}", declared)},
    )
    with pytest.raises(TemplateError, match="DOCTYPE"):
        report.compile_template(bad)


def _related(relation: str) -> bytes:
    rels = f'<Relationships xmlns="{REL}">{relation}</Relationships>'
    return docx(p("甲"), more={"word/_rels/document.xml.rels": rels})


def test_pictures_fetched_from_elsewhere_are_refused() -> None:
    outside = (
        f'<Relationship Id="r9" Type="{OFFICE}/image" '
        'Target="http://example.com/a.png" TargetMode="External"/>'
    )
    with pytest.raises(TemplateError, match="外部内容"):
        report.compile_template(_related(outside))


def test_embedded_objects_are_refused() -> None:
    inside = f'<Relationship Id="r9" Type="{OFFICE}/oleObject" Target="document.xml"/>'
    with pytest.raises(TemplateError, match="嵌入对象"):
        report.compile_template(_related(inside))


def test_hyperlinks_may_stay() -> None:
    link = (
        f'<Relationship Id="r9" Type="{OFFICE}/hyperlink" '
        'Target="https://example.com" TargetMode="External"/>'
    )
    assert report.compile_template(_related(link)).printed


def test_the_link_to_the_offices_own_normal_template_is_cut() -> None:
    link = (
        f'<Relationship Id="r9" Type="{OFFICE}/attachedTemplate" '
        'Target="file:///C:/Normal.dotm" TargetMode="External"/>'
    )
    made = report.compile_template(_related(link)).render(template_check.example())
    assert b"Normal.dotm" not in made


def test_macros_are_refused() -> None:
    types = documents.TYPES.replace(
        "</Types>",
        '<Override PartName="/word/vbaProject.bin" '
        'ContentType="application/vnd.ms-office.vbaProject"/></Types>',
    )
    with pytest.raises(TemplateError, match="宏"):
        report.compile_template(docx(p("甲"), types=types))


def test_our_own_marks_in_a_template_do_no_harm() -> None:
    shape = '<w:p><w:r><w:pict descr="\ue0fe99\ue0ff"/></w:r></w:p>'
    assert "99" in documents.body(documents.rendered(shape))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("_rels/.rels", ' Id="', ' No="'),
        ("word/_rels/document.xml.rels", ' Type="', ' No="'),
        ("word/_rels/document.xml.rels", ' Target="', ' No="'),
        ("word/styles.xml", ' w:type="paragraph"', ""),
        ("word/styles.xml", ' w:type="paragraph"', ' w:type="odd"'),
    ],
)
def test_a_part_that_lacks_what_it_must_have_is_a_sentence(part: str, old: str, new: str) -> None:
    parts = documents.unpack(report.default_template())
    assert old.encode() in parts[part]
    damaged = documents.pack({**parts, part: parts[part].replace(old.encode(), new.encode(), 1)})
    with pytest.raises(TemplateError, match="损坏"):
        report.compile_template(damaged)
    assert template_check.check(damaged)
