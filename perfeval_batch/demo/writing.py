"""Wordings put together so that no two projects tell the same story, unless they are meant to.

A text has slots with `WORDINGS` wordings each. Project number n, read in base 7 as a, b, c, takes
wording a + b·t + c·t² (mod 7) in slot t: two different polynomials of that degree agree in at most
two slots (a Reed–Solomon code), so texts of four slots and more stay far from each other, and
after 343 projects every wording is so common that nothing can be told from it. Beyond seven slots
(indicators are worded by their number) the next seven take another course.
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
        number: of the project; equal numbers give equal wordings.
        words: what stands for {work}, {outcome} …
    """

    number: int
    words: Mapping[str, str]

    def wording(self, slot: int, turn: int = 0) -> int:
        """Which of the wordings the project takes in a slot; another `turn`, another choice."""
        digits = [self.number, self.number // WORDINGS, self.number // WORDINGS**2]
        a, b, c = digits[turn:] + digits[:turn]
        block, point = divmod(slot, WORDINGS)
        bent = block * (c + a * point + b * block)
        return int(a + b * point + c * point * point + bent) % WORDINGS

    def parts(self, name: str) -> list[str]:
        """A text's slots, each worded, without the commas that join them."""
        slots: Sequence[Sequence[str]] = phrases()[name]
        return [self.filled(slot[self.wording(at)]) for at, slot in enumerate(slots)]

    def text(self, name: str, *inserted: str) -> str:
        """A text; `inserted` goes in after its first slot."""
        first, *rest = self.parts(name)
        return "，".join((first, *inserted, *rest))

    def one(self, name: str, slot: int, turn: int = 0) -> str:
        """One slot of a text of several, each of which stands in a text of its own."""
        slots: Sequence[Sequence[str]] = phrases()[name]
        at = slot % len(slots)
        return self.filled(slots[at][self.wording(slot, turn)])

    def description(self, kind: str, slot: int, words: Mapping[str, str]) -> str:
        """An indicator's 完成情况说明: what was reached, and how that is known."""
        wordings = phrases()["descriptions"]
        frame: str = wordings[kind][self.wording(slot)]
        source: str = wordings["source"][self.wording(slot, turn=1)]
        return f"{frame}，{source}".format(**self.words, **words)

    def filled(self, text: str) -> str:
        """A wording with the project's words in it."""
        return text.format(**self.words).removeprefix("，")
