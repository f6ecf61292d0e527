"""The command `schema`: the JSON Schema of contract files."""

from __future__ import annotations

import argparse
import json

from outcome_contracts.cli.arguments import Commands


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("schema", parents=[common], help="print the JSON Schema of contract files")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.contract.schema import contract_schema

    print(json.dumps(contract_schema(), indent=2, ensure_ascii=False, sort_keys=True))
    return 0
