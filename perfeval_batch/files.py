"""The touch with the disk: which files of an inbox count, safe names, whole-file writes."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import platform
import re
import shutil
import stat
import time
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch.errors import OutputError, SettingsError, WriteFailedError

WORKBOOK_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".xltx", ".csv"},
)
"""What counts as a workbook (contract §1); text tables are counted and refused with PE004."""

PRIVATE = ".perfeval"
"""Folder of OUTPUT for staging, journal and lock."""

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
    """

    workbooks: Mapping[str, Path]
    unread: tuple[str, ...]


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
    for path, problem in _walk(folder, None if output is None else output.resolve()):
        source = path.relative_to(folder).as_posix()
        if not _is_text(source):
            unread.append(f"{_legible(source)}（文件名的编码不对，请改名后再运行）")
        elif problem:
            unread.append(f"{source}（{problem}）")
        elif path.suffix.lower() in WORKBOOK_SUFFIXES:
            workbooks[source] = path
        else:
            unread.append(source)
    return Inbox(dict(sorted(workbooks.items())), tuple(sorted(unread)))


def _is_text(source: str) -> bool:
    """The name is one that can be written down; Linux takes any bytes for one."""
    try:
        source.encode()
    except UnicodeEncodeError:
        return False
    return True


def _legible(source: str) -> str:
    """A name that is no UTF-8, as an unpacked archive from Windows leaves it: it is in GBK."""
    return os.fsencode(source).decode("gb18030", "replace")


def _walk(folder: Path, output: Path | None) -> Iterator[tuple[Path, str]]:
    """Every file below `folder` with the reason why it is not looked at, if there is one."""
    open_folders = [folder]
    while open_folders:
        current = open_folders.pop()
        try:
            entries = list(os.scandir(current))
        except OSError as problem:
            yield current, f"文件夹打不开：{reason(problem)}"
            continue
        for entry in entries:
            path = current / entry.name
            if _left_out(entry):
                continue
            if entry.is_symlink() or _is_junction(entry):
                yield path, "快捷链接，未跟随"
            elif entry.is_dir(follow_symlinks=False):
                if output is None or path.resolve() != output:
                    open_folders.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield path, ""
            else:
                yield path, "不是普通文件"


def _left_out(entry: os.DirEntry[str]) -> bool:
    """Lock files (`~$x.xlsx`, `.~lock…`) and hidden files and folders."""
    if entry.name.startswith(("~$", ".")):
        return True
    try:
        attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return False
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """A Windows junction: a folder that points elsewhere (known to Python from 3.12 on)."""
    tell = getattr(entry, "is_junction", None)
    return bool(tell and tell())


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
        if _is_link(path.lstat()) or os.path.realpath(path.parent) != str(path.parent):
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


def _is_link(about: os.stat_result) -> bool:
    """A symbolic link, or on Windows a junction or another reparse point that leads elsewhere."""
    tag = getattr(about, "st_reparse_tag", 0)
    leads = {getattr(stat, name, -1) for name in ("IO_REPARSE_TAG_SYMLINK", _JUNCTION)}
    return stat.S_ISLNK(about.st_mode) or tag in leads


_JUNCTION = "IO_REPARSE_TAG_MOUNT_POINT"


def stamp(path: Path) -> tuple[int, int]:
    """Size and time of a file, by which it is seen to be still written to; zeros when gone."""
    try:
        told = path.stat()
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


def safe_name(text: str, suffix: str = "", fallback: str = "未命名") -> str:
    """Turn a text into a file name for Windows, macOS and Linux, Chinese characters kept.

    Forbidden characters become their full-width twins; control, format and private characters
    go; reserved names (CON …) get a `_`; the whole is at most 120 characters and 240 bytes.
    """
    plain = unicodedata.normalize("NFC", text).translate(_FORBIDDEN)
    kept = (char if unicodedata.category(char)[0] != "C" else " " for char in plain)
    name = _trimmed(" ".join("".join(kept).split()))
    if _RESERVED.match(name + suffix):
        name = f"_{name}"
    return _cut(name or fallback, suffix) + suffix


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
            groups[_folded(path)].append((claim, path))
        else:
            left.append(claim)
    used = {_folded(path) for path in taken.values()}
    for folded, group in groups.items():
        if len(group) == 1 and folded not in used:
            claim, path = group[0]
            taken[claim.source] = path
        else:
            left += [claim for claim, _ in group]
    return sorted(left, key=lambda claim: claim.source)


