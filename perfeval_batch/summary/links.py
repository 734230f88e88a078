"""Links to results: a path below OUTPUT as a relative link that can be nothing else."""

from __future__ import annotations

ROOTS = ("报告", "退回", "草稿", "部门总结")
"""The folders of OUTPUT that the summary links to (contract §2)."""
MAX_LENGTH = 1000
"""Excel refuses links over 2,080 characters; escapes triple what they replace."""

_ESCAPES = {code: f"%{code:02X}" for code in range(0x80) if not chr(code).isalnum()}
for _plain in "/-._~()+,;=@!$'":
    del _ESCAPES[ord(_plain)]


def relative(path: str | None) -> str | None:
    """The link to `path`; None unless it is a file in one of our own folders.

    Project names are written by others. Whatever they hold, the link is relative, stays below
    OUTPUT, and has no scheme, query or fragment: those characters are percent-escaped. Chinese
    stays as it is, which Excel, WPS, LibreOffice and browsers read alike.
    """
    if path is None or len(path) > MAX_LENGTH or "\\" in path:
        return None
    root, *rest = path.split("/")
    if root not in ROOTS or not rest or any(step in ("", ".", "..") for step in rest):
        return None
    if not path.isprintable():
        return None
    return path.translate(_ESCAPES)
