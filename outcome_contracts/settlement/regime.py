"""The regime of a period: what the contract's clause on shocks makes of the events that fall in it.

Which treatment is right is for the parties. The engine applies the one that the clause names and no other:

    exclude            event months count on neither side, but are paid for like all others
    comparator_adjust  all months count: the comparators' index carries the event
    cap                all months count; in event months the index goes at most so far from its forecast
    suspend            event months count on neither side and are not settled: what is due for them stays open
    truncate           the measurement ends before the first event month
    extend             event months count on neither side, and the term grows by as many, up to a limit

Without a clause the event months are suspended, and nothing can be final until the parties have agreed.
An event before the period is the plan's business: what was known when it was frozen stands in its `excluded`.
Months that an amendment suspended count on neither side and are not settled, whatever happens in them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.contract.versions.clauses import suspended_months
from outcome_contracts.decimals import parse_decimal_or_percent
from outcome_contracts.notices import Findings, Notice
from outcome_contracts.period import Period, month_of, months_text, term_end

if TYPE_CHECKING:
    from outcome_contracts.baseline.shocks import ShockEvent, Shocks
    from outcome_contracts.contract.model import Contract


@dataclass(frozen=True, slots=True)
class Regime:
    """What is measured and what is paid for.

    measured: from the first to the last month that counts. left_out: months of the period that do not. months: how
    many months the contract's formulas reckon with. capped, at_most: months in which the comparators' index is held
    to a share of its forecast.
    """

    measured: Period
    left_out: frozenset[int]
    months: int
    capped: frozenset[int] = frozenset()
    at_most: Fraction = Fraction(0)

    def shocks(self, events: tuple[ShockEvent, ...]) -> Shocks:
        """The same for the counterfactual."""
        from outcome_contracts.baseline.shocks import Shocks

        return Shocks(events, self.left_out, self.capped, self.at_most)


def regime(contract: Contract, events: tuple[ShockEvent, ...], period: Period, findings: Findings) -> Regime:
    """The regime of a period, with a finding for every event and every suspension that falls in it.

    Records OC-A050 for suspended months and OC-A051 where there are no others; of events, what `_of_events` does.
    """
    suspended = suspended_months(contract.suspensions).intersection(period)
    if not suspended:
        return _of_events(contract, events, period, findings)
    clauses = [each.clause for each in contract.suspensions if suspended.intersection(each.period)]
    if len(suspended) == len(period):
        findings.add("OC-A051", "suspensions", period=str(period))
        return Regime(period, frozenset(), len(period))
    clause, months = ", ".join(clauses), months_text(suspended)
    findings.add("OC-A050", "suspensions", clause=clause, months=months, count=len(suspended), of=len(period))
    felt = tuple(event for event in events if not _within(event, suspended, period))
    return _without(_of_events(contract, felt, period, findings), suspended, period)


def _within(event: ShockEvent, suspended: frozenset[int], period: Period) -> bool:
    """Whether all that an event touches of a period is suspended anyway."""
    touched = _struck([event], period)
    return bool(touched) and touched <= suspended


def _without(found: Regime, suspended: frozenset[int], period: Period) -> Regime:
    """A regime without the suspended months: neither measured nor settled."""
    unsettled = suspended | (found.left_out if found.months < len(period) else frozenset())
    counted = [month for month in found.measured if month not in suspended]
    if not counted:
        return found
    measured = Period(counted[0], counted[-1])
    return replace(found, measured=measured, left_out=found.left_out | suspended, months=len(period) - len(unsettled))


def _of_events(contract: Contract, events: tuple[ShockEvent, ...], period: Period, findings: Findings) -> Regime:
    """The regime of a period, with a finding for every event that falls in it.

    Records OC-S031 (hold) where there is no clause, OC-S032 (hold) where it suspends, OC-S033 for any other treatment,
    OC-S034 where no month is left, OC-S035 where the contract measures nothing by month.
    """
    clause = contract.shocks
    treatment = "none" if clause is None else clause.treatment
    # A measurement that was cut off does not begin again after the event.
    since = month_of(contract.term.start) if treatment == "truncate" else period.first
    inside = [event for event in events if event.months.last >= since and event.months.first <= period.last]
    if not inside:
        return Regime(period, frozenset(), len(period))
    if contract.measure_rules is None:
        findings.add("OC-S035", "measures", count=len(inside))
    found = _treated(contract, treatment, period, inside)
    for event in inside:
        months = _struck([event], period) or event.months
        facts: dict[str, str | int] = {
            "event_sv": event.sv, "event_en": event.en, "mechanism": f"@{event.mechanism}", "source": event.source,
            "months": months_text(months), "count": len(months),
        }  # fmt: skip
        if clause is None:
            code = "OC-S031"
        else:
            code = "OC-S032" if treatment == "suspend" else "OC-S033"
            facts |= {"clause": clause.clause, "treatment": f"@{treatment}"}
        findings.extend((Notice(code, "shocks", tuple(facts.items())),))
    if found is None:
        findings.add("OC-S034", "shocks", period=str(period))
        return Regime(period, frozenset(), len(period))
    return found


def extension(contract: Contract, events: tuple[ShockEvent, ...]) -> int:
    """By how many months a clause extends the term: one for each event month within it, up to its limit."""
    clause, term = contract.shocks, contract.term
    if clause is None or clause.treatment != "extend":
        return 0
    months = Period(month_of(term.start), month_of(term_end(term.start, term.months)))
    return min(len(_struck(events, months)), clause.months_at_most)


def _struck(events: Collection[ShockEvent], period: Period) -> frozenset[int]:
    return frozenset(month for event in events for month in event.months if month in period)


def _treated(contract: Contract, treatment: str, period: Period, inside: Collection[ShockEvent]) -> Regime | None:
    """The regime of a period with events, or None where no month of it is left."""
    clause, struck = contract.shocks, _struck(inside, period)
    left = [month for month in period if month not in struck]
    if treatment == "comparator_adjust":
        return Regime(period, frozenset(), len(period))
    if clause is not None and clause.treatment == "cap":
        at_most = parse_decimal_or_percent(clause.at_most)
        return Regime(period, frozenset(), len(period), struck, Fraction(at_most or 0))
    if treatment == "truncate":
        left = [month for month in period if month < min(event.months.first for event in inside)]
    if not left:
        return None
    if treatment == "exclude":
        return Regime(period, struck, len(period))
    measured = Period(left[0], left[-1])
    return Regime(measured, frozenset(period).difference(left), len(left))
