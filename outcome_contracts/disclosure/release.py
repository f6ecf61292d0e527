"""A release: exactly what readers get, cell by cell, and nothing that they do not get.

A cell is either shown with all figures of the table or not at all. The rows say which lasting units (atoms) they add
up, and the columns which months, so that releases of different organisations and periods can be compared. A release
holds no hidden figure, which is why it, and the ledger made of it, may be kept, printed and sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from outcome_contracts.canonical import digest
from outcome_contracts.decimals import parse_steps, steps_text
from outcome_contracts.notices import DataRejected, Findings
from outcome_contracts.panel import COLUMNS, unit_name
from outcome_contracts.period import Period, months_text

Figures = tuple[tuple[int | None, ...], ...]
_DIGITS = COLUMNS["net_days"]


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One published cell. people, affected: persons summed over its months; days: in steps of 1/10^8 net day."""

    atoms: tuple[str, ...]
    months: tuple[int, ...]
    people: int
    affected: int | None
    days: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Release:
    """What was published under one name.

    rows: for each row its name and its atoms, sorted. columns: for each column its months, as month indexes.
    people, affected, days: one row of figures each, None for a hidden cell; affected and days None where the table does
    not publish them. Raises DataRejected (OC-R033) for a name that is none or figures that do not fit rows and columns.
    """

    name: str
    policy: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    columns: tuple[tuple[int, ...], ...]
    people: Figures
    affected: Figures | None
    days: Figures | None

    def __post_init__(self) -> None:
        given = [figures for figures in (self.people, self.affected, self.days) if figures is not None]
        fits = all(
            len(figures) == len(self.rows)
            and {len(row) for row in figures} <= {len(self.columns)}
            and all(
                (shown is None) == (value is None) and (value is None or value >= 0)
                for row, group in zip(figures, self.people, strict=True)
                for value, shown in zip(row, group, strict=True)
            )
            for figures in given
        )
        if not fits or unit_name(self.name) != self.name:
            raise _malformed()

    def __repr__(self) -> str:
        return f"Release({self.name!r}, {self.policy}, {len(self.rows)} rows, {len(self.columns)} columns)"

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the release."""
        return digest(self.to_dict())

    @property
    def months(self) -> frozenset[int]:
        """Every month that a column holds."""
        return frozenset(month for column in self.columns for month in column)

    def shown(self) -> Iterator[ShownCell]:
        """The published cells, row by row."""
        for place, (_, atoms) in enumerate(self.rows):
            for column, months in enumerate(self.columns):
                people = self.people[place][column]
                if people is not None:
                    affected = self.affected[place][column] if self.affected is not None else None
                    days = self.days[place][column] if self.days is not None else None
                    yield ShownCell(atoms, months, people, affected, days)

    def hidden(self) -> Iterator[tuple[tuple[str, ...], tuple[int, ...]]]:
        """The atoms and months of the cells that are not published."""
        for (_, atoms), row in zip(self.rows, self.people, strict=True):
            for months, people in zip(self.columns, row, strict=True):
                if people is None:
                    yield atoms, months

    def to_dict(self) -> dict[str, object]:
        """The release as plain data for canonical JSON; hidden cells are null."""
        out: dict[str, object] = {
            "name": self.name,
            "policy": self.policy,
            "rows": [{"name": name, "atoms": list(atoms)} for name, atoms in self.rows],
            "columns": [months_text(months) for months in self.columns],
            "people": [list(row) for row in self.people],
        }
        if self.affected is not None:
            out["affected"] = [list(row) for row in self.affected]
        if self.days is not None:
            out["days"] = [[None if day is None else steps_text(day, _DIGITS) for day in row] for row in self.days]
        return out

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Release:
        """Read what `to_dict` wrote. Raises DataRejected (OC-R033) where it is not of that form."""
        try:
            rows = cast("Sequence[Mapping[str, object]]", data["rows"])
            return cls(
                str(data["name"]),
                str(data["policy"]),
                tuple((str(row["name"]), tuple(map(str, cast("Sequence[str]", row["atoms"])))) for row in rows),
                tuple(_months(text) for text in cast("Sequence[str]", data["columns"])),
                _figures(data["people"]),
                _figures(data["affected"]) if "affected" in data else None,
                _figures(data["days"], _DIGITS) if "days" in data else None,
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _malformed() from None


def _months(text: str) -> tuple[int, ...]:
    return tuple(month for span in text.split(", ") for month in Period.parse(span).months)


def _figures(data: object, digits: int = 0) -> Figures:
    rows = cast("Sequence[Sequence[object]]", data)
    return tuple(tuple(None if value is None else _figure(value, digits) for value in row) for row in rows)


def _figure(value: object, digits: int) -> int:
    steps = parse_steps(value, digits) if digits and isinstance(value, str) else None if digits else value
    if type(steps) is not int:
        raise TypeError("not a figure")
    return steps


def _malformed() -> DataRejected:
    findings = Findings()
    findings.add("OC-R033")
    return DataRejected(findings)
