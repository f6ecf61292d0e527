"""The command `flat-price`: what a statement would have shown with one value of a day in all its months."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.cli.statements import verified


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("flat-price", parents=[common], help="the same effect at one value of a day")
    command.add_argument("file", type=Path, help="statement.json; it is settled again first")
    command.add_argument("--measure", required=True, help="the dated day value of the contract, by its id")
    command.add_argument("--price", required=True, help="one value for all months, in the measure's unit")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.report.flat_price import flat_price_text
    from outcome_contracts.settlement.flat_price import at_flat_price

    statement = verified(options.file).statement
    found = at_flat_price(statement, measure=options.measure, price=options.price)
    print(json.dumps(found.to_dict()) if options.json else flat_price_text(found, statement, options.lang))
    return 0
