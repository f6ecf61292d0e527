"""Comparators that broke off, or that the project reached: what the index is worth if one of them did.

    x_j(t)   = log rate of comparator j − its mean over the measurement months
    u_j(t)   = x_j(t) − median of x_k(t) over the other comparators k
    jump_j   = max over s of |mean of u_j from s on − mean of u_j before s|        at least six months on either side

A merger or a new way of recording makes one comparator leave its level for good; what they all go through cancels.
The median, unlike the pool, does not let one that breaks make the others seem to. A break between the periods is
another matter: `diagnostics` flags it by the placebos.

If comparators with share w of the pool had as much effect as the project, the index shows θ̂ = θ − log(1 − w + w e^θ),
so that e^θ = (1 − w) e^θ̂ / (1 − w e^θ̂): spill-over pulls the estimate towards zero.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.baseline.counterfactual import Diagnostic, Verdict, relative
from outcome_contracts.baseline.table import Table
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.period import month_text

# Proposals. Half of +40 % on the log scale, as for placebos; and three times what is usual among these comparators,
# whose months are noisier where they are small. Simulated: a comparator that rose for good by 20, 30, 40 % was found
# in 41, 94, 100 % of the worlds; something was flagged where nothing broke in 0.3 %, under a +60 % shock in 8 %.
JUMP_THRESHOLD = math.log(1.4) / 2
TIMES_THE_MEDIAN = 3.0
SHORTEST_SIDE = 6
_FEWEST_COMPARATORS = 3


def comparator_jumps(table: Table, names: Sequence[str], findings: Findings) -> Diagnostic:
    """The largest jump of a comparator against the others in the measurement months; OC-B108 for each above.

    names: of the comparators, in the order of rows 1 … of the table. threshold: the larger of `JUMP_THRESHOLD` and
    three times the median jump. Not possible with fewer than three comparators, fewer than twelve months, or a
    comparator without days in a month. Raises UsageError (OC-B100) for names that do not fit.
    """
    own_findings = Findings()
    if len(names) != len(table.days) - 1:
        own_findings.add("OC-B100", name="names", expected=str(len(table.days) - 1), found=str(len(names)))
    own_findings.refuse(UsageError)
    days, exposure = table.days[1:, table.before :], table.exposure[1:, table.before :]
    months = days.shape[1]
    if len(days) < _FEWEST_COMPARATORS or months < 2 * SHORTEST_SIDE or min(days.min(), exposure.min()) <= 0:
        return Diagnostic("comparator_jump", None, JUMP_THRESHOLD, Verdict.NOT_POSSIBLE)
    jumps, places = _jumps(_against_the_others(np.log(days / exposure)))
    sizes = np.abs(jumps)
    threshold = max(JUMP_THRESHOLD, TIMES_THE_MEDIAN * float(np.median(sizes)))
    for row in np.flatnonzero(sizes > threshold).tolist():
        month = int(table.months[table.before + int(places[row])])
        findings.add("OC-B108", comparator=names[row], change=f"{relative(jumps[row]):+.1%}", month=month_text(month))
    largest = float(sizes.max())
    return Diagnostic("comparator_jump", largest, threshold, Verdict.FLAGGED if largest > threshold else Verdict.PASSED)


def uncontaminated(log_effect: float, *, share: float) -> float:
    """θ of the project if comparators with `share` of the pool's days had as much of an effect as it had.

    log_effect: θ̂ as the pooled index shows it. share: 0 ≤ w < 1, in the measurement months without the project.
    Raises UsageError (OC-B100) for other shares, for θ̂ that is not finite, and where no θ can give θ̂ (w e^θ̂ ≥ 1).
    """
    findings = Findings()
    if not (math.isfinite(log_effect) and 0 <= share < 1):
        findings.add("OC-B100", name="log_effect, share", expected="θ, 0 ≤ w < 1", found=f"{log_effect:g}, {share:g}")
    elif not _can_explain(log_effect, share):
        findings.add("OC-B100", name="share", expected=f"< {math.exp(-log_effect):.3g}", found=f"{share:g}")
    findings.refuse(UsageError)
    if share == 0:
        return log_effect
    return log_effect + math.log1p(-share) - math.log1p(-share * math.exp(log_effect))


def contamination_range(table: Table, log_effect: float) -> tuple[Diagnostic, Diagnostic]:
    """The effects if one comparator at a time had as much of an effect as the project: lowest, highest; information.

    log_effect: θ̂ of the pooled index. Not possible where a share of the pool can explain no effect at all.
    """
    after = slice(table.before, None)
    days = table.days[1:, after].sum(axis=1)
    names = ("effect_if_one_comparator_was_reached_low", "effect_if_one_comparator_was_reached_high")
    shares = days / days.sum() if days.sum() > 0 else np.ones(1)
    if len(days) < 2 or not math.isfinite(log_effect) or not _can_explain(log_effect, float(shares.max())):
        low, high = (Diagnostic(name, None, None, Verdict.NOT_POSSIBLE) for name in names)
        return low, high
    effects = [relative(uncontaminated(log_effect, share=share)) for share in shares.tolist()]
    low, high = (
        Diagnostic(name, value, None, Verdict.INFORMATION)
        for name, value in zip(names, (min(effects), max(effects)), strict=True)
    )
    return low, high


def _can_explain(log_effect: float, share: float) -> bool:
    """w e^θ̂ < 1 and w < 1, without an exponential that could overflow."""
    return share < 1 and (share == 0 or log_effect + math.log(share) < 0)


def _against_the_others(log_rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every row less its mean and less the median of the other rows, month by month."""
    centred = log_rates - log_rates.mean(axis=1, keepdims=True)
    order = centred.argsort(axis=0)
    ranks, ordered = order.argsort(axis=0), np.take_along_axis(centred, order, axis=0)
    # Without the row, what stood above it has a place less: the middle one or two of the others, by place.
    low, high = (len(centred) - 2) // 2, (len(centred) - 1) // 2
    middle = [np.take_along_axis(ordered, place + (ranks <= place), axis=0) for place in (low, high)]
    return np.asarray(centred - (middle[0] + middle[1]) / 2)


def _jumps(series: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The largest change of mean in every row, with its sign, and the column where the later part begins."""
    months = series.shape[1]
    starts = np.arange(SHORTEST_SIDE, months - SHORTEST_SIDE + 1)
    sums = np.cumsum(series, axis=1)
    earlier = sums[:, starts - 1]
    changes = (sums[:, -1:] - earlier) / (months - starts) - earlier / starts
    best = np.abs(changes).argmax(axis=1)
    return changes[np.arange(len(series)), best], starts[best]
