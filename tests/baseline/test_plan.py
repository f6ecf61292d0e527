"""The plan: no default, one digest, every finding at once, nothing echoed."""

import json
from typing import get_args

import pytest

from outcome_contracts.baseline import BaselinePlan, Denominator, read_plan
from outcome_contracts.contract import measure_rules
from outcome_contracts.notices import ContractInvalid
from tests.baseline.worlds import RULES, mean_plan, plan, plan_fields


def _refused(data: dict) -> list[tuple[str, str]]:
    with pytest.raises(ContractInvalid) as refusal:
        BaselinePlan.from_dict(data)
    assert refusal.value.__cause__ is None
    return [(notice.code, dict(notice.facts)["field"]) for notice in refusal.value.notices]


def test_the_denominators_are_those_of_the_measure_rules() -> None:
    assert get_args(Denominator) == get_args(measure_rules.Denominator)


def test_no_field_has_a_default() -> None:
    assert _refused({}) == [("OC-B001", field) for field in plan_fields()]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("method", "its"),
        ("denominator", "heads"),
        ("year_days", 365.25),
        ("year_days", "1000"),
        ("measured_by", "sha256:abc"),
        ("reference_period", "2017"),
        ("reference_period", "2017-12/2017-01"),
        ("reference_period", "2017-01"),
        ("comparators", []),
        ("comparators", ["a", "a"]),
        ("comparators", ["A\u030asa", "\u00c5sa"]),
        ("comparators", ["a", "=Kök"]),
        ("comparators", ["a", "x" * 201]),
        ("comparators", ["a", 4]),
        ("comparators", "abcd"),
        ("estimand", "last_year"),
        ("inference", "none"),
        ("confidence", "0.0"),
        ("confidence", "1.0"),
        ("confidence", 0.95),
        ("draws", 0),
        ("draws", True),
        ("draws", "999"),
        ("seed", -1),
        ("seed", 2**53),
    ],
)
def test_a_value_that_is_not_allowed(field, value) -> None:
    assert _refused(plan_fields(**{field: value})) == [("OC-B003", field)]


def test_a_mean_has_no_comparators_no_inference_and_no_draws() -> None:
    assert _refused(plan_fields(method="reference_mean")) == [
        ("OC-B003", "comparators"),
        ("OC-B003", "inference"),
        ("OC-B003", "draws"),
    ]
    assert mean_plan().comparators == ()


def test_all_findings_at_once_and_no_input_in_any() -> None:
    data = plan_fields(confidence="secret-value", **{"19121212-1212": 1})
    del data["seed"]
    with pytest.raises(ContractInvalid) as refusal:
        BaselinePlan.from_dict(data)
    assert sorted(notice.code for notice in refusal.value.notices) == ["OC-B001", "OC-B002", "OC-B003"]
    said = str(refusal.value) + "".join(notice.text("sv") for notice in refusal.value.notices)
    assert "secret" not in said
    assert "1912" not in said


def test_the_digest_is_of_the_content_and_not_of_its_order() -> None:
    fields = plan_fields()
    backwards = dict(reversed(fields.items())) | {"comparators": ["d", "c", "b", "a"]}
    assert BaselinePlan.from_dict(backwards).digest == plan().digest
    assert len({plan(seed=seed).digest for seed in range(5)}) == 5
    assert BaselinePlan.from_dict(plan().to_dict()) == plan()


def test_toml_and_json_give_the_same_plan(tmp_path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan_fields()))
    (tmp_path / "plan.toml").write_text(
        "\n".join(f"{field} = {json.dumps(value)}" for field, value in plan_fields().items())
    )
    assert read_plan(tmp_path / "plan.json") == read_plan(tmp_path / "plan.toml") == plan()


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("plan.toml", "method = \n", "plan.toml:1:10"),
        ("plan.toml", "seed = 1\nseed = 2\n", "plan.toml"),
        ("plan.json", "{\n}x", "plan.json:2:2"),
        ("plan.json", '{"seed": 1, "seed": 2}', "plan.json"),
        ("plan.json", "[" * 100_000, "plan.json"),
        ("plan.json", "[]", "plan.json"),
        ("plan.yaml", "method: none", "plan.yaml"),
        ("plan.toml", b"method = '\xe5'", "plan.toml"),
        ("plan.toml", None, "plan.toml"),
    ],
)
def test_a_file_that_is_no_plan(tmp_path, name, text, where) -> None:
    if text is not None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ContractInvalid) as refusal:
        read_plan(tmp_path / name)
    assert [notice.code for notice in refusal.value.notices] == ["OC-B004"]
    assert refusal.value.notices[0].where.startswith(where)
    assert refusal.value.__cause__ is None


def _where(data: dict) -> list[str]:
    with pytest.raises(ContractInvalid) as refusal:
        BaselinePlan.from_dict(data)
    return [notice.where for notice in refusal.value.notices]


def test_a_finding_names_file_and_place(tmp_path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(plan_fields(seed="one")))
    with pytest.raises(ContractInvalid) as refusal:
        read_plan(tmp_path / "plan.json")
    assert refusal.value.notices[0].where == "plan.json:1:" + str(
        json.dumps(plan_fields(seed="one")).index('"one"') + 1
    )
    (tmp_path / "plan.toml").write_bytes(b'\xef\xbb\xbfmethod = "its"\r\ncolour = 1\r\n')
    with pytest.raises(ContractInvalid) as refusal:
        read_plan(tmp_path / "plan.toml")
    places = {notice.code: notice.where for notice in refusal.value.notices}
    assert places == {"OC-B001": "plan.toml:1:1", "OC-B002": "plan.toml:2:10", "OC-B003": "plan.toml:1:10"}
    assert _where(plan_fields(seed="one")) == ["plan: seed"]


def test_a_plan_for_other_measure_rules_is_refused() -> None:
    plan().require_measure(measured_by=RULES, denominator="person_years", year_days="365.25")
    with pytest.raises(ContractInvalid) as refusal:
        plan().require_measure(measured_by="sha256:0", denominator="fte_years", year_days="365")
    assert [dict(notice.facts)["field"] for notice in refusal.value.notices] == [
        "measured_by",
        "denominator",
        "year_days",
    ]
