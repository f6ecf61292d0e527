"""Where commands register themselves, and the arguments that several of them share.

Every module in `commands` is one command: `register(commands, common)` states its arguments and what runs with them.
What runs takes the parsed options and returns the exit code; it imports what it needs when it runs, so that starting
costs nothing.
"""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import Protocol

from outcome_contracts.notices import Notice, UsageError

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CONTRACT = "name of a bundled contract, or a .toml or .json file"
_CONTRACT_OR_CHAIN = "name of a bundled contract, or a contract or chain file, .toml or .json"


class Commands(Protocol):
    """What argparse gives to add a command to."""

    def add_parser(self, name: str, *, parents: list[argparse.ArgumentParser], help: str) -> argparse.ArgumentParser:
        """The parser of a new command."""


def common_arguments() -> argparse.ArgumentParser:
    """The arguments of every command."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=("sv", "en"), default="sv", help="language of texts (default: sv)")
    common.add_argument("--json", action="store_true", help="machine-readable output on standard output")
    return common


def add_contract(command: argparse.ArgumentParser) -> None:
    """The argument of commands on one contract."""
    command.add_argument("contract", help=_CONTRACT)


def add_contract_or_chain(command: argparse.ArgumentParser) -> None:
    """The argument of commands that also take the chain of a contract's versions."""
    command.add_argument("contract", help=_CONTRACT_OR_CHAIN)


def add_out(command: argparse.ArgumentParser, text: str) -> None:
    """Where commands leave files."""
    command.add_argument("--out", type=Path, help=text)


def read_day(text: str | None) -> date | None:
    """A day as `YYYY-MM-DD`, None where none is given. Raises UsageError (OC-S094) for anything else."""
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError([Notice("OC-S094", facts=(("text", text[:40]),))])
