"""Whether what a contract calls stated can be compared at all: figures in the unit of what they are about, by rows that
exist, and a schedule whose phases refer to one another. What cannot be compared is refused with all the rest, since a
figure that is silently left out of the comparison would look as if it agreed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from outcome_contracts.contract.stated import Phase, Stated, StatedItem, read_figure, stated_items
from outcome_contracts.contract.tables import MONTHS
from outcome_contracts.decimals import parse_decimal
from outcome_contracts.notices import Notice
from outcome_contracts.terms.units import ANY, TRUTH, Unit

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.positions import NoFile, Positions

_TRUTHS = ("true", "false")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def stated_findings(
    contract: Contract, units: Mapping[str, Unit], unsound: frozenset[str], places: Positions | NoFile
) -> Iterator[Notice]:
    """What is wrong with the stated figures, the particulars and the schedule (OC-C005, OC-F010 to OC-F015).

    units: of the contract's names. unsound: names of what could not be read, of which nothing more is said.
    """
    check = _Check(contract, units, places)
    yield from check.repeated()
    for item in stated_items(contract):
        if item.id not in unsound:
            for place, stated in enumerate(item.stated):
                yield from check.stated(item, place, stated)
    for phase in contract.schedule:
        yield from check.phase(phase, {other.id for other in contract.schedule} | unsound)


class _Check:
    def __init__(self, contract: Contract, units: Mapping[str, Unit], places: Positions | NoFile) -> None:
        self._contract, self._units, self._places = contract, units, places
        self._extra = contract.own_units
        self._rows = {table.id: [row.id for row in table.agreed_rows] for table in contract.tables}
        self._months = frozenset(table.id for table in contract.tables if table.rows == MONTHS)

    def repeated(self) -> Iterator[Notice]:
        for collection, items in (("particulars", self._contract.particulars), ("schedule", self._contract.schedule)):
            seen = set[str]()
            for item in items:
                if item.id in seen:
                    yield self._notice("OC-C005", (collection, item.id), name=item.id)
                seen.add(item.id)

    def stated(self, item: StatedItem, place: int, stated: Stated) -> Iterator[Notice]:
        path = (item.collection, item.id, "stated", place)
        by_rows = bool(item.by)
        if (stated.value is None) is not by_rows or bool(stated.rows) is not by_rows:
            yield self._notice("OC-F011", path, name=item.id, expected="rows" if by_rows else "value")
            return
        if stated.precision is not None and not parse_decimal(stated.precision):
            yield self._notice("OC-F015", (*path, "precision"), name=item.id)
        if not item.computed:
            return
        unit = self._units.get(item.id, ANY)
        for row, text in stated.rows.items() if by_rows else (("", stated.value or ""),):
            where = (*path, "rows", row) if row else (*path, "value")
            if row and self._row_unknown(item.by, row):
                yield self._notice("OC-F012", where, name=item.id, row=row, tables=", ".join(item.by))
            if not self._readable(text, unit):
                yield self._notice("OC-F010", where, name=item.id, unit=str(unit))

    def _readable(self, text: str, unit: Unit) -> bool:
        if unit == TRUTH:
            return text in _TRUTHS
        figure = read_figure(text, extra=self._extra)
        return figure is not None and (unit == ANY or figure.unit == unit)

    def _row_unknown(self, by: tuple[str, ...], row: str) -> bool:
        """Whether the tables cannot have a row: given rows are numbered from 1, months dated, agreed ones have ids."""
        parts = row.split(".")
        if len(parts) != len(by):
            return True
        return not all(
            _MONTH.fullmatch(part) if table in self._months else _can_be(part, self._rows.get(table, []))
            for part, table in zip(parts, by, strict=True)
        )

    def phase(self, phase: Phase, known: set[str]) -> Iterator[Notice]:
        path = ("schedule", phase.id)
        stretch = phase.start is not None and phase.end is not None and phase.on is None
        moment = phase.on is not None and phase.start is None and phase.end is None
        if not stretch and not moment:
            yield self._notice("OC-F013", path, name=phase.id)
        for field, other in (("within", phase.within), ("after", phase.after)):
            if other is not None and (other not in known or other == phase.id):
                yield self._notice("OC-F014", (*path, field), name=phase.id, other=other)

    def _notice(self, code: str, path: tuple[str | int, ...], **facts: str | int) -> Notice:
        return Notice(code, self._places.where(path), tuple(facts.items()))


def _can_be(row: str, agreed: list[str]) -> bool:
    return row in agreed if agreed else _ROW_NUMBER.fullmatch(row) is not None
