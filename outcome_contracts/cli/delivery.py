"""Reading what a data file names: the figures of a settlement, its panel or its records, its plan and its evidence.

Each file is read by its own reader; what is wrong with one does not hide what is wrong with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from outcome_contracts.cli.absence_tables import delivered_tables, measured_months
from outcome_contracts.cli.data_file import DataFile, IndexFigure, inside, read_data_file
from outcome_contracts.cli.progress import Say
from outcome_contracts.contract.measure_rules import Overlap
from outcome_contracts.contract.model import Contract
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError
from outcome_contracts.period import Period
from outcome_contracts.settlement.data import SettlementData
from outcome_contracts.settlement.in_force import in_force, known_day
from outcome_contracts.settlement.index_series import Published

if TYPE_CHECKING:
    from outcome_contracts.absence import AbsenceRecords
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
    from outcome_contracts.baseline.shocks import ShockEvent
    from outcome_contracts.contract.versions.chain import ContractChain
    from outcome_contracts.panel import ComparatorPanel, Panel
    from outcome_contracts.settlement.statement import Statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a data file puts on the table."""

    data: SettlementData
    period: Period
    status: Literal["provisional", "final"]


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
    reading = _Reading(file, path.parent, agreed, say, known_at or file.as_of)
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

    def __init__(self, file: DataFile, folder: Path, contract: Contract, say: Say, known: date | None) -> None:
        self.findings = Findings()
        self.notices: tuple[Notice, ...] = ()
        self._file, self._folder, self._contract, self._say, self._known = file, folder, contract, say, known
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
        return None if name is None else self.attempt(lambda: read_plan(inside(self._folder, name, "plan")))

    def external(self) -> ExternalEstimate | None:
        """The effect as somebody else estimated it, if a file with it is named."""
        from outcome_contracts.baseline.methods.external_estimate import read_external_estimate

        name = self._file.external
        return (
            None
            if name is None
            else self.attempt(lambda: read_external_estimate(inside(self._folder, name, "external")))
        )

    def earlier(self) -> tuple[Statement, ...]:
        """The statements before, each verified."""
        from outcome_contracts.settlement.verify import verify

        found = []
        for name in self._file.earlier:
            path = self.attempt(partial(inside, self._folder, name, "earlier"))
            if path is None:
                continue
            try:
                content = path.read_bytes()
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
        return self.attempt(lambda: read_comparator_panel(inside(self._folder, name, "comparators"), measured_by=rules))

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

        name = self._file.panel
        given = (name is not None, self._file.absence is not None, bool(self._file.vintages))
        if sum(given) > 1:
            self.findings.add("OC-M011", "data.toml")
        if name is not None:
            rules = self._file.measured_by or ""
            return self.attempt(lambda: read_panel(inside(self._folder, name, "panel"), measured_by=rules))
        return self.attempt(lambda: self._from_records(period, plan)) if any(given) else None

    def _from_records(self, period: Period, plan: BaselinePlan | None) -> Panel | None:
        from outcome_contracts.absence import measure
        from outcome_contracts.absence.quality import held_months
        from outcome_contracts.cli.absence_known import last_known

        rules = self._contract.measure_rules
        if rules is None:
            return None
        self._say("Läser frånvaro och anställningar", "Reading absence and employments")
        records = self._records(rules.overlap)
        self._say("Mäter", "Measuring")
        span = measured_months(records.covers, period, plan)
        self.notices += records.notices
        said = self._file.absence or last_known(self._file.vintages, self._known)
        self.notices += held_months(
            records,
            span,
            largest_fall=None if said is None else said.largest_fall,
            without_staff={} if said is None else said.months_without_staff(),
        )
        return measure(records, rules, span)

    def _records(self, overlap: Overlap) -> AbsenceRecords:
        """The records of the one delivery, or of several as they were known on the day of the settlement."""
        from outcome_contracts.absence.readers import read_records
        from outcome_contracts.cli.absence_known import records_as_known

        absence = self._file.absence
        if absence is None:
            return records_as_known(self._file.vintages, self._folder, overlap=overlap, day=self._known)
        covers = (absence.first_day, absence.last_day)
        return read_records(**delivered_tables(absence, self._folder), covers=covers, overlap=overlap)
