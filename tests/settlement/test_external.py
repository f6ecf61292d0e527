"""An effect that somebody else estimated: adopted where plan and contract say so, and carried for verification."""

from fractions import Fraction

import pytest

from outcome_contracts import DataRejected, settle, verify
from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
from outcome_contracts.baseline.shocks import ShockEvent
from outcome_contracts.period import Period
from outcome_contracts.settlement.payout import payouts_of
from tests.settlement.estimated import PERIOD, contract, data, plan
from tests.settlement.shocked import clause

AGREED = plan(method="external_estimate", comparators=[], inference="none")
EVENT = ShockEvent(
    sv="Pandemin", en="The pandemic", months=Period.parse("2019-03/2019-06"), mechanism="behaviour", source="Agency"
)
LEFT_OUT = [str(EVENT.months)]


def estimate(point: str = "-0.10", *, base=AGREED, **more: object) -> ExternalEstimate:
    return ExternalEstimate.from_dict(
        {
            "plan": base.digest,
            "measurement_period": str(PERIOD),
            "scale": "log_effect",
            "point": point,
            "low": "-0.16",
            "high": "-0.04",
            "confidence": "0.95",
            "degrees_of_freedom": 9,
            "method": {"sv": "Syntetisk kontroll i nivåer.", "en": "Synthetic control in levels."},
            "evidence": "sha256:" + "cd" * 32,
            "verifier": "Institute of Evaluation",
            "dated": "2020-05-01",
        }
        | more
    )


def agreed(method: str | None = "external_estimate", *, base=AGREED, shocks=None):
    made = contract(agreed=base)
    measures = tuple(
        measure.model_copy(update={"method": method}) if measure.origin == "counterfactual" else measure
        for measure in made.measures
    )
    return made.model_copy(update={"measures": measures, "shocks": shocks})


def delivered(external: ExternalEstimate | None, base=AGREED, events=()):
    given = data(agreed=base)
    return type(given)(
        given={"paid_on_account": "0", "correction": "0"},
        panel=given.panel,
        comparators=given.comparators,
        plan=base,
        external=external,
        events=events,
    )


def codes(made, given) -> set[str]:
    with pytest.raises(DataRejected) as refusal:
        settle(made, given, PERIOD)
    return {notice.code for notice in refusal.value.notices if notice.severity == "error"}


def test_it_is_adopted_and_verifies_from_the_statement_alone():
    statement = settle(agreed(), delivered(estimate()), PERIOD)
    assert statement.counterfactual["log_effect"] == "-0.1"
    assert "OC-B083" in {notice.code for notice in statement.notices}
    assert verify(statement.to_json()).digest == statement.digest


def test_another_estimate_gives_another_payment():
    one, other = (settle(agreed(), delivered(estimate(point)), PERIOD) for point in ("-0.10", "-0.06"))
    assert one.flows[0].amount > other.flows[0].amount


def test_a_contract_that_does_not_name_it_does_not_adopt_it():
    assert codes(agreed(None), delivered(estimate())) == {"OC-S045"}


def test_a_plan_that_adopts_needs_an_estimate_and_no_other_plan_takes_one():
    assert codes(agreed(), delivered(None)) == {"OC-S046"}
    assert codes(contract(), delivered(estimate(), base=plan())) == {"OC-S046"}


@pytest.mark.parametrize(
    ("treatment", "more"), [("exclude", {}), ("suspend", {}), ("extend", {"months_at_most": 12}), (None, {})]
)
def test_a_clause_that_leaves_months_out_holds_for_it_too(treatment, more):
    made = agreed(shocks=treatment and clause(treatment, **more))
    assert codes(made, delivered(estimate(), events=(EVENT,))) == {"OC-B088"}
    statement = settle(made, delivered(estimate(left_out=LEFT_OUT), events=(EVENT,)), PERIOD)
    assert_same_months(statement)
    assert statement["net_days"].exact == 640 * 13
    assert verify(statement.to_json()).digest == statement.digest


def test_it_has_no_comparators_whose_index_could_be_capped():
    made = agreed(shocks=clause("cap", at_most="25 %"))
    assert codes(made, delivered(estimate(), events=(EVENT,))) == {"OC-B116"}


def test_months_that_the_plan_excludes_count_on_neither_side():
    base = plan(method="external_estimate", comparators=[], inference="none", excluded=LEFT_OUT)
    made = agreed(base=base)
    assert codes(made, delivered(estimate(base=base), base)) == {"OC-B088"}
    assert_same_months(settle(made, delivered(estimate(base=base, left_out=LEFT_OUT), base), PERIOD))


def test_months_left_out_that_nobody_agreed_on_are_refused():
    assert codes(agreed(), delivered(estimate(left_out=LEFT_OUT))) == {"OC-B088"}


def test_a_plan_without_draws_has_no_interval_of_the_payment():
    base = plan(method="external_estimate", comparators=[], inference="none", draws=0)
    statement = settle(agreed(base=base), delivered(estimate(base=base), base), PERIOD)
    with pytest.raises(DataRejected, match="OC-S040"):
        payouts_of(statement, target=None)


def assert_same_months(statement):
    assert statement.counterfactual["left_out"] == LEFT_OUT[0]
    observed = Fraction(statement.counterfactual["observed"])
    assert abs(statement["observed"].exact - observed) <= Fraction(1, 20_000)
    assert {"effect_normal_months", "effect_all_months"} <= {
        row["name"] for row in statement.counterfactual["diagnostics"]
    }