def _path(claim: Claim, stem: str) -> str:
    return f"{claim.folder}/{safe_name(stem, claim.suffix)}"


def _folded(path: str) -> str:
    """Two paths that fold alike are one file on Windows or macOS."""
    return unicodedata.normalize("NFKC", path).casefold()


def prepare(output: Path) -> Path:
    """Make OUTPUT and its staging folder; return the latter.

    Raises:
        OutputError: it cannot be written to.
    """
    staging = output / PRIVATE / "staging"
    try:
        staging.mkdir(parents=True, exist_ok=True)
        probe = staging / "probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise OutputError(
            f"输出文件夹“{output}”不能写入：{reason(problem)}。"
            "请换一个文件夹（-o），或检查权限和磁盘空间。",
        ) from problem
    return staging


@contextmanager
def held(output: Path) -> Iterator[None]:
    """Hold OUTPUT for one run at a time; the system frees it when the process ends, however.

    Raises:
        OutputError: another run holds it, and who that is.
    """
    from filelock import FileLock, Timeout

    note = output / PRIVATE / "running.txt"
    lock = FileLock(output / PRIVATE / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(
            f"输出文件夹“{output}”正被另一次运行使用（{_who(note)}）。请等它结束，或另选一个文件夹（-o）。",
        ) from None
    try:
        started = time.strftime("%Y-%m-%d %H:%M")
        note.write_text(
            f"计算机{platform.node()}，进程{os.getpid()}，{started}开始",
            encoding="utf-8",
        )
        yield
        note.unlink(missing_ok=True)
    finally:
        lock.release()


def _who(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return "详情不明"


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
        draft.unlink(missing_ok=True)
        raise WriteFailedError(reason(problem)) from problem


def write_staged(path: Path, data: bytes) -> None:
    """Write a document that waits in staging; whether it is whole is told by its digest.

    Raises:
        WriteFailedError: it could not be written.
    """
    try:
        path.write_bytes(data)
    except OSError as problem:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise WriteFailedError(reason(problem)) from problem


def save(path: Path, data: bytes) -> None:
    """Write one file that a person asked for, whole or not at all: beside it, then renamed.

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


def publish(draft: Path, path: Path) -> None:
    """Rename a finished file to its final name, replacing what stands there.

    Raises:
        OSError: it could not be done, for example because the old file is open in Word.
    """
    for pause in (0.05, 0.2, None):
        try:
            _move(draft, path)
        except PermissionError:  # a virus scanner holds new files for a moment on Windows
            if pause is None or os.name != "nt":
                raise
            time.sleep(pause)
        else:
            return


def _move(draft: Path, path: Path) -> None:
    try:
        draft.replace(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(path)


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
    if isinstance(problem, PermissionError):
        return "没有权限，或文件正在Word、Excel、WPS中打开"
    return _REASONS.get(problem.errno or 0, f"系统错误{problem.errno}")


def publish_changed(draft: Path, path: Path) -> None:
    """Publish a finished file; one that stands there already with the same bytes is left alone.

    Raises:
        OSError: as `publish`.
    """
    if path.is_file() and path.read_bytes() == draft.read_bytes():
        draft.unlink()
    else:
        publish(draft, path)


def move_aside(path: Path, target: Path) -> None:
    """Move a file out of the way; what stands at `target` stays, the newcomer gets a number.

    Raises:
        OSError: it could not be moved.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}（{number}）{target.suffix}")
    path.rename(free)


def discard_empty(folder: Path) -> None:
    """Remove the empty folders below `folder`, and `folder` itself when nothing is left."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    if not any(folder.iterdir()):
        folder.rmdir()
