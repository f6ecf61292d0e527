"""Deviations from the frozen plan: listed on every statement, and proven to be all there are."""

import json

import pytest

from outcome_contracts import (
    ContractInvalid,
    DataRejected,
    SettlementData,
    settle,
    statement_html,
    statement_text,
    verify,
)
from outcome_contracts.contract.fields import Text
from outcome_contracts.contract.files import contract_from_data
from outcome_contracts.contract.measures import Deviation
from outcome_contracts.positions import Positions
from tests.settlement.shocked import GIVEN, TERM, contract, panels, plan

CHANGED = plan.model_copy(update={"reference_period": "2016-10/2018-09"})
LISTED = {
    "field": "reference_period", "frozen": "2015-10/2018-09", "agreed": "2016-10/2018-09",
    "reason": Text(sv="Nytt lönesystem 2016", en="New payroll system in 2016"), "date": "2019-05-01", "clause": "9",
}  # fmt: skip


def agreed(*deviations):
    """The contract with its reference measure carrying deviations."""
    listed = tuple(Deviation(**deviation) for deviation in deviations) or None
    measures = tuple(
        measure.model_copy(update={"deviations": listed}) if measure.id == "reference" else measure
        for measure in contract.measures
    )
    return contract.model_copy(update={"measures": measures})


def settled_by(used, *deviations):
    panel, comparators = panels()
    return settle(agreed(*deviations), SettlementData(GIVEN, panel, comparators, used), TERM)


def refused(used, *deviations):
    with pytest.raises(DataRejected) as refusal:
        settled_by(used, *deviations)
    return sorted({notice.code for notice in refusal.value.notices if notice.severity == "error"})


def test_a_listed_deviation_stands_on_every_statement():
    statement = settled_by(CHANGED, LISTED)
    (notice,) = (notice for notice in statement.notices if notice.code == "OC-S037")
    facts = dict(notice.facts)
    assert (facts["field"], facts["frozen"], facts["agreed"]) == (
        "reference_period", "2015-10/2018-09", "2016-10/2018-09",
    )  # fmt: skip
    for lang, reason in (("sv", "Nytt lönesystem 2016"), ("en", "New payroll system in 2016")):
        for text in (statement_text(statement, lang), statement_html(statement, lang)):
            assert reason in " ".join(text.split())
    assert "New payroll system in 2016" in statement.to_json()
    assert verify(statement.to_json()).digest == statement.digest


def test_a_change_that_is_not_listed_is_refused():
    assert refused(CHANGED) == ["OC-S009"]
    twice = CHANGED.model_copy(update={"seed": 1})
    assert refused(twice, LISTED) == ["OC-S009"]


def test_a_frozen_value_that_was_never_frozen_is_refused():
    assert refused(CHANGED, LISTED | {"frozen": "2014-10/2018-09"}) == ["OC-S009"]
    assert refused(CHANGED, LISTED | {"frozen": "long ago"}) == ["OC-S009"]


def test_a_plan_without_the_agreed_change_is_refused():
    assert "OC-S038" in refused(plan, LISTED)
    assert "OC-S038" in refused(CHANGED, LISTED | {"agreed": "2017-10/2018-09"})


def test_a_field_changed_twice_is_listed_twice_oldest_first():
    first = LISTED | {"agreed": "2017-10/2018-09"}
    second = LISTED | {"frozen": "2017-10/2018-09", "date": "2020-01-01"}
    statement = settled_by(CHANGED, first, second)
    assert [n.code for n in statement.notices].count("OC-S037") == 2
    assert "OC-S038" in refused(CHANGED, second, first)


def test_a_field_that_the_frozen_plan_did_not_have():
    shorter = plan.model_copy(update={"excluded": ("2019-01/2019-03",)})
    added = {**LISTED, "field": "excluded", "agreed": ["2019-01/2019-03"]}
    del added["frozen"]
    statement = settled_by(shorter, added)
    assert dict(next(n for n in statement.notices if n.code == "OC-S037").facts)["frozen"] == "–"
    assert {"OC-B110", "OC-S036"} <= {notice.code for notice in statement.notices}
    assert refused(shorter, added | {"agreed": ["2019-01/2019-04"]}) == ["OC-S038"]


def test_comparators_are_a_set_in_a_deviation_too():
    fewer = plan.model_copy(update={"comparators": plan.comparators[:-1]})
    names = list(reversed(plan.comparators))
    statement = settled_by(fewer, LISTED | {"field": "comparators", "frozen": names, "agreed": names[1:]})
    assert "OC-S037" in {notice.code for notice in statement.notices}


@pytest.mark.parametrize(
    "nothing", [{"field": "confidence", "frozen": "0.95", "agreed": "0.95"}, {"field": "colour", "frozen": None}]
)
def test_a_deviation_that_changes_nothing_is_none(nothing):
    listed = json.loads(json.dumps(contract.to_dict()))
    (reference,) = (measure for measure in listed["measures"] if measure["id"] == "reference")
    words = {"reason": {"sv": "Inget", "en": "Nothing"}, "date": "2019-05-01", "clause": "9"}
    reference["deviations"] = [nothing | words]
    with pytest.raises(ContractInvalid) as refusal:
        contract_from_data(listed, Positions("contract"))
    (notice,) = refusal.value.notices
    assert notice.code == "OC-C004"
    assert dict(notice.facts)["field"] == "measures.reference.deviations.0.agreed"
