"""The data file of a settlement (data.toml): which figures and files belong to it, and reading them.

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
    spells = "spells.csv"
    employments = "employments.csv"
    schedule = "schedule.csv"                  # only where the measure rules go by scheduled work
    first_day = 2015-10-01                     # the delivery is complete from this day
    last_day = 2021-09-30                      # to this one
    open_until = 2021-09-30                    # only where spells have not ended: the day to which they count
    largest_fall = "30 %"                      # a larger fall in a unit's person-days from month to month is held

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
    signed = 2021-11-15
    reason = "…"

Files are named relative to the data file. Everything that is wrong with it is found in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from outcome_contracts.cli.progress import Say
from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import VISIBLE
from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError
from outcome_contracts.period import Period, month_of
from outcome_contracts.plain_files import Unreadable, parsed_toml, read_text
from outcome_contracts.positions import Positions, toml_starts
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.decided import Acknowledged, Decided
from outcome_contracts.settlement.in_force import in_force, known_day
from outcome_contracts.settlement.index_series import Published

if TYPE_CHECKING:
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
    from outcome_contracts.baseline.shocks import ShockEvent
    from outcome_contracts.contract.versions.chain import ContractChain
    from outcome_contracts.panel import ComparatorPanel, Panel
    from outcome_contracts.settlement.statement import Statement

T = TypeVar("T")
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]

Figure = StrictStr | StrictInt | StrictBool
_ByRow = Figure | Mapping[str, Figure] | tuple[Figure, ...]
_ByRows = _ByRow | Mapping[str, _ByRow] | tuple[_ByRow, ...]
Given = _ByRows | Mapping[str, _ByRows] | tuple[_ByRows, ...]

_LARGEST_FILE = 1_000_000
_FIGURE = '"2250000.50" | 2250000 | true | false'


class Absence(BaseModel):
    """Where the records of absence stand and for which days the delivery is complete."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spells: str
    employments: str
    first_day: Day
    last_day: Day
    schedule: str | None = None
    delimiter: Literal[",", ";", "\t"] = ","
    encoding: Literal["utf-8", "iso-8859-1", "cp1252"] = "utf-8"
    open_until: Day | None = None
    largest_fall: Annotated[str, Field(pattern=r"^[0-9]{1,2}(\.[0-9]{1,4})? ?%$")] | None = None


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
    panel: str | None = None
    comparators: str | None = None
    measured_by: Digest | None = None
    plan: str | None = None
    external: str | None = None
    synthetic_seed: Annotated[int, Field(strict=True, ge=0, lt=2**53)] | None = None
    events: tuple[Event, ...] = ()
    acknowledgements: tuple[Acknowledged, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a data file puts on the table."""

    data: SettlementData
    period: Period
    status: Literal["provisional", "final"]


_DEPTHS: Mapping[object, int] = {"adjustments": 4, "acknowledgements": 3}
_TABLES: Mapping[str, type[BaseModel]] = {
    "absence": Absence,
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
    by_field = {path[: _DEPTHS.get(path[0], 2)]: (kind, expected) for kind, path, expected in complaints(error)}
    for path, (kind, expected) in by_field.items():
        where, field = places.where(path), shown_path(path)
        known = ", ".join(_TABLES.get(str(path[0]), DataFile).model_fields)
        match kind:
            case "missing":
                findings.add("OC-M007", where, field=field)
            case "unknown":
                findings.add("OC-M002", where, field=field, known=known)
            case "wrong":
                expected = _FIGURE if path[0] == "given" and len(path) == 2 else expected
                findings.add("OC-M008", where, field=field, expected=expected)
    return findings


def read_delivery(
    path: Path,
    contract: Contract | ContractChain,
    given: Mapping[str, str | bool],
    say: Say,
    *,
    period: Period | None = None,
    known_at: date | None = None,
) -> Delivery:
    """Everything a data file names, read; `given` replaces its given figures one by one, `period` its period.

    contract: that the data are measured for; of a chain, the version in force, as known at a day. Raises DataRejected
    with everything that is wrong with any of the files, or where no version settles the period (OC-A022, OC-A023).
    """
    file = read_data_file(path)
    stated = Period.parse(file.period)
    known = known_day(contract, known_at=known_at, as_of=file.as_of)
    agreed, _ = in_force(contract, period or stated, known)
    reading = _Reading(file, path.parent, agreed, say)
    old = sorted(file.given.keys() - given.keys())
    if period not in (None, stated) and old:
        reading.findings.add("OC-M009", path.name, names=", ".join(old), stated=str(stated), asked=str(period))
    period = period or stated
    plan, comparators = reading.plan(), reading.comparators()
    panel, events = reading.panel(period, plan), reading.events()
    external, earlier = reading.external(), reading.earlier()
    data = reading.attempt(
        lambda: SettlementData(
            given={**file.given, **given},
            panel=panel,
            comparators=comparators,
            plan=plan,
            notices=reading.notices,
            events=events,
            external=external,
            earlier=earlier,
            series={name: tuple(map(_published, figures)) for name, figures in file.series.items()},
            as_of=file.as_of,
            acknowledgements=tuple(one.acknowledgement() for one in file.acknowledgements),
            adjustments={name: decided.adjustment() for name, decided in file.adjustments.items()},
        )
    )
    reading.findings.refuse(DataRejected)
    if data is None:
        raise TypeError("what could not be read has been refused")
    return Delivery(data, period, file.status)


def _published(figure: IndexFigure) -> Published:
    return Published.of(figure.month, figure.value, figure.published)


class _Reading:
    """The files of one delivery, read one by one; what is wrong with one does not hide the others."""

    def __init__(self, file: DataFile, folder: Path, contract: Contract, say: Say) -> None:
        self.findings = Findings()
        self.notices: tuple[Notice, ...] = ()
        self._file, self._folder, self._contract, self._say = file, folder, contract, say
        if file.synthetic_seed is not None:
            self.notices = (Notice("OC-S030", facts=(("seed", file.synthetic_seed),)),)

    def attempt(self, read: Callable[[], T]) -> T | None:
        """What a reader gives, or None with its findings kept."""
        try:
            return read()
        except OutcomeContractsError as refusal:
            self.findings.extend(refusal.notices)
            return None

    def plan(self) -> BaselinePlan | None:
        """The frozen plan, if one is named."""
        from outcome_contracts.baseline import read_plan

        name = self._file.plan
        return None if name is None else self.attempt(lambda: read_plan(self._folder / name))

    def external(self) -> ExternalEstimate | None:
        """The effect as somebody else estimated it, if a file with it is named."""
        from outcome_contracts.baseline.methods.external_estimate import read_external_estimate

        name = self._file.external
        return None if name is None else self.attempt(lambda: read_external_estimate(self._folder / name))

    def earlier(self) -> tuple[Statement, ...]:
        """The statements before, each verified."""
        from outcome_contracts.settlement.verify import verify

        found = []
        for name in self._file.earlier:
            try:
                content = (self._folder / name).read_bytes()
            except (OSError, ValueError):
                self.findings.add("OC-M004", file=name[:80])
                continue
            found.append(self.attempt(partial(verify, content)))
        return tuple(one.statement for one in found if one is not None)

    def comparators(self) -> ComparatorPanel | None:
        """The comparators, if they are named."""
        from outcome_contracts.exchange.panels import read_comparator_panel

        name, rules = self._file.comparators, self._file.measured_by or ""
        if name is None:
            return None
        self._say("Läser jämförelsepanelen", "Reading the comparators")
        return self.attempt(lambda: read_comparator_panel(self._folder / name, measured_by=rules))

    def events(self) -> tuple[ShockEvent, ...]:
        """The events, if there were any."""
        if not self._file.events:
            return ()
        from outcome_contracts.baseline.shocks import ShockEvent

        found = [self.attempt(partial(ShockEvent.from_dict, event.model_dump())) for event in self._file.events]
        return tuple(event for event in found if event is not None)

    def panel(self, period: Period, plan: BaselinePlan | None) -> Panel | None:
        """The project's panel: as delivered, or measured from the records; never one in place of the other."""
        from outcome_contracts.exchange.panels import read_panel

        name, absence = self._file.panel, self._file.absence
        if name is not None and absence is not None:
            self.findings.add("OC-M011", "data.toml")
        if name is not None:
            rules = self._file.measured_by or ""
            return self.attempt(lambda: read_panel(self._folder / name, measured_by=rules))
        return None if absence is None else self.attempt(lambda: self._from_records(absence, period, plan))

    def _from_records(self, absence: Absence, period: Period, plan: BaselinePlan | None) -> Panel | None:
        from outcome_contracts.absence import measure
        from outcome_contracts.absence.quality import held_months
        from outcome_contracts.absence.readers import read_records

        rules = self._contract.measure_rules
        if rules is None:
            return None
        self._say("Läser frånvaro och anställningar", "Reading absence and employments")
        records = read_records(
            **delivered_tables(absence, self._folder),
            covers=(absence.first_day, absence.last_day),
            overlap=rules.overlap,
        )
        self._say("Mäter", "Measuring")
        span = measured_months(absence, period, plan)
        self.notices += records.notices
        if absence.largest_fall is not None:
            self.notices += held_months(records, span, largest_fall=absence.largest_fall)
        return measure(records, rules, span)


class DeliveredTables(TypedDict):
    """The tables of a delivery and how they are written, as their reader takes them."""

    spells: Path
    employments: Path
    schedule: Path | None
    delimiter: str
    encoding: str
    open_until: date | None


def delivered_tables(absence: Absence, folder: Path) -> DeliveredTables:
    """Where the tables stand that a data file names."""
    return {
        "spells": folder / absence.spells,
        "employments": folder / absence.employments,
        "schedule": None if absence.schedule is None else folder / absence.schedule,
        "delimiter": absence.delimiter,
        "encoding": absence.encoding,
        "open_until": absence.open_until,
    }


def measured_months(absence: Absence, period: Period, plan: BaselinePlan | None) -> Period:
    """The months to measure: all that the delivery claims to hold, so that a hole in it shows, and all needed."""
    needed = [period] if plan is None else [period, plan.reference]
    first = month_of(absence.first_day - timedelta(days=1)) + 1
    last = month_of(absence.last_day + timedelta(days=1)) - 1
    return Period(min(first, *(span.first for span in needed)), max(last, *(span.last for span in needed)))
