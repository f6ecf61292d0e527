"""Chain files: the original named or written in, the amendments in the order in which they were signed.

In TOML the contract is a file beside the chain, `contract = "contract.toml"`, and each amendment is `[[amendments]]`
with its `[[amendments.changes]]`; formulas are text. The canonical JSON holds everything in one file, formulas as
trees. Both give the same chain and the same digest, however they are set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationError
from pydantic_core import PydanticCustomError

from outcome_contracts.canonical import canonical
from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import Digest, Model
from outcome_contracts.contract.files import contract_from_data, holds_chain, read_contract, refusal
from outcome_contracts.contract.model import Contract
from outcome_contracts.contract.versions.amendment import Amendment, Original
from outcome_contracts.contract.versions.chain import ContractChain, ContractVersion
from outcome_contracts.notices import ContractInvalid, Findings, Notice
from outcome_contracts.plain_files import Unreadable, parsed_json, parsed_toml, read_text
from outcome_contracts.positions import Path as KeyPath
from outcome_contracts.positions import Positions, json_starts, toml_starts

SCHEMA_ID = "urn:outcome-contracts:schema:chain:1"

_LARGEST = 4_000_000
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(toml|json)", re.ASCII)


def _original(value: object) -> object:
    if isinstance(value, dict) or (isinstance(value, str) and _FILE.fullmatch(value)):
        return value
    raise PydanticCustomError("contract", "neither a contract nor a file")


class ChainFile(Model):
    """What a chain file holds. contract: a file beside it, or the contract itself. digest: of the whole chain."""

    contract: Annotated[str | Mapping[str, object], PlainValidator(_original)]
    original: Original
    amendments: Annotated[tuple[Amendment, ...], Field(max_length=200)] = ()
    digest: Digest | None = None


class _CanonicalChain(ChainFile):
    contract: Contract  # type: ignore[assignment]
    digest: Digest


def read_chain(path: str | Path) -> ContractChain:
    """Read a chain file, TOML or JSON by its ending, with the contract that it names.

    Raises ContractInvalid: a file that cannot be read or has other fields (OC-C001–OC-C004, OC-C022–OC-C024, OC-X010),
    the contract's own findings, the first version that is none with all its reasons (OC-A…), and a digest that the
    versions do not give (OC-A040).
    """
    path = Path(path)
    form, parse, starts = _form(path)
    try:
        text = read_text(path, largest=_LARGEST)
        data = parse(text, path.name)
    except Unreadable as error:
        raise ContractInvalid([refusal(error, form)]) from None
    places = Positions(path.name, text, partial(starts, text))
    stored = _stored(data, places)
    return _replayed(stored, _contract(stored, path, places), places)


def read_contract_or_chain(path: str | Path) -> Contract | ContractChain:
    """A contract file, or a chain file where one stands. Raises as `read_contract` and `read_chain`."""
    path = Path(path)
    _, parse, _ = _form(path)
    try:
        chain = holds_chain(parse(read_text(path, largest=_LARGEST), path.name))
    except Unreadable:  # as a contract it is refused, with the reason
        chain = False
    return read_chain(path) if chain else read_contract(path)


def _form(path: Path) -> tuple[str, Callable[[str, str], dict[str, object]], Callable[[str], dict[KeyPath, int]]]:
    """The form that a file's ending says, what parses it, and where its values start."""
    return ("JSON", parsed_json, json_starts) if path.suffix.lower() == ".json" else ("TOML", parsed_toml, toml_starts)


def chain_to_json(chain: ContractChain) -> str:
    """The canonical JSON of a chain, with its contract; reading it back gives an equal chain."""
    original, *later = chain.versions
    return canonical(
        {
            "contract": original.contract.to_dict(),
            "original": _without(original, "number", "kind", "contract"),
            "amendments": [_without(version, "number", "contract") for version in later],
            "digest": chain.digest,
        }
    )


def _without(version: ContractVersion, *names: str) -> dict[str, object]:
    """The record of a version without what follows from its place in the chain."""
    return {name: value for name, value in version.record.items() if name not in names}


def chain_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of the canonical JSON form of a chain; what the versions mean is checked on reading."""
    schema = _CanonicalChain.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = SCHEMA_ID
    schema["title"] = "Versions of a social outcomes contract"
    return schema


def _stored(data: Mapping[str, object], places: Positions) -> ChainFile:
    try:
        return ChainFile.model_validate(data)
    except ValidationError as error:
        findings = Findings()
        for kind, location, expected in complaints(error):
            field, where = shown_path(location), places.where(location)
            if kind == "missing":
                findings.add("OC-C001", where, what=field)
            elif kind == "unknown":
                findings.add("OC-C003", where, field=field)
            else:
                findings.add("OC-C004", where, field=field, expected=expected)
        raise ContractInvalid(findings) from None


def _contract(stored: ChainFile, path: Path, places: Positions) -> Contract:
    if not isinstance(stored.contract, str):
        return contract_from_data(stored.contract, Positions(f"{path.name}: contract"))
    file = path.parent / stored.contract
    if not file.is_file():
        raise ContractInvalid([Notice("OC-A041", places.where(("contract",)), (("file", stored.contract),))])
    return read_contract(file)


def _replayed(stored: ChainFile, contract: Contract, places: Positions) -> ContractChain:
    """The chain, version by version; nothing can be said of what comes after a version that is none."""
    original = stored.original
    chain = ContractChain.of(
        contract, signed=original.signed, effective=original.effective, signatories=original.signatories
    )
    for amendment in stored.amendments:
        chain = chain.append(amendment, places)
    if stored.digest is not None and stored.digest != chain.digest:
        facts = (("stated", stored.digest[:19]), ("found", chain.digest[:19]))
        raise ContractInvalid([Notice("OC-A040", places.where(("digest",)), facts)])
    return chain
