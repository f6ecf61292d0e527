"""An effect that somebody else estimated: adopted where plan and contract say so, and carried for verification."""

import pytest

from outcome_contracts import DataRejected, settle, verify
from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate
from tests.settlement.estimated import PERIOD, contract, data, plan

AGREED = plan(method="external_estimate", comparators=[], inference="none")


def estimate(point: str = "-0.10") -> ExternalEstimate:
    return ExternalEstimate.from_dict(
        {
            "plan": AGREED.digest,
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
    )


def agreed(method: str | None = "external_estimate"):
    made = contract(agreed=AGREED)
    measures = tuple(
        measure.model_copy(update={"method": method}) if measure.origin == "counterfactual" else measure
        for measure in made.measures
    )
    return made.model_copy(update={"measures": measures})


def delivered(external: ExternalEstimate | None, base=AGREED):
    given = data(agreed=base)
    return type(given)(
        given={"paid_on_account": "0", "correction": "0"},
        panel=given.panel,
        comparators=given.comparators,
        plan=base,
        external=external,
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
