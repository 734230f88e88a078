"""What the tags of a template may say, and no more: checks expressions, conditions and loops.

Templates come from outside and are hostile until proven otherwise: every expression is parsed,
only a short list of node types is let through, and every name is checked against the catalogue
of fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError

from perfeval_batch.template import jinja_environment
from perfeval_batch.template.fields import Field, Form
from perfeval_batch.template.jinja_environment import FENCE, FILTERS, TESTS

LOOP = Field(
    "loop",
    "循环的状态",
    form=Form.RECORD,
    parts=(
        Field("index", "第几次，从1数起", form=Form.NUMBER),
        Field("index0", "第几次，从0数起", form=Form.NUMBER),
        Field("length", "共几次", form=Form.NUMBER),
        Field("first", "是否第一次", form=Form.FLAG),
        Field("last", "是否最后一次", form=Form.FLAG),
    ),
)


class RefusedError(Exception):
    """A tag says what no tag may say; the arguments are what is wrong and a suggestion."""


def output(expression: str, *, flat: bool = False) -> str:
    """The source that prints a checked expression; `flat` where no line break can stand."""
    printed = f"({expression})|平" if flat else expression
    return f"{FENCE}{{ {printed} }}{FENCE}"


def statement(text: str) -> str:
    """The source of a checked statement."""
    return f"{FENCE}% {text} %{FENCE}"


Scope = Mapping[str, Field]
"""The names that can be used somewhere: the catalogue's and those of the loops around."""


class Reader:
    """Reads the tags of one template; knows the grammar and the template's `fields`."""

    def __init__(self, fields: Scope) -> None:
        self._environment = jinja_environment.environment()
        self._fields = fields

    def printed(self, text: str, scope: Scope) -> None:
        """Check an expression that is to be printed.

        Raises:
            RefusedError: it cannot be printed.
        """
        form = _judged(self._expression(text), scope, text)
        if form.form in _PRINTABLE:
            return
        if form.form is Form.NUMERAL:
            raise RefusedError(f"“{text}”缺少括号", f"请写作 {{{{ {text}() }}}}")
        if form.form in (Form.TEXTS, Form.ROWS):
            raise RefusedError(
                f"“{text}”有多段，不能直接打印",
                f"请用循环：{{%p for 段 in {text} %}}、{{{{ 段 }}}}、{{%p endfor %}}各占一段",
            )
        raise RefusedError(f"“{text}”不是文字，不能打印", "请写到具体的字段，如 {{ 项目.名称 }}")

    def condition(self, text: str, scope: Scope) -> None:
        """Check the condition of an if.

        Raises:
            RefusedError: it says what no condition may say.
        """
        _judged(self._expression(text), scope, text)

    def loop(self, text: str, scope: Scope) -> tuple[str, Scope]:
        """Check `名 in 字段`; give the safe statement and the names inside the loop.

        Raises:
            RefusedError: it is no loop over a field with several values.
        """
        node = self._node(f"{FENCE}% for {text} %{FENCE}{FENCE}% endfor %{FENCE}", text)
        if not isinstance(node, nodes.For) or not isinstance(node.target, nodes.Name):
            raise RefusedError(f"循环“for {text}”不认识", "请写作 for 段 in 字段")
        if node.recursive or node.test is not None:
            raise RefusedError("循环里不能用recursive或if", "请在循环内另写 {%p if … %}")
        name = node.target.name
        if name in self._fields or name == LOOP.name:
            raise RefusedError(f"“{name}”是已有字段的名字", "请给循环换一个名字，如 段、行、组")
        many = _judged(node.iter, scope, text)
        if many.form is Form.UNKNOWN:
            return "", {**scope, name: many, LOOP.name: LOOP}
        if many.form not in _LISTS:
            raise RefusedError(
                f"“{many.name}”不是列表，不能循环", "请查看字段表中的“多段文字”“多行”"
            )
        each = Form.TEXT if many.form is Form.TEXTS else Form.RECORD
        item = Field(name, many.meaning, many.example, each, many.parts)
        source = text.split(" in ", 1)[1]
        return f"for {name} in ({source})|计数", {**scope, name: item, LOOP.name: LOOP}

    def faulty_loop(self, text: str, scope: Scope) -> Scope:
        """The names inside a loop that was refused: its own stands for anything."""
        name = text.partition(" ")[0]
        return {**scope, name: Field(name, "", form=Form.UNKNOWN), LOOP.name: LOOP}

    def _expression(self, text: str) -> nodes.Expr:
        node = self._node(f"{FENCE}{{ {text} }}{FENCE}", text)
        if not isinstance(node, nodes.Output) or len(node.nodes) != 1:
            raise RefusedError(f"“{text}”不是一个字段", "请照字段表书写，如 {{ 项目.名称 }}")
        return node.nodes[0]

    def _node(self, source: str, text: str) -> nodes.Node:
        try:
            body = self._environment.parse(source).body
        except (TemplateSyntaxError, RecursionError, ValueError) as problem:
            raise RefusedError(f"“{text}”写法有误", _CHECK) from problem
        if len(body) != 1:
            raise RefusedError(f"“{text}”写法有误", "一个标记里只写一件事")
        return body[0]


