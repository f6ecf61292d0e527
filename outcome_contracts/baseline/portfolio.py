"""Portfolios: every unit in turn is the project and all others are its comparators, for hundreds of units at once.

    θ_i = log(Σ days_i / Σ path_i · exposure_i) over the measurement months       path_i: its rate without the project

Four references of `fit` by the same formulas: the reference mean, the comparator index with its placebos, the
segmented regression carried on with its bootstrap, and the mixtures of comparators. What units have in common is
computed once: sums of the two periods, the columns of the regression, the drawing of months. The numbers are those of
`fit` one by one. Whatever `fit` refuses for its months or figures is refused here for the whole portfolio; where a
mixture misses its unit's path, `missed` says so. Panels, plans and notices are for `fit`, and so are settlements.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.diagnostics.pre_fit import BIAS_THRESHOLD, RMSPE_THRESHOLD
from outcome_contracts.baseline.estimators.design_matrix import Design, checked
from outcome_contracts.baseline.estimators.poisson_refits import refits
from outcome_contracts.baseline.estimators.poisson_regression import PoissonFit, fit_poisson
from outcome_contracts.baseline.inference.placebo_in_space import (
    FEWEST_PLACEBOS,
    Contrasts,
    index_contrasts,
    require_positive,
)
from outcome_contracts.baseline.methods import comparator_index, likeness, segmented_regression
from outcome_contracts.baseline.methods.demeaned_synthetic_control import demeaned_synthetic_control
from outcome_contracts.baseline.methods.interrupted_path import design_of
from outcome_contracts.baseline.methods.synthetic_control import (
    Synthesis,
    SyntheticControl,
    in_turn,
    synthetic_control,
)
from outcome_contracts.notices import DataRejected, Findings, UsageError

Floats = NDArray[np.float64]

_REGRESSION = "segmented_regression"


@dataclass(frozen=True, slots=True, eq=False)
class Portfolio:
    """n units over m months, reference months first, then the measurement months.

    days: net days, shape (n, m), ≥ 0. exposure: years of exposure, shape (n, m), > 0. months: indexes as in `period`,
    ascending, shape (m,). before: how many of them are reference months. The arrays are copied and read-only.
    Raises UsageError: OC-B070 for shapes or values that do not fit, OC-B092 for fewer than five units, OC-B091 for
    units without net days in one of the two periods.
    """

    days: Floats
    exposure: Floats
    months: NDArray[np.int64]
    before: int

    def __post_init__(self) -> None:
        findings, count = Findings(), np.size(self.months)
        arrays = {
            "days": checked(self.days, "days", (None, count), "not_negative", findings),
            "exposure": checked(self.exposure, "exposure", np.shape(self.days), "positive", findings),
            "months": checked(self.months, "months", (None,), "whole", findings).astype(np.int64),
        }
        if (np.diff(arrays["months"]) <= 0).any():
            findings.add("OC-B070", argument="months", found="x(t+1) ≤ x(t)", needed="x(t) < x(t+1)")
        if not 1 <= self.before < count:
            findings.add("OC-B070", argument="before", found=str(self.before), needed=f"1 ≤ x < {count}")
        findings.refuse(UsageError)
        for name, array in arrays.items():
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        if len(self.days) <= FEWEST_PLACEBOS:
            findings.add("OC-B092", count=max(0, len(self.days) - 1), needed=FEWEST_PLACEBOS)
        names = ("days before", "exposure before", "days after", "exposure after")
        require_positive(dict(zip(names, self.sums(), strict=True)), findings)
        findings.refuse(UsageError)

    def __repr__(self) -> str:
        units, months = self.days.shape
        return f"Portfolio({units} units, {self.before} + {months - self.before} months)"

    @property
    def rates(self) -> Floats:
        """Net days per year of exposure, shape (n, m)."""
        return self.days / self.exposure

    def sums(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Days and exposure before, days and exposure after, by unit, shape (n,) each."""
        with np.errstate(over="ignore"):  # what is not finite is no portfolio
            before, after = (
                (self.days[:, part].sum(axis=1), self.exposure[:, part].sum(axis=1))
                for part in (slice(self.before), slice(self.before, None))
            )
        return *before, *after


