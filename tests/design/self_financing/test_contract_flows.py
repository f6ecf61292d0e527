"""Break-even over a contract's own flows: solved where its terms are straight, searched where they are not."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, read_contract
from outcome_contracts.design.self_financing import PurseOfContract, Stretch, contract_break_even
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.valuation import Basis
from tests.settlement.contracts import LIBRARY

PERIOD = "2018-10/2021-09"
SAVES = PurseOfContract(("municipality",), {"saving": Basis.CONTRACT_VALUE}, ("investment",))
SUPPLIER = PurseOfContract(("supplier",), {}, ())
STEP = Fraction(1, 1_000_000)
SAVING = 'formula = "annual_cost * years * reduction"'
FEE = 'formula = "fee_at_risk(fee, at_risk, ramp(reduction, 0 % -> 0, target -> 1))"'


def published():
    return read_contract(LIBRARY / "botkyrka_breakeven.toml")


def changed(**lines):
    """The bundled contract with other formulas of its lines."""
    text = (LIBRARY / "botkyrka_breakeven.toml").read_text(encoding="utf-8")
    for old, new in lines.values():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return contract_from_bytes(text.encode(), "changed.toml")


def asked(contract, purse=SAVES, *, low="-10 %", high="50 %", figures=None, measure="reduction"):
    return contract_break_even(
        contract, purse, measure=measure, low=low, high=high, figures=figures or {}, period=PERIOD
    )


def settled_net(contract, reduction):
    """What the municipality gains by a statement: the saving, less the investment and what leaves."""
    statement = settle(contract, SettlementData(given={"reduction": reduction}), PERIOD)
    paid = sum((-flow.amount if flow.repaid else flow.amount for flow in statement.flows), Fraction(0))
    return statement["saving"].exact - 22_000_000 - paid


def test_the_fee_moves_the_published_break_even():
    """22 MSEK and a fee of 6 MSEK in full: (22 + 6) / 210 = 13.33 %, above the 12 % at which the fee is full."""
    found = asked(published())
    assert found.solved == (Stretch(Fraction(2, 15), Fraction(1, 2)),)
    assert found.surplus == (Stretch(Fraction("0.133334"), Fraction(1, 2)),)
    assert (found.basis, found.step, found.notices) == (Basis.CONTRACT_VALUE, STEP, ())


def test_the_first_value_that_pays_is_so_by_the_settlement_itself():
    first = asked(published()).surplus[0].first
    assert settled_net(published(), first) >= 0 > settled_net(published(), first - STEP)
    assert asked(published()).ends == tuple(settled_net(published(), at) for at in (Fraction(-1, 10), Fraction(1, 2)))


def test_flows_within_a_purse_move_nothing():
    both = PurseOfContract(("municipality", "supplier"), {"saving": Basis.CONTRACT_VALUE}, ("investment",))
    assert asked(published(), both).solved == (Stretch(Fraction(22, 210), Fraction(1, 2)),)


def test_a_party_that_never_pays_has_the_whole_range():
    assert asked(published(), SUPPLIER).surplus == (Stretch(Fraction(-1, 10), Fraction(1, 2)),)
    assert asked(published(), PurseOfContract(("municipality",), {}, ())).surplus == ()


def test_several_crossings_are_all_found_and_told():
    """A second fee from 14 % on takes the gain away until 22 %."""
    steep = changed(fee=('formula = "fee_at_risk(fee, at_risk, ramp(reduction, 0 % -> 0, target -> 1))"',
                         'formula = "steps(reduction, >= 14 % -> 24000000 SEK)"'))  # fmt: skip
    found = asked(steep)
    assert [(one.first, one.last) for one in found.surplus] == [
        (Fraction("0.104762"), Fraction("0.139999")), (Fraction("0.219048"), Fraction(1, 2)),
    ]  # fmt: skip
    assert found.solved[0] == Stretch(Fraction(22, 210), Fraction(14, 100))
    assert [notice.code for notice in found.notices] == ["OC-W071"]


def test_crooked_terms_are_searched_and_it_is_said():
    square = changed(saving=('formula = "annual_cost * years * reduction"',
                             'formula = "annual_cost * years * reduction * reduction"'))  # fmt: skip
    found = asked(square, low=0, high=1)
    assert found.solved is None and [notice.code for notice in found.notices] == ["OC-W070"]
    (one,) = found.surplus
    assert one.first**2 * 210 >= 28 > (one.first - STEP) ** 2 * 210 and one.last == 1


def test_a_single_value_that_pays_is_not_lost_between_the_points():
    alone = changed(saving=(SAVING, 'formula = "if reduction = 10.0001 % then 30000000 SEK else 0 SEK"'))
    found = asked(alone, low=0)
    assert found.surplus == found.solved == (Stretch(Fraction("0.100001"), Fraction("0.100001")),)


def test_a_net_that_stays_within_öre_of_zero_is_searched_and_its_rounding_decides():
    """The supplier gets the whole gain, rounded to the öre: what is left for the municipality is the rounding."""
    flat = changed(
        saving=(SAVING, 'formula = "annual_cost * years * reduction * 1.0000001"'),
        fee=(FEE, 'formula = "clamp(saving - investment, 0 SEK, 10000000 SEK)"'),
    )
    found = asked(flat)
    assert (found.solved, "OC-W070") == (None, found.notices[0].code)
    for end in {end for one in found.surplus for end in (one.first, one.last)} - {Fraction(1, 2)}:
        assert settled_net(flat, end) >= 0 > min(settled_net(flat, end - STEP), settled_net(flat, end + STEP))


def test_near_a_shallow_crossing_every_value_is_settled():
    """A fee that leaves 3 % of the gain: a hundredth of an öre per step, and two roundings to the öre."""
    rounded = 'formula = "investment + (reduction - 12 %) * 1000 SEK"\nround = { to = "0.01", mode = "down" }'
    fee = 'formula = "max(0 SEK, (reduction - 12 %) * 970 SEK + 0.03 SEK)"'
    shallow = changed(saving=(SAVING, rounded), fee=(FEE, fee))
    found = asked(shallow, low="11 %", high="13 %")
    for steps in range(120_500, 121_500, 7):
        told = any(one.first <= steps * STEP <= one.last for one in found.surplus)
        assert told is (settled_net(shallow, steps * STEP) >= 0)


def test_what_is_divided_to_whole_steps_of_something_else_than_money_is_searched():
    stairs = changed(saving=(SAVING, 'formula = "annual_cost * years * part(reduction, 1, 0.01, 1, 1) * 2"'))
    assert asked(stairs).solved is None
    first = asked(stairs).surplus[0].first
    assert settled_net(stairs, first) >= 0 > settled_net(stairs, first - STEP)


@pytest.mark.parametrize("fee", [
    "(reduction - 5 %) * 1000000 SEK",
    "if reduction > 10.00012 % and reduction < 10.00034 % then -1 SEK else 0 SEK",
])  # fmt: skip
def test_where_the_contract_refuses_a_negative_flow_nothing_is_said(fee):
    with pytest.raises(DataRejected, match=r"OC-W074.*supplier would be SEK\s−"):
        asked(changed(fee=(FEE, f'formula = "{fee}"')), low=0)
    assert asked(changed(fee=(FEE, f'formula = "{fee}"')), low="11 %").solved is not None


def test_a_coarse_rounding_is_searched():
    line = 'formula = "annual_cost * years * reduction"'
    rounded = changed(saving=(line, f'{line}\nround = {{ to = "1000000", mode = "down" }}'))
    found = asked(rounded)
    assert found.solved is None and "OC-W070" in [notice.code for notice in found.notices]
    first = found.surplus[0].first
    assert settled_net(rounded, first) >= 0 > settled_net(rounded, first - STEP)


@settings(deadline=None, max_examples=25)
@given(st.integers(-100_000, 500_000))
def test_a_value_pays_by_the_settlement_where_the_answer_says_so(steps):
    reduction = steps * STEP
    told = any(one.first <= reduction <= one.last for one in asked(published()).surplus)
    assert told is (settled_net(published(), reduction) >= 0)


def test_an_observed_measure_can_be_asked_of_too():
    """Of the real contract: the observed rate at which the supplier's payment on account is covered."""
    contract = read_contract(LIBRARY / "botkyrka.toml")
    figures = {"person_years": 6000, "net_days": 33_000, "reference": "6", "paid_on_account": 0, "correction": 0}
    found = contract_break_even(
        contract, PurseOfContract(("supplier",), {}, ()), measure="observed", low=4, high=8, figures=figures,
        period="2019-10/2020-09",
    )  # fmt: skip
    assert found.surplus[0].first == 4 and found.step > 0


