"""A checked template in, the source of a Python function out that fills it: the press's type.

`fill(context, numerals)` gives static bytes, a value, static bytes, a value … in turn. It reads
fields, loops, compares and joins; nothing else can be said in it. It is written from the same few
node types that `grammar.py` lets through; names of the template stand in it as literals alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import nodes

from perfeval_batch.template import numbering, part_tree
from perfeval_batch.template.jinja_environment import LOOP_PARTS


class UnknownError(Exception):
    """The template says what only Jinja knows."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """The source of `fill`.

    Attributes:
        source: the source.
        flat: every value stands outside of Word's texts, where a line end stays one.
    """

    source: str
    flat: bool


def source(template: nodes.Template) -> Typeset:
    """The source of the function that fills a checked template.

    Raises:
        UnknownError: the template says what only Jinja knows.
    """
    outputs = [each for output in template.find_all(nodes.Output) for each in output.nodes]
    printed = [each for each in outputs if not isinstance(each, nodes.TemplateData)]
    flat = bool(printed) and all(_is_flat(each) for each in printed)
    writer = _Writer(whole_flat=flat)
    writer.block(template.body, {})
    writer.end_run()
    return Typeset("\n".join((*_HEAD, *writer.lines, "    return out")), flat)


_HEAD = ("def fill(context, numerals):", "    out = []", "    left = ITERATIONS")


def _is_flat(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.Filter) and node.name == "平"


Names = Mapping[str, str]
"""The template's loop variables → what they are called in the function."""


class _Writer:
    """Writes the function's lines; what is printed in a row becomes a single line."""

    def __init__(self, *, whole_flat: bool) -> None:
        self.lines: list[str] = []
        self._whole_flat = whole_flat
        self._depth = 1
        self._loops = 0
        self._static = b""
        self._run: list[str] = []

    def block(self, body: Sequence[nodes.Node], names: Names) -> None:
        """Write statements one after another."""
        for node in body:
            match node:
                case nodes.Output():
                    self._output(node, names)
                case nodes.If():
                    self._condition(node, names)
                case nodes.For():
                    self._loop(node, names)
                case _:
                    raise UnknownError

    def end_run(self) -> None:
        """Write down what is printed in a row so far."""
        if self._static:
            self._print("''")
        if self._run:
            self._line(f"out += ({' '.join(self._run)})")
            self._run = []

    def _line(self, text: str) -> None:
        self.lines.append("    " * self._depth + text)

    def _inside(self, body: Sequence[nodes.Node], names: Names) -> None:
        """Write the lines of a branch or a loop."""
        self._depth += 1
        begin = len(self.lines)
        self.block(body, names)
        self.end_run()
        if len(self.lines) == begin:
            self._line("pass")
        self._depth -= 1

    def _print(self, value: str) -> None:
        self._run.append(f"{self._static!r}, {value},")
        self._static = b""

    def _output(self, node: nodes.Output, names: Names) -> None:
        for each in node.nodes:
            if isinstance(each, nodes.TemplateData):
                self._static += part_tree.clean(each.data)
            else:
                self._print(self._value(each, names))

    def _value(self, node: nodes.Expr, names: Names) -> str:
        """A value to be printed: a text, or Python raises TypeError when they are joined."""
        flat = _is_flat(node)
        inner = node.node if isinstance(node, nodes.Filter) and flat else node
        if inner is None:
            raise UnknownError
        value = expression(inner, names)
        if _is_number(inner):
            return f"str({value})"
        return f"flat({value})" if flat and not self._whole_flat else value

    def _condition(self, node: nodes.If, names: Names) -> None:
        self.end_run()
        self._line(f"if {expression(node.test, names)}:")
        self._inside(node.body, names)
        for other in node.elif_:
            self._line(f"elif {expression(other.test, names)}:")
            self._inside(other.body, names)
        if node.else_:
            self._line("else:")
            self._inside(node.else_, names)

    def _loop(self, node: nodes.For, names: Names) -> None:
        """A loop, its rounds counted as `sandbox` counts them."""
        self.end_run()
        counted = node.iter
        if not isinstance(counted, nodes.Filter) or counted.name != "计数" or counted.node is None:
            raise UnknownError
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive:
            raise UnknownError
        self._loops += 1
        many, length, index, each = (f"{kind}{self._loops}" for kind in ("many", "n", "i", "each"))
        self._line(f"{many} = {expression(counted.node, names)}")
        self._line(f"{length} = len({many})")
        self._line(f"left -= {length}")
        self._line("if left < 0: raise ValueError")
        self._line(f"for {index}, {each} in enumerate({many}):")
        self._inside(node.body, {**names, node.target.name: each, "loop": str(self._loops)})
        if node.else_:
            self._line(f"if not {length}:")
            self._inside(node.else_, names)


def _is_number(node: nodes.Node) -> bool:
    """Its value is a number, whatever the data; a text in all other places."""
    match node:
        case nodes.Const():
            return type(node.value) is int
        case nodes.Getattr(attr="index" | "index0" | "length"):
            return _is_loop(node.node)
        case nodes.Filter(name="length"):
            return True
        case nodes.CondExpr():
            return _is_number(node.expr1) and node.expr2 is not None and _is_number(node.expr2)
    return False


