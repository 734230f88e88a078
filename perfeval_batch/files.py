"""The touch with the disk: which files of an inbox count, safe names, whole-file writes."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import shutil
import stat
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from perfeval_batch.errors import OutputError, SettingsError, WriteFailedError

WORKBOOK_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".xltx", ".csv"},
)
"""What counts as a workbook (contract §1); text tables are counted and refused with PE004."""

MAX_NAME = 120
"""Longest file name in characters, ending included (contract §2)."""
MAX_NAME_BYTES = 240
"""The same in UTF-8: Linux file systems end at 255 bytes, that is 85 Chinese characters."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What stands below INBOX.

    Attributes:
        workbooks: source (path relative to INBOX, with `/`) → path, sorted by source.
        unread: sources of files that are no workbooks, with the reason where it is not the ending.
        closed: sources of folders that cannot be looked into, with the reason.
        documents: source → path of the Word documents, which may hold an official form.
    """

    workbooks: Mapping[str, Path]
    unread: tuple[str, ...]
    closed: tuple[tuple[str, str], ...] = ()
    documents: Mapping[str, Path] = field(default_factory=dict)


def inbox(folder: Path, output: Path | None = None) -> Inbox:
    """List what counts below `folder`; OUTPUT, lock files and hidden ones are left out.

    Raises:
        SettingsError: there is no such folder, or it cannot be read.
    """
    if not folder.is_dir():
        raise SettingsError(f"没有找到收件文件夹“{folder}”。请检查路径是否写对。")
    folder = folder.resolve()
    workbooks: dict[str, Path] = {}
    unread: list[str] = []
    closed: list[tuple[str, str]] = []
    documents: dict[str, Path] = {}
    for path, problem in _walk(folder, None if output is None else output.resolve()):
        named = path.relative_to(folder).as_posix()
        source = legible(named)
        if problem.startswith(_CLOSED):
            closed.append((source, problem))
        elif not _is_text(named):
            unread.append(f"{source}（文件名的编码不对，请改名后再运行）")
        elif problem:
            unread.append(f"{source}（{problem}）")
        elif path.suffix.lower() in (*WORKBOOK_SUFFIXES, ".docx"):
            told = source if source == named else f"{source}（{short_hash(named)}）{path.suffix}"
            (documents if path.suffix.lower() == ".docx" else workbooks)[told] = path
        else:
            unread.append(f"{source}（{_OLD_WORD}）" if path.suffix.lower() == ".doc" else source)
    ordered = dict(sorted(workbooks.items()))
    return Inbox(ordered, tuple(sorted(unread)), tuple(sorted(closed)), documents)


def _is_text(source: str) -> bool:
    """The name is one that can be written down; Linux takes any bytes for one."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return True


def legible(name: str) -> str:
    """A file's name as it may be shown: no control characters, no line breaks, no escapes.

    A name that is no UTF-8, as an unpacked archive from Windows leaves it, is in GBK.
    """
    if not _is_text(name):
        name = os.fsencode(name).decode("gb18030", "replace")
    if name.isprintable():
        return name
    return "".join(char if char.isprintable() else _SHOWN.get(char, "�") for char in name)


_SHOWN = {chr(code): chr(0x2400 + code) for code in range(32)} | {"\u3000": "\u3000", "\xa0": " "}
_CLOSED = "文件夹打不开"
_OLD_WORD = "旧版Word文档；其中有自评表的，请另存为.docx"


def _walk(folder: Path, output: Path | None) -> Iterator[tuple[Path, str]]:
    """Every file below `folder` with the reason why it is not looked at, if there is one."""
    open_folders = [folder]
    while open_folders:
        current = open_folders.pop()
        try:
            entries = list(os.scandir(current))
        except OSError as problem:
            yield current, f"{_CLOSED}：{reason(problem)}"
            continue
        for entry in entries:
            path = current / entry.name
            try:
                about = entry.stat(follow_symlinks=False)
            except OSError as problem:
                yield path, f"打不开：{reason(problem)}"
                continue
            if is_left_out(entry.name, about):
                continue
            if is_link(about):
                yield path, "快捷链接，未跟随"
            elif stat.S_ISDIR(about.st_mode):
                if output is None or path.resolve() != output:
                    open_folders.append(path)
            else:
                yield path, "" if stat.S_ISREG(about.st_mode) else "不是普通文件"


