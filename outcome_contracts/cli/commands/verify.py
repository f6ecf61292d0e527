"""The command `verify`: settle a statement again from what it carries, and compare."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.cli.statements import verified


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("verify", parents=[common], help="settle a statement again and compare")
    command.add_argument("file", type=Path, help="statement.json")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    digest = verified(options.file).digest
    print(json.dumps({"ok": True, "digest": digest}) if options.json else f"OK {digest}")
    return 0
