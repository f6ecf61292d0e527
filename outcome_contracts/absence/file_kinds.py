"""What was offered in place of a table, told by the first bytes and by the lines, before anything is read.

A file of another kind is named as what it is, for "byte 0 is not UTF-8" helps nobody, and nothing in it is unpacked,
executed or decoded by trial. A line without end is found by jumping from line to line, so that a file of one field of
any size costs neither time nor memory.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Literal

from outcome_contracts.notices import Findings

Kind = Literal[
    "archive", "office", "pickle", "pdf", "packed", "columnar", "database", "json", "xml", "text"
]  # fmt: skip

LONGEST_LINE = 1 << 20
_HEAD = 4_096
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "packed"),
    (b"BZh", "packed"),
    (b"\xfd7zXZ", "packed"),
    (b"7z\xbc\xaf", "packed"),
    (b"PAR1", "columnar"),
    (b"ARROW1", "columnar"),
    (b"SQLite format 3\0", "database"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")


def kind_of(path: Path) -> Kind:
    """What a file is by its first bytes; `text` where they say nothing else. Raises OSError, ValueError as `open`."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if _PICKLE.match(head):
        return "pickle"
    first = head.lstrip(_BLANKS)[:1]
    return "json" if first in (b"{", b"[") else "xml" if first == b"<" else "text"


def offered_as_csv(path: Path, findings: Findings) -> bool:
    """Whether a file can be read as CSV at all; else it is found unopenable (OC-D064), another kind (OC-D241), or with
    a line of more than a million bytes (OC-D242).
    """
    try:
        kind = kind_of(path)
        row = _row_without_end(path) if kind == "text" else 0
    except (OSError, ValueError):
        findings.add("OC-D064", path.name)
        return False
    if kind != "text":
        findings.add("OC-D241", path.name, found=f"@file_{kind}", expected="@file_csv")
    elif row:
        findings.add("OC-D242", f"{path.name}:{row}", part="@part_line", limit=f"{LONGEST_LINE} bytes")
    return kind == "text" and not row


def _row_without_end(path: Path) -> int:
    """The number of the first line that is too long; 0 where none is."""
    size = path.stat().st_size
    if size <= LONGEST_LINE:
        return 0
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = 0
        while size - at > LONGEST_LINE:
            end = content.rfind(b"\n", at, at + LONGEST_LINE)
            if end < 0:
                stream.seek(0)
                return 1 + sum(stream.read(min(LONGEST_LINE, at - start)).count(b"\n") for start in _steps(at))
            at = end + 1
    return 0


def _steps(end: int) -> range:
    return range(0, end, LONGEST_LINE)
