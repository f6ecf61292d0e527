"""A descriptive method settles to final only where the contract itself names it, and the statement says what it is."""

import pytest

from outcome_contracts import DataRejected, settle, statement_text
from tests.settlement.contracts import sickness


def naming(method):
    agreed, data, period = sickness()
    measures = tuple(
        measure.model_copy(update={"method": method}) if measure.origin == "counterfactual" else measure
        for measure in agreed.measures
    )
    return agreed.model_copy(update={"measures": measures}), data, period


def test_the_method_that_the_contract_names_is_settled_to_final_and_called_descriptive():
    statement = settle(*naming("reference_mean"), status="final")
    assert "OC-S015" in {notice.code for notice in statement.notices}
    assert "beskrivande" in statement_text(statement, "sv")


@pytest.mark.parametrize("method", ["segmented_regression", "structural_series", "no_such_method"])
@pytest.mark.parametrize("status", ["provisional", "final"])
def test_a_contract_that_names_another_method_contradicts_itself(method, status):
    with pytest.raises(DataRejected) as refusal:
        settle(*naming(method), status=status)
    found = {notice.code: dict(notice.facts) for notice in refusal.value.notices if notice.severity == "error"}
    assert found == {"OC-S011": {"named": method, "method": "reference_mean"}}


def test_a_contract_that_names_none_is_refused_a_final_descriptive_settlement():
    with pytest.raises(DataRejected) as refusal:
        settle(*naming(None), status="final")
    assert "OC-S010" in {notice.code for notice in refusal.value.notices}
