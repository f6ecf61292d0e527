"""The other way round: what the cost base, the value of a day, the head count, the time or the rate must be.

    net = kept · r · cost · effect-years − missing = 0        cost needed = missing / (kept · r · effect-years)

missing: what a purse invests and pays less what it gets; kept: its share of the saving at the reduction r. The balance
is linear in the cost, and so in the value of a day and in the heads. The months are counted one by one, from the
first: fees and investment keep their size, so the first month that pays need not be followed by months that all do.
The discount rate at which gain turns to loss (the internal rate of return) is closed in on by halving, exact at every
step, to the tolerance that is asked for. What the plan's cost base does not know, its days or its heads, is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from outcome_contracts.design.horizon import MOST_MONTHS, Discounting, Timing
from outcome_contracts.design.self_financing.plan import Plan, counted
from outcome_contracts.design.self_financing.surplus import closed_in
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import AT_MOST_ONE, POSITIVE, Exact, Limits, read_number

_MONTHS = Limits(f"1 – {MOST_MONTHS}", lambda number: 1 <= number <= MOST_MONTHS and number.denominator == 1)
_HIGHEST_RATE = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)
_RATES_TRIED = 100


@dataclass(frozen=True, slots=True)
class Needed:
    """What one input must be, all others as planned, for a purse to gain and lose nothing at a reduction; exact.

    per_year: SEK a year of the cost base. day_value: SEK per net day, heads: employees, both None where the plan's cost
    base does not know its days or heads, heads also where a head costs nothing or less. All None if nothing would do.
    """

    per_year: Fraction | None
    day_value: Fraction | None
    heads: Fraction | None


def needed(plan: Plan, purse: Sequence[str], reduction: Exact) -> Needed:
    """What the cost base, the value of a day or the head count must be. Raises UsageError as `Plan.net`."""
    cost = plan.cost
    per_year = plan.cost_needed(purse, reduction)
    if per_year is None:
        return Needed(None, None, None)
    return Needed(
        per_year,
        None if cost.days_per_year is None else per_year / cost.days_per_year,
        None if cost.heads is None or cost.per_year <= 0 else cost.heads * per_year / cost.per_year,
    )


def months_needed(plan: Plan, purse: Sequence[str], reduction: Exact, *, at_most: Exact) -> int | None:
    """The smallest whole number of months over which a purse does not lose, or None up to `at_most`.

    at_most: whole months, 1 to 1,200; the plan's own number of months is not used. Fees and investment stay as large
    as planned, over however many months they are spread.
    Raises UsageError: OC-U005, OC-U006, OC-W002, OC-W064, OC-W075.
    """
    findings = Findings()
    most = read_number(at_most, "at_most", _MONTHS, findings)
    share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
    findings.refuse(UsageError)
    saved, beside = plan.moved(purse, share)
    for months, (years, present) in enumerate(plan.horizon.by_months(int(most)), start=1):
        if saved * years + counted(beside, present) >= 0:
            return months
    return None


def rates_needed(
    plan: Plan, purse: Sequence[str], reduction: Exact, *, timing: Timing, highest: Exact, tolerance: Exact
) -> tuple[tuple[Fraction, Fraction], ...]:
    """The discount rates between 0 and `highest` at which a purse turns from gain to loss or back: its internal rates.

    Each is given as two rates at most `tolerance` apart with the change between them; none where there is none. The
    rate of the plan's own horizon is not used. A hundred evenly spaced rates are tried first: two changes between the
    same two of them would not be seen.
    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W064.
    """
    findings = Findings()
    most = read_number(highest, "highest", _HIGHEST_RATE, findings)
    near = read_number(tolerance, "tolerance", POSITIVE, findings)
    share = read_number(reduction, "reduction", AT_MOST_ONE, findings)
    findings.refuse(UsageError)

    def gains(rate: Fraction) -> bool:
        discounted = replace(plan.horizon, discounting=Discounting(rate, timing))
        return replace(plan, horizon=discounted).net(purse, share) >= 0

    tried = [most * place / _RATES_TRIED for place in range(_RATES_TRIED + 1)]
    held = [gains(rate) for rate in tried]
    return tuple(
        closed_in(gains, low, high, tolerance=near)
        for (low, before), (high, after) in pairwise(zip(tried, held, strict=True))
        if before is not after
    )
