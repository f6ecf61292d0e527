"""What an effect is made of: stayers, joiners and leavers; how many spells, of what lengths, and how long.

A change of a rate, R_1 − R_0, is divided exactly, and stated on the log scale by the logarithmic mean
L(a, b) = (a − b) / log(a/b), so that parts of log(R_1/R_0) add up and can be compared with the comparators'.

    who      R_1 − R_0 = (s_1 − s_0) + w_j (j_1 − s_1) − w_l (l_0 − s_0)
    spells   log R_1/R_0 = Σ_b L(R_b1, R_b0) / L(R_1, R_0) · log(x_b1 / x_b0)    for each factor x of R_b = f m_b ℓ_b

s, j, l are the rates of stayers, joiners and leavers, w their shares of the exposure: whoever comes or goes counts by
how far they are from the stayers (Melitz and Polanec 2015, RAND Journal of Economics 46, 362-375). f is spells a year,
m_b the share of length band b, ℓ_b net days per spell (LMDI-I: Ang 2005, Energy Policy 33, 867-871; a band that is
empty on one side goes to the factor that is zero there, its limit in Ang and Liu 2007, Energy Policy 35, 238-246).

A recording change shows as fewer and longer spells at unchanged net days; the effect of turnover shows as joiners
and leavers. Neither is proof: the parts describe, and the agreed effect stands.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from outcome_contracts.baseline.estimators.arrays import numbers
from outcome_contracts.baseline.rates import Change, Denominator, changes
from outcome_contracts.notices import DataRejected, Findings, UsageError
from outcome_contracts.panel import NET_DAY_STEPS, SMALLEST_GROUP_SHOWN, UnitMonths, first_few
from outcome_contracts.period import Period, month_text

WHO = ("stayers", "joiners", "leavers")
HOW = ("frequency", "mix", "length")


@dataclass(frozen=True, slots=True)
class LogParts:
    """A change on the log scale, in named parts that add up to it."""

    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        """log(rate after / rate before), or what is left of it after `less`."""
        return math.fsum(self.parts.values())

    def less(self, others: LogParts) -> LogParts:
        """The same without what happened to the comparators, part by part: θ where both totals are log ratios."""
        names = [*self.parts, *(name for name in others.parts if name not in self.parts)]
        return LogParts({name: self.parts.get(name, 0.0) - others.parts.get(name, 0.0) for name in names})

    def as_effect(self) -> dict[str, float]:
        """The parts of the relative effect exp(total) − 1, each in proportion to its part of the total."""
        total = self.total
        scale = math.expm1(total) / total if total else 1.0
        return {name: part * scale for name, part in self.parts.items()}


def logarithmic_mean(one: float, other: float) -> float:
    """(a − b) / log(a/b) of two numbers that are not negative; a where they are equal, 0 where one is 0."""
    if min(one, other) <= 0:
        return 0.0
    ratio = math.log(one) - math.log(other)
    if abs(ratio) > 1:
        return (one - other) / ratio
    return other * (math.expm1(ratio) / ratio if ratio else 1.0)


def turnover_parts(
    *,
    stayers: UnitMonths,
    joiners: UnitMonths,
    leavers: UnitMonths,
    before: Collection[int],
    after: Collection[int],
    denominator: Denominator,
) -> LogParts:
    """The change of the rate of all, in what stayers, joiners and leavers contribute to it.

    stayers: employed in both periods; joiners: only in the second; leavers: only in the first. Each panel is one
    group, its units taken together, as `absence.cohorts` makes it. before, after: months that the panels cover.
    Raises UsageError (OC-B100) for a side without months, and DataRejected: OC-D050 months that a panel does not have,
    OC-B102 a group that never has eleven heads at once (nobody at all is no group), OC-B022 no net days and OC-B023
    stayers without exposure in one of the periods.
    """
    findings = Findings()
    for side, months in (("before", before), ("after", after)):
        if not months:
            findings.add("OC-B100", name=side, expected="(n ≥ 1)", found="(0)")
    findings.refuse(UsageError)
    sides = {"stayers": (before, after), "joiners": (after,), "leavers": (before,)}
    panels = {"stayers": stayers, "joiners": joiners, "leavers": leavers}
    for name, panel in panels.items():
        _require_covered(name, panel, (*before, *after), findings)
    findings.refuse(DataRejected)
    for name, spans in sides.items():
        for months in spans:
            _require_group(name, panels[name], months, findings)
    findings.refuse(DataRejected)
    stay, come, gone = (
        changes(panel.total(), before=before, after=after, denominator=denominator)[0] for panel in panels.values()
    )
    for months, years in ((before, stay.exposure_before), (after, stay.exposure_after)):
        if not years:
            findings.add("OC-B023", unit="stayers", period=_span(months), denominator=denominator)
    first = Change(stay.days_before + gone.days_before, stay.exposure_before + gone.exposure_before, 0, 0)
    second = Change(0, 0, stay.days_after + come.days_after, stay.exposure_after + come.exposure_after)
    for months, days in ((before, first.days_before), (after, second.days_after)):
        if not days:
            findings.add("OC-B022", unit="stayers + joiners + leavers", period=_span(months))
    findings.refuse(DataRejected)
    return _who(stay, come, gone, first + second)


def spell_parts(
    *,
    spells_before: ArrayLike,
    spells_after: ArrayLike,
    days_before: ArrayLike,
    days_after: ArrayLike,
    exposure_before: float,
    exposure_after: float,
) -> LogParts:
    """The change of a rate, in spells a year, the mix of lengths, and net days per spell.

    spells, days: by length band, shape (b,); one band, a number, has no mix. exposure: years of employment. The bands
    are those of `absence.cohorts`, or any other groups of spells.
    Raises UsageError (OC-B100) for arrays that do not fit, figures below zero or not finite, days without spells, or
    a side without days.
    """
    spells = _two_sides("spells", spells_before, spells_after)
    days = _two_sides("days", days_before, days_after)
    findings = Findings()
    exposure = numbers("exposure", [[exposure_before], [exposure_after]], 2, findings)
    if spells.shape != days.shape:
        findings.add("OC-B100", name="days", expected=str(spells.shape[1:]), found=str(days.shape[1:]))
    elif ((days > 0) & (spells <= 0)).any():
        findings.add("OC-B100", name="spells", expected="> 0, days > 0", found="0")
    if not exposure.all():
        findings.add("OC-B100", name="exposure", expected="> 0", found="0")
    if not (days.sum(axis=1) > 0).all():
        findings.add("OC-B100", name="days", expected="Σ > 0", found="0")
    findings.refuse(UsageError)
    return _how(spells / exposure, days / exposure)


def spell_sums(panel: UnitMonths, months: Collection[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spells begun and net days of every unit over some months of a panel, shape (units,) each.

    Raises DataRejected (OC-D050) for months that the panel does not have.
    """
    findings = Findings()
    _require_covered(first_few(panel.units), panel, months, findings)
    findings.refuse(DataRejected)
    columns = [month - panel.period.first for month in months]
    return (
        panel.spells[:, columns].sum(axis=1).astype(np.float64),
        panel.net_days[:, columns].sum(axis=1) / NET_DAY_STEPS,
    )


