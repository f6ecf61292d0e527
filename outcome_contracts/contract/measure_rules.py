"""The measure rules: every choice on which "short-term sickness days per employee" depends.

None of them has a default. Two contracts that say the same words and choose differently here pay different
amounts (the first 14 days of every period against only the periods of at most 14 days, heads against
full-time years …), so a contract that leaves one open is refused (OC-C001). Readings and sources:
Sick Pay Act 1991:1047 section 7; the published definitions of the sick-pay statistics.

Four rules are said only where another choice makes them matter, and refused elsewhere (OC-D100). Unsaid they
stand neither in the contract's canonical form nor in its digest, and nothing is filled in for them: `calendar` has
always meant every calendar day of a spell, `first_14_days` those of every period however long, and the two others
belong to readings that cannot be chosen without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from outcome_contracts.canonical import digest

ShortTerm = Literal["first_14_days", "periods_up_to_14_days", "employer_paid_days"]
DayBasis = Literal["calendar", "scheduled", "hours"]
ExtentBasis = Literal["of_employment", "of_full_time"]
Denominator = Literal["person_years", "fte_years", "mean_heads", "heads_on_date"]
Population = Literal["all_employed", "monthly_paid", "hourly_paid", "employed_all_year"]
Overlap = Literal["reject", "max", "capped_sum"]
DaysOffAtEnd = Literal["counted", "not_counted"]
WaitingDay = Literal["counted", "not_counted"]

# 29 February is no counting day: it does not come every year.
_MONTH_AND_DAY = (
    r"^(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])$|^(0[469]|11)-(0[1-9]|[12][0-9]|30)$|^02-(0[1-9]|1[0-9]|2[0-8])$"
)

# A rule that the other choices do not need is not said: absent from the canonical form and the digest.
_UNSAID: Any = Field(default=None, exclude_if=lambda value: value is None)


class MeasureRules(BaseModel):
    """How absence becomes net days, and what they are divided by.

    short_term: `first_14_days`: the first 14 sick days of every sick period; `periods_up_to_14_days`: all days
        of the periods that have at most 14 sick days, none of the longer ones; `employer_paid_days`: the days with
        scheduled work among the first 14 sick days.
    relapse_days: a spell that begins at most this many calendar days after the previous one ended continues
        its period (5 in the Sick Pay Act; 0 joins only spells of one and the same day). Rows of
        one employment that follow on without a day between are one spell, whatever the window.
    day_basis: what a short-term day counts. `calendar`: 1, every calendar day of a spell; `scheduled`: 1 if work was
        scheduled that day, else 0; `hours`: hours of absence / hours scheduled that day. Under each of them the
        numbers of the sick days run over calendar days.
    extent_basis: what the extent of an absence is a share of: a net day is a day × the extent `of_employment`,
        or × the extent × the extent of the employment, `of_full_time`. Under `hours` the share of the day takes the
        place of the extent of the absence.
    denominator: `person_years`: days of employment / year_days; `fte_years`: the same × the extent of the
        employment; `mean_heads`: persons employed on the last day of the month, mean of the period's months;
        `heads_on_date`: persons employed on the latest `heads_date` up to the end of the month.
    year_days: days in a person-year, e.g. "365.25".
    population: `all_employed`; `monthly_paid`, `hourly_paid`: only employments with that form of pay;
        `employed_all_year`: in each calendar year only persons employed on all its days.
    overlap: what two spells of one employment on the same day mean; `reject`: nothing, until corrected; `max`: the
        larger extent; `capped_sum`: the sum of the extents, at most the whole day.
    days_off_at_end: the days of a spell after its last scheduled day are sick days (`counted`) or not
        (`not_counted`). Required for `scheduled` and `hours`, where it moves relapses and the ends of periods.
    waiting_day: whether the first of a period's sick days with scheduled work is one that the employer pays
        (`counted`, as in the sick-pay statistics) or not. Required for `employer_paid_days` and only said there.
    longest_period: sick days of the longest period that counts; of longer ones no day counts. Unsaid: every period.
        Not said beside `periods_up_to_14_days`, which has such a limit.
    heads_date: the counting day of `heads_on_date`, month and day, e.g. "11-01". Required there and only said there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    short_term: ShortTerm
    relapse_days: Annotated[int, Field(strict=True, ge=0, le=30)]
    day_basis: DayBasis
    extent_basis: ExtentBasis
    denominator: Denominator
    year_days: Annotated[str, Field(pattern=r"^36[0-9](\.[0-9]{1,4})?$")]
    population: Population
    overlap: Overlap
    days_off_at_end: DaysOffAtEnd | None = _UNSAID
    waiting_day: WaitingDay | None = _UNSAID
    longest_period: Annotated[int, Field(strict=True, ge=15, le=2000)] | None = _UNSAID
    heads_date: Annotated[str, Field(pattern=_MONTH_AND_DAY)] | None = _UNSAID

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the rules; a panel carries it as `measured_by`."""
        return digest(self.model_dump(mode="json"))

    @property
    def needs_schedule(self) -> bool:
        """Whether the measure cannot be computed without the days on which work was scheduled."""
        return self.day_basis != "calendar" or self.days_off_at_end == "not_counted"


def open_rules(rules: MeasureRules) -> Iterator[str]:
    """The rules that the other choices need and that are not said."""
    if rules.day_basis != "calendar" and rules.days_off_at_end is None:
        yield "days_off_at_end"
    if rules.short_term == "employer_paid_days" and rules.waiting_day is None:
        yield "waiting_day"
    if rules.denominator == "heads_on_date" and rules.heads_date is None:
        yield "heads_date"


def clashing_rules(rules: MeasureRules) -> Iterator[tuple[str, str]]:
    """The rules that mean nothing beside another choice, each with that choice as `rule = value`."""
    if rules.waiting_day is not None and rules.short_term != "employer_paid_days":
        yield "waiting_day", f"short_term = {rules.short_term}"
    if rules.heads_date is not None and rules.denominator != "heads_on_date":
        yield "heads_date", f"denominator = {rules.denominator}"
    if rules.longest_period is not None and rules.short_term == "periods_up_to_14_days":
        yield "longest_period", f"short_term = {rules.short_term}"
    if rules.short_term == "employer_paid_days" and rules.day_basis == "calendar":
        yield "short_term", f"day_basis = {rules.day_basis}"
