"""The rows of a PAXml file as columns: what is read of each, and what is dropped at the door and counted.

Text is packed a batch at a time, so that a row costs what its cells do and not what Python does. Names, addresses
and notes never get further than being counted.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.paxml.markup import Field, Row
from outcome_contracts.absence.tables import RawColumn, text_column
from outcome_contracts.notices import Findings

_BATCH = 16_384

TIME_COLUMNS = ("anstid", "persnr", "tidkod", "datum", "datumfrom", "datumtom", "starttid", "sluttid", "timmar",
    "omfattning")  # fmt: skip
PERSON_COLUMNS = ("anstid", "persnr", "anstdatum", "avgdatum", "lonform", "sysgrad", "sysgrad_from", "unit")
DAY_COLUMNS = ("anstid", "persnr", "datum", "starttid", "sluttid", "timmar")


_IDS = frozenset({"anstid", "persnr"})
_ATTRIBUTES = {
    "tidtrans": _IDS | {"postid"},
    "person": _IDS | {"delete"},
    "dag": frozenset({"datum", "starttid", "sluttid", "timmar"}),
}
_BLANKS = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Codes:
    """What codes.toml says of the format."""

    attendance: tuple[str, ...]
    waiting_day: str
    waiting_day_ended: date
    elements: Mapping[str, Mapping[str, str]]

    def use_of(self, row: str, name: str) -> str | None:
        """`read`, `passed_over` or `dropped`; None for an element that the format does not have there."""
        return self.elements[row].get(name)


@cache
def codes() -> Codes:
    """The codes and elements of PAXml 2.0, read once."""
    text = resources.files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = tomllib.loads(text)
    elements = {
        row: {name: use for use, names in content[row].items() for name in names} for row in ("tidtrans", "person")
    }
    return Codes(tuple(content["attendance"]), content["waiting_day"], content["waiting_day_ended"], elements)


class Columns:
    """Columns that grow by rows; text is packed whenever a batch is full."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._waiting: list[tuple[str, ...]] = []
        self._lines: list[int] = []
        self._parts: dict[str, list[RawColumn]] = {name: [] for name in names}

    def add(self, line: int, cells: tuple[str, ...]) -> None:
        """One more row."""
        self._waiting.append(cells)
        self._lines.append(line)
        if len(self._waiting) >= _BATCH:
            self._pack()

    def table(self, file: str) -> tuple[Rows, dict[str, RawColumn]]:
        """All rows, by the lines on which they stand; nothing can be added after."""
        self._pack()
        columns = {}
        for name in self._names:
            parts = self._parts.pop(name)
            values, missing = [part.values for part in parts], [part.missing for part in parts]
            columns[name] = RawColumn(np.concatenate(values), np.concatenate(missing))
        return Rows(file, np.array(self._lines, dtype=np.int64)), columns

    def _pack(self) -> None:
        cells = list(zip(*self._waiting, strict=True)) or [()] * len(self._names)
        for name, values in zip(self._names, cells, strict=True):
            self._parts[name].append(text_column(name, values))
        self._waiting.clear()


class Collected:
    """The rows of one file: times, persons and scheduled days."""

    def __init__(self, unit_dimension: int) -> None:
        self.times, self.persons, self.days = Columns(TIME_COLUMNS), Columns(PERSON_COLUMNS), Columns(DAY_COLUMNS)
        self._dimension = str(unit_dimension)
        self._dropped: Counter[str] = Counter()
        self._strange: list[int] = []
        self._deleted: list[int] = []

    def add(self, row: Row) -> None:
        """One row of the file."""
        match row.part, row.name:
            case "tidtransaktioner", "tidtrans":
                cells = self._cells(row)
                self.times.add(row.line, tuple(cells.get(name, "") for name in TIME_COLUMNS))
            case "personal", "person":
                cells = self._cells(row)
                self._deleted += [row.line] if row.attributes.get("delete") in ("true", "1") else []
                self.persons.add(row.line, tuple(cells.get(name, "") for name in PERSON_COLUMNS))
            case "schematransaktioner", "schema":
                self._strange += [row.line] if not row.attributes.keys() <= _IDS else []
                for day in row.fields:
                    given = {**day.attributes, **row.attributes}
                    self.days.add(row.line, tuple(given.get(name, "") for name in DAY_COLUMNS))
                    strange = day.name != "dag" or not day.attributes.keys() <= _ATTRIBUTES["dag"]
                    self._strange += [row.line] if strange else []
            case "tidtransaktioner", "klar" | "attesterat":
                pass
            case _:
                self._strange.append(row.line)

    def report(self, file: str, findings: Findings) -> None:
        """Record what was dropped (OC-D188) or is to be deleted (OC-D211), and elements of another format (OC-D176)."""
        for name, count in sorted(self._dropped.items()):
            findings.add("OC-D188", file, column=name, count=count)
        for code, lines in (("OC-D176", self._strange), ("OC-D211", self._deleted)):
            if lines:
                findings.add(code, f"{file}:{lines[0]}", count=len(lines))

    def _cells(self, row: Row) -> dict[str, str]:
        """The cells of a row that are read, by name."""
        cells = {name: value for name, value in row.attributes.items() if name in _IDS}
        self._strange += [row.line] if not row.attributes.keys() <= _ATTRIBUTES[row.name] else []
        for one in row.fields:
            use = codes().use_of(row.name, one.name)
            if use == "dropped":
                self._dropped[one.name] += bool(one.text.strip() or one.inner)
            elif use == "read":
                self._read(one, row, cells)
            elif use is None:
                self._strange.append(row.line)
        return cells

    def _read(self, one: Field, row: Row, cells: dict[str, str]) -> None:
        if one.name in cells or (one.inner and one.name != "resenheter"):  # each stands once, and holds text only
            self._strange.append(row.line)
        elif one.name == "resenheter":
            found = [inner.get("id", "") for inner in one.inner if inner.get("dim") == self._dimension]
            cells["unit"] = found[0] if len(set(found)) == 1 else ""
        else:
            cells[one.name] = one.text.strip(_BLANKS)
            if one.name == "sysgrad":
                cells["sysgrad_from"] = one.attributes.get("datum", "")
