"""`python -m perfeval_batch` is `perfeval`."""

from perfeval_batch.cli import main

if __name__ == "__main__":
    main()
