"""The command line: `main` runs a command, says what stopped it, and gives an exit code."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from perfeval_batch.errors import SIGNALS, ExitCode, StopRunError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `perfeval` and end the process with its exit code (contract §1)."""
    try:
        for each in SIGNALS:
            if each is not signal.SIGINT or signal.getsignal(each) is not signal.SIG_IGN:
                signal.signal(each, _interrupt)
        atexit.register(_ignore_signals)
        _prepare_streams()
        code = _run(arguments)
    except KeyboardInterrupt:
        code = _interrupted()
        if arguments is None:  # else Python ends itself by the signal where it came in an import
            os._exit(int(code))
    sys.exit(int(code))


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _ignore_signals() -> None:
    """What comes now comes too late to stop anything."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)


def _prepare_streams() -> None:
    """A console that cannot show a character shows ? instead of a traceback.

    Without a console (pythonw, Task Scheduler) nothing is printed. What is piped on Windows is
    UTF-8, whatever the code page.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # as long as we run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # as above
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            piped = sys.platform == "win32" and not stream.isatty()
            reconfigure(errors="replace", **({"encoding": "utf-8"} if piped else {}))


def _run(arguments: Sequence[str] | None) -> int:
    from perfeval_batch.cli import app, chinese

    try:
        return app.call(arguments)
    except StopRunError as stop:
        chinese.complain(str(stop))
        return stop.exit_code
    except Exception:  # noqa: BLE001  # a bug must not end in a traceback on a user's screen
        chinese.complain_of_bug()
        return ExitCode.BUG


def _interrupted() -> int:
    with suppress(OSError, ValueError, KeyboardInterrupt):  # the window may be gone
        print("已中断。已完成的结果都保留着，再次运行会接着做。", file=sys.stderr, flush=True)
        sys.stdout.flush()
    return ExitCode.INTERRUPTED