@dataclass(frozen=True, slots=True, eq=False)
class CarriedOn:
    """The segmented regression of every unit, trend and season, carried on into the measurement months.

    fits: of the reference months, n of them on one design. later: the columns of the measurement months, shape
    (m − before, p). log_effects: θ, shape (n,).
    """

    portfolio: Portfolio
    fits: tuple[PoissonFit, ...]
    later: Floats
    log_effects: Floats

    def __repr__(self) -> str:
        return f"CarriedOn({self.portfolio!r}, {self.fits[0].design!r})"

    def redrawn(self, weights: NDArray[np.int64]) -> Floats:
        """θ with the reference months drawn again, shape (n, B): the sampling part of the error, never the whole.

        weights: how often each reference month counts, the same draws for every unit, shape (B, before), as
        `sampling.block_weights` gives them. Raises what `refits` raises (OC-B070, OC-B074), and DataRejected (OC-B032)
        where a draw leads to no rate.
        """
        _, _, observed, _ = self.portfolio.sums()
        exposure, drawn = self.portfolio.exposure[:, self.portfolio.before :], []
        for fit, days, years in zip(self.fits, observed, exposure, strict=True):
            with np.errstate(over="ignore"):  # what is not finite is refused
                paths = np.exp(refits(fit, weights) @ self.later.T)
            _require_rates(paths, _REGRESSION)
            drawn.append(np.log(days / (paths @ years)))
        return np.array(drawn)


@dataclass(frozen=True, slots=True, eq=False)
class Mixtures:
    """The mixture of the other units that comes closest to every unit in the reference months.

    weights: of the others in the order of rows, shape (n, n − 1). paths: rates, shape (n, m). rmspe: over the
    reference months, as a share of the unit's mean rate, shape (n,). missed: whether `fit` refuses the unit because
    its mixture is not like it (OC-B062, OC-B063, OC-B064), shape (n,). log_effects: θ, shape (n,).
    """

    weights: Floats
    paths: Floats
    rmspe: Floats
    missed: NDArray[np.bool_]
    log_effects: Floats

    def __repr__(self) -> str:
        return f"Mixtures({len(self.weights)} units, {int(self.missed.sum())} missed)"


def reference_means(portfolio: Portfolio) -> Floats:
    """θ of every unit against its own reference period, shape (n,); descriptive."""
    days_before, exposure_before, days_after, exposure_after = portfolio.sums()
    return np.asarray(np.log(days_after / exposure_after * (exposure_before / days_before)))


def comparator_indexes(portfolio: Portfolio) -> Contrasts:
    """θ of every unit against the pooled others, shape (n,), and its placebos, shape (n, n − 1), in the order of rows.

    Every placebo leaves the unit in question out, so that there are n (n − 1) of them. `placebo_t` gives the
    intervals. Raises DataRejected (OC-B011) for fewer than twelve reference months.
    """
    findings, needed = Findings(), comparator_index.FEWEST_REFERENCE_MONTHS
    if portfolio.before < needed:
        findings.add("OC-B011", months=portfolio.before, needed=needed)
    findings.refuse(DataRejected)
    rows = _each_first(len(portfolio.days))
    days_before, exposure_before, days_after, exposure_after = (column[rows] for column in portfolio.sums())
    return index_contrasts(
        days_before=days_before,
        exposure_before=exposure_before,
        days_after=days_after,
        exposure_after=exposure_after,
    )


def segmented_regressions(portfolio: Portfolio, *, harmonics: int) -> CarriedOn:
    """The segmented regression of every unit by the model `extrapolation`; descriptive.

    harmonics: pairs of sine and cosine of a year. Raises DataRejected for fewer than 24 reference months (OC-B075),
    more measurement months than those (OC-B076), and UsageError and DataRejected as `segmented_design` and
    `fit_poisson` do.
    """
    months, before = portfolio.months, portfolio.before
    findings, needed = Findings(), segmented_regression.FEWEST_REFERENCE_MONTHS
    if before < needed:
        findings.add("OC-B075", method=_REGRESSION, months=before, needed=needed)
    if len(months) - before > before:
        findings.add("OC-B076", method=_REGRESSION, reference=before, measurement=len(months) - before)
    findings.refuse(DataRejected)
    whole = design_of(months, start=int(months[before]), terms=("trend",), harmonics=harmonics)
    design = Design(whole.names, whole.matrix[:before])
    series = zip(portfolio.days[:, :before], portfolio.exposure[:, :before], strict=True)
    fits = tuple(fit_poisson(days, design, exposure=exposure) for days, exposure in series)
    later = whole.matrix[before:]
    with np.errstate(over="ignore"):  # what is not finite is refused
        paths = np.exp(np.array([fit.values for fit in fits]) @ later.T)
    return CarriedOn(portfolio, fits, later, _log_effects(portfolio, paths, _REGRESSION))