def test_everything_wrong_with_the_question_is_said_at_once():
    with pytest.raises(UsageError) as refusal:
        asked(
            published(),
            PurseOfContract(("nobody",), {"break_even_reduction": Basis.SOCIETAL}, ("missing",)),
            measure="period",
        )
    assert [notice.code for notice in refusal.value.notices] == ["OC-W069", "OC-W068", "OC-W068", "OC-W066"]
    with pytest.raises(UsageError, match="OC-W060"):
        PurseOfContract(("municipality",), {"saving": Basis.SOCIETAL, "other": Basis.CONTRACT_VALUE}, ())
    with pytest.raises(UsageError) as twice:
        PurseOfContract(("municipality",), {"saving": Basis.SOCIETAL}, ("saving", "investment", "investment"))
    assert [notice.code for notice in twice.value.notices] == ["OC-W073", "OC-W073"]
    with pytest.raises(UsageError, match="OC-W067"):
        asked(published(), low="12 %", high="12 %")
    with pytest.raises(UsageError, match="OC-U005"):
        asked(published(), low=0.1)
    with pytest.raises(DataRejected) as rejected:
        contract_break_even(
            published(), SAVES, measure="reduction", low=0, high=1, figures={"surplus": 1}, period="2030-01/2030-02"
        )
    assert [notice.code for notice in rejected.value.notices] == ["OC-S001", "OC-S003"]


