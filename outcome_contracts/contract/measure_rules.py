"""The measure rules: every choice on which "short-term sickness days per employee" depends.

None of them has a default. Two contracts that say the same words and choose differently here pay different
amounts (the first 14 days of every period against only the periods of at most 14 days, heads against
full-time years …), so a contract that leaves one open is refused (OC-C001). Readings and sources:
Sick Pay Act 1991:1047 section 7; the published definitions of the sick-pay statistics.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from outcome_contracts.canonical import digest

ShortTerm = Literal["first_14_days", "periods_up_to_14_days"]
DayBasis = Literal["calendar"]
ExtentBasis = Literal["of_employment", "of_full_time"]
Denominator = Literal["person_years", "fte_years", "mean_heads"]
Population = Literal["all_employed", "monthly_paid"]
Overlap = Literal["reject"]


class MeasureRules(BaseModel):
    """How absence becomes net days, and what they are divided by.

    short_term: `first_14_days`: the first 14 sick days of every sick period; `periods_up_to_14_days`: all days
        of the periods that have at most 14 sick days, none of the longer ones.
    relapse_days: a spell that begins at most this many calendar days after the previous one ended continues
        its period (5 in the Sick Pay Act; 0 joins only spells of one and the same day). Rows of
        one employment that follow on without a day between are one spell, whatever the window.
    day_basis: `calendar`: every calendar day of a spell counts.
    extent_basis: what the extent of an absence is a share of: a net day is a day × the extent `of_employment`,
        or × the extent × the extent of the employment, `of_full_time`.
    denominator: `person_years`: days of employment / year_days; `fte_years`: the same × the extent of the
        employment; `mean_heads`: persons employed on the last day of the month, mean of the period's months.
    year_days: days in a person-year, e.g. "365.25".
    population: `all_employed`, or `monthly_paid`: only employments that are paid by the month.
    overlap: what two spells of one employment on the same day mean; `reject`: nothing, until corrected.
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

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the rules; a panel carries it as `measured_by`."""
        return digest(self.model_dump(mode="json"))
