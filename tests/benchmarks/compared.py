"""The methods that the coverage study compares, each over many worlds at once.

A method gives θ of every world and, where it has an interval, the standard error and degrees of freedom of θ. Those
of the library that predict month by month are run through their own `predict`, world by world, with the
placebos of `monthly`; the others are closed forms over all worlds.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline import BaselinePlan
from outcome_contracts.baseline.estimators.long_run_variance import long_run_sum
from outcome_contracts.baseline.inference.placebo_in_space import Contrasts, Floats, Intervals, placebo_t
from outcome_contracts.baseline.inference.size_adjustment import sampling_variance, size_adjusted_t
from outcome_contracts.baseline.monthly import Predict, log_effect, placebo_effects
from outcome_contracts.baseline.table import Table
from outcome_contracts.design.worlds import Worlds
from outcome_contracts.period import month_text
from tests.baseline.worlds import plan_fields

LAGS = 12
DISPERSION = 12.0
_FIRST_MONTH = 12 * 2010


@dataclass(frozen=True, slots=True)
class Found:
    """θ, shape (w,), and its standard error and degrees of freedom; None for a method without an interval."""

    theta: Floats
    log_se: Floats | None = None
    degrees_of_freedom: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of the table. slow: run in fewer worlds."""

    name: str
    estimate: Callable[[Worlds], Found]
    slow: bool = False


def reference_mean(world: Worlds) -> Found:
    """The reference rate as it was: no comparators, no interval."""
    sums = world.sums()
    after, before = sums.days_after / sums.exposure_after, sums.days_before / sums.exposure_before
    return Found(np.log(after / before)[:, 0])


def index(world: Worlds) -> Found:
    """The default: comparator index, placebo-in-space t."""
    return _found(placebo_t(world.sums().contrasts(), confidence=0.95))


def index_size_adjusted(world: Worlds) -> Found:
    """The same with the size adjustment."""
    sums = world.sums()
    chance = sampling_variance(days_before=sums.days_before, days_after=sums.days_after, dispersion=DISPERSION)
    variances = {"own_variance": chance[:, 0], "placebo_variances": chance[:, 1:]}
    return _found(size_adjusted_t(sums.contrasts(), **variances, confidence=0.95))


def index_hac(world: Worlds) -> Found:
    """The index with the HAC error of the monthly log ratio to the pooled comparators, factor n / (n − 2)."""
    ratios, split = _log_ratios(world), world.before
    months = ratios.shape[1]
    terms = np.empty_like(ratios)
    for part, sign in ((slice(None, split), -1.0), (slice(split, None), 1.0)):
        centred = ratios[:, part] - ratios[:, part].mean(axis=1, keepdims=True)
        terms[:, part] = sign * centred / centred.shape[1]
    variance = np.array([long_run_sum(one[:, None], lags=LAGS)[0, 0] for one in terms]) * months / (months - 2)
    return Found(world.sums().contrasts().theta, np.sqrt(variance), _degrees(variance, months - 2))


def quasi_poisson(world: Worlds) -> Found:
    """Poisson regression of the project's days on a step, with the comparators' days as exposure; X² dispersion.

    A step alone has a closed form: fitted are the exposure times the rate of either period.
    """
    exposure, split = _pool_rate(world) * world.exposure[:, :1], world.before
    days, months = world.days[:, 0], world.days.shape[2]
    parts = (slice(None, split), slice(split, None))
    totals = [days[:, part].sum(axis=1) for part in parts]
    rates = [total / exposure[:, part].sum(axis=1) for total, part in zip(totals, parts, strict=True)]
    fitted = np.concatenate(
        [rate[:, None] * exposure[:, part] for rate, part in zip(rates, parts, strict=True)], axis=1
    )
    dispersion = ((days - fitted) ** 2 / fitted).sum(axis=1) / (months - 2)
    variance = dispersion * (1 / totals[0] + 1 / totals[1])
    return Found(np.log(rates[1] / rates[0]), np.sqrt(variance), _degrees(variance, months - 2))


def two_way_effects(world: Worlds) -> Found:
    """Unit and month effects on logs, comparators weighing alike; placebo-in-space t."""
    logs = np.log(world.days / world.exposure[..., None])
    change = logs[..., world.before :].mean(axis=-1) - logs[..., : world.before].mean(axis=-1)
    others, count = change[:, 1:], change.shape[1] - 1
    placebos = others - (others.sum(axis=1, keepdims=True) - others) / (count - 1)
    return _found(placebo_t(Contrasts(change[:, 0] - others.mean(axis=1), placebos), confidence=0.95))


