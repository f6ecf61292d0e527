"""The command `library`: every bundled contract, and how sure its terms are."""

from __future__ import annotations

import argparse
import json

from outcome_contracts.cli.arguments import Commands


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("library", parents=[common], help="list the bundled contracts")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import bundled
    from outcome_contracts.cli.cases import bundled_text

    found = bundled()
    if options.json:
        print(json.dumps([one.to_dict() for one in found], ensure_ascii=False))
    else:
        print("\n".join(bundled_text(one, options.lang) for one in found))
    return 0
