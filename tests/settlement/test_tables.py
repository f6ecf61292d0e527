"""Tables: figures by row, sums over rows, lines by row; worked by hand, and as laws."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json, read_contract
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.settlement import SettlementData, settle, verify
from outcome_contracts.settlement.data import Adjustment
from tests.settlement.contracts import DATA, amounts

CARD = (DATA / "contract" / "card.toml").read_text(encoding="utf-8")
NOTHING = {"discretion": Adjustment.of("0", reason_sv="Ingen", reason_en="None", authority="city")}
GIVEN = {
    "persons": ["3", "5"],
    "count": [{"start": "1", "job": "3"}, {"start": "1", "job": "0"}],
    "claims": {"start": "8", "job": "7"},
}
PERIOD = "2020-01/2020-03"


def card(text=CARD):
    return contract_from_bytes(text.encode(), "card.toml")


def settled(given=GIVEN, text=CARD, adjustments=NOTHING):
    return settle(card(text), SettlementData(given=given, adjustments=adjustments), PERIOD)


def refused(given, adjustments=NOTHING):
    with pytest.raises(DataRejected) as refusal:
        settled(given, adjustments=adjustments)
    return [(notice.code, notice.where) for notice in refusal.value.notices]


def test_a_line_by_a_table_has_one_row_each():
    statement = settled()
    assert statement["earned.start"].exact == 8 * 240
    assert statement["earned.job"].exact == 7 * 500
    assert statement["uncapped"].exact == 8 * 240 + 7 * 500
    assert statement["earned.job"].label["sv"].endswith("Anställd")


def test_repeats_and_the_cap_hold_for_each_person():
    # three persons with 240 + min(3, 2) · 500 = 1240, at most 900 each; five with 240
    assert settled()["by_person"].exact == 3 * 900 + 5 * 240


def test_a_line_by_a_table_shows_the_figures_of_its_own_row():
    assert dict(settled()["earned.job"].inputs) == {"claims.job": 7, "price.job": 500}


def test_the_cells_of_an_agreed_table_inform():
    statement = settled()
    assert statement["price.start"].exact == 240
    assert statement["repeats.job"].kind == "constant"


def test_a_statement_with_tables_is_computed_again_from_itself():
    statement = settled()
    assert verify(statement.to_json()).digest == statement.digest


def test_toml_and_json_give_one_contract_with_tables():
    contract = card()
    assert contract_from_bytes(contract_to_json(contract).encode(), "card.json").digest == contract.digest


def test_a_table_without_given_rows_sums_to_nothing():
    statement = settled(GIVEN | {"persons": [], "count": []})
    assert statement["by_person"].exact == 0


@pytest.mark.parametrize(
    ("name", "figures", "found"),
    [
        ("claims", "7", ("OC-S056", "given.claims")),
        ("claims", {"start": "8"}, ("OC-S057", "given.claims.job")),
        ("claims", {"start": "8", "job": "7", "jobb": "1"}, ("OC-S058", "given.claims.jobb")),
        ("claims", {"start": "8", "job": "7.5"}, ("OC-S005", "given.claims.job")),
        ("claims", {"start": "8", "job": True}, ("OC-S004", "given.claims.job")),
        ("claims", {"start": "8", "job": "7 %"}, ("OC-S004", "given.claims.job")),
        ("claims", {"start": "8", "job": ["7"]}, ("OC-S066", "given.claims.job")),
        ("persons", {"first": "3"}, ("OC-S056", "given.persons")),
        ("persons", ["3", "5", "1"], ("OC-S065", "given.count")),
        ("persons", ["1"] * 10_001, ("OC-S059", "given.persons")),
    ],
)
def test_a_figure_that_does_not_fit_its_row_is_found(name, figures, found):
    assert found in refused(GIVEN | {name: figures})


def test_everything_that_does_not_fit_is_found_at_once():
    given = GIVEN | {"claims": {"start": "8.5", "jobb": "1"}, "persons": ["3"]}
    assert {code for code, _ in refused(given)} == {"OC-S005", "OC-S057", "OC-S058", "OC-S065"}


def test_an_adjustment_needs_its_decision_and_the_right_authority():
    wrong = Adjustment.of("5", reason_sv="Skäl", reason_en="Reason", authority="bank")
    assert ("OC-S068", "adjustments.discretion") in refused(GIVEN, {})
    assert ("OC-S069", "adjustments.discretion") in refused(GIVEN, {"discretion": wrong})
    assert ("OC-S067", "adjustments.other") in refused(GIVEN, NOTHING | {"other": wrong})


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_an_adjustment_without_a_reason_that_can_be_read_is_refused(reason):
    silent = Adjustment.of("5", reason_sv="Skäl", reason_en=reason, authority="city")
    assert ("OC-S081", "adjustments.discretion") in refused(GIVEN, {"discretion": silent})


def test_an_adjustment_is_an_amount_and_no_percentage():
    with pytest.raises(UsageError, match="OC-U006"):
        Adjustment.of("38 %", reason_sv="Skäl", reason_en="Reason", authority="city")


def test_an_adjustment_stands_on_the_statement_with_its_reason():
    less = Adjustment.of("-40.50", reason_sv="För sent", reason_en="Too late", authority="city")
    statement = settled(adjustments={"discretion": less})
    assert statement["discretion"].exact == Fraction("-40.50")
    assert statement.inputs["adjustments"]["discretion"]["reason"] == {"en": "Too late", "sv": "För sent"}
    assert sum(amounts(statement).values()) == 3900 - Fraction("40.50")
    assert verify(statement.to_json()).digest == statement.digest


claims = st.integers(0, 40)
groups = st.lists(st.tuples(st.integers(0, 30), claims, claims), max_size=5)


@settings(deadline=None, max_examples=40)
@given(groups=groups, seed=st.randoms())
def test_the_order_of_rows_changes_nothing(groups, seed):
    def by_person(rows):
        persons = [str(persons) for persons, _, _ in rows]
        count = [{"start": str(start), "job": str(job)} for _, start, job in rows]
        return settled(GIVEN | {"persons": persons, "count": count})["by_person"].exact

    shuffled = list(groups)
    seed.shuffle(shuffled)
    assert by_person(shuffled) == by_person(groups)


@settings(deadline=None, max_examples=40)
@given(groups=groups.filter(bool), item=st.sampled_from(("start", "job")))
def test_another_claim_never_lowers_what_is_earned(groups, item):
    def by_person(rows):
        persons = [str(persons) for persons, _ in rows]
        return settled(GIVEN | {"persons": persons, "count": [count for _, count in rows]})["by_person"].exact

    rows = [(persons, {"start": str(start), "job": str(job)}) for persons, start, job in groups]
    persons, first = rows[0]
    more = [(persons, first | {item: str(int(first[item]) + 1)}), *rows[1:]]
    assert by_person(more) >= by_person(rows)


def test_the_rows_of_an_agreed_table_can_stand_in_any_order():
    lines = ['start = ["240 SEK/claim", "1 claim/person"]', "job = {"]
    assert CARD.index(lines[0]) < CARD.index(lines[1])
    job = next(line for line in CARD.splitlines() if line.startswith("job = "))
    turned = CARD.replace(f"{lines[0]}\n{job}", f"{job}\n{lines[0]}")
    assert turned != CARD
    assert settled(text=turned)["uncapped"].exact == settled()["uncapped"].exact
    assert amounts(settled(text=turned)) == amounts(settled())


def test_the_card_of_the_tests_is_a_good_contract():
    assert read_contract(DATA / "contract" / "card.toml").terms.tables.by["count"] == ("people", "card")