def _is_loop(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "loop"


def expression(node: nodes.Node, names: Names) -> str:
    """The source of an expression, which can be put in any place.

    Raises:
        UnknownError: it says what only Jinja knows.
    """
    write = _WRITERS.get(type(node))
    if write is None:
        raise UnknownError
    return write(node, names)


def _name(node: nodes.Name, names: Names) -> str:
    if _is_loop(node):
        raise UnknownError
    return names.get(node.name) or f"context[{node.name!r}]"


def _const(node: nodes.Const, _: Names) -> str:
    if type(node.value) not in (str, int, bool):
        raise UnknownError
    return repr(node.value)


def _getattr(node: nodes.Getattr, names: Names) -> str:
    return _part(node.node, node.attr, names)


def _getitem(node: nodes.Getitem, names: Names) -> str:
    if not isinstance(node.arg, nodes.Const) or type(node.arg.value) is not str:
        raise UnknownError
    return _part(node.node, node.arg.value, names)


def _part(owner: nodes.Node, name: str, names: Names) -> str:
    if not _is_loop(owner):
        return f"{expression(owner, names)}[{name!r}]"
    if name not in LOOP_PARTS or "loop" not in names:
        raise UnknownError
    index, length = f"i{names['loop']}", f"n{names['loop']}"
    told = {
        "index": f"{index} + 1",
        "index0": index,
        "length": length,
        "first": f"{index} == 0",
        "last": f"{index} + 1 == {length}",
    }
    return f"({told[name]})"


def _call(node: nodes.Call, _: Names) -> str:
    given = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    if given or not isinstance(node.node, nodes.Name) or node.node.name not in numbering.NAMES:
        raise UnknownError
    return f"numerals[{node.node.name!r}]()"


def _filter(node: nodes.Filter, names: Names) -> str:
    if node.node is None or node.kwargs or node.dyn_args or len(node.args) > 1:
        raise UnknownError
    if any(map(_counts, node.args)):
        raise UnknownError
    inner, arguments = expression(node.node, names), [expression(each, names) for each in node.args]
    match node.name, arguments:
        case "default", []:
            return inner
        case "default", [argument]:  # not needed, but Jinja looks at it, too
            return f"({inner}, {argument})[0]"
        case "join", _:
            between = arguments[0] if arguments else "''"
            return f"({between}).join({inner})"
        case "first", []:
            return f"({inner} or ('',))[0]"
        case "last", []:
            return f"({inner} or ('',))[-1]"
        case "length", []:
            return f"len({inner})"
    raise UnknownError


def _counts(argument: nodes.Expr) -> bool:
    """A numeral is in it: Jinja counts it on, even where the argument is not needed."""
    return isinstance(argument, nodes.Call) or argument.find(nodes.Call) is not None


def _test(node: nodes.Test, names: Names) -> str:
    """Whether something is there at all: were it not, reading it would have left it to Jinja."""
    inner = expression(node.node, names)
    told = {"defined": f"({inner}, True)[1]", "undefined": f"({inner}, False)[1]"}
    told["none"] = f"({inner} in (None,))"  # Python warns of `is` beside a literal
    if node.name not in told or node.args:
        raise UnknownError
    return told[node.name]


_SIGNS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}


def _compare(node: nodes.Compare, names: Names) -> str:
    rest = (f" {_SIGNS[each.op]} {expression(each.expr, names)}" for each in node.ops)
    return f"({expression(node.expr, names)}{''.join(rest)})"


def _and(node: nodes.And, names: Names) -> str:
    return f"({expression(node.left, names)} and {expression(node.right, names)})"


def _or(node: nodes.Or, names: Names) -> str:
    return f"({expression(node.left, names)} or {expression(node.right, names)})"


def _not(node: nodes.Not, names: Names) -> str:
    return f"(not {expression(node.node, names)})"


def _chosen(node: nodes.CondExpr, names: Names) -> str:
    if node.expr2 is None:
        raise UnknownError
    one, test, other = (expression(each, names) for each in (node.expr1, node.test, node.expr2))
    return f"({one} if {test} else {other})"


def _concat(node: nodes.Concat, names: Names) -> str:
    return f"''.join(({''.join(f'{_text(each, names)}, ' for each in node.nodes)}))"


def _text(node: nodes.Node, names: Names) -> str:
    return f"str({expression(node, names)})" if _is_number(node) else expression(node, names)


def _listed(node: nodes.List | nodes.Tuple, names: Names) -> str:
    return f"({''.join(f'{expression(each, names)}, ' for each in node.items)})"


_WRITERS: Mapping[type[nodes.Node], Callable[[Any, Names], str]] = {
    nodes.Name: _name,
    nodes.Const: _const,
    nodes.Getattr: _getattr,
    nodes.Getitem: _getitem,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Test: _test,
    nodes.Compare: _compare,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _chosen,
    nodes.Concat: _concat,
    nodes.List: _listed,
    nodes.Tuple: _listed,
}
