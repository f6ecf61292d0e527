"""Shocks in a settlement: one treatment by clause, the same months on both sides, and nothing chosen by the engine."""

import json
from fractions import Fraction

import pytest

from outcome_contracts import (
    DataRejected,
    Period,
    SettlementData,
    VerificationFailed,
    settle,
    statement_html,
    statement_text,
    verify,
)
from outcome_contracts.baseline.shocks import ShockEvent
from tests.settlement.contracts import LIBRARY
from tests.settlement.contracts import contract as small
from tests.settlement.shocked import BEFORE, GIVEN, PANDEMIC, SHOCK, TERM, clause, contract, data, plan, under

TREATMENTS = {
    "exclude": {}, "comparator_adjust": {}, "cap": {"at_most": "25 %"}, "suspend": {}, "truncate": {},
    "extend": {"months_at_most": 12},
}  # fmt: skip


def amount(statement):
    (flow,) = statement.flows
    return flow.amount


def codes(statement):
    return [notice.code for notice in statement.notices if notice.code.startswith("OC-S03")]


def refused(*arguments, **more):
    with pytest.raises(DataRejected) as refusal:
        settle(*arguments, **more)
    return {notice.code for notice in refusal.value.notices}


@pytest.fixture(scope="module")
def settled():
    shocked = data(PANDEMIC)
    return {name: settle(under(name, **more), shocked, TERM) for name, more in TREATMENTS.items()}


def test_every_treatment_gives_another_amount_and_each_comes_out_again(settled):
    longer = settle(under("extend", months_at_most=12), data(PANDEMIC), "2018-10/2022-04")
    statements = {**settled, "extend": longer}
    assert len({amount(statement) for statement in statements.values()}) == len(TREATMENTS)
    for statement in statements.values():
        assert verify(statement.to_json()).digest == statement.digest


def test_without_a_clause_a_shock_is_suspended_and_nothing_is_final():
    statement = settle(under(None), data(PANDEMIC), TERM)
    assert codes(statement) == ["OC-S031", "OC-S036"]
    assert "OC-S031" in refused(under(None), data(PANDEMIC), TERM, status="final")
    for text in (statement_text(statement, "en"), statement_html(statement, "en")):
        assert "partly suspended" in text
        assert "2020-03/2020-09" in text
    assert "delvis uppskjuten" in statement_text(statement, "sv")


def test_suspended_months_are_neither_measured_nor_paid_for(settled):
    statement = settled["suspend"]
    assert codes(statement) == ["OC-S032", "OC-S036"]
    assert statement["months"].exact == len(TERM) - len(SHOCK)
    assert "OC-S032" in refused(under("suspend"), data(PANDEMIC), TERM, status="final")


def test_excluded_months_are_paid_for_but_not_measured(settled):
    statement = settled["exclude"]
    assert statement["months"].exact == len(TERM)
    assert statement["reference"].exact == settled["suspend"]["reference"].exact
    assert statement["net_days"].exact < settled["comparator_adjust"]["net_days"].exact
    assert settle(under("exclude"), data(PANDEMIC), TERM, status="final").flows == statement.flows


@pytest.mark.parametrize("treatment", ["exclude", "suspend", "extend"])
def test_what_happens_in_months_left_out_changes_nothing(treatment):
    agreed = under(treatment, **TREATMENTS[treatment])
    mild, severe = (settle(agreed, data(PANDEMIC, inflated=by), TERM) for by in (0.5, 2.0))
    assert [line.exact for line in mild.lines] == [line.exact for line in severe.lines]


def test_observed_and_reference_are_over_the_same_months_and_the_statement_says_which(settled):
    statement = settled["exclude"]
    (notice,) = (notice for notice in statement.notices if notice.code == "OC-S036")
    assert dict(notice.facts) == {"count": 29, "of": 36, "months": "2020-03/2020-09"}
    assert statement.counterfactual["left_out"] == "2020-03/2020-09"
    observed = Fraction(statement.counterfactual["observed"])
    assert abs(statement["observed"].exact - observed) <= Fraction(1, 20000)
    assert abs(statement["net_days"].exact / statement["person_years"].exact - observed) < Fraction(1, 1000)


