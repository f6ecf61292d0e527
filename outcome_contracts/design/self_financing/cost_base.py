"""The cost base: what the absence that is to fall costs in a year, on which valuation, and by whose word.

    cost a year = heads × days per head × value of a day

A krona that is paid is a krona on every basis; what an avoided day is worth is not. So a cost base carries its basis,
and two of them add up only on the same one: the contract's value of a day beside the cash that leaves the budget
would count the same day twice. In cash an avoided day can cost: sick pay that is saved is less than the full pay
that is paid instead, unless a replacement stays at home too; only there may the cost base be below zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation import Basis, DayValue
from outcome_contracts.valuation.arguments import ANY, POSITIVE, Exact, Limits, check_choice, read_number


@dataclass(frozen=True, slots=True)
class CostBase:
    """SEK a year that a reduction is a share of.

    days_per_year: net days behind it, None where only the money is stated. heads: employees, None likewise.
    Raises UsageError: OC-U005, OC-U006, OC-W002 for a cost that is not above zero (in cash it may be), days or heads
    that are not, or what is no basis, OC-W003 without a source.
    """

    per_year: Fraction
    basis: Basis
    source: str
    days_per_year: Fraction | None = None
    heads: Fraction | None = None

    def __post_init__(self) -> None:
        findings = Findings()
        check_choice(self.basis, "basis", Basis, findings)
        object.__setattr__(self, "per_year", read_number(self.per_year, "per_year", _worth(self.basis), findings))
        for what, count in (("days_per_year", self.days_per_year), ("heads", self.heads)):
            if count is not None:
                object.__setattr__(self, what, read_number(count, what, POSITIVE, findings))
        if not (isinstance(self.source, str) and self.source.strip()):
            findings.add("OC-W003")
        findings.refuse(UsageError)

    def __add__(self, other: CostBase) -> CostBase:
        """Both together, as of another group of employees. Raises UsageError (OC-W060) for two bases."""
        findings = Findings()
        if self.basis is not other.basis:
            findings.add("OC-W060", one=self.basis.value, other=other.basis.value)
        findings.refuse(UsageError)
        return CostBase(
            self.per_year + other.per_year,
            self.basis,
            f"{self.source}; {other.source}",
            _both(self.days_per_year, other.days_per_year),
            _both(self.heads, other.heads),
        )


def stated_cost(per_year: Exact, *, basis: Basis, source: str) -> CostBase:
    """A cost a year, SEK, as a document states it. Raises UsageError: OC-U005, OC-U006, OC-W002, OC-W003."""
    findings = Findings()
    cost = read_number(per_year, "per_year", _worth(basis), findings)
    findings.refuse(UsageError)
    return CostBase(cost, basis, source)


def cost_of_days(day_value: DayValue, *, heads: Exact, days_per_head: Exact) -> CostBase:
    """The cost a year of so many net days per employee, on the basis and with the source of the value of a day.

    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
    """
    findings = Findings()
    employees = read_number(heads, "heads", POSITIVE, findings)
    days = employees * read_number(days_per_head, "days_per_head", POSITIVE, findings)
    value = read_number(day_value.value, "day_value", _worth(day_value.basis), findings)
    findings.refuse(UsageError)
    return CostBase(days * value, day_value.basis, day_value.source, days, employees)


def _worth(basis: Basis) -> Limits:
    """What absence may be worth."""
    return ANY if basis is Basis.CASH_RELEASING else POSITIVE


def _both(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one + other
