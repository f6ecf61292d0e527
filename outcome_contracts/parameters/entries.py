"""What stands in parameter files, entry by entry, each with its place.

Every source, name, row and unknown span is validated by itself, so that one that is wrong hides nothing about the
others. A name with an entry that could not be read is `broken`: about its gaps nothing can be said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from pydantic import ValidationError

from outcome_contracts.complaints import complaints, shown_key, shown_path
from outcome_contracts.notices import Findings
from outcome_contracts.parameters.file_model import FileModel, NameModel, RowModel, SourceModel, SpanModel
from outcome_contracts.plain_files import Unreadable, parsed_toml
from outcome_contracts.positions import Path, Positions, toml_starts

_M = TypeVar("_M", bound=FileModel)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry(Generic[_M]):
    """One entry: the key or name that it stands under, what it says, and where."""

    name: str
    says: _M
    where: str


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one or several files."""

    sources: list[Entry[SourceModel]] = field(default_factory=list)
    names: list[Entry[NameModel]] = field(default_factory=list)
    rows: list[Entry[RowModel]] = field(default_factory=list)
    unknown: list[Entry[SpanModel]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def read(self, file: str, text_of: Callable[[], str], findings: Findings) -> None:
        """Add what a file holds. Records OC-W015 for a file that cannot be read, OC-W016, OC-W017, OC-W018 for entries.

        file: its name. text_of: gives its text, or raises Unreadable.
        """
        try:
            text = text_of()
            data = parsed_toml(text, file)
        except Unreadable as error:
            findings.add("OC-W015", error.where, reason=f"@file_{error.reason}", detail=error.detail or "–")
            return
        reading = _Reading(Positions(file, text, partial(toml_starts, text)), findings)
        for key in sorted(data.keys() - {"sources", "parameters"}):
            findings.add("OC-W017", reading.places.where((key,)), field=shown_key(key))
        for key, path, value in reading.tables(data, ("sources",)):
            self.sources.extend(reading.entry(SourceModel, key, value, path))
        for name, path, value in reading.tables(data, ("parameters",)):
            before = len(findings)
            head = {key: item for key, item in value.items() if key not in ("rows", "unknown")}
            self.names.extend(reading.entry(NameModel, name, head, path))
            for at, row in reading.items(value, (*path, "rows")):
                self.rows.extend(reading.entry(RowModel, name, row, at))
            for at, span in reading.items(value, (*path, "unknown")):
                self.unknown.extend(reading.entry(SpanModel, name, span, at))
            if len(findings) > before:
                self.broken.add(name)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file while it is read."""

    places: Positions
    findings: Findings

    def tables(self, data: dict[str, object], path: Path) -> Iterator[tuple[str, Path, dict[str, object]]]:
        """The tables of a table of tables, each with its key, which must be a name."""
        found = data.get(str(path[-1]), {})
        if not isinstance(found, dict):
            self._wrong(path, "@a_table")
            return
        for key, value in found.items():
            if not _NAME.fullmatch(key):
                self._wrong((*path, key), "@a_name")
            elif not isinstance(value, dict):
                self._wrong((*path, key), "@a_table")
            else:
                yield key, (*path, key), value

    def items(self, data: dict[str, object], path: Path) -> Iterator[tuple[Path, object]]:
        """The items of a list of tables."""
        found = data.get(str(path[-1]), [])
        if not isinstance(found, list):
            self._wrong(path, "@a_list")
            return
        yield from (((*path, place), item) for place, item in enumerate(found))

    def entry(self, kind: type[_M], name: str, value: object, path: Path) -> Iterator[Entry[_M]]:
        """The entry that a value is, or nothing and what is wrong with it."""
        try:
            yield Entry(name, kind.model_validate(value), self.places.where(path))
        except ValidationError as error:
            for how, location, expected in complaints(error):
                at = (*path, *location)
                field_name, where = shown_path(at), self.places.where(at)
                if how == "missing":
                    self.findings.add("OC-W016", where, what=field_name)
                elif how == "unknown":
                    self.findings.add("OC-W017", where, field=field_name)
                else:
                    self.findings.add("OC-W018", where, field=field_name, expected=expected)

    def _wrong(self, path: Path, expected: str) -> None:
        self.findings.add("OC-W018", self.places.where(path), field=shown_path(path), expected=expected)
