"""What a day is worth: SEK, exact, with its basis, its source and what it is made of.

Three bases answer three questions, and a sum over two of them answers none:

    contract_value   what the parties reckon an avoided day at; paid on, whatever any budget says
    cash_releasing   what leaves, or no longer leaves, the employer's account
    societal         what everybody gains or loses, whoever pays

An avoided day is worth something to an employer without a krona leaving the budget. So values of different bases are
never added: here the sum is refused, in a contract the units do not agree (`terms.units`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from outcome_contracts.decimals import exact_text
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import NOT_NEGATIVE, POSITIVE, SHARE, Exact, check_choice, read_number

SICK_PAY_LEVEL = Fraction(4, 5)


class Basis(Enum):
    """What kind of value it is. Values of different kinds are never added."""

    CONTRACT_VALUE = "contract_value"
    CASH_RELEASING = "cash_releasing"
    SOCIETAL = "societal"


class SickPayPayer(Enum):
    """Who bears the next krona of sick pay: the employer, or the State that refunds it.

    The State bore it in the months of 2020 to 2022 in which an employer was above the threshold of the temporary
    rules. That an employer was above it is a fact of that employer, which the caller states.
    """

    EMPLOYER = "employer"
    STATE = "state"

    @property
    def level(self) -> Fraction:
        """The share of pay that an employer bears on day 2 to 14 (Sick Pay Act 1991:1047, section 6: 80 %)."""
        return SICK_PAY_LEVEL if self is SickPayPayer.EMPLOYER else Fraction(0)


@dataclass(frozen=True, slots=True)
class Component:
    """One input or intermediate of a value, exact."""

    name: str
    value: Fraction


@dataclass(frozen=True, slots=True)
class DayValue:
    """SEK per net day, exact, with its kind, where it comes from, and what it is made of.

    A cash value can be negative: an employee who is well costs full pay. Raises UsageError: OC-W002 for another value
    that is not above zero and for a basis that is none, OC-W003 without a source.
    """

    value: Fraction
    basis: Basis
    source: str
    components: tuple[Component, ...]

    def __post_init__(self) -> None:
        findings = Findings()
        check_choice(self.basis, "basis", Basis, findings)
        if self.value <= 0 and self.basis is not Basis.CASH_RELEASING:
            findings.add("OC-W002", argument="value", allowed="> 0")
        require_source(self.source, findings)
        findings.refuse(UsageError)

    def __add__(self, other: DayValue) -> DayValue:
        """The sum of two parts of one value. Raises UsageError (OC-W040) for parts of different bases."""
        require_one_basis((self.basis, other.basis))
        parts = tuple(Component(f"part_{place}", each.value) for place, each in enumerate((self, other), 1))
        return DayValue(self.value + other.value, self.basis, f"{self.source}; {other.source}", parts)

    def to_dict(self) -> dict[str, object]:
        """The value as plain data for canonical JSON; numbers as decimals or `numerator/denominator`."""
        return {
            "value": exact_text(self.value),
            "basis": self.basis.value,
            "source": self.source,
            "components": {component.name: exact_text(component.value) for component in self.components},
        }


def stated(value: Exact, source: str) -> DayValue:
    """The value per net day that a contract or a report states; its basis is that contract's reckoning.

    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    amount = read_number(value, "value", POSITIVE, findings)
    require_source(source, findings)
    findings.refuse(UsageError)
    return DayValue(amount, Basis.CONTRACT_VALUE, source, ())


def mixed_day_value(
    *,
    waiting_day: Fraction,
    later_day: Fraction,
    waiting_day_share: Exact,
    basis: Basis,
    source: str,
    components: tuple[Component, ...],
) -> DayValue:
    """The mean of days 1 to 14: k · waiting day + (1 − k) · later day, SEK per net day.

    waiting_day_share: k, the share of the short-term net days that are first days, 0 to 1. Raises UsageError with every
    finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    share = read_number(waiting_day_share, "waiting_day_share", SHARE, findings)
    require_source(source, findings)
    findings.refuse(UsageError)
    parts = (
        Component("waiting_day", waiting_day),
        Component("later_day", later_day),
        Component("waiting_day_share", share),
    )
    return DayValue(share * waiting_day + (1 - share) * later_day, basis, source, (*components, *parts))


def observed_waiting_day_share(*, waiting_days: Exact, net_days: Exact) -> Fraction:
    """The share of observed short-term net days that are first days of a sick period.

    waiting_days, net_days: sums of a group over months, as measured; both in net days, so that a first day at half
    extent counts a half. Aggregates only. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002 for numbers
    that are no such part and whole.
    """
    findings = Findings()
    whole = read_number(net_days, "net_days", POSITIVE, findings)
    part = read_number(waiting_days, "waiting_days", NOT_NEGATIVE, findings)
    if not findings and part > whole:
        findings.add("OC-W002", argument="waiting_days", allowed="≤ net_days")
    findings.refuse(UsageError)
    return part / whole


def require_source(source: str, findings: Findings) -> None:
    """Record OC-W003 for a value of unknown origin."""
    if not source.strip():
        findings.add("OC-W003")


def require_one_basis(bases: tuple[Basis, ...]) -> None:
    """Raise UsageError (OC-W040) where values of different bases are to be added or stand in one series."""
    found = dict.fromkeys(basis.value for basis in bases)
    if len(found) > 1:
        findings = Findings()
        findings.add("OC-W040", bases=", ".join(found))
        findings.refuse(UsageError)
