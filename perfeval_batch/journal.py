"""What was done with which bytes (SQLite in OUTPUT): resume after a stop, skip what is unchanged.

The truth is the files: the journal says what they should be, and can be deleted without harm.
One process writes it; the workers do not know it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeGuard

from perfeval_batch import output_folder
from perfeval_batch.model import Batch, Processed
from perfeval_batch.values import V, Value, decoded, encoded

AT_ONCE = 20
"""Outcomes that are saved together."""
_VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS outcome (source TEXT PRIMARY KEY, key TEXT, value BLOB);
CREATE TABLE IF NOT EXISTS published (path TEXT, digest TEXT, PRIMARY KEY (path, digest))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finished (key TEXT, value BLOB);
CREATE TABLE IF NOT EXISTS place (document TEXT PRIMARY KEY, path TEXT) WITHOUT ROWID;
"""
_COLUMNS = {
    "outcome": ["source", "key", "value"],
    "published": ["path", "digest"],
    "finished": ["key", "value"],
    "place": ["document", "path"],
}


class Finished(Value, frozen=True):
    """What a run that came to its end left behind.

    Attributes:
        batch: what it told.
        files: path below OUTPUT → SHA-256 of what it put there.
    """

    batch: Batch
    files: Mapping[str, str]


class Journal:
    """The memory of earlier runs on one OUTPUT.

    A memory that turns out to be damaged is set aside and begun anew: what it said is worked out
    again. On a full disk the run goes on without one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = _connected(path)
        self._unsaved = 0

    def recall(self, source: str, key: str) -> Processed | None:
        """What came of `source` under the same `key`; None when it was another or none."""
        query = "SELECT value FROM outcome WHERE source = ? AND key = ?"
        return self._value(Processed, self._rows(query, source, key))

    def remember(self, source: str, key: str, value: bytes) -> None:
        """Note what came of a file, encoded; a kill costs the last `AT_ONCE` of them, no more."""
        with self._tolerant():
            self._connection.execute("REPLACE INTO outcome VALUES (?, ?, ?)", (source, key, value))
            self._unsaved += 1
        if self._unsaved >= AT_ONCE:
            self.save()

    def save(self) -> None:
        """Make what was noted outlive a kill."""
        self._unsaved = 0
        with self._tolerant():
            self._connection.commit()

    def finish(self, key: str, finished: Finished) -> None:
        """Note that a run came to its end, and what stands in OUTPUT since."""
        value = encoded(finished)
        self._write(
            [
                ("DELETE FROM finished", ()),
                ("INSERT INTO finished VALUES (?, ?)", (key, value)),
            ],
        )

    def finished(self, key: str) -> Finished | None:
        """The last run, if it ended and had the same `key`."""
        rows = self._rows("SELECT value FROM finished WHERE key = ?", key)
        return self._value(Finished, rows)

    def place(self, document: str) -> str | None:
        """The path below OUTPUT under which a staged document was last published."""
        rows = self._rows("SELECT path FROM place WHERE document = ?", document)
        if not all(_is_path(path) for (path,) in rows):
            self._begin_anew()
            return None
        return next((str(path) for (path,) in rows), None)

    def intend(self, plan: Iterator[tuple[str, str, str]]) -> None:
        """Note what is about to be published, before it is: document, path, digest of each."""
        self._write(
            statement
            for document, path, digest in plan
            for statement in (
                ("REPLACE INTO place VALUES (?, ?)", (document, path)),
                ("INSERT OR IGNORE INTO published VALUES (?, ?)", (path, digest)),
            )
        )

    def digests(self, path: str) -> frozenset[str]:
        """The digests of all that was ever published under `path`; empty when nothing was."""
        rows = self._rows("SELECT digest FROM published WHERE path = ?", path)
        if not all(isinstance(digest, str) for (digest,) in rows):
            self._begin_anew()
            return frozenset()
        return frozenset(str(digest) for (digest,) in rows)

    def close(self) -> None:
        """Save and end."""
        self.save()
        with suppress(sqlite3.Error):
            self._connection.close()

    def _value(self, kind: type[V], rows: Sequence[tuple[object, ...]]) -> V | None:
        """The value of the first row; None when there is none.

        A key stands for the program too: a value that cannot be understood is damaged.
        """
        for (value,) in rows:
            try:
                if isinstance(value, bytes):
                    return decoded(kind, value)
            except (ValueError, RecursionError, OverflowError):
                pass
            self._begin_anew()
        return None

    def _rows(self, query: str, *values: str) -> list[tuple[object, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, OverflowError):
            self._begin_anew()
            return []

    def _write(self, statements: Iterable[tuple[str, tuple[object, ...]]]) -> None:
        """Write all of it or nothing."""
        every, before = list(statements), self._connection
        with self._tolerant(), self._connection:
            for statement, values in every:
                self._connection.execute(statement, values)
        if self._connection is not before:  # begun anew
            with self._tolerant(), self._connection:
                for statement, values in every:
                    self._connection.execute(statement, values)

    @contextmanager
    def _tolerant(self) -> Iterator[None]:
        """A full disk costs the memory, not the run."""
        try:
            yield
        except sqlite3.Error as problem:
            if _is_damage(problem):
                self._begin_anew()
                return
            output_folder.LOG.warning("运行记录没有写成（%s），不影响本次结果。", problem)
            with suppress(sqlite3.Error):
                self._connection.rollback()

    def _begin_anew(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()
        self._unsaved = 0
        self._connection = _set_aside(self._path)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The journal in `folder`; one that cannot be read is begun anew."""
    found = Journal(folder / "journal.db")
    try:
        yield found
    finally:
        found.close()


