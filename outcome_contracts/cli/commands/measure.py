"""The command `measure`: from tables of spells and employments of any size to the panel that a contract settles on."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from outcome_contracts.cli.arguments import Commands, read_day
from outcome_contracts.cli.findings import plain_findings
from outcome_contracts.notices import Notice, UsageError
from outcome_contracts.period import Period

_PANEL = "panel.csv"


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("measure", parents=[common], help="make a panel of tables larger than memory")
    command.add_argument("spells", type=Path, help="Parquet or CSV file, or a folder of them")
    command.add_argument("employments", type=Path, help="the same for the employments")
    command.add_argument("--contract", required=True, help="name or file of the contract whose measure rules apply")
    command.add_argument("--first-day", required=True, help="from which the tables are complete")
    command.add_argument("--last-day", required=True, help="up to which the tables are complete")
    command.add_argument("--period", required=True, help="months, e.g. 2018-10/2020-02")
    command.add_argument("--out", type=Path, required=True, help=f"folder for {_PANEL}")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.absence.partitioned import measure_partitioned
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.cli.progress import bar
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.exchange.panels import write_panel

    rules = read_contract(next(iter(contracts(options.contract)))).measure_rules
    if rules is None:
        raise UsageError([Notice("OC-D223", options.contract)])
    first, last, period = read_day(options.first_day), read_day(options.last_day), Period.parse(options.period)
    if first is None or last is None:
        raise TypeError("both days are required arguments")
    covers = first, last
    with written_whole(options.out) as folder:
        with bar("Läser och mäter", "Reading and measuring", options.lang) as move:
            measured = measure_partitioned(
                options.spells, options.employments, rules, period, covers=covers, progress=move
            )
        write_panel(measured.panel, folder / _PANEL)
    if options.json:
        findings = plain_findings(measured.notices, options.lang)
        told = {"ok": True, "spells": measured.spells, "measured_by": measured.panel.measured_by, "notices": findings}
        print(json.dumps(told, ensure_ascii=False))
        return 0
    for notice in measured.notices:
        print(notice.text(options.lang))
    print(measured.panel.measured_by)
    return 0
