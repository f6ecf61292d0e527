"""What is dropped at the door: columns with free text, names or a diagnosis, counted and never kept.

They are told by their headings alone, for to look into the cells would be to let them in. A heading that is neither
ours nor known to be unwanted is refused elsewhere; nothing is dropped without being told.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from outcome_contracts.notices import Findings

_CODES = {"text": "OC-D188", "diagnosis": "OC-D189"}


def unwanted(heading: str) -> bool:
    """Whether a column of that heading is dropped."""
    return _plain(heading) in _headings()


def report_dropped(findings: Findings, file: str, heading: str, cells: int) -> None:
    """Record a dropped column (OC-D188; OC-D189 for what may be a diagnosis). cells: how many were not empty."""
    findings.add(_headings()[_plain(heading)], file, column=_plain(heading), count=cells)


def filled(cells: Iterable[str]) -> int:
    """How many cells are not empty."""
    return sum(bool(cell.strip()) for cell in cells)


def _plain(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


@cache
def _headings() -> Mapping[str, str]:
    """The code of the finding for each unwanted heading."""
    text = resources.files(__package__).joinpath("unwanted_columns.toml").read_text(encoding="utf-8")
    return {heading: _CODES[kind] for kind, headings in tomllib.loads(text).items() for heading in headings}
