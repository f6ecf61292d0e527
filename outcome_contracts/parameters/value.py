"""One dated value: the number, what it is a number of, from when to when it holds, and who says so.

A value holds on closed spans of calendar days. The same span can have several values, told apart by vintage
(`preliminary` before the year, `final` after it) and by the day on which they were published; and it can have one
for each band of an amount, `up_to` being the band's upper edge, which belongs to the band.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from outcome_contracts.decimals import exact, exact_text, percent_text
from outcome_contracts.notices import Findings, Language, Notice, UsageError
from outcome_contracts.notices.signs import number
from outcome_contracts.notices.units import figure

Vintage = Literal["preliminary", "final"]

UNITS: Mapping[str, Callable[[Fraction], bool]] = {
    "ratio": lambda value: 0 <= value <= 1,
    "SEK": lambda value: value >= 0,
    "SEK/year": lambda value: value >= 0,
    "day": lambda value: value >= 0 and value.denominator == 1,
    "occasion": lambda value: value >= 0 and value.denominator == 1,
    "hour/year": lambda value: 0 < value <= 8784,
    "price_base_amount": lambda value: value > 0,
}
"""The units that a parameter may have, and what a number in each of them can be."""

# Units that no contract has, so that the words of contracts' units (`notices.units`) do not have them either.
_WORDS: Mapping[str, Mapping[Language, tuple[str, str]]] = {
    "occasion": {"sv": ("tillfälle", "tillfällen"), "en": ("occasion", "occasions")},
    "price_base_amount": {"sv": ("prisbasbelopp", "prisbasbelopp"), "en": ("price base amount", "price base amounts")},
}


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    sv: str
    en: str

    def in_language(self, lang: Language) -> str:
        """The one of the two."""
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was found. address: public address, empty for a source that has none."""

    key: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a name stands for. unit: one of `UNITS`. parts: the parameters that add up to it, where all are known.

    Raises UsageError (OC-W019) for another unit.
    """

    name: str
    unit: str
    label: Text
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            raise UsageError([Notice("OC-W019", self.name, (("name", self.name), ("known", ", ".join(UNITS))))])


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A value on a span of days.

    value: exact, in the parameter's unit; a ratio as a number, 0.3915. valid_from, valid_to: first and last day, the
    last one None for a rule that is in force until further notice. published: None where the day is not known.
    says: what the source says. verified: whether it was found in the source or is general knowledge. supplied:
    whether a user gave it. up_to: the band's upper edge, included; None for the band without one, or without bands.
    Raises UsageError: OC-W020 for a number that the unit cannot have, OC-W021 for days in the wrong order,
    OC-U005 for a float.
    """

    parameter: Parameter
    value: Fraction
    valid_from: date
    valid_to: date | None
    vintage: Vintage
    published: date | None
    source: Source
    says: Text
    verified: bool
    supplied: bool
    up_to: Fraction | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", exact(self.value, "value"))
        if self.up_to is not None:
            object.__setattr__(self, "up_to", exact(self.up_to, "up_to"))
        findings = Findings()
        if not UNITS[self.unit](self.value):
            findings.add("OC-W020", self.row, name=self.name, unit=self.unit)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            findings.add("OC-W021", self.row, name=self.name)
        findings.refuse(UsageError)

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    @property
    def unit(self) -> str:
        """The parameter's unit."""
        return self.parameter.unit

    @property
    def row(self) -> str:
        """What the row is called where a finding or a trace names it: `on_cost_regions 2019-01-01/2019-12-31 final`."""
        band = "" if self.up_to is None else f" ≤ {exact_text(self.up_to)}"
        published = "" if self.published is None else f" {self.published}"
        return f"{self.name} {span_text(self.valid_from, self.valid_to)} {self.vintage}{published}{band}"

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its span."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def text(self, lang: Language) -> str:
        """The value with its unit, as people write it: `39,15 %`, `47 300 kr`."""
        if self.unit == "ratio":
            return figure(percent_text(self.value), "%", lang)
        if self.unit in _WORDS:
            one, many = _WORDS[self.unit][lang]
            return f"{number(exact_text(self.value), lang)} {one if self.value == 1 else many}"
        return figure(exact_text(self.value), self.unit, lang)

    def notices(self) -> tuple[Notice, ...]:
        """What whoever uses the value should know: that it was supplied (OC-W029), or is unverified (OC-W030)."""
        facts = (
            ("name", self.name),
            ("span", span_text(self.valid_from, self.valid_to)),
            ("source", self.source.title),
        )
        values = (("value_sv", self.text("sv")), ("value_en", self.text("en")))
        supplied = (Notice("OC-W029", self.row, (*facts, *values)),) if self.supplied else ()
        return supplied if self.verified else (*supplied, Notice("OC-W030", self.row, facts))

    def to_dict(self) -> dict[str, object]:
        """The value as plain data for canonical JSON; what is not known is left out."""
        out: dict[str, object] = {
            "name": self.name,
            "value": exact_text(self.value),
            "unit": self.unit,
            "from": self.valid_from.isoformat(),
            "to": "until_further_notice" if self.valid_to is None else self.valid_to.isoformat(),
            "vintage": self.vintage,
            "source": self.source.key,
            "says": {"sv": self.says.sv, "en": self.says.en},
            "verified": self.verified,
            "supplied": self.supplied,
        }
        if self.published is not None:
            out["published"] = self.published.isoformat()
        if self.up_to is not None:
            out["up_to"] = exact_text(self.up_to)
        return out


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """Days on which a parameter has a value that is not known here, and why. Raises UsageError (OC-W021)."""

    parameter: Parameter
    valid_from: date
    valid_to: date
    why: Text

    def __post_init__(self) -> None:
        if self.valid_to < self.valid_from:
            raise UsageError([Notice("OC-W021", self.parameter.name, (("name", self.parameter.name),))])

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in its span."""
        return self.valid_from <= day <= self.valid_to


def span_text(first: date, last: date | None) -> str:
    """A span of days as `2019-01-01/2019-12-31`; without an end, `2019-01-01/`."""
    return f"{first}/{'' if last is None else last}"
