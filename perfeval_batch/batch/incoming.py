"""What of INBOX is read: the workbooks, and the Word documents that hold an official form."""

from __future__ import annotations

from pathlib import Path

from perfeval_batch import files, parsing

_LARGEST_DOCUMENT = 50 * 1024**2
"""Bytes of a Word document that is looked into for a form."""
_OUR_REPORT = "本程序出具的评价报告，其附件不作为自评表读取"
_OLD_WORD = "旧版Word文档；其中有自评表的，请另存为.docx"


def look_through(folder: Path, output: Path | None = None) -> files.Inbox:
    """List what counts below a folder; a .docx counts when it holds an official form.

    Raises:
        SettingsError: there is no such folder, or it cannot be read.
    """
    inbox = files.inbox(folder, output)
    workbooks, unread = dict(inbox.workbooks), []
    for source in inbox.unread:
        path = folder.resolve() / source
        suffix = path.suffix.lower()
        if suffix == ".docx" and path.is_file():
            what = _looked_into(path)
            if what is None:
                workbooks[source] = path
            else:
                unread.append(f"{source}（{what}）" if what else source)
        else:
            unread.append(f"{source}（{_OLD_WORD}）" if suffix == ".doc" else source)
    return files.Inbox(dict(sorted(workbooks.items())), tuple(sorted(unread)), inbox.closed)


def _looked_into(path: Path) -> str | None:
    """Why a document is not read, empty when it is none of ours; None: it holds a form."""
    try:
        data = files.read(path, _LARGEST_DOCUMENT, follow=False)
    except OSError:
        return ""
    if not parsing.holds_form(data):
        return ""
    return _OUR_REPORT if parsing.is_our_report(data) else None
