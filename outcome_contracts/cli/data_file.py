"""The data file of a settlement (data.toml): which figures and files belong to it.

    period = "2018-10/2020-02"
    status = "provisional"
    plan = "plan.toml"
    external = "estimate.toml"                 # only where the plan says that an estimate from outside is adopted
    comparators = "comparators.csv"            # measured by the contract's rules, whose digest stands below
    measured_by = "sha256:…"

    earlier = ["2019/statement.json"]          # the statements before, where the contract reads them back

    [given]
    paid_on_account = "2250000"

    [given.claims]                             # one figure per row of a table; of one with given rows, a list
    start = "12"

    [adjustments.goodwill]                     # what was decided; an amount of 0 where nothing was
    amount = "-2000"
    reason = { sv = "…", en = "…" }
    authority = "municipality"

    [absence]                                  # or: panel = "panel.csv"
    spells = "spells.csv"                      # CSV in the library's words, or { csv = "…", profile = "…" },
    employments = "employments.csv"            # { workbook = "…", sheet = "…", profile = "…" },
    schedule = "schedule.csv"                  # { paxml = "…", unit_dimension = 1 } or { month_split = "…" }
    first_day = 2015-10-01                     # the delivery is complete from this day
    last_day = 2021-09-30                      # to this one
    open_until = 2021-09-30                    # only where spells have not ended: the day to which they count
    codes = "codes.toml"                       # what the codes in the column reason mean
    key = "/safe/place/contract.key"           # the key of pseudonyms, and
    purpose = "contract C-2018-17"             # what they are made for
    tz = "Europe/Stockholm"                    # whose days moments with a time zone are
    date_system = "1900"                       # what a spreadsheet's numbers in place of days count from
    largest_fall = "30 %"                      # a larger fall in a unit's person-days from month to month is held
    without_staff = [                          # months in which a unit had nobody, which are therefore not missing
        { unit = "Solbadet", months = "2019-10/2020-04" },
    ]

    [[vintages]]                               # in place of [absence]: several deliveries with the same fields, and
    known = 2020-07-15                         # the day on which each became known, in order

    [[events]]                                 # what moved absence and is not the project; none, if there was none
    sv = "Pandemin"
    en = "The pandemic"
    months = "2020-03/2021-09"
    mechanism = "behaviour"                    # behaviour, price or measurement
    source = "…"

    [[acknowledgements]]                       # a party lets a finding on HOLD stand; one for each party and finding
    code = "OC-D012"
    finding = "sha256:…"                       # as the quality report and the statement show it
    party = "municipality"
    name = "…"                                 # who acknowledges, and as what
    role = "…"
    signed = 2021-11-15                        # not seen by a settlement as known on an earlier day
    reason = "…"

Files are named relative to the data file and lie in its folder or below; only the key may, and should, lie elsewhere.
Everything that is wrong with it is found in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import VISIBLE
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import Period
from outcome_contracts.plain_files import Unreadable, parsed_toml, read_text
from outcome_contracts.positions import Positions, toml_starts
from outcome_contracts.settlement.decided import Acknowledged, Decided

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]

Figure = StrictStr | StrictInt | StrictBool
_ByRow = Figure | Mapping[str, Figure] | tuple[Figure, ...]
_ByRows = _ByRow | Mapping[str, _ByRow] | tuple[_ByRow, ...]
Given = _ByRows | Mapping[str, _ByRows] | tuple[_ByRows, ...]

_LARGEST_FILE = 1_000_000
_FIGURE = '"2250000.50" | 2250000 | true | false'


def _as_csv(value: object) -> object:
    """A name alone is that of a CSV file in the library's words."""
    return {"csv": value} if isinstance(value, str) else value


class TableFile(BaseModel):
    """Where one table stands: in exactly one kind of file, with what that kind has to be told.

    profile: of a bundled profile its name, else a file. unit_dimension: of PAXml. part_day: of a month-split file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    csv: StrictStr | None = None
    workbook: StrictStr | None = None
    paxml: StrictStr | None = None
    month_split: StrictStr | None = None
    sheet: StrictStr | None = None
    profile: StrictStr | None = None
    unit_dimension: StrictInt | None = None
    part_day: StrictStr | None = None


Table = Annotated[TableFile, BeforeValidator(_as_csv)]


class WithoutStaff(BaseModel):
    """A unit, and whole months in which it had no staff, such as a season: `2019-06/2019-08`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: StrictStr
    months: StrictStr


