"""What is being done, on standard error, for work that takes longer than a breath."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from outcome_contracts.notices import Language

Say = Callable[[str, str], None]


@contextmanager
def progress(lang: Language) -> Iterator[Say]:
    """A function that says, in Swedish or English, what is being done: `say(sv, en)`.

    One line that changes on a terminal, lines in a log.
    """
    with _shown() as show:
        yield lambda sv, en: show(f"{sv if lang == 'sv' else en} …")


@contextmanager
def _shown() -> Iterator[Callable[[str], None]]:
    if not sys.stderr.isatty():
        yield lambda text: print(text, file=sys.stderr, flush=True)
        return
    try:
        from rich.console import Console
    except ImportError:
        yield lambda text: print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return
    with Console(stderr=True).status("…") as status:
        yield status.update