def _judged(node: nodes.Node, scope: Scope, text: str) -> Field:
    """The form of an expression's value.

    Raises:
        RefusedError: it says what no template may say, or too much at once.
    """
    try:
        return _Judge(scope).form(node)
    except RecursionError as problem:
        raise RefusedError(f"“{text}”写法有误", _CHECK) from problem


_CHECK = "请对照字段表和默认模板检查标点与拼写"
_DIGITS = 9
"""No number of a template has more; Python cannot even print those of thousands."""
_ARGUMENTS: Mapping[str, int] = {"join": 1, "default": 2}
"""How many a filter can take; the others take none."""
_FLAG = Field("判断", "", form=Form.FLAG)
_TEXT = Field("文字", "")
_NUMBER = Field("数字", "", form=Form.NUMBER)
_PRINTABLE = (Form.TEXT, Form.NUMBER, Form.UNKNOWN)
_LISTS = (Form.TEXTS, Form.ROWS)
_ORDERING = frozenset({"gt", "gteq", "lt", "lteq"})
_HELP = "模板里只能用字段、循环、条件和序号，见字段表"


def _refuse(what: str, fix: str = _HELP) -> NoReturn:
    raise RefusedError(what, fix)


class _Judge:
    """Walks an expression, lets through what is listed here, tells the form of the result."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def form(self, node: nodes.Node) -> Field:
        """The form of an expression's value; RefusedError when a part of it is not allowed."""
        method = _ALLOWED.get(type(node))
        if method is None:
            _refuse("用了模板里不允许的写法")
        return method(self, node)

    def text(self, node: nodes.Node) -> None:
        if self.form(node).form not in _PRINTABLE:
            _refuse("“~”两边只能是文字")

    def name(self, node: nodes.Name) -> Field:
        found = self._scope.get(node.name)
        if found is None:
            _refuse(f"没有字段“{node.name}”", _suggest(node.name, self._scope))
        return found

    def const(self, node: nodes.Const) -> Field:
        if isinstance(node.value, bool):
            return _FLAG
        if not isinstance(node.value, str | int) or (
            isinstance(node.value, int) and node.value >= 10**_DIGITS
        ):
            _refuse("用了模板里不允许的常量")
        return _TEXT if isinstance(node.value, str) else _NUMBER

    def getattr(self, node: nodes.Getattr) -> Field:
        return self.part(node.node, node.attr)

    def getitem(self, node: nodes.Getitem) -> Field:
        if not isinstance(node.arg, nodes.Const) or not isinstance(node.arg.value, str):
            _refuse("方括号里只能写带引号的字段名", "请写作 项目.名称")
        return self.part(node.node, node.arg.value)

    def part(self, owner_node: nodes.Node, name: str) -> Field:
        owner = self.form(owner_node)
        if owner.form is Form.UNKNOWN:
            return owner
        if owner.form is not Form.RECORD:
            loop = "多行的内容先用循环取出一行，再写 行.字段"
            fix = loop if owner.form is Form.ROWS else _HELP
            _refuse(f"“{owner.name}”是{owner.form.value}，没有“.{name}”", fix)
        found = owner.part(name)
        if found is None:
            choices = {part.name: part for part in owner.parts}
            _refuse(f"“{owner.name}”没有字段“{name}”", _suggest(name, choices, owner.name))
        return found

    def call(self, node: nodes.Call) -> Field:
        called = self._scope.get(node.node.name) if isinstance(node.node, nodes.Name) else None
        given = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
        if called is None or called.form is not Form.NUMERAL or given:
            _refuse("模板里不能调用函数", "能调用的只有一级序号()、二级序号()、三级序号()")
        return Field(called.name, called.meaning)

    def filter(self, node: nodes.Filter) -> Field:
        if node.name not in FILTERS or node.node is None or node.kwargs or node.dyn_args:
            _refuse(f"不能用过滤器“{node.name}”", f"能用的有：{'、'.join(sorted(FILTERS))}")
        most = _ARGUMENTS.get(node.name, 0)
        if len(node.args) > most:
            _refuse(f"过滤器“{node.name}”的括号里写得太多", f"最多写{most}项")
        for argument in node.args:
            self.text(argument)
        inner = self.form(node.node)
        if node.name == "default":
            return inner
        if inner.form not in (_LISTS if node.name != "join" else (Form.TEXTS,)):
            _refuse(f"“{inner.name}”不能用过滤器“{node.name}”")
        if node.name in ("first", "last"):
            return Field(inner.name, "", "", _one(inner.form), inner.parts)
        return _NUMBER if node.name == "length" else _TEXT

    def test(self, node: nodes.Test) -> Field:
        if node.name not in TESTS or node.args or node.kwargs:
            _refuse(f"不能用判断“is {node.name}”", "请直接写 {%p if 字段 %}")
        self.form(node.node)
        return _FLAG

    def compare(self, node: nodes.Compare) -> Field:
        forms = [self.form(each).form for each in (node.expr, *(o.expr for o in node.ops))]
        for operand in node.ops:
            if operand.op in _ORDERING and set(forms) != {Form.NUMBER}:
                _refuse("大于、小于只能比较数字（如 loop.index、列表|length）")
            if operand.op in ("in", "notin") and forms != [Form.TEXT, Form.TEXTS]:
                _refuse(
                    "in的左边应是文字，右边应是列表", "请写作 项目.类别 in ['部门项目', '其他项目']"
                )
        return _FLAG

    def both(self, node: nodes.BinExpr) -> Field:
        left, right = self.form(node.left), self.form(node.right)
        texts = isinstance(node, nodes.Or) and left.form is right.form is Form.TEXT
        return _TEXT if texts else _FLAG

    def negated(self, node: nodes.Not) -> Field:
        self.form(node.node)
        return _FLAG

    def chosen(self, node: nodes.CondExpr) -> Field:
        self.form(node.test)
        if node.expr2 is None:
            _refuse("“甲 if 条件”缺少else", "请写作 甲 if 条件 else ''")
        one, other = self.form(node.expr1), self.form(node.expr2)
        if one.form is not other.form:
            _refuse("if与else两边不是同一类内容")
        return one

    def concat(self, node: nodes.Concat) -> Field:
        for each in node.nodes:
            self.text(each)
        return _TEXT

    def listed(self, node: nodes.List | nodes.Tuple) -> Field:
        if not all(isinstance(item, nodes.Const) for item in node.items):
            _refuse("列表里只能写文字")
        return Field("列表", "", form=Form.TEXTS)


