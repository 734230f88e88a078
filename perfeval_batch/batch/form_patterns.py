"""`perfeval layouts`: the header patterns of all official forms of an inbox, for 版式对照."""

from __future__ import annotations

from perfeval_batch import files, layouts, parsing
from perfeval_batch.batch import bureau_files, incoming
from perfeval_batch.errors import SettingsError
from perfeval_batch.parsing import Pattern
from perfeval_batch.settings import Settings


def gather(settings: Settings) -> tuple[Pattern, ...]:
    """The patterns, the most frequent first; answers of an earlier workbook are kept.

    Raises:
        SettingsError: there is no official form.
    """
    known = bureau_files.read_layouts(settings)
    found: dict[str, Pattern] = {}
    for source, path in incoming.look_through(settings.inbox).workbooks.items():
        try:
            data = files.read(path, settings.max_size * 1024**2, follow=False)
        except OSError:
            continue
        for own in parsing.form_patterns(data, source, settings.password or "", known):
            before = found.get(own.fingerprint)
            found[own.fingerprint] = parsing.merged(before, own, 1) if before else own
    if not found:
        raise SettingsError(f"“{settings.inbox}”里没有官方自评表，不需要版式对照。")
    return tuple(sorted(found.values(), key=lambda each: (-each.files, each.fingerprint)))


def write(settings: Settings) -> tuple[bytes, int, int]:
    """版式对照.xlsx, how many patterns it has and how many questions are open."""
    found = gather(settings)
    still_open = sum(not each.answer for pattern in found for each in pattern.questions)
    return layouts.write(found), len(found), still_open
