"""The priced options of a shock: each is a settlement, and none is chosen."""

from dataclasses import replace

import pytest

from outcome_contracts import SettlementData, UsageError, settle
from outcome_contracts.canonical import canonical
from outcome_contracts.design.shock_options import shock_options
from tests.settlement.contracts import sickness
from tests.settlement.shocked import BEFORE, GIVEN, PANDEMIC, TERM, contract, data, under


@pytest.fixture(scope="module")
def priced():
    return shock_options(contract, data(PANDEMIC), TERM, at_most="25 %", months_at_most=12)


def test_every_option_is_what_settle_gives_under_that_clause(priced):
    figures = {"cap": {"at_most": "25 %"}, "extend": {"months_at_most": 12}}
    for option in priced.options:
        agreed = under(option.treatment, **figures.get(option.treatment, {}))
        statement = settle(agreed, data(PANDEMIC), option.period)
        assert option.due == {flow.id: flow.amount for flow in statement.flows}
        assert option.effect[0] == pytest.approx(float(statement.counterfactual["effect"]["point"]))
        assert option.effect[1] < option.effect[0] < option.effect[2]
    assert len({option.due["supplier"] for option in priced.options}) == 6


def test_the_contracts_own_option_is_marked_and_the_differences_are_to_it(priced):
    assert [option.treatment for option in priced.options if option.agreed] == ["suspend"]
    assert priced["suspend"].difference == {"supplier": 0}
    for option in priced.options:
        assert option.difference["supplier"] == option.due["supplier"] - priced["suspend"].due["supplier"]
        if option.agreed:
            assert option.digest == settle(contract, data(PANDEMIC), TERM).digest


def test_a_contract_without_a_clause_marks_none():
    priced = shock_options(under(None), data(PANDEMIC), TERM)
    assert not any(option.agreed for option in priced.options)
    assert priced["suspend"].difference == {"supplier": 0}  # as it would be settled: until the parties agree
    assert priced["exclude"].difference["supplier"] != 0
    assert [option.treatment for option in priced.options] == ["exclude", "comparator_adjust", "suspend", "truncate"]
    with pytest.raises(KeyError):
        priced["cap"]


def test_a_repayment_is_below_zero():
    """More was paid on account than is due, under whatever clause."""
    on_account = {**GIVEN, "paid_on_account": "9000000"}
    before, after = (
        shock_options(contract, replace(data(PANDEMIC), given=given), TERM)["exclude"].due["supplier"]
        for given in (GIVEN, on_account)
    )
    assert after == before - 9_000_000 < 0


def test_the_contracts_own_figure_is_not_replaced():
    own = shock_options(under("cap", at_most="0"), data(PANDEMIC), TERM, at_most="900 %")["cap"]
    other = shock_options(under("suspend"), data(PANDEMIC), TERM, at_most="900 %")["cap"]
    assert own.agreed
    assert own.due != other.due


def test_the_same_arguments_give_the_same_table(priced):
    again = shock_options(contract, data(PANDEMIC), TERM, at_most="25 %", months_at_most=12)
    assert canonical(again.to_dict()) == canonical(priced.to_dict())
    for lang in ("sv", "en"):
        assert len(priced.text(lang).splitlines()) == 7
        assert priced.text(lang) == again.text(lang)
    assert repr(priced).startswith("ShockOptions(exclude")


def test_an_option_that_cannot_be_settled_says_why():
    complete = data(PANDEMIC)
    period = type(TERM)(complete.panel.period.first, TERM.last)
    short = SettlementData(
        GIVEN, complete.panel.window(period), complete.comparators.window(period), complete.plan, events=(PANDEMIC,)
    )
    option = shock_options(contract, short, TERM, months_at_most=12)["extend"]
    assert option.due is option.effect is option.difference is None
    assert "OC-D050" in {reason.code for reason in option.reasons}
    assert "cannot be settled: " in shock_options(contract, short, TERM, months_at_most=12).text("en")


def test_without_comparators_only_options_that_leave_the_shock_out_have_a_price():
    agreed, bare, period = sickness()
    during = type(PANDEMIC)(
        sv="Utbrott", en="Outbreak", months=type(period).parse("2019-03"), mechanism="behaviour", source="Somebody"
    )
    shocked = SettlementData(panel=bare.panel, plan=bare.plan, events=(during,))
    priced = shock_options(agreed, shocked, period, at_most="0")
    for treatment in ("comparator_adjust", "cap"):
        assert "OC-B114" in {reason.code for reason in priced[treatment].reasons}


@pytest.mark.parametrize(
    ("more", "argument"),
    [({"at_most": "a lot"}, "at_most"), ({"at_most": "-1"}, "at_most"), ({"months_at_most": 0}, "months_at_most")],
)
def test_a_figure_that_is_none_is_refused(more, argument):
    with pytest.raises(UsageError) as refusal:
        shock_options(contract, data(PANDEMIC), TERM, **more)
    assert [dict(notice.facts)["argument"] for notice in refusal.value.notices] == [argument]


def test_without_an_event_there_is_nothing_to_price():
    with pytest.raises(UsageError):
        shock_options(contract, data(PANDEMIC), BEFORE)