_ALLOWED: Mapping[type[nodes.Node], Callable[[_Judge, Any], Field]] = {
    nodes.Name: _Judge.name,
    nodes.Const: _Judge.const,
    nodes.Getattr: _Judge.getattr,
    nodes.Getitem: _Judge.getitem,
    nodes.Call: _Judge.call,
    nodes.Filter: _Judge.filter,
    nodes.Test: _Judge.test,
    nodes.Compare: _Judge.compare,
    nodes.And: _Judge.both,
    nodes.Or: _Judge.both,
    nodes.Not: _Judge.negated,
    nodes.CondExpr: _Judge.chosen,
    nodes.Concat: _Judge.concat,
    nodes.List: _Judge.listed,
    nodes.Tuple: _Judge.listed,
}


def _one(form: Form) -> Form:
    return {Form.TEXTS: Form.TEXT, Form.ROWS: Form.RECORD}.get(form, form)


def _suggest(name: str, choices: Mapping[str, Field], owner: str = "") -> str:
    """The field that was probably meant."""
    prefix = f"{owner}." if owner else ""
    close = difflib.get_close_matches(name, choices, n=1, cutoff=0.4)
    if close:
        return f"是否想写“{prefix}{close[0]}”？"
    inside = [f"{each.name}.{name}" for each in choices.values() if each.part(name)]
    if inside and not owner:
        return f"是否想写“{inside[0]}”？"
    return f"可用的有：{'、'.join(choices)}"