def _who(stay: Change, come: Change, gone: Change, whole: Change) -> LogParts:
    """Parts of log(R_1/R_0); rates are in steps of the panel, whose size cancels."""
    before, after = (whole.days_before / whole.exposure_before, whole.days_after / whole.exposure_after)
    stay_before, stay_after = stay.days_before / stay.exposure_before, stay.days_after / stay.exposure_after
    # w (j − s) = (D_j − s P_j) / P: no rate of a group without exposure is needed.
    joined = (come.days_after - stay_after * come.exposure_after) / whole.exposure_after
    left = (gone.days_before - stay_before * gone.exposure_before) / whole.exposure_before
    scale = logarithmic_mean(after, before)
    values = (stay_after - stay_before, joined, -left)
    return LogParts({name: value / scale for name, value in zip(WHO, values, strict=True)})


def _how(spells: NDArray[np.float64], rates: NDArray[np.float64]) -> LogParts:
    """LMDI of rates = frequency × mix × length; both arrays per year, shape (2, b)."""
    scale = logarithmic_mean(float(rates[1].sum()), float(rates[0].sum()))
    frequency = math.log(spells[1].sum() / spells[0].sum())
    parts: dict[str, list[float]] = {name: [] for name in HOW}
    for (s0, s1), (r0, r1) in zip(spells.T.tolist(), rates.T.tolist(), strict=True):
        weight = logarithmic_mean(r1, r0)
        if weight:
            share = math.log(s1 / s0) - frequency
            parts["frequency"].append(weight * frequency)
            parts["mix"].append(weight * share)
            parts["length"].append(weight * (math.log(r1 / r0) - math.log(s1 / s0)))
        else:
            parts["mix" if min(s0, s1) == 0 else "length"].append(r1 - r0)
    return LogParts({name: math.fsum(values) / scale for name, values in parts.items()})


def _two_sides(name: str, before: ArrayLike, after: ArrayLike) -> NDArray[np.float64]:
    """Before and after as one array of shape (2, b)."""
    findings = Findings()
    one, other = (
        numbers(name, [side] if isinstance(side, (int, float)) else side, 1, findings) for side in (before, after)
    )
    if one.shape != other.shape:
        findings.add("OC-B100", name=name, expected="(b,), (b,)", found=f"{one.shape}, {other.shape}")
    findings.refuse(UsageError)
    return np.stack([one, other])


def _require_covered(name: str, panel: UnitMonths, months: Collection[int], findings: Findings) -> None:
    outside = [month_text(month) for month in months if month not in panel.period]
    if outside:
        findings.add("OC-D050", unit=name, months=first_few(outside), count=len(outside))


def _require_group(name: str, panel: UnitMonths, months: Collection[int], findings: Findings) -> None:
    """Record a group too small to show; of joiners and leavers there may be none, of stayers not."""
    columns = [month - panel.period.first for month in months]
    whole = panel.total()
    nobody = not whole.person_days[:, columns].any() and not whole.net_days[:, columns].any()
    if nobody and name != "stayers":
        return
    if int(whole.heads[:, columns].max()) < SMALLEST_GROUP_SHOWN:
        findings.add("OC-B102", group=name, period=_span(months), needed=SMALLEST_GROUP_SHOWN)


def _span(months: Collection[int]) -> str:
    return str(Period(min(months), max(months)))
