"""The command `prose`: a contract in words."""

from __future__ import annotations

import argparse
import json

from outcome_contracts.cli.arguments import Commands, add_contract


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("prose", parents=[common], help="print a contract in words")
    add_contract(command)
    command.add_argument("--sentence", action="store_true", help="only the payment rule, in one sentence")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.contract.model import Contract

    found = [read_contract(path) for path in contracts(options.contract)]
    say = Contract.sentence if options.sentence else Contract.prose
    texts = {contract.id: say(contract, options.lang) for contract in found}
    print(json.dumps(texts, ensure_ascii=False) if options.json else "\n\n".join(texts.values()).rstrip())
    return 0
