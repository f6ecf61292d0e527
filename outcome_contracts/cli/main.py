"""The command line: one parser, the commands beside it, and what a refusal or an interruption becomes."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, cast

from outcome_contracts.cli.arguments import common_arguments
from outcome_contracts.cli.commands import COMMANDS
from outcome_contracts.cli.findings import report_findings
from outcome_contracts.notices import OutcomeContractsError, UsageError

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
        report_findings(error.notices, options)
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
    commands, common = parser.add_subparsers(required=True, metavar="COMMAND"), common_arguments()
    for command in COMMANDS:
        command.register(commands, common)
    return parser
