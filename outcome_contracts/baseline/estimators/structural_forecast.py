"""The structural forecast: a level that may drift, a season and covariates, fitted before and forecast after.

    y_t = μ_t + γ_t + β'x_t + ε_t,   μ_{t+1} = μ_t + η_t,   Var ε = σ²(1 − r),   Var η = σ² r

This is the local level of Harvey (1989, Forecasting, Structural Time Series Models and the Kalman Filter), used for
effects by Brodersen and others (2015, Annals of Applied Statistics 9, 247-274), here by maximum likelihood.
statsmodels filters it with an exact diffuse start and the regression in the state, so that the error of β is part of
the forecast's. σ² has a closed form for every r, which leaves one number to search for: r, the drift's share, in
[0, 1] with both ends. A search in one dimension always ends, and the "pile-up" at r = 0 is found as exactly that.
With A_i the design i steps after the last observation carried back to it, and P the covariance of the state there,
the errors of the forecasts have

    Cov_ij = A_i P A_j' + σ² r min(i, j) + δ_ij σ²(1 − r)

so that the standard error of a mean of them needs no simulation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import Design, checked, require_confidence, require_whole
from outcome_contracts.baseline.estimators.least_squares import LeastSquaresFit, fit_least_squares
from outcome_contracts.baseline.inference.student_t import central_quantile
from outcome_contracts.notices import DataRejected, Findings, Notice, UsageError

if TYPE_CHECKING:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

Floats = NDArray[np.float64]

OBSERVATIONS_PER_COVARIATE = 3
FEWEST_DEGREES_OF_FREEDOM = 3
# What is left of an outcome after its covariates, as a share of it, below which rounding is all there is.
_NOTHING = 1e-13
# The filter keeps a state for every time, gaps included.
_LONGEST_SPAN = 10_000
# Cubed, so that the small shares which real series have are looked at closely.
_SHARES = np.linspace(0.0, 1.0, 33) ** 3


@dataclass(frozen=True, slots=True, eq=False)
class StructuralForecast:
    """What the series before the start says of the times after it, in the units of the outcome.

    fitted: level, season and regression at the n times before, shape (n,). forecast: at the h times after, shape
    (h,). covariance: of the forecast errors, shape (h, h). coefficients: β, shape (k,). drift_share: r. variance: σ².
    degrees_of_freedom: n − 1 − k − (season length − 1).
    """

    fitted: Floats
    forecast: Floats
    covariance: Floats
    coefficients: Floats
    drift_share: float
    variance: float
    degrees_of_freedom: int

    def __repr__(self) -> str:
        return (
            f"StructuralForecast({len(self.fitted)} + {len(self.forecast)} times, drift share {self.drift_share:.3g})"
        )

    @property
    def mean_se(self) -> float:
        """The standard error of the mean forecast: √(1' Cov 1) / h."""
        return math.sqrt(float(self.covariance.sum())) / len(self.forecast)


@dataclass(frozen=True, slots=True)
class StructuralEffect:
    """Means over the times after the start, in the units of the outcome: effect = observed − predicted."""

    observed: float
    predicted: float
    effect: float
    low: float
    high: float


def structural_forecast(
    outcome: Floats, covariates: Floats, *, times: NDArray[np.int64], season_length: int
) -> StructuralForecast:
    """Fit the model to the outcome before the start and forecast it from the covariates after.

    outcome: in any units, shape (n,). covariates: before and after, shape (n + h, k), k = 0 for none. times: whole
    numbers, ascending, shape (n + h,); the first n are those of the outcome, and gaps are times without data.
    season_length: 12 for months, 4 for quarters, 1 for no season; the season is the same every year.
    Raises UsageError: OC-B070 arrays of another form, OC-B072 covariates or seasons that follow from each other.
    Raises DataRejected (OC-B081) for more than n/3 covariates, fewer than 3 degrees of freedom, or an outcome that
    constant, season and covariates give exactly.
    """
    outcome, covariates, times = _checked_series(outcome, covariates, times, season_length)
    n, place, columns = len(outcome), times - times[0], _columns(covariates, times, season_length)
    _require_enough(n, covariates.shape[1], season_length)
    plain = fit_least_squares(outcome, Design(_names(covariates, season_length), columns[:n]))
    # The filter sees what least squares leave, on a common scale: units cannot decide how well it computes.
    unit = _unit_of(outcome, plain)
    middle, scale = covariates[:n].mean(axis=0), covariates[:n].std(axis=0)
    endog, exog = np.full(place[-1] + 1, np.nan), np.zeros((place[-1] + 1, len(scale)))
    endog[place[:n]], exog[place] = plain.residuals / unit, (covariates - middle) / scale
    model, degrees = _model(endog, exog, season_length), plain.degrees_of_freedom
    share = _drift_share(model, degrees)
    variance = _profile(model, share, degrees)[0]
    states, signal, covariance = _smoothed(model, place, n, share=share, variance=variance)
    paths = columns @ plain.values + unit * signal
    slopes = plain.values[season_length:] + unit * states[model.k_states - len(scale) :] / scale
    return StructuralForecast(paths[:n], paths[n:], unit**2 * covariance, slopes, share, unit**2 * variance, degrees)


def structural_effect(observed: Floats, forecast: StructuralForecast, *, confidence: float) -> StructuralEffect:
    """The mean effect and its interval by Student t with the degrees of freedom of the fit: the sampling part alone.

    observed: after the start, shape (h,), in the units of the outcome. confidence: between 0 and 1.
    Raises UsageError (OC-B070) for another shape or confidence.
    """
    findings = Findings()
    values = checked(observed, "observed", (len(forecast.forecast),), "finite", findings)
    require_confidence(confidence, findings)
    findings.refuse(UsageError)
    actual, predicted = float(values.mean()), float(forecast.forecast.mean())
    half_width = central_quantile(confidence, forecast.degrees_of_freedom) * forecast.mean_se
    effect = actual - predicted
    return StructuralEffect(actual, predicted, effect, effect - half_width, effect + half_width)


def regression_effect(observed: Floats, covariates: Floats, *, before: int) -> float:
    """The mean of observed − predicted after the start, by least squares on a constant and covariates before it.

    observed: shape (m,), in any units, of which the first `before` stand before the start. covariates: shape (m, k).
    Raises UsageError (OC-B070, OC-B072), and DataRejected (OC-B081), as `structural_forecast`.
    """
    observed, covariates, times = _checked_series(observed, covariates, np.arange(np.size(observed)), 1, before)
    _require_enough(before, covariates.shape[1], 1)
    columns = _columns(covariates, times, 1)
    found = fit_least_squares(observed[:before], Design(_names(covariates, 1), columns[:before]))
    return float((observed - columns @ found.values)[before:].mean())


def _checked_series(
    outcome: Floats, covariates: Floats, times: NDArray[np.int64], season_length: int, before: int | None = None
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Copies of the arguments; before: how many outcomes stand before the start, None for all of them."""
    findings, moments = Findings(), np.atleast_1d(np.asarray(times))
    values = checked(outcome, "outcome", (None,), "finite", findings)
    outer = checked(covariates, "covariates", (len(moments), None), "finite", findings)
    require_whole(len(values) if before is None else before, "before", findings, least=1, most=len(moments) - 1)
    if moments.dtype.kind not in "iu" or moments.ndim != 1 or (moments[1:] <= moments[:-1]).any():
        findings.add("OC-B070", argument="times", found=str(moments.dtype), needed="t₁ < t₂ < …")
    elif moments[-1:].sum() - moments[:1].sum() > _LONGEST_SPAN:
        findings.add("OC-B070", argument="times", found=str(moments[-1] - moments[0]), needed=f"≤ {_LONGEST_SPAN}")
    require_whole(season_length, "season_length", findings, least=1)
    findings.refuse(UsageError)
    return values, outer, moments


def _require_enough(observations: int, covariates: int, season_length: int) -> None:
    """Refuse more covariates than a third of the observations, or nearly as many unknowns as there are of these."""
    most = observations // OBSERVATIONS_PER_COVARIATE
    degrees = observations - covariates - season_length
    if covariates > most or degrees < FEWEST_DEGREES_OF_FREEDOM:
        raise DataRejected([_nothing_left(observations, covariates, degrees)])


def _nothing_left(observations: int, covariates: int, degrees: int) -> Notice:
    facts = {"observations": observations, "covariates": covariates, "degrees": max(0, degrees)}
    return Notice("OC-B081", facts=(*facts.items(), ("most", observations // OBSERVATIONS_PER_COVARIATE)))


def _columns(covariates: Floats, times: NDArray[np.int64], season_length: int) -> Floats:
    """A constant, one column for each season but the first, and the covariates."""
    seasons = (times % season_length)[:, np.newaxis] == np.arange(1, season_length)
    return np.column_stack([np.ones(len(times)), seasons, covariates])


def _names(covariates: Floats, season_length: int) -> tuple[str, ...]:
    seasons = [f"season_{place}" for place in range(1, season_length)]
    return ("constant", *seasons, *(f"covariate_{place}" for place in range(1, covariates.shape[1] + 1)))


def _unit_of(outcome: Floats, plain: LeastSquaresFit) -> float:
    """The root mean square of the residuals. Raises DataRejected (OC-B081) where it is rounding."""
    unit = math.sqrt(float(np.mean(plain.residuals**2)))
    if unit <= _NOTHING * float(np.abs(outcome).max()):
        columns = len(plain.values)
        raise DataRejected([_nothing_left(len(outcome), columns - 1, len(outcome) - columns)])
    return unit


def _model(endog: Floats, exog: Floats, season_length: int) -> UnobservedComponents:
    """The state space of the series."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    season = {"seasonal": season_length, "stochastic_seasonal": False} if season_length > 1 else {}
    regression = {"exog": exog, "mle_regression": False} if exog.shape[1] else {}
    return UnobservedComponents(endog, "llevel", use_exact_diffuse=True, **season, **regression)


def _profile(model: UnobservedComponents, share: float, degrees_of_freedom: int) -> tuple[float, float]:
    """σ² at its maximum for a drift share, and twice the log-likelihood there, up to a constant.

    In σ² the diffuse log-likelihood is −½ (a + ν log σ² + S / σ²), so two values of it give a and S. statsmodels can
    concentrate the scale too, but then counts observations in a diffuse start with gaps wrongly (by 6 % in one case).
    """

    def log_likelihood(scale: float) -> float:
        model.update(scale * np.array([1 - share, share]))
        return float(model.ssm.loglike())

    at_one, at_four = log_likelihood(1.0), log_likelihood(4.0)
    squares = (degrees_of_freedom * math.log(4) - 2 * (at_one - at_four)) / 0.75
    variance = squares / degrees_of_freedom
    return variance, 2 * at_one + squares - degrees_of_freedom * math.log(variance)


def _drift_share(model: UnobservedComponents, degrees_of_freedom: int) -> float:
    """r at the maximum of the likelihood: the best of a grid, then the best between its neighbours."""
    from scipy.optimize import minimize_scalar

    def misfit(share: float) -> float:
        return -_profile(model, share, degrees_of_freedom)[1]

    values = [misfit(float(share)) for share in _SHARES]
    best = int(np.argmin(values))
    bounds = float(_SHARES[max(best - 1, 0)]), float(_SHARES[min(best + 1, len(_SHARES) - 1)])
    inside = minimize_scalar(misfit, bounds=bounds, method="bounded", options={"xatol": 1e-12, "maxiter": 200})
    return float(inside.x if inside.fun < values[best] else _SHARES[best])


def _smoothed(
    model: UnobservedComponents, place: NDArray[np.int64], n: int, *, share: float, variance: float
) -> tuple[Floats, Floats, Floats]:
    """The last state, Z α at every time, and the covariance of the forecast errors at the times from n on."""
    model.update(variance * np.array([1 - share, share]))
    found, transition, last = model.ssm.smooth(), model.ssm["transition"], place[n - 1]
    design = np.broadcast_to(model.ssm["design"].reshape(model.k_states, -1), found.smoothed_state.shape)
    carried, power = [], np.eye(model.k_states)
    for time in range(last + 1, place[-1] + 1):
        power = transition @ power
        carried.append(design[:, time] @ power)
    steps = place[n:] - last
    rows = np.array(carried)[steps - 1]
    drift = variance * share * np.minimum.outer(steps, steps)
    covariance = (
        rows @ found.smoothed_state_cov[:, :, last] @ rows.T + drift + variance * (1 - share) * np.eye(len(steps))
    )
    return found.smoothed_state[:, -1], (design * found.smoothed_state).sum(axis=0)[place], covariance
