"""A release with rounded figures: counts to the nearest five, net days per person and month to one decimal.

Rounding comes last and replaces nothing: a release is protected and entered into the ledger with its exact figures, and
what is handed out is computed from it cell by cell. Whoever holds the rounded figures therefore holds less than the
attacker against whom the exact ones were proved safe, also one who knows the rule, every other release, or that
rounded cells of a row do not add up. The rule is stated in the release, and how far a figure can be from the truth.

A count of persons is never rounded down to ten or fewer a month: 11 and 12 become 15.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outcome_contracts.decimals import fixed_text
from outcome_contracts.disclosure.interval import Bounds
from outcome_contracts.disclosure.release import Figures, Release
from outcome_contracts.panel import NET_DAY_STEPS, SMALLEST_GROUP_SHOWN
from outcome_contracts.period import months_text

STEP = 5
RATE_DIGITS = 1


@dataclass(frozen=True, slots=True, repr=False)
class RoundedRelease:
    """What is handed out of a release; None for a hidden cell.

    rows: their names. columns: the months of each. people, affected: multiples of five, summed over the months;
    affected None where it is not published. days_per_person: net days per person and month as decimal strings, None
    likewise, and for a cell without anybody.
    """

    name: str
    policy: str
    rows: tuple[str, ...]
    columns: tuple[tuple[int, ...], ...]
    people: Figures
    affected: Figures | None
    days_per_person: tuple[tuple[str | None, ...], ...] | None

    def __repr__(self) -> str:
        return f"RoundedRelease({self.name!r}, {self.policy}, {len(self.rows)} rows, {len(self.columns)} columns)"

    def people_within(self, row: int, column: int) -> Bounds:
        """The persons that a shown cell may have, given its rounded number and the rule; anything for a hidden one."""
        shown, months = self.people[row][column], len(self.columns[column])
        if shown is None:
            return Bounds(0, None)
        near = range(max(0, shown - STEP), shown + STEP)
        possible = [count for count in near if _people(count, months) == shown]
        return Bounds(possible[0], possible[-1])

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON, with the rule by which it was rounded; hidden cells are null."""
        out: dict[str, object] = {
            "name": self.name,
            "policy": self.policy,
            "counts_rounded_to": STEP,
            "rates_rounded_to_decimals": RATE_DIGITS,
            "rows": list(self.rows),
            "columns": [months_text(months) for months in self.columns],
            "people": [list(row) for row in self.people],
        }
        if self.affected is not None:
            out["affected"] = [list(row) for row in self.affected]
        if self.days_per_person is not None:
            out["days_per_person"] = [list(row) for row in self.days_per_person]
        return out


def rounded(release: Release) -> RoundedRelease:
    """What may be handed out in place of a release. The ledger is given the release itself, with its exact figures."""
    spans = [len(months) for months in release.columns]
    people = tuple(tuple(map(_shown_people, row, spans)) for row in release.people)
    affected = None if release.affected is None else tuple(tuple(map(_affected, row)) for row in release.affected)
    rates = None
    if release.days is not None:
        rates = tuple(
            tuple(map(_rate, days, counts)) for days, counts in zip(release.days, release.people, strict=True)
        )
    names = tuple(name for name, _ in release.rows)
    return RoundedRelease(release.name, release.policy, names, release.columns, people, affected, rates)


def _nearest(count: int) -> int:
    """The nearest multiple of five; whole numbers have no ties."""
    return (count + STEP // 2) // STEP * STEP


def _people(count: int, months: int) -> int:
    """Persons of so many months: never rounded down to a group of ten or fewer a month."""
    near, hidden = _nearest(count), (SMALLEST_GROUP_SHOWN - 1) * months
    return near + STEP if near <= hidden < count else near


def _shown_people(count: int | None, months: int) -> int | None:
    return None if count is None else _people(count, months)


def _affected(count: int | None) -> int | None:
    return None if count is None else _nearest(count)


def _rate(days: int | None, people: int | None) -> str | None:
    """Net days per person and month, exact before its one rounding."""
    return None if days is None or not people else fixed_text(Fraction(days, NET_DAY_STEPS * people), RATE_DIGITS)
