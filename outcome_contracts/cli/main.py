"""The commands: demo, settle, reconcile, verify, payouts, prose, versions, schema, lint, library, case."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from outcome_contracts.notices import Language, Notice, OutcomeContractsError, UsageError, VerificationFailed
from outcome_contracts.period import Period

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.settlement import Statement
    from outcome_contracts.settlement.verify import Verification

_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Findings go to standard error, with --json to standard output."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return cast(int, options.run(options))
    except OutcomeContractsError as error:
        _report(error.notices, options)
        return error.exit_code
    except KeyboardInterrupt:
        print("avbrutet" if options.lang == "sv" else "interrupted", file=sys.stderr)
        return _INTERRUPTED


def run() -> NoReturn:
    """The entry point of the installed command: what it prints may go to a pipe that closes, or a full disk."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = _BROKEN_PIPE
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"outcome-contracts: {error.strerror}", file=sys.stderr)
        code = UsageError.exit_code
    raise SystemExit(code)


def _terminate(number: int, frame: object) -> NoReturn:
    """Stop as Ctrl-C stops: everything that was begun is cleared away."""
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="outcome-contracts", description="Settle social outcomes contracts, to the öre, and see why."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("sv", "en"), default="sv", help="language of texts (default: sv)")
    common.add_argument("--json", action="store_true", help="machine-readable output on standard output")

    demo = commands.add_parser("demo", parents=[common], help="make a synthetic municipality and settle its contract")
    demo.add_argument("name", help="botkyrka, ornskoldsvik")
    demo.add_argument("--out", type=Path, required=True, help="folder for inputs, statement.json and statement.html")
    demo.add_argument("--seed", type=int, help="another synthetic world than the bundled one")
    demo.add_argument("--dirt", default="", help="put an export's ordinary dirt into the absence files: kind,kind,…")
    demo.set_defaults(run=_demo)

    settle = commands.add_parser("settle", parents=[common], help="settle a bundled contract, or a file with its data")
    settle.add_argument("contract", help="name of a bundled contract, or a contract or chain file, .toml or .json")
    settle.add_argument("--data", type=Path, help="data file (default: data.toml beside the contract)")
    settle.add_argument("--period", help="months, e.g. 2018-10/2020-02 (default: the data file's)")
    settle.add_argument("--status", choices=("provisional", "final"), help="default: the data file's")
    settle.add_argument("--given", action="append", default=[], metavar="NAME=VALUE", help="a given figure; repeatable")
    settle.add_argument("--out", type=Path, help="folder for statement.json and statement.html")
    settle.set_defaults(run=_settle)

    reconcile = commands.add_parser(
        "reconcile", parents=[common], help="compare what documents state with what a contract gives"
    )
    reconcile.add_argument("contract", help="name of a bundled contract, or a contract or chain file, .toml or .json")
    reconcile.add_argument("--data", type=Path, help="data file (default: data.toml beside; without one, no data)")
    reconcile.add_argument("--out", type=Path, help="folder for reconciliation.json and reconciliation.html")
    reconcile.set_defaults(run=_reconcile)

    verify = commands.add_parser("verify", parents=[common], help="settle a statement again and compare")
    verify.add_argument("file", type=Path, help="statement.json")
    verify.set_defaults(run=_verify)

    payouts = commands.add_parser("payouts", parents=[common], help="how uncertain the amounts of a statement are")
    payouts.add_argument("file", type=Path, help="statement.json; it is settled again first")
    payouts.add_argument("--target", help='ask for P(effect ≤ target), e.g. "-12 %%"')
    payouts.set_defaults(run=_payouts)

    library = commands.add_parser("library", parents=[common], help="list the bundled contracts")
    library.set_defaults(run=_library)

    case = commands.add_parser("case", parents=[common], help="check a contract against a published case")
    case.add_argument("contract", help="name of a bundled contract, or a .toml or .json file")
    case.add_argument("case", type=Path, help="the case: inputs and expected figures, JSON")
    case.add_argument("--checks", type=Path, help="which figures answer which (default: NAME.checks.toml beside it)")
    case.set_defaults(run=_case)

    prose = commands.add_parser("prose", parents=[common], help="print a contract in words")
    prose.add_argument("contract", help="name of a bundled contract, or a .toml or .json file")
    prose.add_argument("--sentence", action="store_true", help="only the payment rule, in one sentence")
    prose.set_defaults(run=_prose)

    versions = commands.add_parser("versions", parents=[common], help="show the versions of a contract")
    versions.add_argument("chain", type=Path, help="chain file, .toml or .json")
    versions.set_defaults(run=_versions)

    schema = commands.add_parser("schema", parents=[common], help="print the JSON Schema of contract files")
    schema.set_defaults(run=_schema)

    lint = commands.add_parser("lint", parents=[common], help="find what is weak in a contract")
    lint.add_argument("contract", help="name of a bundled contract, or a .toml or .json file")
    lint.add_argument("--out", type=Path, help="folder for a page with plots, lint.<contract>.html")
    lint.set_defaults(run=_lint)
    return parser


