"""`perfeval explain`: a check's page, or the whole catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.text import Text

from perfeval_batch import settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode, SettingsError


@options.takes("scheme")
def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="代码", help="检查的代码，如PE404；不给出时列出全部检查"),
    ] = None,
    *,
    given: Mapping[str, object],
) -> int:
    """说明一项检查：为什么查、什么样的算错、怎么改。"""
    from perfeval_batch import catalogue, schemes

    scheme = settings.meanings(given).get("scheme")
    chosen = schemes.load(scheme) if scheme else None
    out = show.console()
    if code is None:
        for title, kinds in catalogue.by_hundreds().items():
            if kinds:
                out.print(Text(f"{kinds[0].code[:3]}  {title}", "bold"))
            for each in kinds:
                changed = schemes.adjustment(each, chosen) if chosen else ""
                out.print(f"  {each.code} {each.severity.label} {each.page.title}{changed}")
        return ExitCode.OK
    kind = catalogue.kind(code)
    if kind is None:
        raise SettingsError(f"没有代码为“{code}”的检查。用perfeval explain列出全部检查。")
    page = kind.page
    out.print(Text(f"{kind.code} {kind.name}（{kind.severity.label}）", "bold"))
    out.print(page.title)
    if chosen and schemes.adjustment(kind, chosen):
        out.print(f"{schemes.adjustment(kind, chosen)}。")
    for head, text in (
        ("为什么", page.why),
        ("反例", page.bad),
        ("正例", page.good),
        ("怎么改", page.mend),
    ):
        out.print(f"{head}：{text}")
    return ExitCode.OK
