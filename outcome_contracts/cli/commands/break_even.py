"""The command `break-even`: from where on it pays, by stated amounts or over the flows of a contract.

The two questions have arguments of their own. Everything wrong with the arguments is said at once: arguments of both
questions, missing ones, and what cannot be read.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.notices import Findings, OutcomeContractsError, UsageError
from outcome_contracts.period import Period

if TYPE_CHECKING:
    from outcome_contracts.contract.model import Contract
    from outcome_contracts.design import BreakEven
    from outcome_contracts.design.break_even import TargetMargin
    from outcome_contracts.design.self_financing import ContractBreakEven, PurseOfContract
    from outcome_contracts.valuation import Basis

T = TypeVar("T")

_AMOUNTS = ("investment", "annual_cost", "years", "ramp_up_months")
_OF_CONTRACT = ("contract", "parties", "measure", "low", "high", "period")
# In place of an argument that is missing, which has been found, until the call is refused.
_STAND_IN = "1"


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser(
        "break-even", parents=[common], help="from which reduction an investment pays, or a contract for a party"
    )
    amounts = command.add_argument_group("by stated amounts")
    amounts.add_argument("--investment", metavar="SEK", help="over the whole horizon: 22000000")
    amounts.add_argument("--annual-cost", metavar="SEK", help="of the absence, without the project")
    amounts.add_argument("--years", help="how long the effect is counted")
    amounts.add_argument("--ramp-up-months", metavar="MONTHS", help="until the effect is full: 0, 12")
    amounts.add_argument("--target", metavar="SHARE", help="an agreed reduction to be held against it: 12%%")
    flows = command.add_argument_group("over the flows of a contract")
    flows.add_argument("contract", nargs="?", help="name of a bundled contract, or a .toml or .json file")
    for name, metavar, text in (
        ("--parties", "ID", "whose purse: one party, or several together"),
        ("--gains", "LINE=BASIS", "lines that are worth money to it: saving=contract_value"),
        ("--pays", "LINE", "lines that it pays to others outside the contract"),
    ):
        flows.add_argument(name, action="extend", nargs="+", default=[], metavar=metavar, help=text)
    flows.add_argument("--measure", metavar="ID", help="the one that varies")
    flows.add_argument("--low", metavar="VALUE", help="from where on it varies: 0%%, --low=-10%%")
    flows.add_argument("--high", metavar="VALUE", help="up to where")
    flows.add_argument("--period", metavar="MONTHS", help="of the statement: 2018-10/2021-09")
    flows.add_argument(
        "--given", action="append", default=[], metavar="NAME=VALUE", help="another measure's figure; repeatable"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.canonical import canonical

    findings = Findings()
    amounts = _stated(options, (*_AMOUNTS, "target"))
    flows = _stated(options, (*_OF_CONTRACT, "gains", "pays", "given"))
    if amounts and flows:
        findings.add("OC-W076", amounts=_named(amounts), contract=_named(flows))
    elif missing := [name for name in (_OF_CONTRACT if flows else _AMOUNTS) if name not in amounts + flows]:
        findings.add("OC-W077", missing=_named(missing))
    by_amounts = _by_amounts(options, findings) if amounts else None
    questions = _questions(options, findings) if flows else []
    findings.refuse(UsageError)
    answers = [question.answer() for question in questions] if by_amounts is None else [by_amounts]
    if options.json:
        texts = [canonical(answer.to_dict()) for answer in answers]
        print(texts[0] if len(texts) == 1 else f"[{','.join(texts)}]")
    else:
        print("\n\n".join(answer.text(options.lang) for answer in answers))
    return 0


def _by_amounts(options: argparse.Namespace, findings: Findings) -> BreakEven | TargetMargin | None:
    """The answer by stated amounts, None where something is wrong with them, which is recorded."""
    from outcome_contracts.design.break_even import break_even, target_margin

    investment, cost, years, ramp = (
        _STAND_IN if one is None else one
        for one in (options.investment, options.annual_cost, options.years, options.ramp_up_months)
    )
    if options.target is None:
        return _found(lambda: break_even(investment, annual_cost=cost, years=years, ramp_up_months=ramp), findings)
    return _found(
        lambda: target_margin(
            options.target, investment=investment, annual_cost=cost, years=years, ramp_up_months=ramp
        ),
        findings,
    )


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of one contract, read but not answered."""

    contract: Contract
    purse: PurseOfContract
    options: argparse.Namespace
    period: Period
    figures: dict[str, str | bool]

    def answer(self) -> ContractBreakEven:
        """The answer over its flows."""
        from outcome_contracts.design.self_financing import contract_break_even

        return contract_break_even(
            self.contract,
            self.purse,
            measure=self.options.measure,
            low=self.options.low,
            high=self.options.high,
            figures=self.figures,
            period=self.period,
        )


def _questions(options: argparse.Namespace, findings: Findings) -> list[_Question]:
    """The question to each reading of the contract; what is wrong with the arguments is recorded."""
    from outcome_contracts.cli.bundled import contracts
    from outcome_contracts.cli.statements import given_figures
    from outcome_contracts.contract.files import read_contract
    from outcome_contracts.design.self_financing import PurseOfContract
    from outcome_contracts.design.self_financing.contract_net import signs_of
    from outcome_contracts.valuation.arguments import ANY, read_number

    for name in ("low", "high"):
        if getattr(options, name) is not None:
            read_number(getattr(options, name), name, ANY, findings)
    figures = _found(lambda: given_figures(options.given), findings)
    period = None if options.period is None else _found(lambda: Period.parse(options.period), findings)
    gains = _gains(options.gains, findings)
    purse = _found(lambda: PurseOfContract(tuple(options.parties), gains, tuple(options.pays)), findings)
    files = None if options.contract is None else _found(lambda: contracts(options.contract), findings)
    questions = []
    for file in files or ():
        try:
            contract = read_contract(file)
        except OutcomeContractsError as refusal:
            if not len(findings):
                raise  # with its own exit code
            findings.extend(refusal.notices)
            continue
        if purse is not None and options.measure is not None and options.parties:
            signs_of(contract, purse, options.measure, findings)
            if period is not None and figures is not None:
                questions.append(_Question(contract, purse, options, period, figures))
    return questions


def _gains(pairs: Sequence[str], findings: Findings) -> dict[str, Basis]:
    """The lines that the purse gains by, each with its basis; OC-W078 for other texts, OC-W073 for a line twice."""
    from outcome_contracts.valuation import Basis

    bases, gains = {basis.value: basis for basis in Basis}, dict[str, Basis]()
    for pair in pairs:
        line, _, basis = pair.partition("=")
        if not line or basis not in bases:
            findings.add("OC-W078", text=pair[:60], known=", ".join(bases))
        elif line in gains:
            findings.add("OC-W073", name=line[:60])
        else:
            gains[line] = bases[basis]
    return gains


def _found(read: Callable[[], T], findings: Findings) -> T | None:
    """What is read, None where it is refused, with why recorded."""
    try:
        return read()
    except UsageError as refusal:
        findings.extend(refusal.notices)
        return None


def _stated(options: argparse.Namespace, names: Sequence[str]) -> list[str]:
    """Those of the arguments that were given."""
    return [name for name in names if getattr(options, name) not in (None, [])]


def _named(names: Sequence[str]) -> str:
    """Arguments as they are written."""
    return ", ".join("CONTRACT" if name == "contract" else f"--{name.replace('_', '-')}" for name in names)
