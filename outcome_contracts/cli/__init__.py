"""The command line: a thin shell over the public API, for people and for scripts.

In: names of bundled contracts or files. Out: text or JSON on standard output, findings on standard error, and files
only under `--out`, whole or not at all. Exit codes: 0 ok, 2 usage, 3 data rejected, 4 contract invalid,
5 verification failed. This is the only place where absence records and settlement meet.
"""

from outcome_contracts.cli.main import main

__all__ = ["main"]
