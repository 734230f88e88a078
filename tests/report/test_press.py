"""The press prints what Jinja prints, byte for byte; what it does not know it leaves to Jinja."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import report
from perfeval_batch.demo import samples
from perfeval_batch.errors import TemplateError
from perfeval_batch.report import narrative
from perfeval_batch.template import compiled, jinja_environment, press, template_check
from perfeval_batch.template.compiled import Live, Render
from tests.report import reports
from tests.report.documents import docx, p, table

Context = Mapping[str, Any]


def _compiled(data: bytes, **instead: Callable[..., Any]) -> report.Template:
    """A template compiled with a function of the room replaced."""
    places = {"of": press, "_by_jinja": compiled}
    with pytest.MonkeyPatch.context() as patch:
        for name, function in instead.items():
            patch.setattr(places[name], name, function)
        return report.compile_template(data)


def _never(*_: object) -> Render:
    """In place of Jinja's way: it is not gone."""

    def render(_: Context) -> bytes:
        raise AssertionError("left to Jinja")

    return render


def _pressed(data: bytes) -> report.Template:
    return _compiled(data, _by_jinja=_never)


def _by_jinja(data: bytes) -> report.Template:
    return _compiled(data, of=lambda _: None)


@pytest.mark.parametrize("name", samples.names())
def test_the_samples_are_printed_by_the_press_as_jinja_prints_them(name: str) -> None:
    context = narrative.context(*reports.sample(name))
    pressed, by_jinja = _default()
    assert pressed.render(context) == by_jinja.render(context)


@lru_cache
def _default() -> tuple[report.Template, report.Template]:
    data = report.default_template()
    return _pressed(data), _by_jinja(data)


SAID = (
    "{{ 报告标题 }}",
    "前{{ 项目.名称 }}中{{ 项目['主管部门'] }}后",
    "{{ 报告标题 or '未命名' }}",
    "{{ '有' if 已复核 and not 未决问题 else '无' }}",
    "{{ '甲' ~ 报告标题 ~ 1 ~ (项目.目的|length) }}",
    "{{ '一\n二 & <三>' }}{{ 7 }}",
    "{{ 项目.目的|join }}{{ 项目.目的|join('；') }}{{ 项目.目的|join(报告标题) }}",
    "{{ 项目.目的|first }}{{ 项目.目的|last }}{{ (得分表|first).名称 if 得分表 else '' }}",
    "{{ 未决问题|length }}{{ 项目.目的|length if 已复核 else 0 }}",
    "{{ 报告标题|default('无') }}{{ (报告标题|default('无'))|default('又无') }}",
    "{% if 报告标题 is defined %}甲{% endif %}{% if 报告标题 is undefined %}乙{% endif %}丙",
    "{% if 报告标题 is none %}甲{% else %}乙{% endif %}",
    "{% if '甲' is none %}甲{% else %}乙{% endif %}{% if 7 is not none %}丙{% endif %}",
    "{% if 报告标题 == 项目.名称 %}甲{% elif 报告标题 != '乙' %}乙{% else %}丙{% endif %}",
    "{% if 项目.类别 in ['部门项目', '其他项目'] and 报告标题 not in 项目.目的 %}甲{% endif %}乙",
    "{% if 1 < 项目.目的|length <= 2 %}甲{% endif %}{% if 得分表|length >= 3 > 2 %}乙{% endif %}丙",
    "{{ 一级序号() }}{{ 二级序号() }}{{ 三级序号() }}{{ 二级序号() }}{{ 一级序号() ~ '乙' }}",
)


def _looped(inside: str, before: str = "", after: str = "{%p endfor %}") -> str:
    return "".join(map(p, (before, "{%p for 行 in 得分表 %}", inside, after, "尾")))


BLOCKS = (
    *map(p, SAID),
    _looped("{{ loop.index }}{{ loop.index0 }}{{ loop.length }}{{ 行.名称 }}"),
    _looped("{{ '首' if loop.first else '尾' if loop.last else '中' }}{{ 行.标签 }}"),
    _looped("{% if loop.index > 1 %}{{ 行.名称 }}{% endif %}甲"),
    "".join(
        map(
            p,
            (
                *("{%p for 行 in 得分表 %}", "{{ loop.index }}", "{%p for 段 in 项目.目的 %}"),
                *(
                    "{{ 段 }}{{ loop.index ~ '/' ~ loop.length }}",
                    "{%p else %}",
                    "{{ loop.index }}",
                ),
                *("{%p endfor %}", "{{ loop.index0 }}", "{%p else %}", "没有", "{%p endfor %}"),
            ),
        )
    ),
    table(
        ("{%tr for 行 in 得分表 %}",), ("{%vm not loop.first %}{{ 行.名称 }}",), ("{%tr endfor %}",)
    ),
    '<w:p><w:r><w:pict descr="甲{{ 报告标题 }}{{ 得分表|length }}"/></w:r></w:p>',
    "".join(map(p, ("{%p if 已复核 %}", "甲{{ 报告标题 }}", "{%p else %}", "{%p endif %}"))),
)

