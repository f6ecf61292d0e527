"""The public API: frozen by name, loaded on first use, light to import."""

import subprocess
import sys

import outcome_contracts

HEAVY = ("numpy", "pydantic", "scipy", "statsmodels", "pandas", "matplotlib", "narwhals", "polars", "pyarrow", "jinja2")

PUBLIC = {
    "AbsenceRecords", "Acknowledgement", "Adjustment", "Amendment", "BaselinePlan", "BreakEven", "Change",
    "ComparatorPanel", "Contract", "ContractChain", "ContractDraft", "ContractInvalid", "Counterfactual",
    "DataRejected", "DayValue", "DayValueSchedule", "ExternalEstimate", "Grade", "Lives", "MeasureRules", "Notice",
    "OutcomeContractsError", "Panel", "Period", "Policy", "Procurement", "QualityReport", "Reconciliation", "Release",
    "ReleaseLedger", "SettlementData", "ShockEvent", "Statement", "Table", "UnitTree", "UsageError",
    "VerificationFailed", "WorldSpec", "amendment_report", "at_flat_price", "attribute", "backtest", "break_even",
    "bundled_parameters", "chain_schema", "chain_to_json", "check", "contract_schema", "contract_to_json",
    "estimate_html", "fit", "forsakringskassan", "forsakringskassan_schedule", "lint", "measure", "month_by_month",
    "multiverse", "payout_distribution", "policy_named", "power", "protect", "python_source", "quality_html",
    "quality_text", "read_chain", "read_comparator_panel", "read_contract", "read_external_estimate", "read_panel",
    "read_parameters", "read_plan", "read_records", "reconcile", "reconciliation_html", "reconciliation_text",
    "rounded", "saving", "settle", "settle_lives", "settle_scenarios", "shock_options", "statement_html",
    "statement_text", "term_end", "termination", "verify", "write_panel",
}  # fmt: skip

SETTLE_A_JSON_CONTRACT = """
import sys
from pathlib import Path
import outcome_contracts as oc
library = Path(oc.__file__).parent / "library"
text = oc.contract_to_json(oc.read_contract(library / "denver.toml"))
given = {"housing_days_1_to_4": "258858", "housing_days_5": "41070", "jail_day_reduction": "38 %"}
given["invested"] = "8600000"
from outcome_contracts.contract.files import contract_from_bytes
contract = contract_from_bytes(text.encode(), "denver.json")
statement = oc.settle(contract, oc.SettlementData(given=given), "2016-01/2020-12")
assert oc.verify(statement.to_json())
print(" ".join(sys.modules))
"""


def loaded_by(code):
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(run.stdout.split())


def test_the_public_names_are_these():
    assert set(outcome_contracts.__all__) == PUBLIC
    assert all(getattr(outcome_contracts, name) is not None for name in PUBLIC)
    assert set(dir(outcome_contracts)) >= PUBLIC


def test_importing_the_package_loads_nothing_heavy():
    loaded = loaded_by("import outcome_contracts, sys; print(' '.join(sys.modules))")
    assert "outcome_contracts" in loaded
    assert not loaded & set(HEAVY)


def test_settling_a_json_contract_loads_no_statistics_and_no_frames():
    loaded = loaded_by(SETTLE_A_JSON_CONTRACT)
    assert "outcome_contracts.settlement.settle" in loaded
    assert not loaded & {"scipy", "statsmodels", "pandas", "polars", "pyarrow", "matplotlib"}


def test_a_settlement_with_a_panel_loads_no_scipy_either(tmp_path):
    code = f"""
import sys
from outcome_contracts.cli import main
assert main(["demo", "botkyrka", "--out", {str(tmp_path / "demo")!r}, "--json"]) == 0
print()
print(" ".join(sys.modules))
"""
    assert not loaded_by(code) & {"scipy", "statsmodels", "pandas", "polars", "pyarrow", "matplotlib"}


def test_an_unknown_name_is_an_attribute_error():
    try:
        outcome_contracts.settel  # noqa: B018
    except AttributeError as error:
        assert "settel" in str(error)
    else:
        raise AssertionError
