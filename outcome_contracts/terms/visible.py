"""Whether a text says to the eye what it says to the machine.

Refused are characters that cannot be seen or that move others (controls, line breaks, zero width, reversed direction,
letters that are blank), signs that strike out or stand on anything but a letter, words that mix Latin letters with
those of an alphabet of look-alikes, and letters in a form of which there is a usual one (Unicode NFC). Two parties then
sign the same words, and a label cannot pass for another row of the statement. A word all in another alphabet is a word.
"""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import category, is_normalized, name

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_STRIKING_OUT = frozenset("\u0334\u0335\u0336\u0337\u0338")
_LOOK_ALIKES = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU", "FULLWIDTH", "MATHEMATICAL"})
_WORD = re.compile(r"[^\W\d_]+")
# What nearly every text consists of: visible ASCII, Latin-1 without its unseen signs, dashes and quotation marks.
_USUAL = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027]*")


def misleading(text: str) -> bool:
    """Whether a text could show something else than it says."""
    if _USUAL.fullmatch(text):
        return False
    if not is_normalized("NFC", text) or not _STRIKING_OUT.isdisjoint(text) or not _BLANK_LETTERS.isdisjoint(text):
        return True
    kinds = [category(sign) for sign in text]
    if not _UNSEEN.isdisjoint(kinds) or any(
        mark[0] == "M" and before[0] not in "LM" for before, mark in pairwise(kinds)
    ):
        return True
    return kinds[0][0] == "M" or any(_mixed(word) for word in _WORD.findall(text) if not word.isascii())


def _mixed(word: str) -> bool:
    """Whether a word has letters of the Latin alphabet and of one that has look-alikes of them."""
    alphabets = {name(letter, "").partition(" ")[0] for letter in word}
    return "LATIN" in alphabets and not alphabets.isdisjoint(_LOOK_ALIKES)
