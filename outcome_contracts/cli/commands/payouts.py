"""The command `payouts`: how uncertain the amounts of a statement are."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.cli.statements import verified


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("payouts", parents=[common], help="how uncertain the amounts of a statement are")
    command.add_argument("file", type=Path, help="statement.json; it is settled again first")
    command.add_argument("--target", help='ask for P(effect ≤ target), e.g. "-12 %%"')
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.report.text import statement_text
    from outcome_contracts.settlement.payout import payouts_of

    statement = verified(options.file).statement
    found = payouts_of(statement, target=options.target)
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        print(statement_text(statement, options.lang, payouts=found))
    return 0
