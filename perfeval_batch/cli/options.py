"""Makes the command line's options from the fields of Settings."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from perfeval_batch import settings

Command = TypeVar("Command", bound=Callable[..., int])

Config = Annotated[
    Path | None,
    typer.Option(metavar="文件", help=f"设置文件{settings.FILE}"),
]
Overwrite = Annotated[bool, typer.Option("--force", help="覆盖已有的文件")]


def output(metavar: str, what: str = "写到哪里") -> Any:  # noqa: ANN401  # as typer has it
    """The option that says where something is written."""
    return typer.Option("--output", "-o", metavar=metavar, help=what)


_TYPED_AS_TEXT = (Path, date)


def takes(*names: str) -> Callable[[Command], Command]:
    """Give a command the options of these settings.

    The command gets them as `given`: name → value, None where it was not given.
    """

    def give(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True).parameters.values()
        parameters = [each for each in own if each.name != "given"]
        parameters += [_parameter(name) for name in names]

        @wraps(command)
        def called(**values: Any) -> int:  # noqa: ANN401  # whatever the command takes
            given = {name: values.pop(name) for name in names}
            return command(**values, given=given)

        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # typer reads it
        return called  # type: ignore[return-value]  # with the options that the command line needs

    return give


def _parameter(name: str) -> inspect.Parameter:
    """A setting as a parameter that typer turns into an option."""
    option, kind = settings.OPTIONS[name]
    written = str if kind in _TYPED_AS_TEXT else kind
    spelled = [f"--{name.replace('_', '-')}", *([option.letter] if option.letter else [])]
    metavar = "|".join(option.choices) or option.metavar or None
    declared = typer.Option(*spelled, metavar=metavar, help=option.help)
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[written | None, declared],
    )
