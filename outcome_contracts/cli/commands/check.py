"""The command `check`: all that is wrong with a delivery, ranked by money, before anything is settled from it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import Commands, add_out
from outcome_contracts.notices import DataRejected, Notice, UsageError

if TYPE_CHECKING:
    from datetime import date

    from outcome_contracts.acknowledgement import Acknowledgement
    from outcome_contracts.baseline import BaselinePlan
    from outcome_contracts.cli.data_file import Absence, DataFile
    from outcome_contracts.contract.measure_rules import MeasureRules
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.period import Period
    from outcome_contracts.quality import QualityReport
    from outcome_contracts.valuation import DayValue

_DATA, _CONTRACT = "data.toml", "contract.toml"


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("check", parents=[common], help="find what is wrong with a delivery, ranked by money")
    command.add_argument("data", type=Path, help=f"data file, or the folder with {_DATA}")
    command.add_argument("--contract", help=f"name or file of the contract (default: {_CONTRACT} beside the data file)")
    command.add_argument("--day-value", metavar="AMOUNT", help='of a net day: "2143 SEK"; unknown without')
    command.add_argument("--source", default="", help="where the value of a day is from")
    command.add_argument("--largest-fall", metavar="SHARE", help='of person-days: "30 %%" (default: the data file\'s)')
    add_out(command, "folder for quality.json and quality.html")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """An error in the data is what was asked for, and still no delivery to settle from: it has the exit code of one."""
    report = _checked(options)
    if options.out is not None:
        _keep(report, options)
    if options.json:
        print(report.to_json())
    else:
        from outcome_contracts.report.quality import quality_text

        print(quality_text(report, options.lang), end="")
    return DataRejected.exit_code if report.refused else 0


def _checked(options: argparse.Namespace) -> QualityReport:
    from outcome_contracts.cli.data_file import read_data_file
    from outcome_contracts.cli.progress import progress
    from outcome_contracts.quality import quality_report

    path = options.data / _DATA if options.data.is_dir() else options.data
    file, contract = read_data_file(path), _contract(options.contract or str(path.parent / _CONTRACT))
    if contract.measure_rules is None or not (file.absence or file.vintages):
        raise UsageError([Notice("OC-D223", path.name)])
    if file.absence is not None and file.vintages:
        raise DataRejected([Notice("OC-M011", path.name)])
    value = _day_value(options.day_value, options.source)
    asked = _Asked(file, path.parent, contract.measure_rules, value, options.largest_fall)
    with progress(options.lang) as say:
        say("Granskar leveransen", "Checking the delivery")
        try:
            return asked.of_vintages() if file.absence is None else asked.of_tables(file.absence)
        except DataRejected as refusal:  # a reader of another format or of vintages, which gives nothing to look at
            notices = (*refusal.notices, Notice("OC-D215", facts=(("what", "@not_judged_measure"),)))
            return quality_report(notices, months=None, day_value=value, acknowledgements=asked.acknowledgements)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one data file: by which rules, at what value of a day, with which largest fall."""

    file: DataFile
    folder: Path
    rules: MeasureRules
    day_value: DayValue | None
    largest_fall: str | None

    @property
    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        """What the parties let stand."""
        return tuple(one.acknowledgement() for one in self.file.acknowledgements)

    def of_tables(self, absence: Absence) -> QualityReport:
        """The report of one delivery, with all that is wrong with its tables."""
        from outcome_contracts.absence.quality import check
        from outcome_contracts.cli.absence_tables import delivered_tables

        covers = (absence.first_day, absence.last_day)
        return check(
            **delivered_tables(absence, self.folder),
            covers=covers,
            rules=self.rules,
            period=self._months(covers),
            largest_fall=self.largest_fall or absence.largest_fall,
            day_value=self.day_value,
            acknowledgements=self.acknowledgements,
            without_staff=absence.months_without_staff(),
        )

    def of_vintages(self) -> QualityReport:
        """The report of what several deliveries say together, as it is settled from."""
        from outcome_contracts.absence.quality import check_records
        from outcome_contracts.cli.absence_known import last_known, records_as_known

        vintages, day = self.file.vintages, self.file.as_of
        records = records_as_known(vintages, self.folder, overlap=self.rules.overlap, day=day)
        last = last_known(vintages, day)
        return check_records(
            records,
            rules=self.rules,
            period=self._months(records.covers),
            largest_fall=self.largest_fall or (None if last is None else last.largest_fall),
            day_value=self.day_value,
            acknowledgements=self.acknowledgements,
            without_staff={} if last is None else last.months_without_staff(),
        )

    def _months(self, covers: tuple[date, date]) -> Period:
        from outcome_contracts.cli.absence_tables import measured_months
        from outcome_contracts.period import Period

        return measured_months(covers, Period.parse(self.file.period), _plan(self.folder, self.file.plan))


def _contract(name_or_file: str) -> Contract:
    """The one contract of that name. Raises UsageError (OC-U001) for a name that several have."""
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.contract.files import read_contract

    path, *others = contracts(name_or_file)
    if others:
        known = ", ".join(each.stem for each in (path, *others))
        raise UsageError([Notice("OC-U001", facts=(("name", name_or_file[:60]), ("known", known)))])
    return read_contract(path)


def _plan(folder: Path, name: str | None) -> BaselinePlan | None:
    """The plan, whose months must be delivered too."""
    if name is None:
        return None
    from outcome_contracts.baseline import read_plan
    from outcome_contracts.cli.data_file import inside

    return read_plan(inside(folder, name, "plan"))


def _day_value(written: str | None, source: str) -> DayValue | None:
    """What a net day is worth, where somebody says so, and from where."""
    from outcome_contracts.quality import CURRENCY
    from outcome_contracts.valuation import stated

    return None if written is None else stated(written.removesuffix(CURRENCY).rstrip(), source)


def _keep(report: QualityReport, options: argparse.Namespace) -> None:
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.report.quality import quality_html

    with written_whole(options.out) as folder:
        (folder / "quality.json").write_text(report.to_json() + "\n", encoding="utf-8")
        (folder / "quality.html").write_text(quality_html(report, options.lang), encoding="utf-8")
