"""Names of bundled contracts → their files. A name with several readings gives them all."""

from __future__ import annotations

import unicodedata
from importlib import resources
from pathlib import Path

from outcome_contracts.notices import Notice, UsageError

LIBRARY = Path(str(resources.files("outcome_contracts.library")))


def contracts(name_or_file: str) -> tuple[Path, ...]:
    """The contract files of a name or a path. Raises UsageError (OC-U001) for neither."""
    path = Path(name_or_file)
    if path.suffix.lower() in (".toml", ".json"):
        return (path,)
    name = _plain(name_or_file)
    single = LIBRARY / f"{name}.toml"
    readings = tuple(sorted(LIBRARY.glob(f"{name}_*.toml"))) if name.isidentifier() else ()
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


def _plain(name: str) -> str:
    """A name without accents and capitals: Örnsköldsvik is ornskoldsvik."""
    folded = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