_TEXTS = st.sampled_from(
    ("", "甲", "运行 & <维护>'\"", "一\n二\n", "\r\t", "\x01甲\ufffe", "\ud800乙")
)
_ROWS = st.lists(st.fixed_dictionaries({"名称": _TEXTS, "标签": _TEXTS}), max_size=3)


@st.composite
def _contexts(draw: st.DrawFn, texts: st.SearchStrategy[Any]) -> Context:
    context = template_check.example()
    project = {
        **context["项目"],
        "名称": draw(texts),
        "目的": tuple(draw(st.lists(texts, max_size=3))),
    }
    drawn = {"报告标题": draw(texts), "项目": project, "已复核": draw(st.booleans())}
    return {**context, **drawn, "得分表": tuple(draw(_ROWS)), "未决问题": ()}


@pytest.mark.parametrize("block", BLOCKS)
def test_everything_that_a_tag_can_say_is_known_to_the_press(block: str) -> None:
    data = docx(block)
    context = {**template_check.example(), "未决问题": ()}
    assert _pressed(data).render(context) == _by_jinja(data).render(context)


@lru_cache
def _both() -> list[tuple[report.Template, report.Template]]:
    return [(report.compile_template(docx(block)), _by_jinja(docx(block))) for block in BLOCKS]


@given(context=_contexts(_TEXTS | st.text()))
def test_whatever_the_texts_the_press_prints_what_jinja_prints(context: Context) -> None:
    for pressed, by_jinja in _both():
        assert pressed.render(context) == by_jinja.render(context)


@given(context=_contexts(_TEXTS | st.sampled_from(("甲\0乙", "\0", 7, None, True, ("甲",)))))
def test_what_surprises_the_press_is_told_as_jinja_tells_it(context: Context) -> None:
    for pressed, by_jinja in _both():
        assert _outcome(pressed, context) == _outcome(by_jinja, context)


def _outcome(made: report.Template, context: Context) -> bytes | str:
    try:
        return made.render(context)
    except (TemplateError, TypeError, AttributeError) as problem:
        return f"{type(problem).__name__} {problem}"


@pytest.mark.parametrize(
    "said",
    [
        "{{ 报告标题|default(一级序号()) }}{{ 一级序号() }}",
        "{{ 报告标题|default('甲' ~ 一级序号()) }}{{ 一级序号() }}",
        "{{ (项目.目的|default(一级序号()))|join(一级序号()) }}{{ 一级序号() }}",
    ],
)
def test_a_numeral_that_is_asked_for_in_vain_is_counted_all_the_same(said: str) -> None:
    data, context = docx(p(said)), template_check.example()
    assert report.compile_template(data).render(context) == _by_jinja(data).render(context)


def test_an_argument_that_is_missing_is_told_as_jinja_tells_it() -> None:
    data = docx(p("{{ 报告标题|default('甲' ~ 项目.名称) }}"))
    context = {**template_check.example(), "项目": {}}
    assert _outcome(report.compile_template(data), context) == _outcome(_by_jinja(data), context)


def test_a_text_with_a_nul_keeps_its_place() -> None:
    context = {**template_check.example(), "报告标题": "甲\0乙"}
    assert "甲乙丙".encode() in press_of("{{ 报告标题 }}丙", context)


def press_of(said: str, context: Context) -> bytes:
    """What a paragraph of a template becomes."""
    (made,) = [
        part for part in report.compile_template(docx(p(said))).parts if isinstance(part, Live)
    ]
    return made.render(context)


def test_a_field_that_is_missing_is_told() -> None:
    with pytest.raises(TemplateError, match="StrictUndefined"):
        press_of("{{ 报告标题 }}", {})


@pytest.mark.parametrize(
    "source",
    [
        "{% set 甲 = 1 %}",
        "{{ 项目.名称.upper() }}",
        "{{ 项目[甲] }}",
        "{{ 一级序号(1) }}",
        "{{ 报告标题|default('甲', true) }}",
        "{{ loop }}",
        "{{ loop.index }}",
        "{{ 1 + 1 }}",
        "{{ 1.5 }}",
        "{{ 报告标题[0] }}",
        "{{ '甲' if 已复核 }}",
        "{% for 行 in 得分表 %}{% endfor %}",
        "{% for 行 in (得分表)|计数 %}{{ loop.cycle }}{% endfor %}",
        "{% for 行 in (得分表)|计数 if 行 %}{% endfor %}",
        "{% for 甲, 乙 in (得分表)|计数 %}{% endfor %}",
        "{% for 行 in (得分表)|计数 recursive %}{% endfor %}",
    ],
)
def test_what_the_grammar_refuses_has_no_press(source: str) -> None:
    for mark in ("{{", "{%"):
        source = source.replace(mark, f"{jinja_environment.FENCE}{mark[1:]}")
    for mark in ("}}", "%}"):
        source = source.replace(mark, f"{mark[:1]}{jinja_environment.FENCE}")
    assert press.of(jinja_environment.environment().parse(source)) is None
