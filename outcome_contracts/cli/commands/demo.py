"""The command `demo`: make a synthetic municipality, and settle its contract from the files that were left."""

from __future__ import annotations

import argparse
from pathlib import Path

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.cli.statements import keep_statements, settled, show_statements


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser(
        "demo", parents=[common], help="make a synthetic municipality and settle its contract"
    )
    command.add_argument("name", help="botkyrka, ornskoldsvik")
    command.add_argument("--out", type=Path, required=True, help="folder for inputs, statement.json and statement.html")
    command.add_argument("--seed", type=int, help="another synthetic world than the bundled one")
    command.add_argument(
        "--dirt",
        default="",
        help="put an export's ordinary dirt into the absence files: kind,kind,… (an unknown one lists all)",
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.absence.synthetic import parse_dirt
    from outcome_contracts.cli.demonstration import write_demonstration
    from outcome_contracts.cli.folder import written_whole
    from outcome_contracts.cli.progress import progress

    dirt = parse_dirt(options.dirt) if options.dirt else ()
    with written_whole(options.out) as folder:
        with progress(options.lang) as say:
            contract = write_demonstration(options.name, folder, seed=options.seed, dirt=dirt, say=say)
        if not dirt:
            statements = [settled(contract, folder / "data.toml", options)]
            keep_statements(statements, folder, options.lang)
    if dirt:  # what is wrong with the files is to be found in the files that were left
        for stale in ("statement.json", "statement.html"):
            (options.out / stale).unlink(missing_ok=True)
        statements = [settled(options.out / "contract.toml", options.out / "data.toml", options)]
        with written_whole(options.out) as folder:
            keep_statements(statements, folder, options.lang)
    show_statements(statements, options)
    return 0
