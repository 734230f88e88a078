"""`perfeval layouts`: the header patterns of all official forms of an inbox, for 版式对照."""

from __future__ import annotations

from dataclasses import dataclass

from perfeval_batch import layouts, pipeline
from perfeval_batch.batch import bureau_files, incoming, workers
from perfeval_batch.errors import SettingsError
from perfeval_batch.parsing.official.header_patterns import Pattern, merged
from perfeval_batch.pool import Lost
from perfeval_batch.settings import Settings


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of an inbox.

    Attributes:
        found: the most frequent first.
        unread: sources of files that could not be looked into.
    """

    found: tuple[Pattern, ...]
    unread: tuple[str, ...]

    @property
    def still_open(self) -> int:
        """How many questions have no answer."""
        return sum(not each.answer for pattern in self.found for each in pattern.questions)

    def write(self) -> bytes:
        """版式对照.xlsx."""
        return layouts.write(self.found)


def gather(settings: Settings) -> Patterns:
    """The patterns of an inbox; answers of an earlier workbook are kept.

    Raises:
        SettingsError: there is no official form.
    """
    how = pipeline.Plan(
        password=settings.password or "",
        max_bytes=settings.max_size * 1024**2,
        layouts=bureau_files.read_layouts(settings),
    )
    found: dict[str, Pattern] = {}
    unread: list[str] = []
    inbox = incoming.look_through(settings.inbox, settings)
    of_file: dict[str, tuple[Pattern, ...]] = {}
    tasks = [pipeline.Task(source, path, None, how) for source, path in inbox.workbooks.items()]
    with workers.local(settings) as local:
        for each in local.run(pipeline.patterns, tasks):
            if isinstance(each, Lost) or each.result is None:
                unread.append(each.task.source)
            else:
                of_file[each.task.source] = each.result
    for source in sorted(of_file):
        for own in of_file[source]:
            before = found.get(own.fingerprint)
            found[own.fingerprint] = merged(before, own, 1) if before else own
    if not found:
        raise SettingsError(f"“{settings.inbox}”里没有官方自评表，不需要版式对照。")
    ordered = sorted(found.values(), key=lambda each: (-each.files, each.fingerprint))
    return Patterns(tuple(ordered), tuple(sorted(unread)))