def test_both_estimands_are_shown(settled):
    rows = {row["name"]: row["value"] for row in settled["exclude"].counterfactual["diagnostics"]}
    everything = settled["comparator_adjust"].counterfactual["effect"]["point"]
    assert rows["effect_normal_months"] == settled["exclude"].counterfactual["effect"]["point"]
    assert float(rows["effect_all_months"]) == pytest.approx(float(everything), rel=1e-9)
    assert rows["effect_normal_months"] != rows["effect_all_months"]


def test_a_truncated_settlement_is_that_of_the_months_before(settled):
    alone = settle(under("truncate"), data(PANDEMIC), BEFORE, status="final")
    assert settled["truncate"].flows == alone.flows
    assert alone["months"].exact == 17
    assert codes(alone) == []
    with_clause = settle(contract, data(PANDEMIC), BEFORE, status="final")
    assert with_clause.flows == alone.flows


def test_months_after_the_last_one_that_counts_need_not_be_delivered():
    complete = data(PANDEMIC)
    span = Period(complete.panel.period.first, BEFORE.last)
    short = SettlementData(
        given=GIVEN, panel=complete.panel.window(span), comparators=complete.comparators.window(span),
        plan=plan, events=(PANDEMIC,),
    )  # fmt: skip
    statement = settle(under("truncate"), short, TERM)
    assert amount(statement) == amount(settle(under("truncate"), complete, TERM))
    assert verify(statement.to_json())


def test_a_clause_that_leaves_no_month_is_refused():
    for treatment in ("truncate", "exclude", "suspend"):
        assert "OC-S034" in refused(under(treatment), data(PANDEMIC), SHOCK)


def test_a_measurement_that_was_cut_off_does_not_begin_again():
    after = Period(SHOCK.last + 1, TERM.last)
    assert "OC-S034" in refused(under("truncate"), data(PANDEMIC), after)
    assert settle(under("suspend"), data(PANDEMIC), after)["months"].exact == len(after)


def test_an_event_that_was_changed_in_a_statement_is_found_out(settled):
    text = settled["exclude"].to_json()
    for old, new in (("2020-03/2020-09", "2020-03/2020-08"), ("behaviour", "weather")):
        changed = json.loads(text)
        changed["inputs"]["events"] = json.loads(json.dumps(changed["inputs"]["events"]).replace(old, new))
        with pytest.raises(VerificationFailed):
            verify(json.dumps(changed))


def test_a_month_left_out_is_not_carried_by_the_statement_when_it_tells_of_single_persons():
    whole = data(PANDEMIC)
    heads = whole.panel.heads.copy()
    heads[0, SHOCK.first - whole.panel.period.first] = 5
    small = type(whole.panel)(
        whole.panel.units, whole.panel.period, whole.panel.measured_by, whole.panel.net_days,
        whole.panel.person_days, whole.panel.fte_days, heads, whole.panel.spells,
    )  # fmt: skip
    shocked = SettlementData(GIVEN, small, whole.comparators, plan, events=(PANDEMIC,))
    for treatment in ("exclude", "suspend"):
        assert "OC-B029" in refused(under(treatment), shocked, TERM)
    assert settle(under("truncate"), shocked, TERM)


def test_an_extension_is_as_long_as_the_event_and_no_longer_than_its_limit():
    shocked = data(PANDEMIC)
    statement = settle(under("extend", months_at_most=12), shocked, "2018-10/2022-04")
    assert statement["months"].exact == len(TERM)
    assert "OC-S039" in codes(statement)
    assert "OC-S001" in refused(under("extend", months_at_most=12), shocked, "2018-10/2022-05")
    assert settle(under("extend", months_at_most=3), shocked, "2018-10/2021-12")["months"].exact == 32
    assert "OC-S001" in refused(under("extend", months_at_most=3), shocked, "2018-10/2022-01")
    assert "OC-S001" in refused(under("exclude"), shocked, "2018-10/2021-10")


