"""Synthetic controls: the exact solver against general optimisers, and all placebos in space against one fit of theirs.

289 donors over 60 months, rates of municipalities with a common season, loadings, drift and noise of their own. The
peer is scipy's SLSQP as its user would write it, with and without the gradient, and pysyncon with a fixed V where it
is installed. Nothing is timed before the certificate holds: a relative duality gap of at most 1e-9, recomputed here
from the data, and a misfit no worse than the peer's.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.simplex import simplex_weights
from outcome_contracts.baseline.methods.synthetic_control import SyntheticControl, in_turn, synthetic_control
from tests.baseline.published import outcomes
from tests.benchmarks.result import Result, interleaved

UNITS = 290
MONTHS = 60
LATER = 12
CALLS = 50  # of ours within one measurement, since one takes about a millisecond
STATES = 2
GAP = 1e-9

Floats = NDArray[np.float64]


def run() -> list[Result]:
    """SLSQP without and with gradient, all placebos against half a fit, and pysyncon where it is installed."""
    rates = municipalities()
    target, donors = rates[0, :MONTHS], rates[1:, :MONTHS].T
    require_gap(target, donors, simplex_weights(target, donors).weights)
    return [
        _one_fit(target, donors, gradient=False),
        _one_fit(target, donors, gradient=True),
        _all_placebos(rates, target, donors),
        *_pysyncon(),
    ]


def municipalities(*, seed: int = 290) -> Floats:
    """Net days per person-year and month, shape (290, 72)."""
    random, months = np.random.default_rng(seed), np.arange(MONTHS + LATER)
    national = 0.15 * np.cos(2 * np.pi * months / 12) + np.cumsum(random.normal(0, 0.03, len(months)))
    level = random.normal(2.0, 0.15, (UNITS, 1))
    drift = np.cumsum(random.normal(0, 0.01, (UNITS, len(months))), axis=1)
    noise = random.normal(0, 0.06, (UNITS, len(months)))
    return np.asarray(np.exp(level + random.normal(1, 0.1, (UNITS, 1)) * national + drift + noise))


def require_gap(target: Floats, donors: Floats, weights: Floats) -> None:
    """Raise AssertionError unless the weights are on the simplex and within 1e-9 of the best misfit."""
    offsets = donors - target[:, None]
    gradient = offsets.T @ (offsets @ weights)
    misfit = float(weights @ gradient)
    gap = 2 * (misfit - float(gradient.min())) / misfit
    if not (weights >= 0).all() or abs(weights.sum() - 1) > 1e-12 or gap > GAP:
        raise AssertionError(f"relative duality gap {gap:.1e}")


def slsqp(target: Floats, donors: Floats, *, gradient: bool) -> Floats:
    """The weights by scipy's sequential least squares, tolerance 1e-12."""
    from scipy.optimize import minimize

    count = donors.shape[1]

    def misfit(weights: Floats) -> float:
        return float(((target - donors @ weights) ** 2).sum())

    def slope(weights: Floats) -> Floats:
        return np.asarray(-2 * donors.T @ (target - donors @ weights))

    found = minimize(
        misfit,
        np.full(count, 1 / count),
        jac=slope if gradient else None,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * count,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"maxiter": 1000, "ftol": 1e-12},
    )
    return np.asarray(found.x)


def _one_fit(target: Floats, donors: Floats, *, gradient: bool) -> Result:
    theirs, ours = slsqp(target, donors, gradient=gradient), simplex_weights(target, donors)
    _require_no_worse(ours.misfit, float(((target - donors @ theirs) ** 2).sum()))

    def many() -> None:
        for _ in range(CALLS):
            simplex_weights(target, donors)

    mine, peer = interleaved(many, lambda: slsqp(target, donors, gradient=gradient), pairs=3)
    name = "SLSQP with gradient" if gradient else "SLSQP"
    return Result("simplex weights, 289 donors x 60 months", name, peer * CALLS / mine, mine / CALLS, peer, 0.0)