@pytest.mark.parametrize(
    ("lang", "basis", "first", "net"),
    [("sv", "inte pengar i budgeten", "minst 13,3334\u00a0%", "−44\u00a0500\u00a0000\u00a0kr"),
     ("en", "not money in the budget", "at least 13.3334\u00a0%", "SEK\u00a0−44,500,000")],
)  # fmt: skip
def test_the_text_says_purse_basis_crossing_and_ends(lang, basis, first, net):
    said = asked(published()).text(lang)
    assert said.startswith("Botkyrka kommun, ") and said.count("\n") == 0
    assert basis in said and first in said and net in said


def test_the_text_says_every_crossing_and_every_notice():
    steep = changed(fee=(FEE, 'formula = "steps(reduction, >= 14 % -> 24000000 SEK)"'))
    first, *notices = asked(steep).text("en").split("\n")
    assert "from 10.4762\u00a0% to 13.9999\u00a0%, or at least 21.9048\u00a0%" in first
    assert [line.split()[0] for line in notices] == ["OC-W071"]


def test_the_text_says_that_there_is_no_crossing():
    assert "loses wherever" in asked(published(), low=0, high="10 %").text("en")
    always = asked(published(), SUPPLIER).text("sv")
    assert "förlorar ingenstans" in always and "enligt enbart vad den får och betalar" in always
    alone = changed(saving=(SAVING, 'formula = "if reduction = 10.0001 % then 30000000 SEK else 0 SEK"'))
    assert "is exactly 10.0001\u00a0%." in asked(alone, low=0).text("en")
    down = asked(published(), PurseOfContract(("municipality",), {}, ("investment",)), low=0)
    assert down.surplus == () and "precis" not in down.text("sv")


def test_a_purse_of_a_contract_is_made_of_lists_of_names():
    with pytest.raises(UsageError) as refusal:
        PurseOfContract("municipality", ["saving"], "investment")
    assert [notice.code for notice in refusal.value.notices] == ["OC-W075"] * 3
    with pytest.raises(UsageError, match="OC-W002"):
        PurseOfContract(("municipality",), {"saving": "contract_value"}, ())


def test_ends_and_names_are_found_in_one_pass():
    with pytest.raises(UsageError) as refusal:
        asked(published(), PurseOfContract(("nobody",), {}, ()), low="x", high=0.5, measure="y")
    assert [notice.code for notice in refusal.value.notices] == ["OC-U006", "OC-U005", "OC-W069", "OC-W066"]
