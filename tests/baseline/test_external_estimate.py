"""An effect from outside: complete and consistent, or refused; then shown as it was stated."""

import json
import math

import pytest

from outcome_contracts.baseline import Grade, fit
from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate, adopt, read_external_estimate
from outcome_contracts.notices import ContractInvalid, DataRejected
from outcome_contracts.period import Period
from tests.baseline.worlds import MEASUREMENT, mean_plan, plan, project

PLAN = mean_plan(method="external_estimate", draws=999)


def fields(**changes: object) -> dict[str, object]:
    return {
        "plan": PLAN.digest,
        "measurement_period": str(MEASUREMENT),
        "scale": "ratio",
        "point": "0.889",
        "low": "0.831",
        "high": "0.951",
        "confidence": "0.95",
        "degrees_of_freedom": 9,
        "method": {"sv": "Syntetisk kontroll i nivåer.", "en": "Synthetic control in levels."},
        "evidence": "sha256:" + "cd" * 32,
        "verifier": "Institute of Evaluation",
        "dated": "2020-03-01",
    } | changes


def estimate(**changes: object) -> ExternalEstimate:
    return ExternalEstimate.from_dict(fields(**changes))


def refused(data: dict[str, object]) -> list[str]:
    with pytest.raises(ContractInvalid) as refusal:
        ExternalEstimate.from_dict(data)
    assert refusal.value.__cause__ is None
    assert {notice.code for notice in refusal.value.notices} == {"OC-B087"}
    return [str(dict(notice.facts)["field"]) for notice in refusal.value.notices]


def test_it_is_shown_as_it_was_stated() -> None:
    found = adopt(estimate(), PLAN, project(), MEASUREMENT)
    assert found.grade is Grade.SETTLEMENT
    assert (found.effect.point, found.effect.low, found.effect.high) == pytest.approx((-0.111, -0.169, -0.049))
    assert found.reference.point == pytest.approx(found.observed / 0.889)
    assert found.reference.low == pytest.approx(found.observed / 0.951)
    assert found.spread.log_se == pytest.approx((math.log(0.951) - math.log(0.831)) / 2 / 2.2621571628)
    assert found.draws().shape == (999,)
    (said,) = [notice for notice in found.notices if notice.code == "OC-B083"]
    assert dict(said.facts)["evidence"] == "sha256:" + "cd" * 32
    assert found.assumptions[0].sv == "Syntetisk kontroll i nivåer."
    assert {row.name: row.verdict.value for row in found.diagnostics} == {"asymmetry_of_interval": "passed"}


def test_both_scales_say_the_same() -> None:
    logs = {name: repr(math.log(float(fields()[name])))[:14] for name in ("point", "low", "high")}
    one = adopt(estimate(), PLAN, project(), MEASUREMENT)
    other = adopt(estimate(scale="log_effect", **logs), PLAN, project(), MEASUREMENT)
    assert other.effect.point == pytest.approx(one.effect.point, abs=1e-10)
    assert other.spread.log_se == pytest.approx(one.spread.log_se, abs=1e-10)


