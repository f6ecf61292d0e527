"""The level of sickness absence, month by month: of the sector, and of one municipality within it.

    level = season × exp(trend + (1 + a) × (national + influenza) + local + drift) × (1 + (1 + b) × shock)

national: AR(1) of the sector. influenza: log(1 + height of the winter's wave). a, b: how strongly the
municipality takes the sector's path and the shock, normal. local: its AR(1). drift: its random walk.
The sector draws from its own stream, so that all municipalities of a scenario share one path.
"""

from __future__ import annotations

from decimal import Decimal
from math import exp, log1p, sqrt

import numpy as np

from outcome_contracts.absence.synthetic.scenario import Sector
from outcome_contracts.absence.synthetic.streams import Integers, Stream
from outcome_contracts.period import Period

LEVEL_STEPS = 10_000
SECTOR_STREAM = 0


def monthly_levels(sector: Sector, months: Period, *, seed: int, stream: Stream) -> Integers:
    """The level in every month of one municipality, in steps of 1/10,000 of the long-run mean, shape (m,)."""
    national = _sector_path(sector, months, Stream(seed=seed, key=SECTOR_STREAM))
    loading, shock_loading = stream.normals(2)
    loading, shock_loading = (
        loading * float(sector.loading_sd),
        shock_loading * float(sector.shock_loading_sd),
    )
    local = _autoregression(stream.normals(len(months)), sector.local_sd, sector.local_phi)
    steps = stream.normals(len(months))
    drift, trend, levels = 0.0, float(sector.trend_per_year) / 12, []
    for position, month in enumerate(months.months):
        drift += steps[position] * float(sector.drift_sd)
        path = trend * position + (1 + loading) * national[position] + local[position] + drift
        shock = float(sector.shock) if month in sector.shock_months else 0.0
        level = float(sector.season[month % 12]) * exp(path) * max(0.0, 1 + (1 + shock_loading) * shock)
        levels.append(round(level * LEVEL_STEPS))
    return np.array(levels, dtype=np.int64)


def _sector_path(sector: Sector, months: Period, stream: Stream) -> list[float]:
    path = _autoregression(stream.normals(len(months)), sector.national_sd, sector.national_phi)
    winters = range(months.first // 12, months.last // 12 + 1)
    heights = dict(zip(winters, stream.uniforms(len(winters)).tolist(), strict=True))
    peaks = dict(zip(winters, stream.integers(len(winters), below=3).tolist(), strict=True))
    for position, month in enumerate(months.months):
        winter, number = divmod(month, 12)
        if month in sector.severe_months:
            path[position] += log1p(float(sector.severe))
        elif number < 3:  # a wave peaks in January, February or March and is half as high in the month beside
            distance = abs(number - peaks[winter])
            path[position] += log1p(heights[winter] * float(sector.influenza) * (1 - distance / 2))
    return path


def _autoregression(shocks: list[float], sd: Decimal, phi: Decimal) -> list[float]:
    spread, memory, path, state = float(sd), float(phi), [], 0.0
    for position, shock in enumerate(shocks):
        state = shock if position == 0 else memory * state + sqrt(1 - memory**2) * shock
        path.append(spread * state)
    return path
