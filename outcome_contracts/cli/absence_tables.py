"""The tables of absence that a data file names, each by the reader of its kind.

    csv            in the library's words, or by a profile            workbook      a sheet, by a profile
    paxml          spells, employments or the schedule of the file    month_split   spells alone

What is said about a table must be all that its kind needs and nothing that it has no use for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, TypeVar

from outcome_contracts.cli.data_file import Absence, TableFile, inside
from outcome_contracts.notices import DataRejected, Findings, OutcomeContractsError
from outcome_contracts.period import Period, month_of

if TYPE_CHECKING:
    from outcome_contracts.absence.exports import Profile
    from outcome_contracts.absence.paxml import Paxml
    from outcome_contracts.absence.pseudonyms import PseudonymKey
    from outcome_contracts.absence.tables import RawTable
    from outcome_contracts.absence.vintages.reasons import ReasonCodes
    from outcome_contracts.baseline import BaselinePlan

_KINDS = ("csv", "workbook", "paxml", "month_split")
# What a table of each kind must say besides its file, and may say.
_NEEDS = {"workbook": {"profile"}, "paxml": {"unit_dimension"}}
_MAY_SAY = {"csv": {"profile"}, "workbook": {"sheet"}, "month_split": {"part_day"}}
_KINDS_OF = {"spells": set(_KINDS), "employments": {"csv", "workbook", "paxml"}, "schedule": {"csv", "paxml"}}
_OWN_WORDS = "library_words"

_T = TypeVar("_T")
_Name = Literal["spells", "employments", "schedule"]


class DeliveredTables(TypedDict):
    """The tables of a delivery and how they are written, as `read_records` takes them."""

    spells: Path | RawTable
    employments: Path | RawTable
    schedule: Path | RawTable | None
    delimiter: str
    encoding: str
    open_until: date | None
    reasons: ReasonCodes | None
    tz: str | None
    date_system: Literal["1900", "1904"] | None


def delivered_tables(absence: Absence, folder: Path) -> DeliveredTables:
    """The tables that a data file names, read as far as their kind needs it.

    Raises DataRejected with everything that is wrong with the fields (OC-D255, OC-D256) and, where they are right, with
    the files: what their readers find, the key's file (OC-D254) and the map of codes.
    """
    reading = _Reading(absence, folder)
    asked: dict[_Name, TableFile] = {"spells": absence.spells, "employments": absence.employments}
    if absence.schedule is not None:
        asked["schedule"] = absence.schedule
    for name, table in asked.items():
        reading.require_one_kind(name, table)
    if (absence.key is None) != (absence.purpose is None):
        reading.findings.add("OC-D256", "data.toml", field="absence", fields="key, purpose")
    reading.findings.refuse(DataRejected)
    reading.read_key_and_codes()
    tables = {name: reading.table(name, table) for name, table in asked.items()}
    reading.findings.refuse(DataRejected)
    spells, employments = tables["spells"], tables["employments"]
    if spells is None or employments is None:
        raise TypeError("what could not be read has been refused")
    return {
        "spells": spells,
        "employments": employments,
        "schedule": tables.get("schedule"),
        "delimiter": absence.delimiter,
        "encoding": absence.encoding,
        "open_until": absence.open_until,
        "reasons": reading.codes,
        "tz": absence.tz,
        "date_system": absence.date_system,
    }


def measured_months(covers: tuple[date, date], period: Period, plan: BaselinePlan | None) -> Period:
    """The months to measure: all that the delivery claims to hold, so that a hole in it shows, and all needed."""
    needed = [period] if plan is None else [period, plan.reference]
    first = month_of(covers[0] - timedelta(days=1)) + 1
    last = month_of(covers[1] + timedelta(days=1)) - 1
    return Period(min(first, *(span.first for span in needed)), max(last, *(span.last for span in needed)))


class _Reading:
    """The tables of one delivery; what is wrong with one does not hide what is wrong with the others."""

    def __init__(self, absence: Absence, folder: Path) -> None:
        self.findings = Findings()
        self.codes: ReasonCodes | None = None
        self._key: PseudonymKey | None = None
        self._absence, self._folder = absence, folder
        self._paxml: dict[tuple[str, int], Paxml | None] = {}  # one file may hold several tables

    def require_one_kind(self, name: _Name, table: TableFile) -> None:
        """Find a table of no kind or two, of a kind it cannot have, or with fields of another kind (OC-D256)."""
        said = {field for field, value in table.model_dump().items() if value is not None}
        kinds = said & set(_KINDS)
        field = f"absence.{name}"
        if len(kinds) != 1 or not kinds <= _KINDS_OF[name]:
            fields = ", ".join(sorted(kinds or _KINDS_OF[name]))
            self.findings.add("OC-D256", "data.toml", field=field, fields=fields)
            return
        (kind,) = kinds
        needed = _NEEDS.get(kind, set())
        wrong = (needed - said) | (said - kinds - needed - _MAY_SAY.get(kind, set()))
        if name == "schedule" and "profile" in said:
            wrong.add("profile")
        if wrong:
            self.findings.add("OC-D256", "data.toml", field=field, fields=", ".join([kind, *sorted(wrong)]))

    def read_key_and_codes(self) -> None:
        """The key of pseudonyms and the map of codes, where they are named."""
        from outcome_contracts.absence.key_file import read_key
        from outcome_contracts.absence.vintages.reason_file import read_reason_codes

        key, purpose, codes = self._absence.key, self._absence.purpose, self._absence.codes
        if key is not None and purpose is not None:
            self._key = self._attempt(lambda: read_key(self._folder / key, purpose=purpose))
        if codes is not None:
            self.codes = self._attempt(lambda: read_reason_codes(inside(self._folder, codes, "absence.codes")))

    def table(self, name: _Name, table: TableFile) -> Path | RawTable | None:
        """One table by the reader of its kind; None with its findings kept."""
        return self._attempt(lambda: self._table(name, table))

    def _table(self, name: _Name, table: TableFile) -> Path | RawTable | None:
        field = f"absence.{name}"
        if table.paxml is not None:
            return self._of_paxml(name, table.paxml, table.unit_dimension or 0)
        if table.month_split is not None:
            return self._of_months(inside(self._folder, table.month_split, field), table.part_day)
        path = inside(self._folder, table.csv or table.workbook or "", field)
        if name == "schedule":
            return self._schedule(path)
        if table.workbook is None and table.profile is None and self._key is None:
            return path
        profile, cut = self._profile(table.profile, field), self._absence.open_until if name == "spells" else None
        if table.workbook is None:
            from outcome_contracts.absence.exports import read_export

            return read_export(path, profile, table=name, key=self._key, open_until=cut)
        from outcome_contracts.absence.workbooks import read_workbook

        return read_workbook(path, profile, table=name, sheet=table.sheet, key=self._key, open_until=cut)

    def _schedule(self, path: Path) -> Path | RawTable:
        """The schedule of a CSV file; where the employments are under a key, under the same one."""
        from outcome_contracts.absence.schedule_reader import read_keyed_schedule

        if self._key is None:
            return path
        signs = self._absence
        return read_keyed_schedule(path, self._key, delimiter=signs.delimiter, encoding=signs.encoding)

    def _of_paxml(self, name: _Name, file: str, dimension: int) -> RawTable | None:
        from outcome_contracts.absence.paxml import read_paxml

        asked = (file, dimension)
        if asked not in self._paxml:
            path = inside(self._folder, file, f"absence.{name}")
            self._paxml[asked] = None
            self._paxml[asked] = read_paxml(path, unit_dimension=dimension, key=self._key)
        read = self._paxml[asked]
        found: RawTable | None = None if read is None else getattr(read, name)
        if read is not None and found is None:
            self.findings.add("OC-D002", Path(file).name)
        return found

    def _of_months(self, path: Path, part_day: str | None) -> RawTable:
        from outcome_contracts.absence.month_split import read_month_split

        delimiter, encoding = self._absence.delimiter, self._absence.encoding
        return read_month_split(path, delimiter=delimiter, encoding=encoding, key=self._key, part_day=part_day)

    def _profile(self, name: str | None, field: str) -> Profile:
        """A bundled profile by name, else one of a file; without a name, the library's words in the file's signs."""
        from outcome_contracts.absence.exports import bundled_profiles, read_profile

        bundled = bundled_profiles()
        if name is None:
            signs = {"delimiter": self._absence.delimiter, "encoding": self._absence.encoding}
            return bundled[_OWN_WORDS].model_copy(update=signs)
        return bundled[name] if name in bundled else read_profile(inside(self._folder, name, f"{field}.profile"))

    def _attempt(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except OutcomeContractsError as refusal:
            self.findings.extend(refusal.notices)
            return None
