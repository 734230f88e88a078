"""What stops a run: faults of the machine, the settings or the usage, each with an exit code."""

from __future__ import annotations

import signal
from enum import IntEnum

SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
"""What ends the program as Ctrl-C does: a window is closed, a machine shut down."""


class ExitCode(IntEnum):
    """How `perfeval` ends (contract §1)."""

    OK = 0
    RETURNED = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


class StopRunError(Exception):
    """Ends the command with a sentence in Chinese; never a fault of a single workbook.

    Positional arguments only: exceptions with keyword-only ones do not survive a process pool.
    """

    exit_code = ExitCode.USAGE


class SettingsError(StopRunError):
    """An option, a configuration file or an INBOX cannot be used as given."""


class SchemeError(StopRunError):
    """An evaluation scheme (评价方案) cannot be used as written."""


class TemplateError(StopRunError):
    """A Word report template cannot be used as written."""


class OutputError(StopRunError):
    """OUTPUT cannot be written to, or another run holds it."""


class MachineError(StopRunError):
    """The machine cannot do the work: no worker process can be started."""


class InterruptedRunError(StopRunError):
    """A person stopped the run; what is done is kept, the next run goes on from there."""

    exit_code = ExitCode.INTERRUPTED


class WriteFailedError(Exception):
    """One result could not be written; its workbook gets PE905, the others go on."""
