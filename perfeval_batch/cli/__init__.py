"""Words in, exit code out: `main` runs a command and tells a person what stopped it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from perfeval_batch.errors import ExitCode, StopRunError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `perfeval` and end the process with its exit code (contract §1)."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character shows ? instead of a traceback.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    sys.exit(int(_run(arguments)))


def _run(arguments: Sequence[str] | None) -> int:
    from perfeval_batch.cli import app, chinese

    try:
        return app.run(arguments)
    except StopRunError as stop:
        chinese.complain(str(stop))
        return stop.exit_code
    except KeyboardInterrupt:
        chinese.complain("已中断。已完成的结果都保留着，再次运行会接着做。")
        return ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001  # a bug must not end in a traceback on a user's screen
        chinese.complain_of_bug()
        return ExitCode.BUG
