"""What docs/quality.md takes from the catalogue: `python -m tests.absence.quality_page` writes it anew.

Between `<!-- name -->` and `<!-- /name -->` the page holds what is generated here; everything else is written by hand.
test_quality_page.py compares, so that it does not go stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from outcome_contracts.notices import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"
MARKS = re.compile(r"<!-- (\w+) -->\n(.*?)<!-- /\1 -->", re.DOTALL)
LABELS = {"error": "ERROR", "hold": "HOLD", "warn": "WARNING", "info": "NOTE"}


def findings() -> str:
    """Every finding in data and every finding about persons."""
    return _table(code for code in sorted(catalogue()) if code.startswith(("OC-D", "OC-P")))


def never() -> str:
    """The holds that no party can acknowledge."""
    return _table(
        code for code, entry in sorted(catalogue().items()) if entry.severity == "hold" and not entry.waivable
    )


def _table(codes: Iterable[str]) -> str:
    rows = ["| code | severity | what | why | fix |", "|---|---|---|---|---|"]
    for code in codes:
        entry = catalogue()[code]
        texts = (" ".join(text["en"].split()).replace("|", "\\|") for text in (entry.what, entry.why, entry.fix))
        rows.append(f"| {code} | {LABELS[entry.severity]} | {' | '.join(texts)} |")
    return "\n".join(rows) + "\n"


BLOCKS = {"never": never, "findings": findings}


def written() -> str:
    """The page with every generated block as it would be now."""
    text = PAGE.read_text(encoding="utf-8")
    return MARKS.sub(lambda found: f"<!-- {found[1]} -->\n{BLOCKS[found[1]]()}<!-- /{found[1]} -->", text)


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
