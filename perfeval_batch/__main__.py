"""Lets `python -m perfeval_batch` do the same as `perfeval`."""


def run() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends in a sentence too."""
    try:
        from perfeval_batch.cli import main
    except KeyboardInterrupt:
        import sys

        print("已中断。还没有开始处理。", file=sys.stderr)  # noqa: T201  # see above
        raise SystemExit(130) from None
    main()


if __name__ == "__main__":
    run()
