"""What was done with which bytes (SQLite in OUTPUT): resume after a stop, skip what is unchanged.

The truth is the files: the journal says what they should be, and can be deleted without harm.
One process writes it; the workers do not know it.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from perfeval_batch.model import Batch, Processed
from perfeval_batch.values import V, Value, decoded, encoded

AT_ONCE = 20
"""Outcomes that are saved together."""
_TABLES = """
CREATE TABLE IF NOT EXISTS outcome (source TEXT PRIMARY KEY, key TEXT, value BLOB);
CREATE TABLE IF NOT EXISTS published (path TEXT, digest TEXT, PRIMARY KEY (path, digest))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finished (key TEXT, value BLOB);
CREATE TABLE IF NOT EXISTS place (document TEXT PRIMARY KEY, path TEXT) WITHOUT ROWID;
"""


class Finished(Value, frozen=True):
    """What a run that came to its end left behind.

    Attributes:
        batch: what it told.
        files: path below OUTPUT → SHA-256 of what it put there.
    """

    batch: Batch
    files: Mapping[str, str]


class Journal:
    """The memory of earlier runs on one OUTPUT."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._unsaved = 0

    def recall(self, source: str, key: str) -> Processed | None:
        """What came of `source` under the same `key`; None when it was another or none."""
        row = self._connection.execute(
            "SELECT value FROM outcome WHERE source = ? AND key = ?",
            (source, key),
        ).fetchone()
        return None if row is None else _read(Processed, row[0])

    def remember(self, source: str, key: str, value: bytes) -> None:
        """Note what came of a file, encoded; a kill costs the last `AT_ONCE` of them, no more."""
        values = (source, key, value)
        with _tolerant(self._connection):
            self._connection.execute("REPLACE INTO outcome VALUES (?, ?, ?)", values)
            self._unsaved += 1
            if self._unsaved >= AT_ONCE:
                self.save()

    def save(self) -> None:
        """Make what was noted outlive a kill."""
        self._unsaved = 0
        with _tolerant(self._connection):
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
        row = self._connection.execute(
            "SELECT value FROM finished WHERE key = ?",
            (key,),
        ).fetchone()
        return None if row is None else _read(Finished, row[0])

    def place(self, document: str) -> str | None:
        """The path below OUTPUT under which a staged document was last published."""
        row = self._connection.execute(
            "SELECT path FROM place WHERE document = ?",
            (document,),
        ).fetchone()
        return None if row is None else str(row[0])

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

    def _write(self, statements: Iterable[tuple[str, tuple[object, ...]]]) -> None:
        """Write all of it or nothing."""
        with _tolerant(self._connection), self._connection:
            for statement, values in statements:
                self._connection.execute(statement, values)

    def digests(self, path: str) -> frozenset[str]:
        """The digests of all that was ever published under `path`; empty when nothing was."""
        rows = self._connection.execute("SELECT digest FROM published WHERE path = ?", (path,))
        return frozenset(str(row[0]) for row in rows)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    """The journal in `folder`; one that cannot be read is begun anew."""
    path = folder / "journal.db"
    connection = _connected(path)
    found = Journal(connection)
    try:
        yield found
    finally:
        found.save()
        connection.close()


@contextmanager
def _tolerant(connection: sqlite3.Connection) -> Iterator[None]:
    """A full disk costs the memory, not the run."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        logging.getLogger("perfeval_batch").warning("运行记录没有写成：%s", problem)
        with suppress(sqlite3.OperationalError):
            connection.rollback()


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        _prepare(connection)
    except sqlite3.OperationalError:  # the disk is full: remember in memory alone
        connection.close()
        connection = sqlite3.connect(":memory:")
        _prepare(connection)
    except sqlite3.DatabaseError:
        connection.close()
        for each in path.parent.glob(f"{path.name}*"):
            each.unlink()
        return _connected(path)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA page_size = 16384")  # an outcome takes some 5 kB
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_TABLES)


def _read(kind: type[V], value: bytes) -> V | None:
    try:
        return decoded(kind, value)
    except ValueError:  # written by another version of the program
        return None


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
