"""Fuzz until told to stop: `python -m tests.fuzz.run CORPUS -max_total_time=1200`.

Options are libFuzzer's. An input that breaks the promise is left as `crash-…`; put it into
`tests/fuzz/crashes/`, where the test of the target finds it.
"""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    """Instrument the room and start."""
    with atheris.instrument_imports(include=["perfeval_batch.reading", "perfeval_batch.parsing"]):
        import perfeval_batch.parsing  # noqa: F401  # under instrumentation
    from tests.fuzz import target

    atheris.Setup(sys.argv, target.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