def _all_placebos(rates: Floats, target: Floats, donors: Floats) -> Result:
    """Ratio above 1: all 290 take less than half of one SLSQP fit. Their gaps are checked before."""

    def ours() -> tuple[SyntheticControl, ...]:
        return in_turn(rates, MONTHS, synthetic_control)

    for row, placebo in enumerate(ours()):
        require_gap(rates[row, :MONTHS], np.delete(rates[:, :MONTHS], row, 0).T, placebo.weights)
    mine, peer = interleaved(ours, lambda: slsqp(target, donors, gradient=False), pairs=3)
    return Result("290 placebos in space", "half an SLSQP fit", peer / 2 / mine, mine, peer / 2, 0.0)


def _pysyncon() -> list[Result]:
    """Two of the 39 states of Proposition 99 in turn; skipped by name where pysyncon is not installed.

    Twice: as its documentation does it, from a long frame with every year's outcome a predictor, and its solver
    alone, from matrices. V is given. It divides every year by its spread between states, so ours is given the same
    and both solve one programme.
    """
    if importlib.util.find_spec("pysyncon") is None:
        print("pysyncon: not installed, its comparison is left out")
        return []
    packs, states, years = outcomes("prop99", unit="state", time="year", outcome="packspercapita", treated="California")
    before, names = years.index(1989), ["California", *states]
    scaled = packs[:, :before] / packs[:, :before].std(axis=0, ddof=1)

    def ours() -> list[Floats]:
        return [simplex_weights(scaled[row], np.delete(scaled, row, 0).T).weights for row in range(STATES)]

    def many() -> None:
        for _ in range(CALLS):
            ours()

    fits, results = f"simplex weights, {STATES} states, 38 donors x 19 years", []
    documented, solver = _pysyncon_from_a_frame(packs, names, years, before), _pysyncon_alone(packs[:, :before])
    for part, peer in (("from a frame", documented), ("its solver alone", solver)):
        for row, (mine, theirs) in enumerate(zip(ours(), peer(), strict=True)):
            donors = np.delete(scaled, row, 0)
            _require_no_worse(*(float(((scaled[row] - weights @ donors) ** 2).sum()) for weights in (mine, theirs)))
        mine_seconds, peer_seconds = interleaved(many, peer, pairs=3)
        ratio = peer_seconds * CALLS / mine_seconds
        results.append(Result(fits, f"pysyncon, fixed V, {part}", ratio, mine_seconds / CALLS, peer_seconds, 0.0))
    return results


def _pysyncon_from_a_frame(
    packs: Floats, names: list[str], years: list[int], before: int
) -> Callable[[], list[Floats]]:
    """A call that gives pysyncon's weights of the first states, the others in their order."""
    import pandas as pd
    from pysyncon import Dataprep, Synth

    rows = [(name, year, packs[i, t]) for i, name in enumerate(names) for t, year in enumerate(years)]
    frame = pd.DataFrame(rows, columns=["state", "year", "packs"])

    def fit(name: str) -> Floats:
        prepared = Dataprep(
            foo=frame,
            predictors=[],
            predictors_op="mean",
            special_predictors=[("packs", [year], "mean") for year in years[:before]],
            dependent="packs",
            unit_variable="state",
            time_variable="year",
            treatment_identifier=name,
            controls_identifier=[other for other in names if other != name],
            time_predictors_prior=years[:before],
            time_optimize_ssr=years[:before],
        )
        control = Synth()
        control.fit(dataprep=prepared, custom_V=np.full(before, 1 / before))
        return np.asarray(control.W, dtype=np.float64)

    return lambda: [fit(name) for name in names[:STATES]]


def _pysyncon_alone(values: Floats) -> Callable[[], list[Floats]]:
    """The same from matrices."""
    import pandas as pd
    from pysyncon import Synth

    frame = pd.DataFrame(values.T)

    def fit(row: int) -> Floats:
        others, project = frame.drop(columns=row), frame[row]
        control = Synth()
        control.fit(X0=others, X1=project, Z0=others, Z1=project, custom_V=np.full(len(frame), 1 / len(frame)))
        return np.asarray(control.W, dtype=np.float64)

    return lambda: [fit(row) for row in range(STATES)]


def _require_no_worse(ours: float, theirs: float) -> None:
    """Raise AssertionError where the peer found a smaller misfit than rounding and its own infeasibility allow."""
    if ours > theirs * (1 + 1e-8):
        raise AssertionError(f"the peer fits better: {theirs:.12g} against {ours:.12g}")