def synthetic_controls(portfolio: Portfolio) -> Mixtures:
    """The mixture in levels for every unit.

    Raises DataRejected for fewer than 24 reference months (OC-B080), or a path that is zero (OC-B032).
    """
    found = _in_turn(portfolio, "synthetic_control", portfolio.rates, synthetic_control)
    paths = portfolio.rates - np.array([one.gaps for one in found])
    return _mixtures(portfolio, "synthetic_control", found, paths, missed=_off_level(portfolio, paths))


def demeaned_synthetic_controls(portfolio: Portfolio) -> Mixtures:
    """The mixture of log rates, with an intercept, for every unit.

    Raises UsageError (OC-B091) for months without net days, and as `synthetic_controls`.
    """
    findings = Findings()
    require_positive({"days": portfolio.days}, findings)
    findings.refuse(UsageError)
    method, logs, before = "demeaned_synthetic_control", np.log(portfolio.rates), slice(portfolio.before)
    found = _in_turn(portfolio, method, logs, demeaned_synthetic_control)
    paths = np.exp(logs - np.array([one.gaps for one in found]))
    found_mixtures = _mixtures(portfolio, method, found, paths, missed=np.zeros(len(logs), dtype=np.bool_))
    expected = (paths[:, before] * portfolio.exposure[:, before]).sum(axis=1)
    log_level = np.log(portfolio.days[:, before].sum(axis=1) / expected)  # as `log_rates.at_level` for sums
    return replace(
        found_mixtures,
        paths=paths * np.exp(log_level)[:, None],
        log_effects=found_mixtures.log_effects - log_level,
    )


def _in_turn(
    portfolio: Portfolio, method: str, outcomes: Floats, synthesise: Synthesis
) -> tuple[SyntheticControl, ...]:
    """Every unit against all others. outcomes: shape (n, m)."""
    findings, needed = Findings(), likeness.FEWEST_REFERENCE_MONTHS
    if portfolio.before < needed:
        findings.add("OC-B080", method=method, months=portfolio.before, needed=needed)
    findings.refuse(DataRejected)
    return in_turn(outcomes, portfolio.before, synthesise)


def _mixtures(
    portfolio: Portfolio,
    method: str,
    found: tuple[SyntheticControl, ...],
    paths: Floats,
    *,
    missed: NDArray[np.bool_],
) -> Mixtures:
    """paths: shape (n, m). missed: for another reason than the distance of the path, shape (n,)."""
    before, rates = portfolio.before, portfolio.rates[:, : portfolio.before]
    rmspe = np.sqrt(((rates - paths[:, :before]) ** 2).mean(axis=1)) / rates.mean(axis=1)
    weights = np.array([one.weights for one in found])
    effects = _log_effects(portfolio, paths[:, before:], method)
    return Mixtures(weights, paths, rmspe, missed | (rmspe > RMSPE_THRESHOLD), effects)


def _off_level(portfolio: Portfolio, paths: Floats) -> NDArray[np.bool_]:
    """Units whose mean rate lies outside those of all others, or is missed by their mixture, shape (n,)."""
    before = slice(portfolio.before)
    means, fitted = portfolio.rates[:, before].mean(axis=1), paths[:, before].mean(axis=1)
    # The lowest of all others is the lowest of all, but for the unit that is this itself.
    lowest, second_lowest, *_, second_highest, highest = np.sort(means)
    below = means < np.where(means == lowest, second_lowest, lowest)
    above = means > np.where(means == highest, second_highest, highest)
    return np.asarray(below | above | (np.abs(means - fitted) > BIAS_THRESHOLD * means))


def _log_effects(portfolio: Portfolio, paths: Floats, method: str) -> Floats:
    """θ of every unit, shape (n,), against rates of the measurement months, shape (n, m − before)."""
    _require_rates(paths, method)
    _, _, observed, _ = portfolio.sums()
    return np.asarray(np.log(observed / (paths * portfolio.exposure[:, portfolio.before :]).sum(axis=1)))


def _require_rates(paths: Floats, method: str) -> None:
    """Refuse (OC-B032) what no rate can be."""
    findings, impossible = Findings(), int(np.count_nonzero(~(np.isfinite(paths) & (paths > 0))))
    if impossible:
        findings.add("OC-B032", count=impossible, method=method)
    findings.refuse(DataRejected)


def _each_first(count: int) -> NDArray[np.int64]:
    """Row numbers with every unit once at the front of the others in their order, shape (count, count)."""
    places, first = np.arange(count), np.arange(count)[:, None]
    return np.asarray(np.where(places == 0, first, places - (places <= first)))
