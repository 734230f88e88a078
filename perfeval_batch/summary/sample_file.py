"""Writes and reads 抽查建议 for the desk: the projects to re-score by hand, and why.

The result file says what the contract says, no more; this stands in OUTPUT's private folder.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from perfeval_batch.summary.figures import Account

NAME = "抽查建议.json"
"""Its name in the private folder of OUTPUT."""


def write(account: Account) -> bytes:
    """Write the list, in its order."""
    picks = account.sample.listed
    rows = zip(picks["outcome"], picks["how"], picks["why"], strict=True)
    listed = [[outcome.key, how, why] for outcome, how, why in rows]
    return json.dumps(listed, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def read(data: bytes) -> list[tuple[str, str, str]]:
    """Key of the outcome, 必查 or 抽取, and why, in its order; nothing where it is damaged."""
    try:
        return [(str(key), str(how), str(why)) for key, how, why in json.loads(data)]
    except (ValueError, TypeError):
        return []
