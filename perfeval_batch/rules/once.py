"""A function of one value, asked again and again, in; one that remembers its last answer out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Of = TypeVar("Of")
Answer = TypeVar("Answer")


def once(work: Callable[[Of], Answer]) -> Callable[[Of], Answer]:
    """Work out what many checks ask of the same project, or assessment, only once.

    They come one after another. One is known by identity: comparing two projects by value would
    cost more than it saves. The answer is kept together with what it is an answer to, so that
    nothing else can take its identity, and in one step, so that threads cannot mix two up.
    """
    last: tuple[Of, Answer] | None = None

    @wraps(work)
    def remembered(of: Of) -> Answer:
        nonlocal last
        kept = last
        if kept is not None and kept[0] is of:
            return kept[1]
        answer = work(of)
        last = of, answer
        return answer

    return remembered