class Absence(BaseModel):
    """Where the records of absence stand, how they are written, and for which days the delivery is complete."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spells: Table
    employments: Table
    first_day: Day
    last_day: Day
    schedule: Table | None = None
    delimiter: Literal[",", ";", "\t"] = ","
    encoding: Literal["utf-8", "iso-8859-1", "cp1252"] = "utf-8"
    open_until: Day | None = None
    codes: StrictStr | None = None
    key: StrictStr | None = None
    purpose: StrictStr | None = None
    tz: StrictStr | None = None
    date_system: Literal["1900", "1904"] | None = None
    largest_fall: Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})? ?%$")] | None = None
    without_staff: tuple[WithoutStaff, ...] = ()

    def months_without_staff(self) -> dict[str, list[Period]]:
        """The declared months by unit. Raises UsageError (OC-U002, OC-U003) for what is no span of months."""
        found: dict[str, list[Period]] = {}
        for one in self.without_staff:
            found.setdefault(one.unit, []).append(Period.parse(one.months))
        return found


class KnownAbsence(Absence):
    """One of several deliveries of absence, and the day on which it became known."""

    known: Day


class Event(BaseModel):
    """A dated event, as `baseline.shocks.ShockEvent` has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sv: Annotated[StrictStr, VISIBLE]
    en: Annotated[StrictStr, VISIBLE]
    months: StrictStr
    mechanism: Literal["behaviour", "price", "measurement"]
    source: Annotated[StrictStr, VISIBLE]


class IndexFigure(BaseModel):
    """A published figure of a price index: of which month, how much, and the day it came out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    month: StrictStr
    value: StrictStr
    published: Day


class DataFile(BaseModel):
    """The fields of a data file; those that a contract does not need are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: str
    status: Literal["provisional", "final"]
    given: Mapping[str, Given] = {}
    adjustments: Mapping[str, Decided] = {}
    earlier: tuple[StrictStr, ...] = ()
    series: Mapping[str, tuple[IndexFigure, ...]] = {}
    as_of: Day | None = None
    absence: Absence | None = None
    vintages: tuple[KnownAbsence, ...] = ()
    panel: str | None = None
    comparators: str | None = None
    measured_by: Digest | None = None
    plan: str | None = None
    external: str | None = None
    synthetic_seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)] | None = None
    events: tuple[Event, ...] = ()
    acknowledgements: tuple[Acknowledged, ...] = ()


_WITHOUT_STAFF = "without_staff"
_DEPTHS: Mapping[object, int] = {"absence": 3, "vintages": 4, "adjustments": 4, "acknowledgements": 3}
_TABLE_FIELDS = ("spells", "employments", "schedule")
_TABLES: Mapping[str, type[BaseModel]] = {
    "absence": Absence,
    "vintages": KnownAbsence,
    "events": Event,
    "adjustments": Decided,
    "acknowledgements": Acknowledged,
    "series": IndexFigure,
}


def read_data_file(path: Path) -> DataFile:
    """Read a data file. Raises DataRejected with every finding: OC-M001, OC-M002, OC-M004, OC-M007, OC-M008."""
    try:
        text = read_text(path, largest=_LARGEST_FILE)
        content = parsed_toml(text, path.name)
    except Unreadable as error:
        raise DataRejected([_refusal(error, path.name)]) from None
    try:
        return DataFile.model_validate(content)
    except ValidationError as error:
        findings = _findings(error, Positions(path.name, text, partial(toml_starts, text)))
    raise DataRejected(findings)


def _refusal(error: Unreadable, file: str) -> Notice:
    if error.reason == "missing":
        return Notice("OC-M004", facts=(("file", file),))
    limit = f"limit: {error.detail}"
    detail = {"encoding": "not UTF-8", "large": limit, "nesting": limit}.get(error.reason, error.detail)
    return Notice("OC-M001", error.where, (("detail", detail),))


def _findings(error: ValidationError, places: Positions) -> Findings:
    """What is wrong with the fields; the forms that a given figure may have are one finding."""
    findings = Findings()
    by_field = {path[: _depth(path)]: (kind, expected) for kind, path, expected in complaints(error)}
    for path, (kind, expected) in by_field.items():
        where, field = places.where(path), shown_path(path)
        table = _TABLES.get(str(path[0]), DataFile)
        inner = issubclass(table, Absence) and isinstance(path[-2], str) and path[-2] in _TABLE_FIELDS
        table = WithoutStaff if _WITHOUT_STAFF in path[:-1] else TableFile if inner else table
        known = ", ".join(table.model_fields)
        match kind:
            case "missing":
                findings.add("OC-M007", where, field=field)
            case "unknown":
                findings.add("OC-M002", where, field=field, known=known)
            case "wrong":
                expected = _FIGURE if path[0] == "given" and len(path) == 2 else expected
                findings.add("OC-M008", where, field=field, expected=expected)
    return findings


def _depth(path: tuple[int | str, ...]) -> int:
    """How much of a path says which field it is; the rest are the forms that its value may have."""
    return _DEPTHS.get(path[0], 2) + (_WITHOUT_STAFF in path)


def inside(folder: Path, name: str, field: str) -> Path:
    """The file that a field names, in the folder of the data file or below.

    Raises DataRejected (OC-D255) for one that lies elsewhere, by `..`, by a link or by a whole path.
    """
    try:
        lies_inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        lies_inside = False
    if not lies_inside:
        raise DataRejected([Notice("OC-D255", "data.toml", (("field", field),))])
    return folder / name