def is_left_out(name: str, about: os.stat_result) -> bool:
    """Lock files (`~$x.xlsx`, `.~lock…`), hidden files and folders, and what Explorer leaves."""
    hidden = getattr(about, "st_file_attributes", 0) & stat.FILE_ATTRIBUTE_HIDDEN
    return bool(hidden) or name.startswith(("~$", ".")) or name.casefold() in _EXPLORERS


_EXPLORERS = frozenset({"thumbs.db", "desktop.ini"})


def read(path: Path, limit: int, *, follow: bool = True) -> bytes:
    """Read a regular file whole.

    Raises:
        OSError: as `opened`.
    """
    with opened(path, limit, follow=follow) as file:
        data = file.read(limit + 1)
    if len(data) > limit:  # it grew meanwhile
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def read_named(path: Path, limit: int, what: str) -> bytes:
    """Read a file that a person named, `what` it is to be.

    Raises:
        SettingsError: it cannot be read.
    """
    try:
        return read(path, limit)
    except OSError as problem:
        raise SettingsError(f"{what}“{path}”打不开：{reason(problem)}。") from problem


def digest(path: Path, limit: int | None = None, *, follow: bool = True) -> str | None:
    """SHA-256 of a file, piece by piece; None when it is not there or is not to be read."""
    try:
        with opened(path, limit, follow=follow) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def copy(path: Path, target: Path, limit: int) -> str:
    """Copy a file piece by piece, never following a link.

    Returns:
        SHA-256 of what was copied.

    Raises:
        OSError: it could not be done.
    """
    with opened(path, limit, follow=False) as file, target.open("wb") as out:
        shutil.copyfileobj(file, out)
    return digest(target) or ""


def opened(path: Path, limit: int | None = None, *, follow: bool = True) -> io.BufferedReader:
    """Open a regular file; never a device, a pipe, or what is larger than `limit` bytes.

    Args:
        path: the file.
        limit: bytes that it may have; None: any number.
        follow: whether a link is followed; else its folder, too, is the one that it says.

    Raises:
        OSError: it cannot be opened, is no regular file, is larger, or is a link.
    """
    flags = os.O_RDONLY | _FLAGS
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
        if is_link(path.lstat()) or os.path.realpath(path.parent) != str(path.parent):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    number = os.open(path, flags)
    refused = _refused(os.fstat(number), limit)
    if refused:
        os.close(number)
        raise OSError(refused, os.strerror(refused), str(path))
    return io.open(number, "rb")  # noqa: UP020  # by its number


_FLAGS = sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK", "O_CLOEXEC"))


def _refused(about: os.stat_result, limit: int | None) -> int:
    """The number of the error that an open file is refused with; 0: it may be read."""
    if stat.S_ISDIR(about.st_mode):
        return errno.EISDIR
    if not stat.S_ISREG(about.st_mode):
        return errno.ENODEV
    return errno.EFBIG if limit is not None and about.st_size > limit else 0


def is_link(about: os.stat_result) -> bool:
    """A symbolic link, or on Windows a junction: a folder that points elsewhere."""
    return stat.S_ISLNK(about.st_mode) or getattr(about, "st_reparse_tag", 0) == _JUNCTION


