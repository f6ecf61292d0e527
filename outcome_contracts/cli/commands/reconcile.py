"""The command `reconcile`: what documents state beside what a contract gives."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import Commands, add_contract_or_chain, add_out
from outcome_contracts.cli.statements import settled
from outcome_contracts.notices import Language

if TYPE_CHECKING:
    from outcome_contracts.settlement.reconciliation.result import Reconciliation


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser(
        "reconcile", parents=[common], help="compare what documents state with what a contract gives"
    )
    add_contract_or_chain(command)
    command.add_argument("--data", type=Path, help="data file (default: data.toml beside; without one, no data)")
    add_out(command, "folder for reconciliation.json and reconciliation.html")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    """Differences are what was asked for: finding some is no failure."""
    from outcome_contracts.cli.bundled import beside, contracts
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.settlement.reconciliation.reconcile import reconcile

    found = []
    for contract in contracts(options.contract):
        data = options.data or beside(contract)
        found.append(reconcile(read_contract(contract) if data is None else settled(contract, data, options)))
    if options.out is not None:
        _keep(found, options.out, options.lang)
    print(_json_text(found) if options.json else _reading_text(found, options.lang))
    return 0


def _keep(found: Sequence[Reconciliation], out: Path, lang: Language) -> None:
    """Leave reconciliation.json and reconciliation.html; of several readings, each under its contract's id."""
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.report.reconciliation import reconciliation_html

    with written_whole(out) as folder:
        for each in found:
            name = "reconciliation" if len(found) == 1 else f"reconciliation.{each.contract.id}"
            (folder / f"{name}.json").write_text(each.to_json() + "\n", encoding="utf-8")
            (folder / f"{name}.html").write_text(reconciliation_html(each, lang), encoding="utf-8")


def _json_text(found: Sequence[Reconciliation]) -> str:
    """One object, or a list of several."""
    texts = [each.to_json() for each in found]
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


def _reading_text(found: Sequence[Reconciliation], lang: Language) -> str:
    """One after the other, as people read them."""
    from outcome_contracts.report.reconciliation import reconciliation_text

    return "\n\n".join(reconciliation_text(each, lang) for each in found)
