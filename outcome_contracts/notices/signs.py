"""The signs of a language in a number: what stands before its decimals, between its thousands, and for minus.

Swedish has the decimal comma and U+00A0 between thousands, English the point and the comma; both have the minus sign
U+2212, and U+00A0 before a per cent sign. Texts that others wrote, labels and reasons, are made `visible`: they neither
break a line nor hide or reorder what stands beside them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Language = Literal["sv", "en"]

HARD_BLANK = "\u00a0"
MINUS = "\u2212"
_MARKS: dict[Language, tuple[str, str]] = {"sv": (HARD_BLANK, ","), "en": (",", ".")}
_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_PERCENT = re.compile(r"(\+?)(-?[0-9]+(?:\.[0-9]+)?) ?%", re.ASCII)


def number(text: str, lang: Language) -> str:
    """A decimal string with the language's signs: `-1234.5` → `−1 234,5`."""
    between, point = _MARKS[lang]
    whole, _, part = text.removeprefix("-").partition(".")
    head = len(whole) % 3
    groups = [whole[:head]] * bool(head) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
    return MINUS * text.startswith("-") + between.join(groups) + (point + part if part else "")


def percentage(text: str, lang: Language) -> str:
    """So many per cent with the language's signs, `-14.6%` → `−14,6 %`; any other text as it is."""
    found = _PERCENT.fullmatch(text)
    return text if found is None else f"{found[1]}{number(found[2], lang)}{HARD_BLANK}%"


def visible(text: str) -> str:
    """Text on one line: breaks become blanks; control, bidi, unassigned characters `[U+202E]`."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in _BREAKS:
        return " "
    return f"[U+{ord(character):04X}]" if unicodedata.category(character)[0] == "C" else character
