"""The command `break-even`: from which reduction an investment pays itself back, and what a target leaves."""

from __future__ import annotations

import argparse

from outcome_contracts.cli.arguments import Commands


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser(
        "break-even", parents=[common], help="from which reduction an investment pays itself back"
    )
    command.add_argument("--investment", required=True, metavar="SEK", help="over the whole horizon: 22000000")
    command.add_argument("--annual-cost", required=True, metavar="SEK", help="of the absence, without the project")
    command.add_argument("--years", required=True, help="how long the effect is counted")
    command.add_argument("--ramp-up-months", required=True, metavar="MONTHS", help="until the effect is full: 0, 12")
    command.add_argument("--target", metavar="SHARE", help="an agreed reduction to be held against it: 12%%")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.canonical import canonical
    from outcome_contracts.design import break_even

    found = break_even(
        options.investment,
        annual_cost=options.annual_cost,
        years=options.years,
        ramp_up_months=options.ramp_up_months,
    )
    answer = found if options.target is None else found.against(options.target)
    print(canonical(answer.to_dict()) if options.json else answer.text(options.lang))
    return 0
