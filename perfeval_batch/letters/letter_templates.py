"""Keeps the Word templates of the letters: one .docx beside the module of its name.

An office can keep its own in a folder: a file with a letter's Chinese name takes the place of ours.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from perfeval_batch import files
from perfeval_batch.errors import SettingsError, TemplateError
from perfeval_batch.letters import letter_parts
from perfeval_batch.model import Sender
from perfeval_batch.settings import TEMPLATE_BYTES
from perfeval_batch.template import compiled_template, fields
from perfeval_batch.template.compiled_template import Template
from perfeval_batch.template.grammar import Scope

NOBODY = Sender()
"""No sender is set: the letters leave room for seal and date."""
NAMES: Mapping[str, str] = {
    "return_notice": "退回通知",
    "reminder": "催报通知",
    "doubts_letter": "核实函",
    "department_summary": "部门总结",
    "department_letter": "材料核对通知",
    "review_opinion": "复核意见函",
    "rectification_notice": "整改通知书",
    "result_feedback": "结果反馈书",
    "application_list": "结果应用建议",
    "public_copy": "公开稿",
    "volume_front": "报告合订本",
}
"""Module of a letter → what an office calls it, and its own template of it."""


def write(letter: str, context: Mapping[str, Any], sender: Sender = NOBODY) -> bytes:
    """A letter as a .docx.

    Args:
        letter: the name of its module and template.
        context: what stands behind the names of the module's `FIELDS`.
        sender: who sends it.

    Raises:
        TemplateError: the office's own template cannot be used.
    """
    template = _compiled(letter, sender.folder, sender.digest)
    return template.render({**context, "发文": letter_parts.sender_context(sender)})


def check(sender: Sender) -> None:
    """See that the office's own templates can be used.

    Raises:
        TemplateError: one of them cannot.
    """
    for letter in NAMES if sender.folder else ():
        _compiled(letter, sender.folder, sender.digest)


@lru_cache(maxsize=16)
def _compiled(
    letter: str,
    folder: str,
    digest: str,  # noqa: ARG001  # another one: the office has changed its templates
) -> Template:
    """Compiled once per process."""
    path = Path(folder) / f"{NAMES[letter]}.docx"
    if not folder or not os.path.lexists(path):
        return compiled_template.compile_template(default(letter), scope(letter))
    try:
        return compiled_template.compile_template(read(path), scope(letter))
    except TemplateError as problem:
        raise TemplateError(f"函件模板“{path}”不能用。{problem}") from problem


def own(folder: Path) -> list[Path]:
    """The office's own templates in its folder.

    Raises:
        SettingsError: there is no such folder, or none of them in it.
    """
    if not folder.is_dir():
        raise SettingsError(f"放函件模板的文件夹“{folder}”不存在。请检查--letter-templates的路径。")
    paths = [folder / f"{name}.docx" for name in NAMES.values()]
    found = [path for path in paths if os.path.lexists(path)]
    if not found:
        named = "、".join(path.name for path in paths)
        raise SettingsError(f"文件夹“{folder}”里没有函件模板。文件名须是其中之一：{named}。")
    return found


def read(path: Path) -> bytes:
    """The office's own template of a letter; SettingsError when it cannot be read."""
    return files.read_named(path, TEMPLATE_BYTES, "函件模板")


def scope(letter: str) -> Scope:
    """What the tags of a letter can name: the `FIELDS` of its module, and its sender."""
    module = import_module(f"perfeval_batch.letters.{letter}")
    return fields.of({**module.FIELDS, **letter_parts.FIELDS})


def default(letter: str) -> bytes:
    """The template of a letter as a .docx, its tags explained in comments."""
    return (resources.files("perfeval_batch.letters") / f"{letter}.docx").read_bytes()
