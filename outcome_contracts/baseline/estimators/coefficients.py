"""Coefficients with their covariance: the one form in which every regression here gives its answer.

    interval  b ± q · SE        q of the normal distribution (Wald) or of Student t with n − p degrees of freedom

Which variance and which distribution is always said, since practice is not one: R prints quasi-Poisson p-values by t
and its common interval function takes the normal distribution, for the same fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.estimators.design_matrix import require_confidence
from outcome_contracts.baseline.inference.student_t import central_quantile, two_sided_p
from outcome_contracts.notices import Findings, UsageError

Floats = NDArray[np.float64]
Distribution = Literal["normal", "t"]
Variance = Literal["poisson", "quasi_poisson", "least_squares", "hac"]


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Estimates of p named coefficients, in the units of the fit (log rate for counts).

    values: shape (p,). covariance: shape (p, p), of the kind that `variance` says. degrees_of_freedom: n − p.
    """

    names: tuple[str, ...]
    values: Floats
    covariance: Floats
    variance: Variance
    degrees_of_freedom: int

    def __repr__(self) -> str:
        rows = [f"  {name} {self.value(name):.6g} (SE {self.standard_error(name):.4g})" for name in self.names[:9]]
        more = [f"  … {len(self.names) - 9}"] if len(self.names) > 9 else []
        return "\n".join([f"Coefficients({self.variance}, df {self.degrees_of_freedom}):", *rows, *more])

    def value(self, name: str) -> float:
        """The estimate. Raises UsageError (OC-B070) for an unknown name, as the other methods do."""
        return float(self.values[self._place(name)])

    def standard_error(self, name: str) -> float:
        """√ of the variance of one coefficient."""
        place = self._place(name)
        return math.sqrt(max(0.0, float(self.covariance[place, place])))

    def interval(self, name: str, *, confidence: float, distribution: Distribution) -> tuple[float, float]:
        """Lower and upper end, in the units of the coefficient; confidence 0.95 for 95 %.

        Raises UsageError (OC-B070) for a confidence that is not between 0 and 1.
        """
        findings = Findings()
        require_confidence(confidence, findings)
        _require_distribution(distribution, findings)
        findings.refuse(UsageError)
        if distribution == "normal":
            quantile = NormalDist().inv_cdf((1 + confidence) / 2)
        else:
            quantile = central_quantile(confidence, self.degrees_of_freedom)
        half_width = quantile * self.standard_error(name)
        return self.value(name) - half_width, self.value(name) + half_width

    def p_value(self, name: str, *, distribution: Distribution) -> float:
        """Two-sided p of the hypothesis that the coefficient is zero; its limit where the standard error is zero."""
        findings = Findings()
        _require_distribution(distribution, findings)
        findings.refuse(UsageError)
        value, error = self.value(name), self.standard_error(name)
        if error == 0:
            return 0.0 if value else 1.0
        if distribution == "normal":
            return math.erfc(abs(value / error) / math.sqrt(2))
        return two_sided_p(value / error, self.degrees_of_freedom)

    def _place(self, name: str) -> int:
        findings = Findings()
        if name not in self.names:
            findings.add("OC-B070", argument="name", found="–", needed=" | ".join(self.names))
        findings.refuse(UsageError)
        return self.names.index(name)


def _require_distribution(distribution: str, findings: Findings) -> None:
    """Record a distribution that is neither of the two (OC-B070)."""
    if distribution not in get_args(Distribution):
        findings.add("OC-B070", argument="distribution", found="–", needed=" | ".join(get_args(Distribution)))
