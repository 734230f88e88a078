"""Lets `python -m perfeval_batch` do the same as `perfeval`."""

import _signal  # type: ignore[import-not-found]  # `signal` itself takes a moment to load
import os
import sys


def run() -> None:
    """Run the command line; an interruption while it is still being loaded ends at once."""
    try:
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            number = getattr(_signal, name, None)
            if number is not None and _signal.getsignal(number) != _signal.SIG_IGN:
                _signal.signal(number, _leave)
        from perfeval_batch.cli import main
    except KeyboardInterrupt:
        _leave()
    main()


def _leave(*_: object) -> None:
    """End here: an exception would get lost where Python cannot raise one while it imports."""
    if sys.stderr is not None:
        print("已中断。还没有开始处理。", file=sys.stderr, flush=True)  # noqa: T201  # see `run`
    os._exit(130)


if __name__ == "__main__":
    run()
