"""The revision triangle: what was known of each month k months after its end, and how long to wait for it.

    N(m, k)      net days of month m, all units, as known at the end of month m + k
    settled(k) = 1 − Σ |N(m, K) − N(m, k)| / Σ N(m, K)      over the months that can be followed for K months

The proposed waiting time is the least k from which on the settled share stays at or above the share asked for. It is
learnt from months that have been followed to the end only: the young ones would make it look shorter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from outcome_contracts.absence.measure import measure
from outcome_contracts.absence.vintages.history import Vintages, as_known, covered_period
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.decimals import exact
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError
from outcome_contracts.panel import NET_DAY_STEPS
from outcome_contracts.period import Period, first_day


@dataclass(frozen=True, slots=True)
class RevisionTriangle:
    """What was known of each month later, and the waiting time that this proposes.

    net_days: for each month of the period, as known 0, 1, … `horizon` months later, in steps of 1/10^8 day; None
    where the month was not covered yet, or that time has not come. settled: the share settled after 0, 1, … months,
    of the months followed to the end. waiting: the proposed waiting time in months.
    notices: the waiting time is as long as the horizon (OC-D145).
    """

    period: Period
    net_days: tuple[tuple[int | None, ...], ...]
    settled: tuple[Fraction, ...]
    waiting: int
    notices: tuple[Notice, ...] = ()

    @property
    def horizon(self) -> int:
        """For how many months after its end a month is followed."""
        return len(self.settled) - 1

    def days(self, month: int, later: int) -> Fraction | None:
        """Net days of a month of the period, known so many months after its end."""
        steps = self.net_days[month - self.period.first][later]
        return None if steps is None else Fraction(steps, NET_DAY_STEPS)


def revision_triangle(
    vintages: Vintages,
    rules: MeasureRules,
    period: Period,
    *,
    until: date,
    horizon: int,
    settled_share: str | int | Decimal | Fraction,
) -> RevisionTriangle:
    """What was known of the months of a period when, and how long to wait until `settled_share` has settled.

    until: the day up to which all deliveries are held. horizon: months after which a month is taken to be final, at
    least 1. settled_share: such as "99.5 %".
    Raises UsageError (OC-B100) for a horizon below 1; DataRejected (OC-D144) if no month can be followed so long, and
    what `measure` and `as_known` raise.
    """
    share = exact(settled_share, "settled_share")
    findings = Findings()
    if horizon < 1:
        findings.add("OC-B100", name="horizon", expected="≥ 1", found=str(horizon))
    findings.refuse(UsageError)
    totals = _totals(vintages, rules, period)
    ends = [entry.delivery.known for entry in vintages.entries]
    rows = []
    for month in period.months:
        row = list[int | None]()
        for later in range(horizon + 1):
            day = first_day(month + later + 1) - timedelta(days=1)
            place = sum(end <= day for end in ends) - 1
            row.append(totals[place].get(month) if day <= until and place >= 0 else None)
        rows.append(tuple(row))
    followed = [row for row in rows if row[-1] is not None]
    final = sum(row[-1] or 0 for row in followed)
    if not final:
        findings.add("OC-D144", period=str(period), horizon=horizon)
    findings.refuse(DataRejected)
    settled = tuple(
        1 - Fraction(sum(abs((row[-1] or 0) - (row[later] or 0)) for row in followed), final)
        for later in range(horizon + 1)
    )
    waiting = next(k for k in range(horizon + 1) if all(value >= share for value in settled[k:-1]))
    if waiting == horizon:
        findings.add("OC-D145", waiting=waiting)
    return RevisionTriangle(period, tuple(rows), settled, waiting, tuple(findings))


def _totals(vintages: Vintages, rules: MeasureRules, period: Period) -> list[dict[int, int]]:
    """For each delivery the net days of the months that were covered whole when it came."""
    out = list[dict[int, int]]()
    for entry in vintages.entries:
        known = as_known(vintages, entry.delivery.known)
        covered = covered_period(known)
        first, last = (period.first, period.last) if covered is None else (covered.first, covered.last)
        first, last = max(first, period.first), min(last, period.last)
        if covered is None or first > last:
            out.append({})
            continue
        panel = measure(known.records(overlap=rules.overlap), rules, Period(first, last))
        months = panel.net_days.sum(axis=0).tolist()
        out.append(dict(zip(panel.period.months, months, strict=True)))
    return out
