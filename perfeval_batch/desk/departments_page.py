"""退回与催报: what goes to each department: returned workbooks, letters, reminders, packages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files, settings
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import page
from perfeval_batch.desk.results_shown import Entry

KINDS = ("退回", "核实", "催报", "函件", "分发", "部门总结")
"""The folders of OUTPUT that hold something for departments, in the order shown."""
_FOLDERS_SHOWN = ("退回", "核实")
FIRST = ("打包文件（zip）", "材料核对通知")
"""What is sent first: the package, else the one letter that says it all."""
CONTACTS = "函件/联系人.xlsx"


@dataclass(slots=True)
class Department:
    """What goes to one department.

    Attributes:
        name: of its folder.
        entries: its projects that have to be mended.
        folders: kind → its folder, with `/`, below OUTPUT.
        letters: (name, path below OUTPUT) of single documents, what is sent first in front.
        overdue: projects of the roster are missing.
    """

    name: str
    entries: list[Entry] = field(default_factory=list)
    folders: dict[str, str] = field(default_factory=dict)
    letters: list[tuple[str, str]] = field(default_factory=list)
    overdue: bool = False

    @property
    def urgent(self) -> bool:
        """Something has to be mended or handed in."""
        return (
            bool(self.entries)
            or self.overdue
            or any(each in self.folders for each in _FOLDERS_SHOWN)
        )


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show the departments, those with something to mend first."""
    results = desk.results()
    if results is None:
        return page(desk, "no_results")
    found = _departments(desk.year.output)
    for entry in results.entries:
        if entry.status != "reported":
            name = _folder(entry)
            found.setdefault(name, Department(name)).entries.append(entry)
    for each in found.values():
        each.letters.sort(key=lambda letter: (letter[0] not in FIRST, letter[0] != FIRST[0]))
    ordered = sorted(found.values(), key=lambda each: (not each.urgent, each.name))
    missing = [each for each in results.remarks if each.code.startswith("PE8")]
    chosen = desk.year.settings()
    return page(
        desk,
        "return",
        results=results,
        departments=ordered,
        missing=missing,
        deadline=chosen.deadline,
        asks=any("核实" in each.folders for each in ordered) and "replies" in settings.OPTIONS,
        replies=getattr(chosen, "replies", None),
        packed=chosen.packages,
        first=FIRST,
        contacts=CONTACTS if (desk.year.output / CONTACTS).is_file() else "",
    )


def _folder(entry: Entry) -> str:
    """The folder of an entry's department, as the run named it."""
    parts = entry.returned.split("/")
    return parts[1] if len(parts) > 2 else files.safe_name(entry.department)  # noqa: PLR2004  # kind, department, file


def _departments(output: Path) -> dict[str, Department]:
    made: dict[str, Department] = {}
    for kind in KINDS:
        for path in _children(output / kind):
            name = path.name if path.is_dir() else path.stem
            department = made.setdefault(name, Department(name))
            department.overdue |= kind == "催报"
            if path.is_dir():
                if kind in _FOLDERS_SHOWN:
                    department.folders[kind] = f"{kind}/{path.name}"
                department.letters += [
                    (each.stem, f"{kind}/{path.name}/{each.name}")
                    for each in _children(path)
                    if each.suffix == ".docx"
                ]
            elif kind != "函件":
                department.letters.append((_title(kind, path), f"{kind}/{path.name}"))
    return made


def _title(kind: str, path: Path) -> str:
    return {"催报": "催报函", "分发": "打包文件（zip）", "部门总结": "部门总结"}.get(
        kind, path.stem
    )


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(
            each for each in folder.iterdir() if not each.name.startswith((".", "~$", "Thumbs.db"))
        )
    except OSError:
        return []
