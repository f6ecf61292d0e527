"""The catalogue: the severity and the words of every code, in Swedish and English, from the TOML files of this folder.

They fill some thousand lines, and whoever says three things needs one file of them: a file is read when one of its
codes is first asked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, cast

Severity = Literal["error", "hold", "warn", "info"]

_CODE = re.compile(r"^\[(OC-[A-Z][0-9]+)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wording:
    """The catalogue's entry for one code: severity and, per language, what, why and fix.

    waivable: whether a final settlement may stand on a finding that is held, once all parties have acknowledged it.
    """

    severity: Severity
    what: Mapping[str, str]
    why: Mapping[str, str]
    fix: Mapping[str, str]
    waivable: bool


class Catalogue(Mapping[str, Wording]):
    """Every code with its wording."""

    def __getitem__(self, code: str) -> Wording:
        return _entries(_files()[code])[code]

    def __iter__(self) -> Iterator[str]:
        return iter(_files())

    def __len__(self) -> int:
        return len(_files())


def catalogue() -> Catalogue:
    """Every code with its severity and texts."""
    return Catalogue()


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """The words that a fact can stand for, by language."""
    return cast("Mapping[str, Mapping[str, str]]", tomllib.loads(_text("words.toml")))


@cache
def _files() -> Mapping[str, str]:
    """The file in which each code stands."""
    names = sorted(item.name for item in resources.files(__package__).iterdir() if item.name.endswith(".toml"))
    return {code: name for name in names for code in _CODE.findall(_text(name))}


@cache
def _entries(file: str) -> Mapping[str, Wording]:
    return {code: _wording(entry) for code, entry in tomllib.loads(_text(file)).items()}


def _wording(entry: Mapping[str, Any]) -> Wording:
    severity = cast(Severity, entry["severity"])
    waivable = bool(entry.get("waivable", severity == "hold"))
    return Wording(severity, entry["what"], entry["why"], entry["fix"], waivable)


def _text(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
