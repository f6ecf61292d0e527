"""Names of bundled contracts → their files, and what is known of each. A name with several readings gives them all."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from outcome_contracts.notices import Notice, UsageError

LIBRARY = Path(str(resources.files("outcome_contracts.library")))


@dataclass(frozen=True, slots=True)
class Bundled:
    """What is known of a bundled contract.

    title: in both languages. country: ISO 3166-1. sources: how many of its terms' sources are named; assumptions: how
    many terms are inferred, own knowledge or assumed. case: the published case that it is checked against, else empty.
    """

    name: str
    country: str
    title: Mapping[str, str]
    currency: str
    sources: int
    assumptions: int
    case: str

    def to_dict(self) -> dict[str, object]:
        """It as plain data for JSON."""
        return {
            "assumptions": self.assumptions,
            "case": self.case,
            "country": self.country,
            "currency": self.currency,
            "name": self.name,
            "sources": self.sources,
            "title": dict(self.title),
        }


def bundled() -> tuple[Bundled, ...]:
    """What is known of every bundled contract, by name."""
    from outcome_contracts.contract.files import read_contract

    countries = tomllib.loads((LIBRARY / "index.countries.toml").read_text(encoding="utf-8"))
    found = []
    for name in names():
        contract = read_contract(LIBRARY / f"{name}.toml")
        checks = checks_beside(LIBRARY / f"{name}.toml")
        found.append(
            Bundled(
                name=name,
                country=countries[name],
                title={"en": contract.title.en, "sv": contract.title.sv},
                currency=contract.currency,
                sources=len(contract.sources),
                assumptions=len(contract.assumptions),
                case="" if checks is None else tomllib.loads(checks.read_text(encoding="utf-8"))["case"],
            )
        )
    return tuple(found)


def contracts(name_or_file: str) -> tuple[Path, ...]:
    """The contract files of a name or a path. Raises UsageError (OC-U001) for neither."""
    path = Path(name_or_file)
    if path.suffix.lower() in (".toml", ".json"):
        return (path,)
    name = _plain(name_or_file)
    single = LIBRARY / f"{name}.toml"
    readings = _readings(name) if name.isidentifier() else ()
    if name in names() or readings:
        return (single,) if single.is_file() else readings
    facts = (("name", name_or_file[:60]), ("known", ", ".join(names())))
    raise UsageError([Notice("OC-U001", facts=facts)])


def names() -> tuple[str, ...]:
    """The names of all bundled contracts, each reading by itself."""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.toml") if "." not in path.stem))


def demonstrations() -> tuple[str, ...]:
    """The names that a demonstration can be made of."""
    return tuple(sorted(path.name.removesuffix(".demo.toml") for path in LIBRARY.glob("*.demo.toml")))


def demonstration(name: str) -> Path:
    """The description of a demonstration. Raises UsageError (OC-U001) where there is none of that name."""
    found = LIBRARY / f"{_plain(name)}.demo.toml"
    if _plain(name) not in demonstrations():
        facts = (("name", name[:60]), ("known", ", ".join(demonstrations())))
        raise UsageError([Notice("OC-U001", facts=facts)])
    return found


def beside(contract: Path) -> Path | None:
    """The data file that belongs to a contract file: its own, that of its name, or data.toml beside it."""
    stem = contract.stem
    for name in (f"{stem}.data.toml", f"{stem.split('_', 1)[0]}.data.toml", "data.toml"):
        if (contract.parent / name).is_file() and (contract.parent != LIBRARY or name != "data.toml"):
            return contract.parent / name
    return None


def checks_beside(contract: Path) -> Path | None:
    """The checks of a contract file: NAME.checks.toml beside it."""
    path = contract.with_name(f"{contract.stem}.checks.toml")
    return path if path.is_file() else None


def _readings(name: str) -> tuple[Path, ...]:
    """The files of a name that has several readings; they share NAME.data.toml."""
    if not (LIBRARY / f"{name}.data.toml").is_file():
        return ()
    return tuple(LIBRARY / f"{each}.toml" for each in names() if each.startswith(f"{name}_"))


def _plain(name: str) -> str:
    """A name without accents and capitals: Örnsköldsvik is ornskoldsvik."""
    folded = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
