"""Wordings put together so that no two projects tell the same story, unless they are meant to.

A text has slots with `WORDINGS` wordings each, and a project takes wording
a + b·t + c·t² + d·t³ + e·t⁴ (mod 7) in slot t: a and b from its turn among the projects of its
theme, c from its theme, d and e from its sector (a Reed–Solomon code). So two projects of a theme
agree in at most one slot, two of a sector in at most two; those of two sectors have other words in
the slots; and what a text says of the project's own indicators and uses of funds is its own in any
case. Beyond seven slots (indicators are worded by their number) the next seven take another course.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

WORDINGS = 7


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Any]:
    """The wordings, by the text they belong to."""
    folder = resources.files("perfeval_batch.demo")
    return tomllib.loads(folder.joinpath("phrases.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Voice:
    """How one project words its texts.

    Attributes:
        turn: of the project among those of its theme.
        theme: number of the theme in its sector.
        sector: number of the sector.
        words: what stands for {work}, {outcome} …
    """

    turn: int
    theme: int
    sector: int
    words: Mapping[str, str]

    def wording(self, slot: int) -> int:
        """Which of the wordings the project takes in a slot."""
        later, sector = divmod(self.sector, WORDINGS)
        a, b, c = self.turn, self.turn // WORDINGS, self.theme + self.turn // WORDINGS**2
        block, point = divmod(slot, WORDINGS)
        bent = block * (c + a * point + b * block) + sector * point**3 + later * point**4
        return (a + b * point + c * point * point + bent) % WORDINGS

    def parts(self, name: str) -> list[str]:
        """A text's slots, each worded, without the commas that join them."""
        slots: Sequence[Sequence[str]] = phrases()[name]
        return [self.filled(slot[self.wording(at)]) for at, slot in enumerate(slots)]

    def text(self, name: str, *inserted: str) -> str:
        """A text; `inserted` goes in after its first slot."""
        first, *rest = self.parts(name)
        return "，".join((first, *inserted, *rest))

    def said(self, name: str, subject: int, slot: int) -> str:
        """What is said of an indicator: one wording of a text of one slot or of several.

        Two projects of a theme agree in at most one of seven such slots, those of two themes in
        at most two.
        """
        slots = phrases()[name]
        wordings = slots if isinstance(slots[0], str) else slots[(subject + slot) % len(slots)]
        return self.filled(wordings[(self.wording(slot) + subject) % WORDINGS])

    def description(self, kind: str, number: int, words: Mapping[str, str]) -> str:
        """An indicator's 完成情况说明: what was reached, and how that is known.

        A project has one way to say the latter, so that its words are not everybody's.
        """
        wordings = phrases()["descriptions"]
        frame: str = wordings[kind][self.wording(1 + number % 6)]
        source: str = wordings["source"][self.wording(0)]
        return f"{frame}，{source}".format(**self.words, **words)

    def filled(self, text: str) -> str:
        """A wording with the project's words in it."""
        return text.format(**self.words).removeprefix("，")
