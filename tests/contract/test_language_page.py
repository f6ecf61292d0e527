"""docs/language.md: its examples settle to what it says they pay, its formulas parse, and it leaves no field out."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from outcome_contracts.cli.data_file import DataFile
from outcome_contracts.cli.delivery import read_delivery
from outcome_contracts.contract import measures
from outcome_contracts.contract.day_value import DatedValue
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.model import Constant, Contract, Line, Party, Term
from outcome_contracts.contract.money import Flow, Tranche, Waterfall
from outcome_contracts.contract.safeguards import Plausible, Safeguards
from outcome_contracts.contract.shock_clause import CapClause, ExtendClause
from outcome_contracts.contract.stated import Stated
from outcome_contracts.contract.tables import Table
from outcome_contracts.contract.versions.amendment import Amendment, Original
from outcome_contracts.contract.versions.change import Change
from outcome_contracts.contract.versions.clauses import AmendmentClause, Suspension, TerminationCause
from outcome_contracts.settlement import settle
from outcome_contracts.terms.parser import parse
from outcome_contracts.terms.units import BASES

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```(?:\n\nPays: ([^\n]*)\.\n)?", PAGE, re.DOTALL)
SAID = PAGE.partition("## How to say it")[2]
FORMULAS = [
    span for span in re.findall(r"`([^`]+)`", SAID) if not re.search(r"…|\[|^from|^to |^negative|^unit|^end", span)
]
# What is said on other pages, and what the two forms of a contract have apart.
ELSEWHERE = {"id", "method", "end"} | {"particulars", "schedule"}
MODELS = (
    Contract, Term, Party, Constant, Line, Flow, Tranche, Waterfall, Table, Stated, Plausible, Safeguards, CapClause,
    ExtendClause, AmendmentClause, Suspension, TerminationCause, Original, Amendment, Change, DataFile,
    measures.GivenMeasure, measures.AdjustmentMeasure, measures.IndexMeasure, measures.PeriodMeasure,
    measures.PanelMeasure, measures.CounterfactualMeasure, measures.DayValueMeasure,
    DatedValue,
)  # fmt: skip


def contracts():
    """The contracts of the page, each with its data blocks and what these pay."""
    found = []
    for block, pays in BLOCKS:
        if block.startswith("id ="):
            found.append((block, []))
        else:
            found[-1][1].append((block, pays))
    return found


CONTRACTS = contracts()


def test_the_page_has_contracts_with_data_and_amounts():
    assert [len(data) for _, data in CONTRACTS] == [1, 1, 1, 2]
    assert all(pays for _, data in CONTRACTS for _, pays in data)


@pytest.mark.parametrize(("contract", "data"), CONTRACTS)
def test_an_example_pays_what_the_page_says(contract, data, tmp_path):
    (tmp_path / "contract.toml").write_text(contract, encoding="utf-8")
    read = read_contract(tmp_path / "contract.toml")
    for block, pays in data:
        (tmp_path / "data.toml").write_text(block, encoding="utf-8")
        delivery = read_delivery(tmp_path / "data.toml", read, {}, lambda *_: None)
        statement = settle(read, delivery.data, delivery.period, status=delivery.status)
        (tmp_path / "first.json").write_text(statement.to_json(), encoding="utf-8")
        said = {name: Fraction(amount) for name, amount in re.findall(r"`([a-z_.]+)` ([0-9.]+)", pays)}
        assert {flow.id: flow.amount for flow in statement.flows} == said


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_the_page_says_to_write_is_a_formula(formula):
    parse(formula, frozenset())


def test_the_page_names_every_unit():
    listed = re.search(r"\nBases: (.*?);", PAGE, re.DOTALL)[1]
    assert set(re.split(r",\s+", listed)) == BASES


def test_the_page_says_how_every_primitive_is_written():
    assert {f"P{number:02d}" for number in range(1, 44)} == set(re.findall(r"P\d\d", SAID)) | {"P37", "P40"}
    assert {"re-basing", "Modes of rounding"} <= set(re.findall(r"re-basing|Modes of rounding", PAGE))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_page_leaves_no_field_out(model):
    names = {field.alias or name for name, field in model.model_fields.items()} - ELSEWHERE
    assert {name for name in names if not re.search(rf"\b{name}\b", PAGE)} == set()
