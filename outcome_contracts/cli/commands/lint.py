"""The command `lint`: what is weak in a contract, with a page of what it would pay."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import Commands, add_contract, add_out
from outcome_contracts.cli.findings import plain_findings
from outcome_contracts.notices import Notice

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("lint", parents=[common], help="find what is weak in a contract")
    add_contract(command)
    add_out(command, "folder for a page with plots, lint.<contract>.html")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.contract.lint import Records, data_lints, lint, stated_ranges, sweep_lints

    notices: list[Notice] = []
    for path in contracts(options.contract):
        contract = read_contract(path)
        swept = sweep_lints(contract, stated_ranges(contract))
        found = (*lint(contract), *swept, *data_lints(contract, Records()))
        if options.out is not None:
            _keep(contract, found, options)
        notices += found
    if options.json:
        print(json.dumps({"ok": True, "notices": plain_findings(notices, options.lang)}, ensure_ascii=False))
    else:
        for notice in notices:
            print(notice.text(options.lang))
    return 0


def _keep(contract: Contract, found: Sequence[Notice], options: argparse.Namespace) -> None:
    """A page with the findings of one contract and the payment over its measures."""
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.contract.lint import payment_curves, stated_ranges
    from outcome_contracts.report.lints import lints_html

    page = lints_html(contract, found, payment_curves(contract, stated_ranges(contract)), options.lang)
    with written_whole(options.out) as folder:
        (folder / f"lint.{contract.id}.html").write_text(page, encoding="utf-8")
