"""Statements on the command line: settled from files, verified, left in a folder, printed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import read_day
from outcome_contracts.notices import Findings, Language, Notice, UsageError
from outcome_contracts.period import Period

if TYPE_CHECKING:
    from outcome_contracts.settlement import Statement
    from outcome_contracts.settlement.verify import Verification


def settled(contract_file: Path, data_file: Path, options: argparse.Namespace) -> Statement:
    """Read a contract, or the chain of its versions, and its data, and settle."""
    from outcome_contracts.cli.delivery import read_delivery
    from outcome_contracts.cli.progress import progress
    from outcome_contracts.contract.versions.files import read_contract_or_chain
    from outcome_contracts.settlement import settle

    contract, given = read_contract_or_chain(contract_file), given_figures(getattr(options, "given", []))
    asked, known_at = getattr(options, "period", None), read_day(getattr(options, "known_at", None))
    period = None if asked is None else Period.parse(asked)
    with progress(options.lang) as say:
        delivery = read_delivery(data_file, contract, given, say, period=period, known_at=known_at)
    status = getattr(options, "status", None) or delivery.status
    return settle(contract, delivery.data, delivery.period, status=status, known_at=known_at)


def verified(file: Path) -> Verification:
    """Read a statement file and settle it again."""
    from outcome_contracts.settlement import verify

    try:
        content = file.read_bytes()
    except OSError:
        raise UsageError([Notice("OC-M004", facts=(("file", file.name),))]) from None
    return verify(content)


def keep_statements(statements: Sequence[Statement], folder: Path, lang: Language) -> None:
    """Leave statement.json and statement.html; of several readings, each under its contract's id."""
    from outcome_contracts.report.html import statement_html

    for statement in statements:
        name = "statement" if len(statements) == 1 else f"statement.{statement.contract.id}"
        (folder / f"{name}.json").write_text(statement.to_json() + "\n", encoding="utf-8")
        (folder / f"{name}.html").write_text(statement_html(statement, lang), encoding="utf-8")


def show_statements(statements: Sequence[Statement], options: argparse.Namespace) -> None:
    """Print them one after the other, or with --json one object or a list of several."""
    if options.json:
        texts = [statement.to_json() for statement in statements]
        print(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
        return
    from outcome_contracts.report.text import statement_text

    print("\n\n".join(statement_text(statement, options.lang) for statement in statements))


def given_figures(pairs: Sequence[str]) -> dict[str, str | bool]:
    """The figures of `--given NAME=VALUE`, by name. Raises UsageError with every finding: OC-M005, OC-M010."""
    findings, given = Findings(), dict[str, str | bool]()
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name or not value:
            findings.add("OC-M005", text=pair[:40])
        elif name in given:
            findings.add("OC-M010", name=name[:60])
        else:
            given[name] = value == "true" if value in ("true", "false") else value
    findings.refuse(UsageError)
    return given
