"""Contracts whose payments are known: published settlements, and cases worked out by hand."""

import json
from pathlib import Path

import pytest

from outcome_contracts.cli.bundled import LIBRARY, names
from outcome_contracts.cli.cases import read_case, read_checks
from outcome_contracts.contract.files import read_contract
from outcome_contracts.decimals import exact_text
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.cases.compare import compare_case
from outcome_contracts.settlement.cases.figures import found_at, leaves
from tests.settlement.contracts import DATA, amounts, bundled, kronor, settled

CASES = sorted((DATA / "cases").glob("*.json"))
CHECKS = {read_checks(path).case: path for path in LIBRARY.glob("*.checks.toml")}
PACKAGE = Path(__file__).parents[2] / "outcome_contracts"
MILLION = 1_000_000


def compared(case, file):
    """A case beside the bundled contract whose checks are about it."""
    checks = CHECKS[case]
    contract = read_contract(checks.with_name(checks.name.replace(".checks", "")))
    return compare_case(contract, read_checks(checks), file)


def changed(value):
    """Something that no tolerance takes for the same."""
    if isinstance(value, list):
        return [*value[:-1], changed(value[-1])]
    return not value if isinstance(value, bool) else exact_text(2 * kronor(str(value)) + 1000)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_published_case_comes_out_as_published(path):
    comparisons = compared(path.stem, read_case(path))
    assert [one.to_dict() for one in comparisons if not one.agrees] == []
    expected = set(leaves(read_case(path).expected))
    assert {one.name.removeprefix("expected.") for one in comparisons if one.name.startswith("expected.")} == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_another_figure_than_the_published_one_is_noticed(path):
    for name in leaves(read_case(path).expected):
        case = read_case(path)
        case.expected[name] = changed(found_at(case.expected, name))
        assert [one.name for one in compared(path.stem, case) if not one.agrees] == [f"expected.{name}"]


def test_every_case_has_its_contract_and_every_check_its_case():
    assert {path.stem for path in CASES} == CHECKS.keys()
    assert {path.name.split(".")[0] for path in CHECKS.values()} <= set(names())


def test_no_python_is_written_for_a_case():
    words = {path.stem for path in CASES} | {path.name.split(".")[0] for path in CHECKS.values()} - {"denver"}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path.name


def test_a_case_is_data_that_json_and_the_readme_know():
    readme = (DATA / "cases" / "README.md").read_text(encoding="utf-8")
    for path in CASES:
        case = json.loads(path.read_text(encoding="utf-8"))
        assert case["id"] == path.stem
        assert path.name in readme
        assert "licence_note" not in case or "CC BY-NC-SA" in readme


def norrkoping(reading, savings, school):
    given = {"savings": savings, "school_improved": school}
    return settle(bundled(f"norrkoping_{reading}"), SettlementData(given=given), "2016-08/2021-02")


@pytest.mark.parametrize(
    ("savings", "a", "b", "premium"),
    [
        (-1, "4", "4", 0), (0, "4", "4", 0), (2, "5.2", "4", 0),
        (5, "7", "5", 0), (8, "8.8", "8", 0), (10, "10", "10", 0),
        (11, "10", "10", 1), (12, "10", "10", 2), (15, "10", "10", 2),
    ],
)  # fmt: skip
def test_norrkoping_in_both_readings(savings, a, b, premium):
    for reading, repayment in (("a", a), ("b", b)):
        for school in (True, False):
            statement = norrkoping(reading, savings * MILLION, school)
            above = premium * MILLION if school else 0
            assert statement["repayment"].exact == kronor(repayment) * MILLION
            assert statement["premium"].exact == above
            assert amounts(statement) == {"repayment": kronor(repayment) * MILLION + above}


def test_a_closed_gate_says_why():
    (step,) = (step for step in norrkoping("b", "12000000", False)["premium"].steps if step.reason)
    assert "school results did not improve" in step.reason


def test_a_target_met_exactly_is_met():
    met = settled("target", predicted="10.00", observed="8.80")
    missed = settled("target", predicted="10.00", observed="8.8001")
    assert amounts(met) == {"supplier": 1_000_000}
    assert amounts(missed) == {"supplier": 0}
    assert met["reduction"].exact == kronor("0.12")
    assert met["reduction"].shown_exactly
    assert missed["reduction"].exact == kronor("0.11999")
    assert missed["bonus"].steps[0].reason == "the target of 12 % was not reached"


@pytest.mark.parametrize(
    ("reduction", "fee"),
    [("0", 1), ("4 %", 2), ("8 %", 3), ("12 %", 4), ("15 %", 4), ("-3 %", 1)],
)
def test_a_fee_at_risk(reduction, fee):
    assert amounts(settled("risk_share", reduction=reduction)) == {"supplier": fee * MILLION}


def test_the_order_of_rounding_is_the_contracts_own():
    given = {"mean_difference": "0.8449", "heads": 6500}
    late, early = settled("round_amounts_only", **given), settled("round_the_mean", **given)
    assert (late["days"].exact, early["days"].exact) == (5492, 5460)
    assert late["saving"].exact - early["saving"].exact == kronor("68571.52")  # 68,572 SEK in whole kronor
    assert early["mean"].to_dict()["round"]["to"] == "0.01"
    assert early["mean"].before == kronor("0.8449")
    assert late["mean"].round is None