def test_a_cap_holds_the_index_and_one_that_is_never_reached_changes_nothing(settled):
    effects = [
        float(settle(under("cap", at_most=most), data(PANDEMIC), TERM).counterfactual["effect"]["point"])
        for most in ("0", "25 %", "0.5", "900 %")
    ]
    assert effects == sorted(effects, reverse=True)
    assert effects[0] > effects[1] > effects[2] > effects[3]
    free = settled["comparator_adjust"]
    assert effects[3] == pytest.approx(float(free.counterfactual["effect"]["point"]), rel=1e-9)
    assert free.counterfactual["recognised"] is not None
    assert settled["cap"].counterfactual["recognised"] is None


def test_an_event_outside_the_period_changes_no_amount():
    elsewhere = ShockEvent(
        sv="Senare", en="Later", months=Period.parse("2022-01"), mechanism="price", source="Somebody"
    )
    for agreed in (contract, under(None)):
        with_event, without = settle(agreed, data(elsewhere), TERM), settle(agreed, data(), TERM)
        assert with_event.flows == without.flows
        assert with_event.notices == without.notices


def test_a_statement_without_events_says_nothing_of_them():
    statement = settle(under(None), data(), TERM)
    assert "events" not in statement.inputs
    assert "left_out" not in statement.counterfactual
    assert "shocks" not in statement.contract.to_dict()
    assert codes(statement) == []


def test_figures_that_were_handed_in_have_no_months_to_leave_out():
    agreed = small("three_parties").model_copy(update={"shocks": clause("exclude")})
    given = {"saving": "1000.01", "paid_on_account": "400", "accepted": True}
    handed_in = SettlementData(given=given, events=(PANDEMIC,))
    assert "OC-S035" in refused(agreed, handed_in, "2018-11/2021-10")


def test_the_event_stands_on_the_statement_in_both_languages(settled):
    text = statement_text(settled["exclude"], "sv")
    assert "”Pandemin” (The pandemic)" in " ".join(text.split())
    assert settled["exclude"].inputs["events"] == [PANDEMIC.to_dict()]


def test_the_bundled_contract_suspends_what_was_interrupted():
    assert contract.shocks.treatment == "suspend"
    assert "shocks" in {assumption.about for assumption in contract.assumptions}
    assert (LIBRARY / "botkyrka.toml").is_file()


@pytest.mark.parametrize("treatment", ["exclude", "suspend", "truncate", "extend"])
def test_months_left_out_by_clause_take_the_stamp_away_at_the_end_of_a_period_too(treatment):
    agreed, period = under(treatment, **TREATMENTS[treatment]), Period(TERM.first, SHOCK.last)
    assert settle(agreed, data(), period).counterfactual["recognised"] == "OC-CF-1 (2026)"
    assert settle(agreed, data(PANDEMIC), period).counterfactual["recognised"] is None


def test_a_reference_inside_the_term_is_said():
    inside = plan.model_copy(update={"reference_period": "2017-10/2019-09"})
    measures = tuple(
        measure.model_copy(update={"plan": inside.digest}) if measure.id == "reference" else measure
        for measure in contract.measures
    )
    complete = data()
    given = SettlementData(given=GIVEN, panel=complete.panel, comparators=complete.comparators, plan=inside)
    statement = settle(contract.model_copy(update={"measures": measures}), given, "2019-10/2020-02")
    (notice,) = (notice for notice in statement.notices if notice.code == "OC-S047")
    assert dict(notice.facts)["months"] == "2018-10/2019-09"
    assert "OC-S047" not in {notice.code for notice in settle(contract, complete, TERM).notices}