_JUNCTION = 0xA0000003
"""`stat.IO_REPARSE_TAG_MOUNT_POINT`, which Python has on Windows alone."""


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of a file, by which it is seen to be still written to; zeros when gone."""
    try:
        told = path.lstat()
    except OSError:
        return (0, 0)
    return (told.st_size, told.st_mtime_ns)


_FORBIDDEN = str.maketrans(
    {
        "<": "＜",
        ">": "＞",
        ":": "：",
        '"': "”",
        "/": "／",
        "\\": "＼",
        "|": "｜",
        "?": "？",
        "*": "＊",
    },
)
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³])(\.|$)")


def safe_name(text: str, suffix: str = "") -> str:
    """Turn a text into a file name for Windows, macOS and Linux, Chinese characters kept.

    Forbidden characters become their full-width twins; control, format and private characters
    go; reserved names (CON …) get a `_`; the whole is at most 120 characters and 240 bytes.
    """
    plain = unicodedata.normalize("NFC", text).translate(_FORBIDDEN)
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in plain)
    name = _trimmed(" ".join("".join(kept).split()))
    if _RESERVED.match(name + suffix):
        name = f"_{name}"
    return _cut(name or "未命名", suffix) + suffix


def _trimmed(name: str) -> str:
    return name.strip(". ").lstrip("~")


def _cut(name: str, suffix: str) -> str:
    """Shorten `name` so that with `suffix` it keeps both limits; a cut name gets a hash."""
    room = MAX_NAME - len(suffix)
    room_bytes = MAX_NAME_BYTES - len(suffix.encode())
    if len(name) <= room and len(name.encode()) <= room_bytes:
        return name
    mark = f"~{short_hash(name)}"
    head = name[: room - len(mark)]
    head = head.encode()[: room_bytes - len(mark)].decode(errors="ignore")
    return _trimmed(head) + mark


def short_hash(text: str, digits: int = 8) -> str:
    """Some hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:digits]


@dataclass(frozen=True, slots=True)
class Claim:
    """A file that wants a name: `folder/stem suffix`, and by what it is told apart if names meet.

    Attributes:
        source: of its workbook; unique.
        folder: below OUTPUT, with `/`.
        stem: the name it would like.
        suffix: with the dot.
        code: 项目编码, or empty.
        unit: 实施单位, or empty.
    """

    source: str
    folder: str
    stem: str
    suffix: str
    code: str = ""
    unit: str = ""


def names(claims: Sequence[Claim]) -> dict[str, str]:
    """Give each claim its own path (contract §2); the result does not depend on their order.

    Where names meet, each of them becomes `名称（项目编码）`, else `名称（实施单位）`, else it
    gets a short hash of its source. Names that differ only in case or Unicode form do meet.
    """
    wishes = {
        claim.source: (
            claim.stem,
            *(f"{claim.stem}（{mark}）" for mark in (claim.code, claim.unit) if mark),
        )
        for claim in claims
    }
    taken: dict[str, str] = {}
    open_claims = sorted(claims, key=lambda claim: claim.source)
    for wish in range(3):
        open_claims = _settle(open_claims, wishes, wish, taken)
    for claim in open_claims:
        taken[claim.source] = _path(claim, f"{claim.stem}（{short_hash(claim.source)}）")
    return taken


def _settle(
    claims: Sequence[Claim],
    wishes: Mapping[str, Sequence[str]],
    wish: int,
    taken: dict[str, str],
) -> list[Claim]:
    """Give the wished name to those that wish it alone; hand back the others."""
    groups: dict[str, list[tuple[Claim, str]]] = defaultdict(list)
    left = []
    for claim in claims:
        if wish < len(wishes[claim.source]):
            path = _path(claim, wishes[claim.source][wish])
            groups[folded(path)].append((claim, path))
        else:
            left.append(claim)
    used = {folded(path) for path in taken.values()}
    for key, group in groups.items():
        if len(group) == 1 and key not in used:
            claim, path = group[0]
            taken[claim.source] = path
        else:
            left += [claim for claim, _ in group]
    return sorted(left, key=lambda claim: claim.source)


def _path(claim: Claim, stem: str) -> str:
    return f"{claim.folder}/{safe_name(stem, claim.suffix)}"


def folded(path: str) -> str:
    """Two paths that fold alike are one file on Windows or macOS."""
    return unicodedata.normalize("NFKC", path).casefold()


def write_whole(path: Path, data: bytes, staging: Path) -> None:
    """Write `data` so that it appears whole or not at all: written in staging, then renamed.

    Raises:
        WriteFailedError: it could not be written; what stood there before still stands.
    """
    draft = staging / f"{short_hash(str(path), 24)}.part"
    try:
        draft.write_bytes(data)
        publish_changed(draft, path)
    except OSError as problem:
        remove(draft)
        raise WriteFailedError(reason(problem)) from problem


