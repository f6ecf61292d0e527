"""Tables for a decision: what is saved by reduction and value of a day, and which value a plan needs.

    saving        = r × days a year × value × effect-years
    value needed  = investment / (r × heads × days per head × effect-years)

Each cell is the answer of `break_even`'s own functions, so that a table never says anything else than they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.design.break_even import break_even, cost_needed, saving
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import POSITIVE, Exact, read_number


@dataclass(frozen=True, slots=True)
class SavingTable:
    """savings: SEK over the horizon, one row per reduction, one column per value of a day.

    break_evens: the reduction that pays the investment back at each value, None where no reduction does.
    """

    reductions: tuple[Fraction, ...]
    day_values: tuple[Fraction, ...]
    savings: tuple[tuple[Fraction, ...], ...]
    break_evens: tuple[Fraction | None, ...]


@dataclass(frozen=True, slots=True)
class ValueTable:
    """values: SEK per net day that are needed, one row per head count, one column per days per head."""

    heads: tuple[Fraction, ...]
    days_per_head: tuple[Fraction, ...]
    values: tuple[tuple[Fraction, ...], ...]


def saving_table(
    reductions: Sequence[Exact],
    day_values: Sequence[Exact],
    *,
    days_per_year: Exact,
    investment: Exact,
    years: Exact,
    ramp_up_months: Exact,
) -> SavingTable:
    """What each reduction saves at each value of a day, and the break-even of each value.

    days_per_year: net days without the project. The others, and what is raised: as for `break_even` and `saving`.
    """
    findings = Findings()
    days = read_number(days_per_year, "days_per_year", POSITIVE, findings)
    values = tuple(read_number(value, "day_values", POSITIVE, findings) for value in day_values)
    findings.refuse(UsageError)
    costs = [days * value for value in values]
    rows = tuple(
        tuple(saving(share, annual_cost=cost, years=years, ramp_up_months=ramp_up_months) for cost in costs)
        for share in reductions
    )
    found = (break_even(investment, annual_cost=cost, years=years, ramp_up_months=ramp_up_months) for cost in costs)
    shares = tuple(saving(share, annual_cost=1, years=1) for share in reductions)
    return SavingTable(shares, values, rows, tuple(one.reduction for one in found))


def value_table(
    heads: Sequence[Exact],
    days_per_head: Sequence[Exact],
    *,
    investment: Exact,
    reduction: Exact,
    years: Exact,
    ramp_up_months: Exact,
) -> ValueTable:
    """The value of a day at which a reduction pays the investment back, by head count and net days per head and year.

    Raises UsageError with every finding, as `break_even`.
    """
    findings = Findings()
    sizes = tuple(read_number(count, "heads", POSITIVE, findings) for count in heads)
    levels = tuple(read_number(days, "days_per_head", POSITIVE, findings) for days in days_per_head)
    findings.refuse(UsageError)
    cost = cost_needed(investment, reduction=reduction, years=years, ramp_up_months=ramp_up_months)
    return ValueTable(sizes, levels, tuple(tuple(cost / (size * days) for days in levels) for size in sizes))
