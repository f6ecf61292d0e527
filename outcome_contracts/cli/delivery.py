"""The data file of a settlement (data.toml): which figures and files belong to it, and reading them.

    period = "2018-10/2020-02"
    status = "provisional"
    plan = "plan.toml"
    comparators = "comparators.csv"            # measured by the contract's rules, whose digest stands below
    measured_by = "sha256:…"

    [given]
    paid_on_account = "2250000"

    [absence]                                  # or: panel = "panel.csv"
    spells = "spells.csv"
    employments = "employments.csv"
    first_day = 2015-10-01                     # the delivery is complete from this day
    last_day = 2021-09-30                      # to this one

Files are named relative to the data file. Everything that is wrong with it is found in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, ValidationError

from outcome_contracts.cli.progress import Say
from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import DataRejected, Findings, Notice
from outcome_contracts.period import Period, month_of
from outcome_contracts.plain_files import Unreadable, parsed_toml, read_text
from outcome_contracts.positions import Positions, toml_starts
from outcome_contracts.settlement.data import SettlementData

if TYPE_CHECKING:
    from outcome_contracts.baseline import BaselinePlan

Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]

_LARGEST_FILE = 1_000_000
_FIGURE = '"2250000.50" | 2250000 | true | false'


class Absence(BaseModel):
    """Where the records of absence stand and for which days the delivery is complete."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spells: str
    employments: str
    first_day: date
    last_day: date
    delimiter: Literal[",", ";", "\t"] = ","
    encoding: Literal["utf-8", "iso-8859-1", "cp1252"] = "utf-8"


class DataFile(BaseModel):
    """The fields of a data file; those that a contract does not need are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: str
    status: Literal["provisional", "final"]
    given: Mapping[str, StrictStr | StrictInt | StrictBool] = {}
    absence: Absence | None = None
    panel: str | None = None
    comparators: str | None = None
    measured_by: Digest | None = None
    plan: str | None = None
    synthetic_seed: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a data file puts on the table."""

    data: SettlementData
    period: Period
    status: Literal["provisional", "final"]


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
    by_field = {path[:2]: (kind, expected) for kind, path, expected in complaints(error)}
    for path, (kind, expected) in by_field.items():
        where, field = places.where(path), shown_path(path)
        known = ", ".join(Absence.model_fields if path[0] == "absence" else DataFile.model_fields)
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
    path: Path, contract: Contract, given: Mapping[str, str | bool], say: Say, *, period: Period | None = None
) -> Delivery:
    """Everything a data file names, read; `given` replaces its given figures one by one, `period` its period.

    Raises DataRejected, ContractInvalid or UsageError with what the files' own readers find.
    """
    file = read_data_file(path)
    period = period or Period.parse(file.period)
    notices: tuple[Notice, ...] = ()
    if file.synthetic_seed is not None:
        notices = (Notice("OC-S030", facts=(("seed", file.synthetic_seed),)),)
    panel = comparators = plan = None
    if file.plan is not None:
        from outcome_contracts.baseline import read_plan

        plan = read_plan(path.parent / file.plan)
    if file.comparators is not None:
        from outcome_contracts.exchange.panels import read_comparator_panel

        say("Läser jämförelsepanelen", "Reading the comparators")
        comparators = read_comparator_panel(path.parent / file.comparators, measured_by=file.measured_by or "")
    if file.panel is not None:
        from outcome_contracts.exchange.panels import read_panel

        panel = read_panel(path.parent / file.panel, measured_by=file.measured_by or "")
    elif file.absence is not None and contract.measure_rules is not None:
        from outcome_contracts.absence import measure
        from outcome_contracts.absence.readers import read_records

        absence, folder = file.absence, path.parent
        say("Läser frånvaro och anställningar", "Reading absence and employments")
        records = read_records(
            folder / absence.spells,
            folder / absence.employments,
            covers=(absence.first_day, absence.last_day),
            delimiter=absence.delimiter,
            encoding=absence.encoding,
        )
        say("Mäter", "Measuring")
        panel = measure(records, contract.measure_rules, _measured(absence, period, plan))
        notices += records.notices
    data = SettlementData({**file.given, **given}, panel, comparators, plan, notices)
    return Delivery(data, period, file.status)


def _measured(absence: Absence, period: Period, plan: BaselinePlan | None) -> Period:
    """The months to measure: all that the delivery claims to hold, so that a hole in it shows, and all needed."""
    needed = [period] if plan is None else [period, plan.reference]
    first = month_of(absence.first_day - timedelta(days=1)) + 1
    last = month_of(absence.last_day + timedelta(days=1)) - 1
    return Period(min(first, *(span.first for span in needed)), max(last, *(span.last for span in needed)))
