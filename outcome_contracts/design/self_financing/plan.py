"""A plan before signing: who invests, who keeps the saving, who pays whom for results, over which horizon.

    saving(r)   = r × cost base × effect-years
    net(party)  = its share of the saving − its share of the investment + fees it gets − fees it pays

all discounted as the horizon says. A fee is piecewise linear in the reduction. Shares sum to one, and a fee that
one party pays another gets, so the parties' nets sum to the saving less the investment: what one gains by the
contract alone, another loses. A purse is one party or several together; the municipality as a whole is its
finance department with its operations, between whom fees move nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from outcome_contracts.decimals import exact_text
from outcome_contracts.design.horizon import Horizon, Payment
from outcome_contracts.design.self_financing.cost_base import CostBase
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.terms.piecewise import Line, Pieces, Straight
from outcome_contracts.valuation.arguments import (
    ANY,
    AT_MOST_ONE,
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Exact,
    Limits,
    check_choice,
    read_number,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# The reductions that are looked at: from none to all of it.
LOWEST, HIGHEST = Fraction(0), Fraction(1)

_FULL_AT = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)


@dataclass(frozen=True, slots=True)
class Party:
    """A party and its shares, 0 to 1, of the investment and of the saving.

    name: as the reports show it.
    Raises UsageError: OC-U005, OC-U006, OC-W002 for a share outside 0 to 1, OC-W062 without a name.
    """

    name: str
    investment_share: Fraction
    saving_share: Fraction

    def __post_init__(self) -> None:
        findings = Findings()
        if not (isinstance(self.name, str) and self.name.strip()):
            findings.add("OC-W062", count=1)
        for what in ("investment_share", "saving_share"):
            object.__setattr__(self, what, read_number(getattr(self, what), what, SHARE, findings))
        findings.refuse(UsageError)


@dataclass(frozen=True, slots=True)
class Fee:
    """SEK over the whole horizon that one party pays another, by reduction: straight between points, flat beyond.

    points: (reduction, SEK) with rising reductions of at most 1. paid: when.
    Raises UsageError: OC-W063 for no point, or reductions that do not rise, OC-U005 for floats, OC-W002.
    """

    payer: str
    payee: str
    points: tuple[tuple[Fraction, Fraction], ...]
    paid: Payment

    def __post_init__(self) -> None:
        findings = Findings()
        points = tuple(
            (read_number(reduction, "reduction", AT_MOST_ONE, findings), read_number(amount, "amount", ANY, findings))
            for reduction, amount in self.points
        )
        # A point that cannot be read has been found, and says nothing about the order.
        wrong = 0 if len(findings) else sum(later[0] <= earlier[0] for earlier, later in pairwise(points))
        check_choice(self.paid, "paid", Payment, findings)
        if wrong or not points:
            findings.add("OC-W063", count=wrong, points=len(points))
        findings.refuse(UsageError)
        object.__setattr__(self, "points", points)

    def at(self, reduction: Fraction) -> Fraction:
        """SEK at a reduction."""
        if reduction <= self.points[0][0]:
            return self.points[0][1]
        for (low, least), (high, most) in pairwise(self.points):
            if reduction <= high:
                return least + (most - least) * (reduction - low) / (high - low)
        return self.points[-1][1]


@dataclass(frozen=True, slots=True)
class Plan:
    """investment: SEK, paid as `invested`. Worked out here: effect_years, discounted, and what a krona counts for.

    Raises UsageError with every finding: OC-W061 shares that do not sum to one, OC-W062 two parties of one name,
    OC-W064 a fee between parties that are none, OC-W002.
    """

    investment: Fraction
    invested: Payment
    cost: CostBase
    horizon: Horizon
    parties: tuple[Party, ...]
    fees: tuple[Fee, ...] = ()
    effect_years: Fraction = field(init=False, compare=False, repr=False)
    present: Mapping[Payment, Fraction] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        findings = Findings()
        object.__setattr__(self, "investment", read_number(self.investment, "investment", NOT_NEGATIVE, findings))
        check_choice(self.invested, "invested", Payment, findings)
        names = [party.name for party in self.parties]
        if len(names) != len(set(names)):
            findings.add("OC-W062", count=len(names) - len(set(names)))
        for what in ("investment_share", "saving_share"):
            total = sum((getattr(party, what) for party in self.parties), Fraction(0))
            if total != 1:
                findings.add("OC-W061", what=what, total=exact_text(total))
        self._known([name for fee in self.fees for name in (fee.payer, fee.payee)], findings)
        findings.refuse(UsageError)
        object.__setattr__(self, "effect_years", self.horizon.effect_years())
        used = {self.invested, *(fee.paid for fee in self.fees)}
        object.__setattr__(self, "present", {payment: self.horizon.present(payment) for payment in used})

    @property
    def saving_at_full(self) -> Fraction:
        """SEK, present, that would be saved were all of the cost to go."""
        return self.cost.per_year * self.effect_years

    def purse(self, names: Sequence[str]) -> tuple[Party, ...]:
        """The parties of a purse.

        Raises UsageError: OC-W064 for one that the plan does not have, or none at all, OC-W075 for a text alone.
        """
        findings = Findings()
        check_names(names, "purse", findings)
        findings.refuse(UsageError)
        self._known(names or ("",), findings)
        findings.refuse(UsageError)
        return tuple(party for party in self.parties if party.name in names)

    def net(self, purse: Sequence[str], reduction: Exact) -> Fraction:
        """SEK, present, that a purse gains at a reduction, exact; below zero it loses.

        reduction: a share at most 1, `"12 %"`; below 0 where absence rises.
        Raises UsageError: OC-U005, OC-U006, OC-W002, OC-W064.
        """
        findings = Findings()
        share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
        findings.refuse(UsageError)
        saved, beside = self.moved(purse, share)
        return saved * self.effect_years + counted(beside, self.present)

    def moved(self, purse: Sequence[str], reduction: Fraction) -> tuple[Fraction, Mapping[Payment, Fraction]]:
        """What a purse gains at a reduction, not discounted: SEK of saving per effect-year, and SEK beside by moment.

        Beside: the fees that it gets less those that it pays, less what it invests. Raises UsageError as `purse`.
        """
        kept, invests = self._shares(purse)
        beside = {self.invested: -invests * self.investment}
        for fee, sign in self._fees(purse):
            beside[fee.paid] = beside.get(fee.paid, Fraction(0)) + sign * fee.at(reduction)
        return kept * reduction * self.cost.per_year, beside

    def nets(self, purse: Sequence[str]) -> Straight:
        """The same over every reduction from none to all, as straight pieces."""
        inner = {point for fee in self.fees for point, _ in fee.points if LOWEST < point < HIGHEST}
        cuts = (LOWEST, *sorted(inner), HIGHEST)
        at = tuple(self.net(purse, cut) for cut in cuts)
        return Pieces(cuts, at, tuple(map(_through, pairwise(cuts), pairwise(at))))

    def nets_at(self, purse: Sequence[str], reductions: Floats) -> Floats:
        """The same for many reductions at once, as floats; shape kept."""
        import numpy as np

        share, invests = self._shares(purse)
        invested = invests * self.investment * self.present[self.invested]
        nets = reductions * float(share * self.saving_at_full) - float(invested)
        for fee, sign in self._fees(purse):
            x, y = zip(*fee.points, strict=True)
            paid = np.interp(reductions, list(map(float, x)), list(map(float, y)))
            nets += float(sign * self.present[fee.paid]) * paid
        return np.asarray(nets)

    def cost_needed(self, purse: Sequence[str], reduction: Exact) -> Fraction | None:
        """SEK a year that the cost base must be for a purse to gain and lose nothing at a reduction.

        None where there is no such cost: the purse keeps nothing of the saving, nothing is reduced, or it
        gains whatever the cost.
        """
        findings = Findings()
        share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
        findings.refuse(UsageError)
        kept, _ = self._shares(purse)
        felt = kept * share * self.effect_years
        missing = -counted(self.moved(purse, share)[1], self.present)
        return missing / felt if felt > 0 and missing > 0 else None

    def _shares(self, purse: Sequence[str]) -> tuple[Fraction, Fraction]:
        """The shares of the saving that a purse keeps and of the investment that it pays."""
        parties = self.purse(purse)
        kept = sum((party.saving_share for party in parties), Fraction(0))
        invests = sum((party.investment_share for party in parties), Fraction(0))
        return kept, invests

    def _fees(self, purse: Sequence[str]) -> list[tuple[Fee, int]]:
        """The fees that enter or leave a purse, with their signs; one between two of its parties does neither."""
        signed = ((fee, (fee.payee in purse) - (fee.payer in purse)) for fee in self.fees)
        return [(fee, sign) for fee, sign in signed if sign]

    def _known(self, names: Sequence[str], findings: Findings) -> None:
        known = {party.name for party in self.parties}
        if unknown := len(set(names) - known):
            findings.add("OC-W064", count=unknown, known=", ".join(party.name for party in self.parties) or "–")


def party(name: str, *, investment_share: Exact, saving_share: Exact) -> Party:
    """A party with its shares, `"50 %"`. Raises UsageError: OC-U005, OC-U006, OC-W002, OC-W062."""
    findings = Findings()
    invests = read_number(investment_share, "investment_share", SHARE, findings)
    keeps = read_number(saving_share, "saving_share", SHARE, findings)
    findings.refuse(UsageError)
    return Party(name, invests, keeps)


def fee_at_risk(
    *, payer: str, payee: str, total: Exact, at_risk: Exact, nothing_at: Exact, full_at: Exact, paid: Payment
) -> Fee:
    """A fee of which a share depends on the reduction, in a straight line from `nothing_at` to `full_at`.

    total: SEK over the horizon, `full_at` reached. at_risk: share of it, 0 to 1.
    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W063.
    """
    findings = Findings()
    amount = read_number(total, "total", POSITIVE, findings)
    risk = read_number(at_risk, "at_risk", SHARE, findings)
    low = read_number(nothing_at, "nothing_at", SHARE, findings)
    high = read_number(full_at, "full_at", _FULL_AT, findings)
    findings.refuse(UsageError)
    return Fee(payer, payee, ((low, amount * (1 - risk)), (high, amount)), paid)


def plan(
    *,
    investment: Exact,
    invested: Payment,
    cost: CostBase,
    horizon: Horizon,
    parties: Sequence[Party],
    fees: Sequence[Fee] = (),
) -> Plan:
    """A plan. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W061, OC-W062, OC-W064."""
    findings = Findings()
    amount = read_number(investment, "investment", NOT_NEGATIVE, findings)
    findings.refuse(UsageError)
    return Plan(amount, invested, cost, horizon, tuple(parties), tuple(fees))


def check_names(names: object, argument: str, findings: Findings) -> None:
    """Record OC-W075 for what is no list of names: a text alone would be read letter by letter."""
    if not isinstance(names, Collection) or isinstance(names, str) or not all(isinstance(name, str) for name in names):
        findings.add("OC-W075", argument=argument)


def counted(amounts: Mapping[Payment, Fraction], present: Mapping[Payment, Fraction]) -> Fraction:
    """Amounts of several moments, present."""
    return sum((amount * present[paid] for paid, amount in amounts.items()), Fraction(0))


def _through(x: tuple[Fraction, Fraction], y: tuple[Fraction, Fraction]) -> Line:
    """The straight line through two points."""
    slope = (y[1] - y[0]) / (x[1] - x[0])
    return Line(slope, y[0] - slope * x[0])
