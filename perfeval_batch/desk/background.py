"""One piece of work at a time, in the background: its progress, its end, and how it is stopped.

A window that is closed stops nothing; every window sees the same.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from perfeval_batch.errors import StopRunError

_WINDOW = 15.0
"""Seconds of the past that the rate is taken from."""


class Phase(Enum):
    """How far a piece of work is."""

    IDLE = "idle"
    WORKING = "working"
    CLOSING = "closing"
    """All workbooks are done; the summary is being written."""
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


BUSY = frozenset({Phase.WORKING, Phase.CLOSING, Phase.STOPPING})


@dataclass(frozen=True, slots=True)
class Progress:
    """What a window shows of the work.

    Attributes:
        number: grows with every change.
        task: what is being done, in the officer's words.
        phase: how far it is.
        done: pieces that are finished.
        total: pieces in all; 0 while that is not known.
        rate: pieces a second, lately; 0 while that is not known.
        seconds: since the work began.
        sentence: how it ended, and what to do next.
    """

    number: int = 0
    task: str = ""
    phase: Phase = Phase.IDLE
    done: int = 0
    total: int = 0
    rate: float = 0
    seconds: float = 0
    sentence: str = ""

    @property
    def busy(self) -> bool:
        """Something is being done."""
        return self.phase in BUSY

    @property
    def percent(self) -> int:
        """How much is done; rounded down, so that 100 means all."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def seconds_left(self) -> float | None:
        """How long it will take; None while that is not known."""
        return (self.total - self.done) / self.rate if self.rate and self.total else None


class StopWorkError(BaseException):
    """Ends the work because a person asked for it; no `except Exception` may take it for a bug."""


Watch = Callable[[int, int], None]
"""Told how many pieces of how many are finished; ends the work when it is to stop."""
Work = Callable[[Watch], str]
"""Does the work and returns the sentence that it ends with."""


class Background:
    """Keeps the one thread that works."""

    def __init__(self, report: Callable[[], str]) -> None:
        """Set out idle.

        Args:
            report: notes the exception at hand, a bug, and says where.
        """
        self._report = report
        self._lock = threading.Lock()
        self._progress = Progress()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._steps: deque[tuple[float, int]] = deque()
        self._begun = 0.0

    @property
    def progress(self) -> Progress:
        """How far the work is."""
        return self._progress

    def start(self, task: str, work: Work) -> bool:
        """Begin; False when something else is being done."""
        with self._lock:
            if self._progress.busy:
                return False
            self._stop.clear()
            self._steps.clear()
            self._begun = time.monotonic()
            self._progress = Progress(self._progress.number + 1, task, Phase.WORKING)
            self._thread = threading.Thread(target=self._work, args=(work,), daemon=True)
            self._thread.start()
        return True

    def stop(self) -> None:
        """Ask the work to stop; what is finished stays."""
        with self._lock:
            if self._progress.phase is Phase.WORKING:
                self._stop.set()
                self._change(phase=Phase.STOPPING)

    def wait(self, seconds: float) -> None:
        """Wait for the work to end."""
        with self._lock:  # while it is held, a thread may not have been started yet
            thread = self._thread
        if thread is not None:
            thread.join(seconds)

    def _work(self, work: Work) -> None:
        try:
            sentence = work(self._watch)
        except StopWorkError:
            self._end(Phase.STOPPED, "已停下。做好的都保留着，点“接着做”会从停下的地方继续。")
        except StopRunError as problem:
            self._end(Phase.FAILED, str(problem))
        except Exception:  # noqa: BLE001  # a bug must not end in silence
            self._end(Phase.FAILED, self._report())
        else:
            self._end(Phase.DONE, sentence)

    def _end(self, phase: Phase, sentence: str) -> None:
        with self._lock:
            self._change(phase=phase, sentence=sentence, seconds=time.monotonic() - self._begun)

    def _watch(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise StopWorkError
        now = time.monotonic()
        self._steps.append((now, done))
        while len(self._steps) > 1 and now - self._steps[0][0] > _WINDOW:
            self._steps.popleft()
        since, before = self._steps[0]
        rate = (done - before) / (now - since) if now - since > 0.5 else self._progress.rate  # noqa: PLR2004  # half a second
        phase = Phase.CLOSING if done == total else Phase.WORKING
        with self._lock:
            if self._progress.phase is Phase.STOPPING:
                phase = Phase.STOPPING
            self._change(phase=phase, done=done, total=total, rate=rate, seconds=now - self._begun)

    def _change(self, **changes: object) -> None:
        number = self._progress.number + 1
        self._progress = replace(self._progress, number=number, **changes)  # type: ignore[arg-type]  # fields of Progress
