"""One piece of work at a time, in the background: its progress, its end, and how it is stopped.

A window that is closed stops nothing; every window sees the same.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from perfeval_batch.errors import InterruptedRunError, StopRunError

if TYPE_CHECKING:  # the first page comes before the batch is loaded
    from perfeval_batch.batch import Progress, Watch


class Phase(Enum):
    """How far a piece of work is."""

    IDLE = "idle"
    WORKING = "working"
    STOPPING = "stopping"
    STOPPED = "stopped"
    DONE = "done"
    FAILED = "failed"


BUSY = frozenset({Phase.WORKING, Phase.STOPPING})


@dataclass(frozen=True, slots=True)
class Activity:
    """What a window shows of the work.

    Attributes:
        number: grows with every change.
        task: what is being done, in the officer's words.
        phase: how far it is.
        progress: the step, how many workbooks of how many, how fast; None before the first.
        seconds: since the work began.
        sentence: how it ended, and what to do next.
    """

    number: int = 0
    task: str = ""
    phase: Phase = Phase.IDLE
    progress: Progress | None = None
    seconds: float = 0
    sentence: str = ""

    @property
    def busy(self) -> bool:
        """Something is being done."""
        return self.phase in BUSY

    @property
    def percent(self) -> int:
        """How much is done; rounded down, so that 100 means all."""
        if self.progress is None or not self.progress.total:
            return 0
        return self.progress.done * 100 // self.progress.total


Work = Callable[["Watch"], str]
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
        self._activity = Activity()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._begun = 0.0

    @property
    def activity(self) -> Activity:
        """How far the work is."""
        return self._activity

    def start(self, task: str, work: Work) -> bool:
        """Begin; False when something else is being done."""
        with self._lock:
            if self._activity.busy:
                return False
            self._stop.clear()
            self._begun = time.monotonic()
            self._activity = Activity(self._activity.number + 1, task, Phase.WORKING)
            self._thread = threading.Thread(target=self._work, args=(work,), daemon=True)
            self._thread.start()
        return True

    def stop(self) -> None:
        """Ask the work to stop; what is finished stays."""
        with self._lock:
            if self._activity.phase is Phase.WORKING:
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
        except InterruptedRunError:
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

    def _watch(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise InterruptedRunError
        with self._lock:
            self._change(progress=progress, seconds=time.monotonic() - self._begun)

    def _change(self, **changes: object) -> None:
        number = self._activity.number + 1
        self._activity = replace(self._activity, number=number, **changes)  # type: ignore[arg-type]  # fields of Activity
