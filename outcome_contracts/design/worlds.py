"""Worlds: simulated sickness absence of municipalities by month, with an effect that is known.

    log rate_it = log base + season_t + λ_i · national_t + κ_i · shock_t + local_it + effect_t
    national    = trend + AR(1) + a wave of influenza each winter, of random date and height
    local       = AR(1) + random walk + trend of its own
    days_it     = exposure × rate with noise of variance φ · mean (log-normal, so that no month is below zero)

Which method is to be trusted with a payment is asked of worlds in which the truth is known.

World number b takes the words b·k … of the raw PCG64 stream of the seed and no others: it is the same world
whatever the size of the pieces in which worlds are asked for. Normal numbers by Box and Muller (1958).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from outcome_contracts.baseline.inference.placebo_in_space import Contrasts, Floats, index_contrasts
from outcome_contracts.design.world_spec import WorldSpec, is_whole, require_allowed
from outcome_contracts.notices import Findings, UsageError

# Winter: the peak of a wave lies between the middle of December and the middle of March.
_FIRST_PEAK, _LAST_PEAK = -0.5, 2.5
_MOST_WORLDS = 1_000_000
_PIECE = 500


@dataclass(frozen=True, slots=True, eq=False)
class Worlds:
    """Simulated worlds: w of them, with n units (0 is the project) over m months.

    days: net days, shape (w, n, m). exposure: person-years of one month, shape (w, n). before: reference months.
    true_log_effect: log of the project's expected days over those expected without the effect, shape (w,).
    """

    days: Floats
    exposure: Floats
    before: int
    true_log_effect: Floats

    def __repr__(self) -> str:
        return f"Worlds({' × '.join(map(str, self.days.shape))}, {self.before} months before)"

    def sums(self) -> Sums:
        """Each world's sums over the two periods."""
        before, after = self.days[..., : self.before], self.days[..., self.before :]
        return Sums(
            before.sum(axis=-1),
            self.exposure * before.shape[-1],
            after.sum(axis=-1),
            self.exposure * after.shape[-1],
            self.true_log_effect,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What the comparator index needs of w worlds of n units: net days and person-years, each of shape (w, n).

    true_log_effect: as in `Worlds`, shape (w,).
    """

    days_before: Floats
    exposure_before: Floats
    days_after: Floats
    exposure_after: Floats
    true_log_effect: Floats

    def __repr__(self) -> str:
        return f"Sums({' × '.join(map(str, self.days_before.shape))})"

    def contrasts(self) -> Contrasts:
        """The comparator index with its placebos in every world. Raises UsageError (OC-B092) below 4 comparators."""
        return index_contrasts(
            days_before=self.days_before,
            exposure_before=self.exposure_before,
            days_after=self.days_after,
            exposure_after=self.exposure_after,
        )


def world_sums(spec: WorldSpec, *, count: int, seed: int) -> Sums:
    """The sums of the first `count` worlds of a seed, without keeping their months. Raises as `worlds`."""
    _require_numbers(count=count, seed=seed, first=0)
    pieces = [
        worlds(spec, count=min(_PIECE, count - first), seed=seed, first=first).sums()
        for first in range(0, count, _PIECE)
    ]
    return Sums(*(np.concatenate([getattr(piece, column.name) for piece in pieces]) for column in fields(Sums)))


def worlds(spec: WorldSpec, *, count: int, seed: int, first: int = 0) -> Worlds:
    """Worlds number `first` to `first + count` of a seed.

    Raises UsageError (OC-B093) for a count, a seed or a first number below zero, or too large.
    """
    process, project = spec.process, slice(spec.reference_months, None)
    draws = _draw(spec, count=count, seed=seed, first=first)
    exposure = _staff(spec, draws) / 12
    expected = np.exp(_log_rate(spec, draws)) * exposure[..., None]
    without = expected[:, 0, project]
    with_effect = without * np.exp(spec.log_effect())
    truth = np.log(with_effect.sum(axis=-1) / without.sum(axis=-1))
    expected[:, 0, project] = with_effect
    variance = np.log1p(process.dispersion / expected)
    noise = np.exp(np.sqrt(variance) * draws.noise - variance / 2)
    return Worlds(expected * noise, exposure, spec.reference_months, truth)


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Everything that chance decides in w worlds of n units, m months and y winters.

    Between 0 and 1: staff (w, n), peaks and heights (w, y). Standard normal: loadings (3, w, n) on the national path,
    on the shock and of the own trend; national (w, m); local, walk and noise (w, n, m).
    """

    staff: Floats
    peaks: Floats
    heights: Floats
    loadings: Floats
    national: Floats
    local: Floats
    walk: Floats
    noise: Floats


def _draw(spec: WorldSpec, *, count: int, seed: int, first: int) -> _Draws:
    """The words of each world in a fixed order: the numbers between 0 and 1, then the pairs for the normal ones."""
    _require_numbers(count=count, seed=seed, first=first)
    n, m, winters = spec.units, spec.months, _winters(spec)
    normals = 3 * n + m + 3 * n * m
    words = n + 2 * winters + normals + normals % 2
    stream = np.random.PCG64(seed)
    stream.advance(first * words)
    raw = np.asarray(stream.random_raw(count * words), dtype=np.uint64).reshape(count, words)
    # The top 53 bits, the last of them always set: neither 0 nor 1.
    uniforms = ((raw >> np.uint64(11)) | np.uint64(1)).astype(np.float64) * 2.0**-53
    staff, peaks, heights, pairs = np.split(uniforms, np.cumsum([n, winters, winters]), axis=1)
    radius, angle = np.sqrt(-2 * np.log(pairs[:, 0::2])), 2 * np.pi * pairs[:, 1::2]
    normal = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    loadings, national, *by_month = np.split(normal[:, :normals], np.cumsum([3 * n, m, n * m, n * m]), axis=1)
    local, walk, noise = (part.reshape(count, n, m) for part in by_month)
    return _Draws(staff, peaks, heights, loadings.reshape(count, 3, n).swapaxes(0, 1), national, local, walk, noise)


def _require_numbers(*, count: int, seed: int, first: int) -> None:
    findings = Findings()
    require_allowed(findings, "count", "1 – 1000000", is_whole(count, 1, _MOST_WORLDS))
    require_allowed(findings, "seed", "0 – 9007199254740991", is_whole(seed, 0, 2**53 - 1))
    require_allowed(findings, "first", "0 – 1000000", is_whole(first, 0, _MOST_WORLDS))
    findings.refuse(UsageError)


def _staff(spec: WorldSpec, draws: _Draws) -> Floats:
    """Employees, whole numbers, shape (w, n)."""
    lowest, highest = (
        np.array([project] + [comparator] * spec.comparators)
        for project, comparator in zip(spec.project_staff, spec.comparator_staff, strict=True)
    )
    return np.asarray(np.floor(lowest + draws.staff * (highest - lowest + 1)))


def _log_rate(spec: WorldSpec, draws: _Draws) -> Floats:
    """Log net days per person-year without effect and noise, shape (w, n, m)."""
    process, month = spec.process, np.arange(spec.months)
    national = _autoregressive(draws.national, sd=process.national_sd, memory=process.national_memory)
    national += process.national_trend / 12 * month + _waves(spec, draws)
    first, end = spec.shock_months
    shock = math.log1p(spec.shock) * ((month >= spec.reference_months + first) & (month < spec.reference_months + end))
    on_national, on_shock, trend = draws.loadings[..., None]
    rate = (1 + process.loading_sd * on_national) * national[:, None, :]
    rate += (1 + process.shock_loading_sd * on_shock) * shock
    rate += _autoregressive(draws.local, sd=process.local_sd, memory=process.local_memory)
    rate += np.cumsum(process.local_walk * draws.walk, axis=-1)
    rate += process.local_trend_sd / 12 * trend * month
    rate += np.log(process.days_per_year * np.array(process.season)[month % 12])
    return np.asarray(rate)


def _autoregressive(shocks: Floats, *, sd: float, memory: float) -> Floats:
    """A stationary AR(1) along the last axis from standard normal numbers."""
    path = np.empty_like(shocks)
    path[..., 0] = sd * shocks[..., 0]
    step = sd * math.sqrt(1 - memory * memory)
    for month in range(1, shocks.shape[-1]):
        path[..., month] = memory * path[..., month - 1] + step * shocks[..., month]
    return path


def _winters(spec: WorldSpec) -> int:
    """Winters that touch the months: one around every January, the one after the last month included."""
    return spec.months // 12 + 2


def _waves(spec: WorldSpec, draws: _Draws) -> Floats:
    """The waves of influenza of all winters on the log scale, shape (w, m)."""
    process, month = spec.process, np.arange(spec.months)
    peak = 12 * np.arange(_winters(spec)) + _FIRST_PEAK + (_LAST_PEAK - _FIRST_PEAK) * draws.peaks
    distance = (month - peak[..., None]) / process.wave_width
    return np.asarray((process.wave_height * draws.heights[..., None] * np.exp(-(distance**2) / 2)).sum(axis=1))
