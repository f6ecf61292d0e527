"""The columns of an interrupted series: level, trend, step, change of slope, season.

    x_t = 1,  t − c,  1[t ≥ s],  (t − c) · 1[t ≥ s],  sin(2πkt/m), cos(2πkt/m)  for k = 1 … harmonics

s is the first point in time with the intervention, c where the change of slope is counted from, m the length of a
season in units of t. c decides what the step means: the gap between the two lines at c, so that a slope counted
from the year zero makes the step a figure about the year zero. Times may be months, quarters, years, or anything
equally spaced; calendar positions come from t itself, so that t counts from a point with the same place in the season.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import Design, checked, require_whole
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]
Term = Literal["trend", "step", "slope_change"]

INTERCEPT = "intercept"


def segmented_design(
    times: Floats,
    *,
    terms: Sequence[Term],
    start: float,
    slope_from: float,
    harmonics: int,
    season_length: float,
) -> Design:
    """The columns for times of shape (n,), ascending: `intercept`, the terms, then `sin_1`, `cos_1`, `sin_2`, …

    terms: any of trend (`time − slope_from`), step (1 from `start` on), slope_change. start, slope_from,
    season_length: in the units of times. harmonics: pairs of sine and cosine, 0 for none; two of them bend twice a
    season.
    Raises UsageError: OC-B070 for times, terms, harmonics or a season that do not fit (a harmonic that turns within
    two steps of time is another one), OC-B072 for columns that the times cannot tell apart, such as a step that
    starts after the last of them.
    """
    findings = Findings()
    times = checked(times, "times", (None,), "finite", findings)
    for argument, value in (("start", start), ("slope_from", slope_from)):
        checked(value, argument, (), "finite", findings)
    checked(season_length, "season_length", (), "positive", findings)
    if len(set(terms)) != len(terms) or not set(terms) <= set(get_args(Term)):
        findings.add("OC-B070", argument="terms", found=str(len(terms)), needed=" | ".join(get_args(Term)))
    findings.refuse(UsageError)
    if (np.diff(times) <= 0).any():
        # Coefficients do not mind, but errors over lags would take neighbours in the rows for neighbours in time.
        findings.add("OC-B070", argument="times", found="x(t+1) ≤ x(t)", needed="x(t) < x(t+1)")
    findings.refuse(UsageError)
    _require_harmonics(times, harmonics, season_length, findings)
    after = (times >= start).astype(np.float64)
    columns: dict[Term, Floats] = {
        "trend": times - slope_from,
        "step": after,
        "slope_change": (times - slope_from) * after,
    }
    chosen: dict[str, Floats] = {INTERCEPT: np.ones(len(times))}
    chosen |= {term: columns[term] for term in terms}
    for k in range(1, harmonics + 1):
        angle = 2 * np.pi * k * (times % season_length) / season_length
        chosen |= {f"sin_{k}": np.sin(angle), f"cos_{k}": np.cos(angle)}
    return Design(tuple(chosen), np.column_stack(list(chosen.values())))


def without_intervention(design: Design) -> Floats:
    """The rows of a design as they would be had nothing started: no step, no change of slope; shape (n, p)."""
    matrix = design.matrix.copy()
    matrix[:, [name in ("step", "slope_change") for name in design.names]] = 0.0
    return matrix


def _require_harmonics(times: Floats, harmonics: int, season_length: float, findings: Findings) -> None:
    """Refuse harmonics (OC-B070) of which two or less steps of time make a whole turn."""
    turns = season_length / float(np.diff(times).min()) / 2 if len(times) > 1 else 0.0
    require_whole(harmonics, "harmonics", findings, least=0, most=max(0, math.ceil(turns * (1 - 1e-9)) - 1))
    findings.refuse(UsageError)
