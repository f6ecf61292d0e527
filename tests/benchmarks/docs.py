"""Tables of the docs that come from a run: written between two marks, with date and command."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

PAGES = Path(__file__).parents[2] / "docs" / "baseline"


def write_table(page: str, name: str, lines: Sequence[str], *, command: str, note: str) -> None:
    """Replace what stands between `<!-- name -->` and `<!-- /name -->` in a page of docs/baseline.

    command: what has to be run to get the lines again. note: sizes and seed of the run.
    """
    path, begin, end = PAGES / page, f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{page} has no marks for {name}")
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    text = "\n".join([*lines, "", f"{today}, `{command}`: {note}.", ""])
    path.write_text(before + begin + text + end + after, encoding="utf-8")


def percent(share: float, digits: int) -> str:
    """A share in per cent, with the minus sign."""
    text = f"{100 * share:.{digits}f}"
    return text.removeprefix("-") if not float(text) else text.replace("-", "−")
