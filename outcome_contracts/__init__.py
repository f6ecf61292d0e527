"""outcome_contracts: settle a social outcomes contract, to the öre, and see why.

The public names stand in this table and nowhere else; each is loaded when it is first used, so that importing
the package costs next to nothing and a finance tool that settles never loads what only statistics needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outcome_contracts.absence import AbsenceRecords as AbsenceRecords
    from outcome_contracts.absence import measure as measure
    from outcome_contracts.absence.quality import check as check
    from outcome_contracts.absence.readers import read_records as read_records
    from outcome_contracts.acknowledgement import Acknowledgement as Acknowledgement
    from outcome_contracts.baseline import BaselinePlan as BaselinePlan
    from outcome_contracts.baseline import Counterfactual as Counterfactual
    from outcome_contracts.baseline import Grade as Grade
    from outcome_contracts.baseline import fit as fit
    from outcome_contracts.baseline import read_plan as read_plan
    from outcome_contracts.baseline.disputes.dispute import attribute as attribute
    from outcome_contracts.baseline.methods.external_estimate import ExternalEstimate as ExternalEstimate
    from outcome_contracts.baseline.methods.external_estimate import read_external_estimate as read_external_estimate
    from outcome_contracts.baseline.month_by_month import month_by_month as month_by_month
    from outcome_contracts.baseline.robustness.backtest import backtest as backtest
    from outcome_contracts.baseline.robustness.multiverse import multiverse as multiverse
    from outcome_contracts.baseline.shocks import ShockEvent as ShockEvent
    from outcome_contracts.contract.build import ContractDraft as ContractDraft
    from outcome_contracts.contract.build import python_source as python_source
    from outcome_contracts.contract.files import contract_to_json as contract_to_json
    from outcome_contracts.contract.files import read_contract as read_contract
    from outcome_contracts.contract.lint import lint as lint
    from outcome_contracts.contract.measure_rules import MeasureRules as MeasureRules
    from outcome_contracts.contract.model import Contract as Contract
    from outcome_contracts.contract.schema import contract_schema as contract_schema
    from outcome_contracts.contract.versions.amendment import Amendment as Amendment
    from outcome_contracts.contract.versions.chain import ContractChain as ContractChain
    from outcome_contracts.contract.versions.change import Change as Change
    from outcome_contracts.contract.versions.files import chain_schema as chain_schema
    from outcome_contracts.contract.versions.files import chain_to_json as chain_to_json
    from outcome_contracts.contract.versions.files import read_chain as read_chain
    from outcome_contracts.contract.versions.termination import termination as termination
    from outcome_contracts.design.amendment_report import amendment_report as amendment_report
    from outcome_contracts.design.break_even import BreakEven as BreakEven
    from outcome_contracts.design.break_even import break_even as break_even
    from outcome_contracts.design.break_even import saving as saving
    from outcome_contracts.design.power import power as power
    from outcome_contracts.design.procurement_act import Procurement as Procurement
    from outcome_contracts.design.shock_options import shock_options as shock_options
    from outcome_contracts.design.world_spec import WorldSpec as WorldSpec
    from outcome_contracts.disclosure import Policy as Policy
    from outcome_contracts.disclosure import Release as Release
    from outcome_contracts.disclosure import ReleaseLedger as ReleaseLedger
    from outcome_contracts.disclosure import Table as Table
    from outcome_contracts.disclosure import UnitTree as UnitTree
    from outcome_contracts.disclosure import policy_named as policy_named
    from outcome_contracts.disclosure import protect as protect
    from outcome_contracts.disclosure import rounded as rounded
    from outcome_contracts.exchange.panels import read_comparator_panel as read_comparator_panel
    from outcome_contracts.exchange.panels import read_panel as read_panel
    from outcome_contracts.exchange.panels import write_panel as write_panel
    from outcome_contracts.notices import ContractInvalid as ContractInvalid
    from outcome_contracts.notices import DataRejected as DataRejected
    from outcome_contracts.notices import Notice as Notice
    from outcome_contracts.notices import OutcomeContractsError as OutcomeContractsError
    from outcome_contracts.notices import UsageError as UsageError
    from outcome_contracts.notices import VerificationFailed as VerificationFailed
    from outcome_contracts.panel import ComparatorPanel as ComparatorPanel
    from outcome_contracts.panel import Panel as Panel
    from outcome_contracts.parameters import bundled_parameters as bundled_parameters
    from outcome_contracts.parameters import read_parameters as read_parameters
    from outcome_contracts.period import Period as Period
    from outcome_contracts.period import term_end as term_end
    from outcome_contracts.quality import QualityReport as QualityReport
    from outcome_contracts.report.estimate import estimate_html as estimate_html
    from outcome_contracts.report.html import statement_html as statement_html
    from outcome_contracts.report.quality import quality_html as quality_html
    from outcome_contracts.report.quality import quality_text as quality_text
    from outcome_contracts.report.reconciliation import reconciliation_html as reconciliation_html
    from outcome_contracts.report.reconciliation import reconciliation_text as reconciliation_text
    from outcome_contracts.report.text import statement_text as statement_text
    from outcome_contracts.settlement import SettlementData as SettlementData
    from outcome_contracts.settlement import Statement as Statement
    from outcome_contracts.settlement import settle as settle
    from outcome_contracts.settlement import verify as verify
    from outcome_contracts.settlement.data import Adjustment as Adjustment
    from outcome_contracts.settlement.flat_price import at_flat_price as at_flat_price
    from outcome_contracts.settlement.lives import Lives as Lives
    from outcome_contracts.settlement.lives import settle_lives as settle_lives
    from outcome_contracts.settlement.payout import payout_distribution as payout_distribution
    from outcome_contracts.settlement.reconciliation.reconcile import reconcile as reconcile
    from outcome_contracts.settlement.reconciliation.result import Reconciliation as Reconciliation
    from outcome_contracts.settlement.scenarios import settle_scenarios as settle_scenarios
    from outcome_contracts.valuation import DayValue as DayValue
    from outcome_contracts.valuation import DayValueSchedule as DayValueSchedule
    from outcome_contracts.valuation import forsakringskassan as forsakringskassan
    from outcome_contracts.valuation import forsakringskassan_schedule as forsakringskassan_schedule

_HOME = {
    "AbsenceRecords": "absence",
    "Acknowledgement": "acknowledgement",
    "Adjustment": "settlement.data",
    "Amendment": "contract.versions.amendment",
    "BaselinePlan": "baseline",
    "BreakEven": "design.break_even",
    "Change": "contract.versions.change",
    "ComparatorPanel": "panel",
    "Contract": "contract.model",
    "ContractChain": "contract.versions.chain",
    "ContractDraft": "contract.build",
    "ContractInvalid": "notices",
    "Counterfactual": "baseline",
    "DataRejected": "notices",
    "DayValue": "valuation",
    "DayValueSchedule": "valuation",
    "ExternalEstimate": "baseline.methods.external_estimate",
    "Grade": "baseline",
    "Lives": "settlement.lives",
    "MeasureRules": "contract.measure_rules",
    "Notice": "notices",
    "OutcomeContractsError": "notices",
    "Panel": "panel",
    "Period": "period",
    "Policy": "disclosure",
    "Procurement": "design.procurement_act",
    "QualityReport": "quality",
    "Reconciliation": "settlement.reconciliation.result",
    "Release": "disclosure",
    "ReleaseLedger": "disclosure",
    "SettlementData": "settlement",
    "ShockEvent": "baseline.shocks",
    "Statement": "settlement",
    "Table": "disclosure",
    "UnitTree": "disclosure",
    "UsageError": "notices",
    "VerificationFailed": "notices",
    "WorldSpec": "design.world_spec",
    "amendment_report": "design.amendment_report",
    "at_flat_price": "settlement.flat_price",
    "attribute": "baseline.disputes.dispute",
    "backtest": "baseline.robustness.backtest",
    "break_even": "design.break_even",
    "bundled_parameters": "parameters",
    "chain_schema": "contract.versions.files",
    "chain_to_json": "contract.versions.files",
    "check": "absence.quality",
    "contract_schema": "contract.schema",
    "contract_to_json": "contract.files",
    "estimate_html": "report.estimate",
    "fit": "baseline",
    "forsakringskassan": "valuation",
    "forsakringskassan_schedule": "valuation",
    "lint": "contract.lint",
    "measure": "absence",
    "month_by_month": "baseline.month_by_month",
    "multiverse": "baseline.robustness.multiverse",
    "payout_distribution": "settlement.payout",
    "policy_named": "disclosure",
    "power": "design.power",
    "protect": "disclosure",
    "python_source": "contract.build",
    "quality_html": "report.quality",
    "quality_text": "report.quality",
    "read_chain": "contract.versions.files",
    "read_comparator_panel": "exchange.panels",
    "read_contract": "contract.files",
    "read_external_estimate": "baseline.methods.external_estimate",
    "read_panel": "exchange.panels",
    "read_parameters": "parameters",
    "read_plan": "baseline",
    "read_records": "absence.readers",
    "reconcile": "settlement.reconciliation.reconcile",
    "reconciliation_html": "report.reconciliation",
    "reconciliation_text": "report.reconciliation",
    "rounded": "disclosure",
    "saving": "design.break_even",
    "settle": "settlement",
    "settle_lives": "settlement.lives",
    "settle_scenarios": "settlement.scenarios",
    "shock_options": "design.shock_options",
    "statement_html": "report.html",
    "statement_text": "report.text",
    "term_end": "period",
    "termination": "contract.versions.termination",
    "verify": "settlement",
    "write_panel": "exchange.panels",
}

__all__ = list(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOME])