def remove(path: Path) -> None:
    """Remove a file of ours that is not needed any more; one that is held is left standing."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def write_staged(path: Path, data: bytes) -> None:
    """Write a document that waits in staging, whole or not at all.

    A worker whose run was killed may still be writing the same one.

    Raises:
        WriteFailedError: it could not be written.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        publish(draft, path)
    except OSError as problem:
        remove(draft)
        raise WriteFailedError(reason(problem)) from problem


def save(path: Path, data: bytes) -> None:
    """Write one file, whole or not at all: beside it, then renamed.

    Raises:
        OSError: it could not be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{short_hash(path.name)}.part")
    try:
        draft.write_bytes(data)
        publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def save_asked(path: Path, data: bytes) -> None:
    """Save a file that a person asked for.

    Raises:
        OutputError: it could not be written.
    """
    try:
        save(path, data)
    except OSError as problem:
        raise OutputError(f"“{path}”没有写成：{reason(problem)}。") from problem


def publish(draft: Path, path: Path) -> None:
    """Rename a finished file to its final name, replacing what stands there.

    Raises:
        OSError: it could not be done, for example because the old file is open in Word.
    """
    for pause in (*_PAUSES, None):
        try:
            _move(draft, path)
        except PermissionError:
            if pause is None or not ON_WINDOWS or not draft.exists():
                raise
            time.sleep(pause)
        else:
            return


_PAUSES = (0.05, 0.2, 0.5, 1, 1.5)
"""Seconds, for a virus scanner holds new files for a moment on Windows."""


def _move(draft: Path, path: Path) -> None:
    try:
        draft.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(path)


ON_WINDOWS = os.name == "nt"
MAX_PATH = 259
"""Characters of a path that Windows takes unless it was told otherwise."""

_REASONS = {
    errno.ENOENT: "找不到文件或文件夹",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "那里是一个文件夹，不是文件",
    errno.EEXIST: "那里已有同名的文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    getattr(errno, "EDQUOT", -1): "磁盘配额已满",  # not on every system
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "路径太长",
    errno.EMFILE: "打开的文件太多",
    errno.EBUSY: "文件正被占用",
    errno.EIO: "磁盘读写出错",
    errno.EINVAL: "路径写法不对",
    errno.ELOOP: "那里是快捷链接，没有跟随",
    errno.ENODEV: "那里不是普通文件",
    errno.EFBIG: "文件过大",
}


def reason(problem: OSError) -> str:
    """Why a file could not be read or written, in plain Chinese."""
    names = (problem.filename, problem.filename2)
    length = max(len(os.fsdecode(each)) if isinstance(each, str | bytes) else 0 for each in names)
    if ON_WINDOWS and length > MAX_PATH:
        return f"路径太长（{length}个字符，Windows最多{MAX_PATH}个），请移到较短的路径下"
    if isinstance(problem, PermissionError):
        return "没有权限，或文件正在Word、Excel、WPS中打开"
    return _REASONS.get(problem.errno or 0, f"系统错误{problem.errno}")


def publish_changed(draft: Path, path: Path) -> None:
    """Publish a finished file; one that stands there already with the same bytes is left alone.

    Raises:
        OSError: as `publish`.
    """
    if path.is_file() and path.read_bytes() == draft.read_bytes():
        remove(draft)
    else:
        publish(draft, path)


def move_aside(path: Path, target: Path) -> None:
    """Move a file out of the way; what stands at `target` stays, the newcomer gets a number.

    Raises:
        OSError: it could not be moved.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    number, free = 1, target
    while os.path.lexists(free):
        number += 1
        free = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    path.rename(free)


def discard_empty(folder: Path) -> None:
    """Remove the empty folders below `folder`, and `folder` itself when nothing is left.

    One that another program is in stays: Excel keeps the folder of a workbook it opened.
    """
    for path, _, _ in sorted(os.walk(folder), reverse=True):
        with suppress(OSError):
            if not os.listdir(path):  # noqa: PTH208  # as walked
                os.rmdir(path)  # noqa: PTH106  # as walked


def beside(path: Path) -> frozenset[str]:
    """The names of the files beside a workbook, and in a folder of its name, one level deep."""
    found: set[str] = set()
    for folder in (path.parent, path.parent / path.stem):
        with suppress(OSError), os.scandir(folder) as entries:
            found.update(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    return frozenset(found)
