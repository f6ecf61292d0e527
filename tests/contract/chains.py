"""The chain that the tests of versions share: tests/data/versions, and amendments of it built in Python."""

from datetime import date
from pathlib import Path

from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.contract.versions.amendment import Amendment
from outcome_contracts.contract.versions.chain import ContractChain
from outcome_contracts.contract.versions.change import Change
from outcome_contracts.contract.versions.files import read_chain

FOLDER = Path(__file__).parents[1] / "data" / "versions"
CONTRACT = (FOLDER / "contract.toml").read_text(encoding="utf-8")
BOTH = ("municipality", "supplier")
WHY = Text(sv="Skäl", en="Reason")


def chain():
    """Five versions: original, amendment, suspension, window extension, novation."""
    return read_chain(FOLDER / "chain.toml")


def original(text=CONTRACT):
    """A chain of the original only."""
    contract = (
        read_contract(FOLDER / "contract.toml") if text is CONTRACT else contract_from_bytes(text.encode(), "c.toml")
    )
    return ContractChain.of(contract, signed=date(2018, 11, 20), effective=date(2019, 1, 1), signatories=BOTH)


def change(path, before=None, after=None):
    return Change(path=path, before=before, after=after)


def amendment(on, *changes, **said):
    """An amendment of a chain: of the price of a day, unless something else is said."""
    facts = {
        "kind": "amendment",
        "clause": "12.2",
        "effective": date(2022, 1, 1),
        "signed": date(2021, 12, 1),
        "signatories": tuple(party.id for party in on.latest.contract.parties),
        "scope": WHY,
        "reason": WHY,
        "previous": on.digest,
        "changes": changes or (change("constants.day_price", "2100 SEK/day", "2200 SEK/day"),),
    }
    return Amendment.model_validate(facts | said)
