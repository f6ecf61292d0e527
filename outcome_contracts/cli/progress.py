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
def bar(sv: str, en: str, lang: Language) -> Iterator[Callable[[int, int], None]]:
    """A function that moves a bar: `move(done, total)`; in a log the same line as ever, once."""
    words = sv if lang == "sv" else en
    if not sys.stderr.isatty():
        print(f"{words} …", file=sys.stderr, flush=True)
        yield lambda done, total: None
        return
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:
        yield lambda done, total: print(f"\r\x1b[K{words} {100 * done // total} %", end="", file=sys.stderr, flush=True)
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
        return
    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(words, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


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
