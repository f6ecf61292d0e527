"""The command `versions`: each version of a contract, its digest, and what it changed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.arguments import Commands
from outcome_contracts.notices.catalogue import words

if TYPE_CHECKING:
    from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion
    from outcome_contracts.notices import Language

_WORDS: dict[Language, dict[str, str]] = {
    "en": {"version": "Version", "force": "in force from", "signed": "signed", "clause": "clause"},
    "sv": {"version": "Version", "force": "gäller från", "signed": "undertecknad", "clause": "klausul"},
}


def register(commands: Commands, common: argparse.ArgumentParser) -> None:
    """State the arguments of the command."""
    command = commands.add_parser("versions", parents=[common], help="show the versions of a contract")
    command.add_argument("chain", type=Path, help="chain file, .toml or .json")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from outcome_contracts.contract.versions.files import chain_to_json, read_chain

    chain = read_chain(options.chain)
    print(chain_to_json(chain) if options.json else _versions_text(chain, options.lang))
    return 0


def _versions_text(chain: ContractChain, lang: Language) -> str:
    """The versions, oldest first; the digest of the last one is what the next amendment names as `previous`."""
    return "\n".join(_version(chain, version, lang) for version in chain.versions)


def _version(chain: ContractChain, version: ContractVersion, lang: Language) -> str:
    said, kind = _WORDS[lang], words()[version.kind][lang]
    clause = [f"{said['clause']} {version.record['clause']}"] if "clause" in version.record else []
    dates = [f"{said['signed']} {version.signed}", f"{said['force']} {version.effective}"]
    lines = [f"{said['version']} {version.number}: {', '.join([kind, *clause, *dates])}", f"  {version.digest}"]
    if version.number > 1:
        lines += [f"  {line}" for line in chain.diff_text(version.number - 1, version.number, lang).splitlines()]
    return "\n".join(lines)
