"""The Jinja environment that templates are compiled in: the second wall around them.

The first is `grammar.py`, which lets through what it knows alone. Here it is Jinja's immutable
sandbox, hardened: an attribute is never Python's but always a field of the context, a heading
numeral is all that can be called, and loops are bounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context
from markupsafe import Markup

from perfeval_batch.errors import TemplateError
from perfeval_batch.template.numbering import Numeral

FENCE = "\uffff"
"""Stands in every delimiter: no XML can hold it, so static text is never taken for a tag."""

LOOP_PARTS = ("index", "index0", "length", "first", "last")
FILTERS = frozenset({"join", "first", "last", "length", "default"})
TESTS = frozenset({"defined", "undefined", "none"})
BUDGET = "\x00额度"
ITERATIONS = 50_000
"""What all loops of one document may run together; the largest real report needs a few hundred."""


@dataclass(slots=True)
class Budget:
    """How many rounds of loops a document still has."""

    left: int = ITERATIONS


@pass_context
def _counted(context: Context, values: Sequence[Any]) -> Sequence[Any]:
    budget: Budget = context[BUDGET]
    budget.left -= len(values)
    if budget.left < 0:
        raise TemplateError(
            f"报告模板中的循环合计超过{ITERATIONS}次，已停止。请检查循环是否一层套一层地重复。",
        )
    return values


BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')


def _printed(value: Any) -> Any:  # noqa: ANN401  # whatever an expression gives
    """Turn a value into what is printed: a line end becomes Word's line break."""
    if value.__class__ is str or value.__class__ is Markup:
        return BREAK.join(value.split("\n")) if "\n" in value else value
    if value.__class__ is int:
        return value
    raise TemplateError(f"报告模板要打印的内容不是文字，而是{type(value).__name__}。")


def _first(values: Sequence[Any]) -> Any:  # noqa: ANN401  # an item of any list
    return values[0] if values else ""


def _last(values: Sequence[Any]) -> Any:  # noqa: ANN401  # an item of any list
    return values[-1] if values else ""


def _flat(value: Any) -> Any:  # noqa: ANN401  # whatever an expression gives
    """The same outside of Word's texts (attributes, charts, properties): a line end stays one."""
    return Markup("&#10;").join(value.split("\n")) if value.__class__ is str else value


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's immutable sandbox without any way to Python: attributes are fields, nothing else."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  # Jinja's signature
        """A field of a record, or one of the loop's few properties."""
        if obj.__class__ is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and attribute in LOOP_PARTS:
            return getattr(obj, attribute)
        return self.undefined(f"没有字段“{attribute}”", exc=SecurityError)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401  # Jinja's signature
        """The same by square brackets."""
        return self.getattr(obj, str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ANN401, ARG002  # Jinja's signature
        """No attribute of Python is safe."""
        return False

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ANN401  # Jinja's signature
        """Only the heading numerals can be called."""
        return isinstance(obj, Numeral)


def environment() -> Sandbox:
    """The environment that templates are compiled in."""
    made = Sandbox(
        block_start_string=f"{FENCE}%",
        block_end_string=f"%{FENCE}",
        variable_start_string=f"{FENCE}{{",
        variable_end_string=f"}}{FENCE}",
        comment_start_string=f"{FENCE}#",
        comment_end_string=f"#{FENCE}",
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printed,
        keep_trailing_newline=True,
        extensions=(),
        loader=None,
        cache_size=0,
    )
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.filters |= {"first": _first, "last": _last, "计数": _counted, "平": _flat}
    made.tests = {name: made.tests[name] for name in TESTS}
    made.globals = {}
    return made