def test_an_interval_that_leans_to_one_side_is_flagged() -> None:
    found = adopt(estimate(point="0.84"), PLAN, project(), MEASUREMENT)
    assert found.diagnostics[0].verdict.value == "flagged"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"point": "0.96"}, "high"),
        ({"point": "0.83"}, "high"),
        ({"low": "0.889", "high": "0.889"}, "high"),
        ({"point": "0"}, "point"),
        ({"low": "-0.1"}, "low"),
        ({"point": 0.889}, "point"),
        ({"point": "0,889"}, "point"),
        ({"scale": "log_effect", "high": "6"}, "high"),
        ({"scale": "percent"}, "scale"),
        ({"confidence": "95 %"}, "confidence"),
        ({"degrees_of_freedom": 0}, "degrees_of_freedom"),
        ({"degrees_of_freedom": "9"}, "degrees_of_freedom"),
        ({"evidence": "appendix 3"}, "evidence"),
        ({"plan": "our plan"}, "plan"),
        ({"method": {"sv": "Syntetisk kontroll i nivåer."}}, "method"),
        ({"method": {"sv": "kort", "en": "Synthetic control in levels."}}, "method"),
        ({"method": "Synthetic control in levels."}, "method"),
        ({"verifier": ""}, "verifier"),
        ({"verifier": "=Institute"}, "verifier"),
        ({"dated": "2019-12-31"}, "dated"),
        ({"dated": "2020-02-30"}, "dated"),
        ({"measurement_period": "2018"}, "measurement_period"),
        ({"left_out": []}, "left_out"),
        ({"left_out": ["2019-03"]}, "left_out"),
        ({"left_out": ["2017-12/2018-01"]}, "left_out"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_value_that_is_not_allowed(changes, field) -> None:
    assert refused(fields(**changes)) == [field]


@pytest.mark.parametrize("field", sorted(fields()))
def test_nothing_may_be_left_open(field) -> None:
    assert refused({name: value for name, value in fields().items() if name != field}) == [field]


def test_all_findings_at_once_and_no_input_in_any() -> None:
    with pytest.raises(ContractInvalid) as refusal:
        ExternalEstimate.from_dict(fields(verifier="\x00secret", point="secret", **{"19121212-1212": 1}))
    assert len(refusal.value.notices) == 3
    said = str(refusal.value) + "".join(notice.text("sv") for notice in refusal.value.notices)
    assert "secret" not in said
    assert "1912" not in said


@pytest.mark.parametrize(
    ("changes", "agreed", "period", "field"),
    [
        ({"plan": plan().digest}, plan(), MEASUREMENT, "method"),
        ({}, mean_plan(method="external_estimate", draws=99), MEASUREMENT, "plan"),
        ({}, PLAN, Period.parse("2018-01/2018-12"), "measurement_period"),
        ({"confidence": "0.9"}, PLAN, MEASUREMENT, "confidence"),
    ],
)
def test_an_estimate_for_something_else_is_refused(changes, agreed, period, field) -> None:
    with pytest.raises(DataRejected) as refusal:
        adopt(estimate(**changes), agreed, project(), period)
    found = [notice for notice in refusal.value.notices if notice.code == "OC-B088"]
    assert [dict(notice.facts)["field"] for notice in found] == [field]


def test_it_is_adopted_and_never_computed() -> None:
    with pytest.raises(DataRejected) as refusal:
        fit(PLAN, project(), None, MEASUREMENT)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B088"]


def test_toml_and_json_give_the_same_estimate(tmp_path) -> None:
    (tmp_path / "estimate.json").write_text(json.dumps(fields()))
    lines = [f"{name} = {json.dumps(value)}" for name, value in fields().items() if name != "method"]
    texts = [f"{name} = {json.dumps(value)}" for name, value in estimate().method.model_dump().items()]
    (tmp_path / "estimate.toml").write_text("\n".join([*lines, "[method]", *texts]))
    one, other = (read_external_estimate(tmp_path / f"estimate.{form}") for form in ("json", "toml"))
    assert one == other == estimate()
    assert one.digest == estimate().digest != estimate(low="0.832").digest


def test_a_finding_names_file_and_place(tmp_path) -> None:
    (tmp_path / "estimate.toml").write_text('scale = "percent"\n')
    with pytest.raises(ContractInvalid) as refusal:
        read_external_estimate(tmp_path / "estimate.toml")
    assert "estimate.toml:1:9" in {notice.where for notice in refusal.value.notices}
    for name, text in (("e.yaml", "a: 1"), ("e.json", "[]"), ("e.toml", "a =")):
        (tmp_path / name).write_text(text)
        with pytest.raises(ContractInvalid) as refusal:
            read_external_estimate(tmp_path / name)
        assert [notice.code for notice in refusal.value.notices] == ["OC-B087"]
