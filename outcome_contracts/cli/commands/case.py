"""The command `case`: the figures of a published case beside those that a contract gives."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from outcome_contracts.cli.arguments import Commands, add_contract
from outcome_contracts.notices import Notice, UsageError, VerificationFailed


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("case", parents=[common], help="check a contract against a published case")
    add_contract(command)
    command.add_argument("case", type=Path, help="the case: inputs and expected figures, JSON")
    command.add_argument("--checks", type=Path, help="which figures answer which (default: NAME.checks.toml beside it)")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import checks_beside, contracts
    from outcome_contracts.cli.cases import comparison_text, read_case, read_checks
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.settlement.cases.compare import compare_case

    (path, *others) = contracts(options.contract)
    if others:
        facts = (("name", options.contract[:60]), ("known", ", ".join(each.stem for each in (path, *others))))
        raise UsageError([Notice("OC-U001", facts=facts)])
    checks = options.checks or checks_beside(path)
    if checks is None:
        raise UsageError([Notice("OC-M004", facts=(("file", f"{path.stem}.checks.toml"),))])
    compared = compare_case(read_contract(path), read_checks(checks), read_case(options.case))
    agrees = all(comparison.agrees for comparison in compared)
    if options.json:
        print(json.dumps({"ok": agrees, "compared": [one.to_dict() for one in compared]}, ensure_ascii=False))
    else:
        print("\n".join(comparison_text(comparison, options.lang) for comparison in compared))
    return 0 if agrees else VerificationFailed.exit_code
