"""What society loses when somebody does not work: human capital, friction cost, and work in teams.

    full day          = hours · yearly pay / 1,880 · (1 + a)
    human capital     = full day                                     every lost hour counts, for good
    friction cost     = e · full day · min(L, F) / L                 others make up for a part, and after F days for all
    team              = m · full day                                 m ≥ 1: others wait for the one who is away

L is the length of the absence in days, F the friction period in days, e the elasticity of production with respect to
labour. Human capital values a day at what the employer pays for it (Weisbrod 1961, Grossman 1972); friction cost after
Koopmanschap et al. (1995), whose e is 0.8; the team multiplier after Pauly et al. (2002), with 1.0–2.0 by occupation
(Nicholson et al. 2006). All have the basis `societal`: none of it is money that an employer gets back, and the
first two are alternatives, never parts of a sum.
"""

from __future__ import annotations

from fractions import Fraction

from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.valuation.arguments import HOURS_OF_A_DAY, POSITIVE, SHARE, Exact, Limits, read_number
from outcome_contracts.valuation.day_value import Basis, Component, DayValue, require_source
from outcome_contracts.valuation.forsakringskassan import HOURS_PER_YEAR

_ELASTICITY = Limits("> 0, ≤ 1", lambda number: 0 < number <= 1)
_MULTIPLIER = Limits("≥ 1", lambda number: number >= 1)


def full_day_cost(*, yearly_pay: Exact, contributions: Exact, hours_per_day: Exact) -> Fraction:
    """What a day at work is paid, SEK: hours · yearly pay / 1,880 · (1 + contributions).

    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002.
    """
    findings = Findings()
    pay = read_number(yearly_pay, "yearly_pay", POSITIVE, findings)
    on_top = read_number(contributions, "contributions", SHARE, findings)
    hours = read_number(hours_per_day, "hours_per_day", HOURS_OF_A_DAY, findings)
    findings.refuse(UsageError)
    return hours * pay / HOURS_PER_YEAR * (1 + on_top)


def human_capital(*, full_day: Exact, source: str) -> DayValue:
    """SEK per lost day: all that is paid for it.

    full_day: as `full_day_cost` gives it. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    return _lost(full_day, Fraction(1), "human capital", source, (), Findings())


def friction_cost(
    *, full_day: Exact, elasticity: Exact, absence_days: Exact, friction_days: Exact, source: str
) -> DayValue:
    """SEK per lost day of an absence, until somebody else does the work.

    elasticity: e, 0 to 1. absence_days: L, days of the absence. friction_days: F, days until a replacement is at full
    production; short-term absence ends before that, and then only e matters.
    Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    e = read_number(elasticity, "elasticity", _ELASTICITY, findings)
    length = read_number(absence_days, "absence_days", POSITIVE, findings)
    friction = read_number(friction_days, "friction_days", POSITIVE, findings)
    inputs = tuple(map(Component, ("elasticity", "absence_days", "friction_days"), (e, length, friction)))
    factor = e * min(length, friction) / length
    return _lost(full_day, factor, "friction cost", source, inputs, findings)


def team_cost(*, full_day: Exact, multiplier: Exact, source: str) -> DayValue:
    """SEK per lost day where others cannot do their work either.

    multiplier: m, 1 or more. Raises UsageError with every finding: OC-U005, OC-U006, OC-W002, OC-W003.
    """
    findings = Findings()
    m = read_number(multiplier, "multiplier", _MULTIPLIER, findings)
    return _lost(full_day, m, "team multiplier", source, (Component("multiplier", m),), findings)


def _lost(
    full_day: Exact, factor: Fraction, method: str, source: str, inputs: tuple[Component, ...], findings: Findings
) -> DayValue:
    """A factor times a full day, once everything that was found is said."""
    day = read_number(full_day, "full_day", POSITIVE, findings)
    require_source(source, findings)
    findings.refuse(UsageError)
    return DayValue(factor * day, Basis.SOCIETAL, f"{source} ({method})", (Component("full_day", day), *inputs))
