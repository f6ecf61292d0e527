"""The words of bases are units where a contract values by them, and free everywhere else: signed contracts keep theirs.

The digests are those that the contracts had before any day value had a basis.
"""

import pytest

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json
from outcome_contracts.notices import ContractInvalid
from outcome_contracts.period import Period
from outcome_contracts.settlement import SettlementData, settle, verify
from tests.settlement.contracts import DATA

OLD = (DATA / "settlement" / "words_of_later_bases.toml").read_text(encoding="utf-8")
DAY_VALUE = """
[measures.price]
from = "day_value"
basis = "societal"
stated = "2143"
improves = "neither"
source = "Clause 7"
round = { to = "1", mode = "half_up" }
"""
VALUED = OLD.replace('societal = "10 SEK/day"', 'rate = "10 SEK/day"').replace("* societal", "* rate") + DAY_VALUE


def read(text, *changes):
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return contract_from_bytes(text.encode(), "words.toml")


def refused(text, *changes):
    with pytest.raises(ContractInvalid) as refusal:
        read(text, *changes)
    return [notice.code for notice in refusal.value.notices]


def test_a_contract_that_names_things_by_such_words_settles_and_verifies_as_before() -> None:
    terms = read(OLD)
    assert terms.digest == "sha256:c97854cebcd7021c0654b5fed7edbae59440f1bd7ca95bed40f703ac7df66fc4"
    assert contract_from_bytes(contract_to_json(terms).encode(), "words.json").digest == terms.digest
    data = SettlementData(given={"cash_releasing": "12.5"})
    statement = settle(terms, data, Period.parse("2018-12/2019-02"))
    assert [flow.amount for flow in statement.flows] == [125]
    assert verify(statement.to_json()).statement.digest == statement.digest


def test_a_contract_that_declares_such_a_word_as_its_own_unit_reads_as_before() -> None:
    terms = read(
        OLD,
        ("currency =", 'units = ["societal"]\ncurrency ='),
        ('societal = "10 SEK/day"', 'price = "10 SEK/day/societal"'),
        ('unit = "day"', 'unit = "day*societal"'),
        ("* societal", "* price"),
    )
    assert terms.digest == "sha256:aa7e329339074d7327a2b10116056c8ba657f5a00a0eea243a8290a4a42af20d"


def test_where_a_contract_values_by_a_basis_its_word_is_a_unit_and_no_name() -> None:
    worth = '[lines.worth]\nunit = "SEK*societal"\nformula = "cash_releasing * price + 5 SEK*societal"\n\n[flows'
    assert str(read(VALUED, ("[flows", worth)).terms.units["worth"]) == "SEK*societal"
    assert refused(OLD + DAY_VALUE) == ["OC-T014", "OC-C006"]
    assert refused(VALUED, ("[flows", worth), ('basis = "societal"\n', "")) == ["OC-T005", "OC-C019"]


def test_a_value_that_cannot_be_read_keeps_the_unit_that_it_says() -> None:
    worth = '[lines.worth]\nunit = "SEK*societal"\nformula = "5 SEK*societal"\n\n[flows'
    assert refused(VALUED, ("[flows", worth), ('stated = "2143"', "stated = 2143")) == ["OC-C004"]