def by_placebos(method: str, settings: Mapping[str, object], world: Worlds) -> Found:
    """A method of the library through its own `predict`, placebo-in-space t."""
    predict, plan = _predict(method), _plan(method, settings, world)
    tables = list(_tables(world))
    thetas = [log_effect(table, predict(table, plan).path, plan) for table in tables]
    placebos = [placebo_effects(table, plan, predict) for table in tables]
    return _found(placebo_t(Contrasts(np.array(thetas), np.array(placebos)), confidence=0.95))


def by_own_series(method: str, settings: Mapping[str, object], world: Worlds) -> Found:
    """A method of the library through its own `predict`, with the sampling part as if it were the whole error."""
    predict = _predict(method)
    plan = _plan(method, {"inference": "sampling_only", "lags": LAGS, **settings}, world)
    tables = list(_tables(world))
    found = [predict(table, plan) for table in tables]
    thetas = [log_effect(table, one.path, plan) for table, one in zip(tables, found, strict=True)]
    errors = np.array([one.sampling_log_se for one in found], dtype=np.float64)
    return Found(np.array(thetas), errors, np.array([one.sampling_degrees_of_freedom for one in found]))


def _predict(method: str) -> Predict:
    predict: Predict = importlib.import_module(f"outcome_contracts.baseline.methods.{method}").predict
    return predict


def _tables(world: Worlds) -> Iterator[Table]:
    """One table a world, row 0 the project."""
    months = np.arange(_FIRST_MONTH, _FIRST_MONTH + world.days.shape[2])
    for days, exposure in zip(world.days, world.exposure, strict=True):
        yield Table(days, np.repeat(exposure[:, None], len(months), axis=1), months, world.before)


def _plan(method: str, settings: Mapping[str, object], world: Worlds) -> BaselinePlan:
    last = _FIRST_MONTH + world.before - 1
    names = [f"c{number:03}" for number in range(1, world.days.shape[1])]
    reference = f"{month_text(_FIRST_MONTH)}/{month_text(last)}"
    return BaselinePlan.from_dict(
        plan_fields(**{"method": method, "comparators": names, "reference_period": reference, **settings})
    )


def _found(intervals: Intervals) -> Found:
    return Found(intervals.theta, intervals.log_se, intervals.degrees_of_freedom)


def _degrees(like: Floats, degrees: int) -> NDArray[np.int64]:
    return np.full(like.shape, degrees, dtype=np.int64)


def _pool_rate(world: Worlds) -> Floats:
    """Pooled rate of the comparators by month, shape (w, m)."""
    return np.asarray(world.days[:, 1:].sum(axis=1) / world.exposure[:, 1:].sum(axis=1, keepdims=True))


def _log_ratios(world: Worlds) -> Floats:
    """Log rate of the project against the pooled comparators by month, shape (w, m)."""
    return np.asarray(np.log(world.days[:, 0] / world.exposure[:, :1] / _pool_rate(world)))


_ITS = {"harmonics": 2}
COMPARED = (
    Compared("M1 reference mean", reference_mean),
    Compared("**M2 comparator index, placebo t (I1)**", index),
    Compared("**M2 comparator index, size-adjusted (I2)**", index_size_adjusted),
    Compared("M2 comparator index, HAC(12)", index_hac),
    Compared("M4 quasi-Poisson step against the comparators", quasi_poisson),
    Compared("M8 two-way effects, mean of months, placebo t", two_way_effects),
    Compared("M2 median comparator, placebo t †", partial(by_placebos, "median_index", {}), slow=True),
    Compared(
        "M3 segmented regression, extrapolated, HAC(12) †",
        partial(by_own_series, "segmented_regression", _ITS | {"model": "extrapolation", "comparators": []}),
        slow=True,
    ),
    Compared(
        "M4 controlled series, step, HAC(12) †",
        partial(by_own_series, "controlled_series", _ITS | {"model": "step"}),
        slow=True,
    ),
    Compared("M9 synthetic control, levels, placebo t †", partial(by_placebos, "synthetic_control", {}), slow=True),
    Compared("M10 demeaned log SC, placebo t †", partial(by_placebos, "demeaned_synthetic_control", {}), slow=True),
    Compared(
        "M10 SDID, uniform months, placebo t †",
        partial(by_placebos, "synthetic_did", {"time_weights": "uniform"}),
        slow=True,
    ),
)
