"""Keeps the Word templates of the letters: one .docx beside the module of its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from perfeval_batch.template import compiled, fields
from perfeval_batch.template.compiled import Template


def write(letter: str, meanings: Mapping[str, str], context: Mapping[str, Any]) -> bytes:
    """A letter as a .docx.

    Args:
        letter: the name of its template.
        meanings: what its tags can name: path (as `fields.of` reads it) → meaning.
        context: what stands behind these names.
    """
    return _compiled(letter, tuple(meanings.items())).render(context)


@lru_cache(maxsize=16)
def _compiled(letter: str, meanings: tuple[tuple[str, str], ...]) -> Template:
    """Compiled once per process."""
    return compiled.compile_template(default(letter), fields=fields.of(dict(meanings)))


def default(letter: str) -> bytes:
    """The template of a letter as a .docx, its tags explained in comments."""
    return (resources.files("perfeval_batch.letters") / f"{letter}.docx").read_bytes()
