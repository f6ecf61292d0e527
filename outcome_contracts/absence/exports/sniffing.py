"""Which signs a file uses, where its profile leaves it to the file: found, told, and refused where two would fit.

encoding    UTF-8 if every byte of the file is, else Windows-1252 if every byte is
delimiter   the only one that cuts the first line into headings of the profile
decimal     the only one of comma and point that occurs in the extents
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.notices import Findings

_ENCODINGS = ("utf-8", "cp1252")
_DELIMITERS = (";", ",", "\t")
_SHOWN = {";": "@sign_semicolon", ",": "@sign_comma", "\t": "@sign_tabulator", ".": "@sign_point"}


def sniffed_encoding(content: bytes, file: str, findings: Findings) -> str | None:
    """The encoding of a file's bytes (told, OC-D196), or None (OC-D203)."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content
    for encoding in () if wide else _ENCODINGS:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        findings.add("OC-D196", file, sign="@sign_encoding", value=encoding)
        return encoding
    findings.add("OC-D203", file, sign="@sign_encoding")
    return None


def sniffed_delimiter(first_line: str, headings: Collection[str], file: str, findings: Findings) -> str | None:
    """The delimiter of a first line (told, OC-D196), or None (OC-D203)."""
    found = {sign: len(set(first_line.replace('"', "").split(sign)) & set(headings)) for sign in _DELIMITERS}
    best = [sign for sign, known in found.items() if known > 1 and known == max(found.values())]
    if len(best) != 1:
        findings.add("OC-D203", file, sign="@sign_delimiter")
        return None
    findings.add("OC-D196", file, sign="@sign_delimiter", value=_SHOWN[best[0]])
    return best[0]


def sniffed_decimal(extents: NDArray[np.generic], file: str, findings: Findings) -> str | None:
    """The decimal sign of a column (told, OC-D196; the point where there is none), or None (OC-D203)."""
    distinct = np.unique(extents).tolist()
    found = [sign for sign in ",." if any(sign in text for text in distinct)]
    if len(found) > 1:
        findings.add("OC-D203", file, sign="@sign_decimal")
        return None
    if found:
        findings.add("OC-D196", file, sign="@sign_decimal", value=_SHOWN[found[0]])
    return found[0] if found else "."
