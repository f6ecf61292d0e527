"""The Swedish procurement act on changes of a contract: its limits and the words of a report, as dated data.

What the limits are shares of, and the threshold, belong to the procurement: whoever asks for a report states them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Literal, cast

from outcome_contracts.decimals import exact, parse_decimal_or_percent
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import Exact, Limits, read_number

Words = Mapping[str, str]
Procured = Literal["goods_or_services", "works"]

_AMOUNT = Limits("> 0", lambda amount: amount > 0)
_ANY = Limits("", lambda _: True)


@dataclass(frozen=True, slots=True)
class Procurement:
    """What is to be known of the procurement; amounts excl. VAT in the contract's currency.

    procured: which share section 9 takes. contract_value: of the original contract with options (chapter 5 section 3).
    threshold: of chapter 5 section 1 on the day of the procurement. earlier_small_changes: net value of what was
    changed under section 9 before. Raises UsageError for what is no such amount (OC-U005, OC-U006, OC-W002).
    """

    procured: Procured
    contract_value: Exact
    threshold: Exact
    earlier_small_changes: Exact

    def __post_init__(self) -> None:
        findings = Findings()
        for name, limits in (("contract_value", _AMOUNT), ("threshold", _AMOUNT), ("earlier_small_changes", _ANY)):
            object.__setattr__(self, name, read_number(getattr(self, name), name, limits, findings))
        findings.refuse(UsageError)

    @property
    def value(self) -> Fraction:
        """The value of the original contract."""
        return exact(self.contract_value, "contract_value")

    @property
    def limit(self) -> Fraction:
        """The threshold."""
        return exact(self.threshold, "threshold")

    @property
    def earlier(self) -> Fraction:
        """The net value of earlier small changes."""
        return exact(self.earlier_small_changes, "earlier_small_changes")


@dataclass(frozen=True, slots=True)
class ProcurementAct:
    """What `procurement_act.toml` holds.

    act: its number. source: where the limits stand. limits: shares of the contract's value, by name. words: of the
    report, sections: of chapter 17, with title, what it says and what was found; all by language.
    """

    act: str
    source: str
    limits: Mapping[str, Fraction]
    words: Mapping[str, Words]
    sections: Mapping[str, Mapping[str, Words]]


@cache
def procurement_act() -> ProcurementAct:
    """The act as bundled."""
    file = resources.files(__package__).joinpath("procurement_act.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    small = cast("Mapping[str, str]", found["limits"]["small_value"])
    shares = {**small, **{name: found["limits"][name] for name in ("supplementary", "unforeseeable")}}
    limits = {name: parse_decimal_or_percent(share) or Fraction(0) for name, share in shares.items()}
    return ProcurementAct(found["act"], found["sources"]["act"], limits, found["words"], found["sections"])