def _connected(path: Path) -> sqlite3.Connection:
    if not output_folder.is_file(path):
        return _set_aside(path)
    try:
        connection = sqlite3.connect(path)
    except sqlite3.Error:
        return _in_memory()
    try:
        _prepare(connection)
    except sqlite3.Error as problem:
        connection.close()
        return _set_aside(path) if _is_damage(problem) else _in_memory()
    return connection


def _is_damage(problem: sqlite3.Error) -> bool:
    """It is no fault of the disk, or of another program that holds it."""
    return not isinstance(problem, sqlite3.OperationalError) or (
        problem.sqlite_errorcode == sqlite3.SQLITE_ERROR
    )


def _set_aside(path: Path) -> sqlite3.Connection:
    """A new journal in the place of a damaged one."""
    try:
        output_folder.set_aside(path, path.parent)
        for each in path.parent.glob(f"{path.name}-*"):
            each.unlink()
        connection = sqlite3.connect(path)
        _prepare(connection)
    except (OSError, sqlite3.Error):
        return _in_memory()
    return connection


def _in_memory() -> sqlite3.Connection:
    output_folder.LOG.warning("运行记录不能使用，本次不保留；下次运行会全部重做，不影响结果。")
    connection = sqlite3.connect(":memory:")
    _prepare(connection)
    return connection


def _is_path(path: object) -> TypeGuard[str]:
    """A path below OUTPUT, as we write them; whatever else a damaged journal says is none."""
    return isinstance(path, str) and not any(
        part in ("", ".", "..") or ":" in part or "\\" in part for part in path.split("/")
    )


def _prepare(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, _VERSION):
        raise sqlite3.DatabaseError("of another version")
    connection.execute("PRAGMA page_size = 16384")  # an outcome takes some 5 kB
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # network drives share no memory
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_TABLES)
    for table, columns in _COLUMNS.items():
        if [each[1] for each in connection.execute(f"PRAGMA table_info({table})")] != columns:
            raise sqlite3.DatabaseError("of other columns")
    connection.execute(f"PRAGMA user_version = {_VERSION}")


@lru_cache(maxsize=1)
def program() -> str:
    """A digest of the program itself: another version, another result."""
    digest = hashlib.sha256()
    for name, entry in sorted(_files(resources.files("perfeval_batch"), "")):
        digest.update(name.encode())
        digest.update(entry.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(entry, name)
        elif entry.name.endswith((".py", ".toml", ".txt", ".js", ".css", ".docx")):
            yield name, entry


def key(*parts: str) -> str:
    """One key of all that a result depends on."""
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
