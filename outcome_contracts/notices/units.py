"""Figures with their units as people write them: `2 020 202,02 kr` in Swedish, `SEK 2,020,202.02` in English.

Numbers are written by `notices.signs.number`; here they get their unit. Only signs and words are changed: the digits
are those of the figure, in both languages. The words stand in `units.toml`. A fact of a notice that is a quantity is
said the same way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from outcome_contracts.notices.signs import HARD_BLANK, Language, number, percentage

_CURRENCY = re.compile("[A-Z]{3}")
_UNIT = r"(?:[A-Z]{3}|[a-z_]+)"
_QUANTITY = re.compile(rf"(-?[0-9]+(?:\.[0-9]+)?)( ?%| {_UNIT}(?: ?[/*] ?{_UNIT})*)?", re.ASCII)
_QUANTITIES = re.compile(rf"{_QUANTITY.pattern}(?: [–→×/] {_QUANTITY.pattern})*", re.ASCII)


def figure(text: str, unit: str, lang: Language) -> str:
    """A decimal string with its unit: `15.12`, `SEK/day` → `15,12 kr per dag`.

    unit: as a statement shows it: `%`, `truth`, `SEK`, `day/person_year`. Bases without a word stay.
    """
    if unit == "truth":
        return unit_words(lang)["truth"][text]
    written = number(text, lang)
    if unit == "%":
        return f"{written}{HARD_BLANK}%"
    if unit == "ratio":
        return written
    above, *below = unit.split("/")
    money, _, meaning = above.partition("*")
    per = _per(below, lang)
    if _CURRENCY.fullmatch(money) and meaning in ("", *unit_words(lang)["meaning"]):
        sign = unit_words(lang)["currency"].get(money, money)
        per = f" {unit_words(lang)['meaning'][meaning]}{per}" if meaning else per
        return (f"{written}{HARD_BLANK}{sign}" if lang == "sv" else f"{sign}{HARD_BLANK}{written}") + per
    if above == "1":
        return written + per
    kind = "unit_one" if text.removeprefix("-") == "1" else "unit_many"
    return f"{written} {_product(kind, above, lang)}{per}"


def counted_in(unit: str, lang: Language) -> str:
    """What a unit counts, without a number: `day/person_year` → `dagar per personår`; empty for a ratio or a truth."""
    if unit in ("ratio", "truth"):
        return ""
    above, *below = unit.split("/")
    return (_product("unit_many", above, lang) if above != "1" else "") + _per(below, lang)


def quantities(text: str, lang: Language) -> str:
    """Numbers with units, alone or as a range, a course or a product, in words of the language; other text as it is.

    `-4800000.5 USD` → `−4 800 000,5 USD`, `192000 USD / 1%` → `192 000 USD per 1 %`, `20 person` → `20 personer`. A
    number alone may be no quantity.
    """
    if _QUANTITIES.fullmatch(text) is None or not any(unit for _, unit in _QUANTITY.findall(text)):
        return percentage(text, lang)
    return _QUANTITY.sub(lambda found: _figure(found[1], found[2] or "", lang), text).replace(" / ", " per ")


def _figure(text: str, unit: str, lang: Language) -> str:
    """A number with what stands after it; a number of truths is no figure."""
    unit = unit.replace(" ", "")
    return figure(text, unit, lang) if unit not in ("", "truth") else f"{number(text, lang)} {unit}".rstrip()


@cache
def unit_words(lang: Language) -> Mapping[str, Mapping[str, str]]:
    """The words of units and truths in one language, by kind and base."""
    text = resources.files(__package__).joinpath("units.toml").read_text(encoding="utf-8")
    return {
        kind: {key: versions[lang] for key, versions in entries.items()}
        for kind, entries in tomllib.loads(text).items()
    }


def _product(kind: str, bases: str, lang: Language) -> str:
    first, *others = bases.split("*")
    meanings = unit_words(lang)["meaning"] if _CURRENCY.fullmatch(first) else {}
    said = (f" {meanings[base]}" if base in meanings else f"·{_word(kind, base, lang)}" for base in others)
    return _word(kind, first, lang) + "".join(said)


def _per(bases: list[str], lang: Language) -> str:
    return "".join(f" per {_word('unit_one', base, lang)}" for base in bases)


def _word(kind: str, base: str, lang: Language) -> str:
    words = unit_words(lang)
    return words["currency"].get(base) or words[kind].get(base, base)
