"""The command `settle`: a bundled contract, or a contract file with its data, and the statement of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from outcome_contracts.cli.arguments import Commands, add_contract_or_chain, add_out
from outcome_contracts.cli.statements import keep_statements, settled, show_statements
from outcome_contracts.notices import Notice, UsageError


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("settle", parents=[common], help="settle a bundled contract, or a file with its data")
    add_contract_or_chain(command)
    command.add_argument("--data", type=Path, help="data file (default: data.toml beside the contract)")
    command.add_argument("--period", help="months, e.g. 2018-10/2020-02 (default: the data file's)")
    command.add_argument(
        "--known-at", metavar="DAY", help="leave out what was signed or published after it: 2020-05-15"
    )
    command.add_argument("--status", choices=("provisional", "final"), help="default: the data file's")
    command.add_argument(
        "--given", action="append", default=[], metavar="NAME=VALUE", help="a given figure; repeatable"
    )
    add_out(command, "folder for statement.json and statement.html")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import beside, contracts
    from outcome_contracts.cli.folder import written_whole

    statements = []
    for contract in contracts(options.contract):
        data = options.data or beside(contract)
        if data is None:
            raise UsageError([Notice("OC-M003", contract.name, (("name", contract.stem),))])
        statements.append(settled(contract, data, options))
    if options.out is not None:
        with written_whole(options.out) as folder:
            keep_statements(statements, folder, options.lang)
    show_statements(statements, options)
    return 0