def _demo(options: argparse.Namespace) -> int:
    from outcome_contracts.absence.synthetic import parse_dirt
    from outcome_contracts.cli.demo import write_demonstration
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.cli.progress import progress

    dirt = parse_dirt(options.dirt) if options.dirt else ()
    with written_whole(options.out) as folder:
        with progress(options.lang) as say:
            contract = write_demonstration(options.name, folder, seed=options.seed, dirt=dirt, say=say)
        if not dirt:
            statements = [_settled(contract, folder / "data.toml", options)]
            _keep(statements, folder, options.lang)
    if dirt:  # what is wrong with the files is to be found in the files that were left
        for stale in ("statement.json", "statement.html"):
            (options.out / stale).unlink(missing_ok=True)
        statements = [_settled(options.out / "contract.toml", options.out / "data.toml", options)]
        with written_whole(options.out) as folder:
            _keep(statements, folder, options.lang)
    _show(statements, options)
    return 0


def _settle(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import beside, contracts
    from outcome_contracts.cli.folder import written_whole

    statements = []
    for contract in contracts(options.contract):
        data = options.data or beside(contract)
        if data is None:
            raise UsageError([Notice("OC-M003", contract.name, (("name", contract.stem),))])
        statements.append(_settled(contract, data, options))
    if options.out is not None:
        with written_whole(options.out) as folder:
            _keep(statements, folder, options.lang)
    _show(statements, options)
    return 0


def _reconcile(options: argparse.Namespace) -> int:
    """Differences are what was asked for: finding some is no failure."""
    from outcome_contracts.cli.bundled import beside, contracts
    from outcome_contracts.cli.reconciled import json_text, keep_reconciliations, reading_text
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.settlement.reconciliation.reconcile import reconcile

    found = []
    for contract in contracts(options.contract):
        data = options.data or beside(contract)
        found.append(reconcile(read_contract(contract) if data is None else _settled(contract, data, options)))
    if options.out is not None:
        keep_reconciliations(found, options.out, options.lang)
    print(json_text(found) if options.json else reading_text(found, options.lang))
    return 0


def _settled(contract_file: Path, data_file: Path, options: argparse.Namespace) -> Statement:
    """Read a contract, or the chain of its versions, and its data, and settle."""
    from outcome_contracts.cli.delivery import read_delivery
    from outcome_contracts.cli.progress import progress
    from outcome_contracts.contract.versions.files import read_contract_or_chain
    from outcome_contracts.settlement import settle

    contract, given = read_contract_or_chain(contract_file), _given(getattr(options, "given", []))
    asked = getattr(options, "period", None)
    with progress(options.lang) as say:
        delivery = read_delivery(data_file, contract, given, say, period=None if asked is None else Period.parse(asked))
    status = getattr(options, "status", None) or delivery.status
    return settle(contract, delivery.data, delivery.period, status=status)


def _given(pairs: Sequence[str]) -> dict[str, str | bool]:
    given: dict[str, str | bool] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name or not value:
            raise UsageError([Notice("OC-M005", facts=(("text", pair[:40]),))])
        if name in given:
            raise UsageError([Notice("OC-M010", facts=(("name", name[:60]),))])
        given[name] = value == "true" if value in ("true", "false") else value
    return given


def _keep(statements: Sequence[Statement], folder: Path, lang: Language) -> None:
    """Leave statement.json and statement.html; of several readings, each under its contract's id."""
    from outcome_contracts.report.html import statement_html

    for statement in statements:
        name = "statement" if len(statements) == 1 else f"statement.{statement.contract.id}"
        (folder / f"{name}.json").write_text(statement.to_json() + "\n", encoding="utf-8")
        (folder / f"{name}.html").write_text(statement_html(statement, lang), encoding="utf-8")


def _show(statements: Sequence[Statement], options: argparse.Namespace) -> None:
    if options.json:
        texts = [statement.to_json() for statement in statements]
        print(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
        return
    from outcome_contracts.report.text import statement_text

    print("\n\n".join(statement_text(statement, options.lang) for statement in statements))


def _verified(file: Path) -> Verification:
    from outcome_contracts.settlement import verify

    try:
        content = file.read_bytes()
    except OSError:
        raise UsageError([Notice("OC-M004", facts=(("file", file.name),))]) from None
    return verify(content)


def _payouts(options: argparse.Namespace) -> int:
    from outcome_contracts.report.text import statement_text
    from outcome_contracts.settlement.payout import payouts_of

    statement = _verified(options.file).statement
    found = payouts_of(statement, target=options.target)
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        print(statement_text(statement, options.lang, payouts=found))
    return 0


def _verify(options: argparse.Namespace) -> int:
    verified = _verified(options.file)
    print(json.dumps({"ok": True, "digest": verified.digest}) if options.json else f"OK {verified.digest}")
    return 0


def _library(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import bundled
    from outcome_contracts.cli.cases import bundled_text

    found = bundled()
    if options.json:
        print(json.dumps([one.to_dict() for one in found], ensure_ascii=False))
    else:
        print("\n".join(bundled_text(one, options.lang) for one in found))
    return 0


def _case(options: argparse.Namespace) -> int:
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


def _prose(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.contract.model import Contract

    found = [read_contract(path) for path in contracts(options.contract)]
    say = Contract.sentence if options.sentence else Contract.prose
    texts = {contract.id: say(contract, options.lang) for contract in found}
    print(json.dumps(texts, ensure_ascii=False) if options.json else "\n\n".join(texts.values()).rstrip())
    return 0


def _versions(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.versions import versions_text
    from outcome_contracts.contract.versions.files import chain_to_json, read_chain

    chain = read_chain(options.chain)
    print(chain_to_json(chain) if options.json else versions_text(chain, options.lang))
    return 0


def _schema(options: argparse.Namespace) -> int:
    from outcome_contracts.contract.schema import contract_schema

    print(json.dumps(contract_schema(), indent=2, ensure_ascii=False, sort_keys=True))
    return 0


def _lint(options: argparse.Namespace) -> int:
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.contract.lint import Records, data_lints, lint, stated_ranges, sweep_lints

    notices: list[Notice] = []
    for path in contracts(options.contract):
        contract = read_contract(path)
        swept = sweep_lints(contract, stated_ranges(contract))
        found = (*lint(contract), *swept, *data_lints(contract, Records()))
        if options.out is not None:
            _keep_lints(contract, found, options)
        notices += found
    if options.json:
        print(json.dumps({"ok": True, "notices": _plain(notices, options.lang)}, ensure_ascii=False))
    else:
        for notice in notices:
            print(notice.text(options.lang))
    return 0


def _keep_lints(contract: Contract, found: Sequence[Notice], options: argparse.Namespace) -> None:
    """A page with the findings of one contract and the payment over its measures."""
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.contract.lint import payment_curves, stated_ranges
    from outcome_contracts.report.lints import lints_html

    page = lints_html(contract, found, payment_curves(contract, stated_ranges(contract)), options.lang)
    with written_whole(options.out) as folder:
        (folder / f"lint.{contract.id}.html").write_text(page, encoding="utf-8")


def _report(notices: Sequence[Notice], options: argparse.Namespace) -> None:
    """Everything that was found: as lines on standard error, or as JSON on standard output."""
    if options.json:
        print(json.dumps({"ok": False, "notices": _plain(notices, options.lang)}, ensure_ascii=False))
        return
    for notice in notices:
        print(notice.text(options.lang), file=sys.stderr)


def _plain(notices: Sequence[Notice], lang: Language) -> list[dict[str, object]]:
    return [{**notice.to_dict(), "text": notice.text(lang)} for notice in notices]
