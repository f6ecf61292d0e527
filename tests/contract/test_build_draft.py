"""Contracts in Python: the digest of the file that says the same, the findings that the file would have."""

import typing
from datetime import date
from pathlib import Path

import pytest

from outcome_contracts.contract import (
    day_value,
    measure_rules,
    measures,
    model,
    money,
    safeguards,
    shock_clause,
    stated,
    tables,
)
from outcome_contracts.contract.build import ContractDraft, fields, number, percent, python_source, ref
from outcome_contracts.contract.build import money as amount
from outcome_contracts.contract.files import read_contract
from outcome_contracts.contract.versions import clauses
from outcome_contracts.notices import ContractInvalid
from tests.contract.written_in_python import DENVER, NORRKOPING_A

LIBRARY = Path(__file__).parents[2] / "outcome_contracts" / "library"
CONTRACTS = sorted(path for path in LIBRARY.glob("*.toml") if "." not in path.stem)
FOLDER = Path(__file__).parents[1] / "data" / "contract"
DESCRIBES = {"label", "clause", "source", "stated", "role"}

EVERYTHING = (
    ContractDraft(
        id="everything",
        title={"sv": "Allt – ”citat” \\", "en": 'All, "quoted"'},
        currency="SEK",
        rules="1",
        term={"start": date(2018, 11, 1), "months": 36, "end": date(2021, 10, 31)},
    )
    .units("pupil")
    .measure_rules(
        short_term="first_14_days", relapse_days=5, day_basis="calendar", extent_basis="of_employment",
        denominator="person_years", year_days="365.25", population="all_employed", overlap="reject",
    )
    .party("city", name={"sv": "Staden", "en": "The city"}, role={"sv": "Betalar", "en": "Pays"})
    .party("investor", name={"sv": "Investeraren", "en": "The investor"})
    .party("provider", name={"sv": "Utföraren", "en": "The provider"})
    .constant("fee", amount("6000000", "SEK"), stated=[{"source": "Budget", "value": "6 000 000 SEK"}])
    .constant("unpriced", unknown="SEK")
    .constant("per_pupil", amount(12, "SEK/pupil"))
    .table(
        "card",
        columns=[{"id": "price"}, {"id": "repeats", "label": {"sv": "Högst", "en": "At most"}}],
        rows=[{"id": "start", "cells": [amount(240, "SEK/claim"), number(1, "claim/person")]}],
    )
    .table("people", rows="given")
    .measure_given("pupils", unit="pupil", digits=0, improves="up", plausible={"typical": "20"})
    .measure_given("claims", unit="claim", digits=0, improves="up", by=["card"])
    .measure_given("persons", unit="person", digits=0, improves="up", by=["people"])
    .measure_panel("observed", of="net_days", per="person_year", improves="down", round={"to": "1", "mode": "down"})
    .measure_counterfactual(
        "reference", of="observed", plan="sha256:" + "0" * 64, improves="down", round={"to": "1", "mode": "down"},
        deviations=[{
            "field": "lead_in", "frozen": None, "agreed": 3, "date": date(2019, 1, 1), "clause": "3",
            "reason": {"sv": "Fel", "en": "Wrong"},
        }],
    )
    .measure_adjustment("goodwill", authority="city", digits=2, improves="neither")
    .measure_index(
        "prices", series="kpi", base="2018-10", at="period_end", lag_months=2, policy="latest", source="KPI",
        improves="neither", round={"to": "0.000001", "mode": "half_even"},
    )
    .measure_period("months", of="months", improves="neither")
    .measure_day_value("day_value", source="Agreed", stated="3000", improves="neither", round={"to": "1", "mode": "up"})
    .line("claimed", ref("price") * ref("claims"), by=["card"], round={"to": "0.01", "mode": "half_up"})
    .line("reached", ref("pupils") > number(20, "pupil"))
    .line("due", ref("per_pupil") * ref("pupils"), unit="SEK", round={"to": "0.01", "mode": "half_up"})
    .flow(
        "shared", payer="city", payee={"investor": percent(70), "provider": percent(30)}, amount=ref("due"),
        negative="refuse",
    )
    .waterfall(
        "repayment", payer="city", pot=ref("due"),
        tranches=[
            {"id": "senior", "payee": "investor", "until": amount(10, "SEK")},
            {"id": "rest", "payee": {"investor": percent(70), "provider": percent(30)}},
        ],
    )
    .rows("due", "pupils")
    .assumption(about="constants.fee", text={"sv": "Antaget.", "en": "Assumed."})
    .source(what="The fee", where="A decision")
    .particular("model", stated=[{"source": "Decision", "value": "one"}, {"source": "Annex", "value": "two"}])
    .phase("pilot", start="2018-11-01", end="2019-10")
    .safeguards(
        order={"clause": "9", "text": {"sv": "Som formlerna.", "en": "As the formulas."}},
        budgets=[{"payer": "city", "amount": "5000000", "clause": "9", "text": {"sv": "Ram.", "en": "Frame."}}],
    )
    .amendment_clause(
        clause="12.2", kinds=["amendment"], fields=["constants.fee"], signed_by=["city"], percent_at_most="10 %"
    )
    .suspension(months="2020-03/2020-05", clause="12.2", reason={"sv": "Pandemi.", "en": "A pandemic."})
    .termination(
        "policy", payer="city", payee="provider", amount=amount(100, "SEK"), negative="refuse", clause="13",
        notice_months=3,
    )
    .shocks(treatment="cap", at_most="10 %", clause="8", text={"sv": "Tak.", "en": "A cap."})
)  # fmt: skip


def executed(source):
    names = {}
    exec(compile(source, "contract.py", "exec"), names)
    return names["contract"]


@pytest.mark.parametrize(
    "path", [*CONTRACTS, FOLDER / "small.toml", FOLDER / "sickness.toml"], ids=lambda path: path.stem
)
def test_every_bundled_contract_is_built_again_in_python(path):
    contract = read_contract(path)
    again = executed(python_source(contract))
    assert again == contract
    assert again.digest == contract.digest
    assert python_source(again) == python_source(contract)


def test_a_contract_with_everything_is_built_again_in_python():
    contract = EVERYTHING.contract()
    assert executed(python_source(contract)).digest == contract.digest
    for name in type(contract).model_fields:
        assert f"{name}" in EVERYTHING.added or name in ContractDraft.__annotations__, (
            f"nothing says {name} in Python yet"
        )


@pytest.mark.parametrize(("draft", "file"), [(NORRKOPING_A, "norrkoping_a"), (DENVER, "denver")], ids=["a", "denver"])
def test_a_contract_written_by_hand_says_what_its_file_says(draft, file):
    """What only describes, and the order of the statement's rows, is left out by hand; all that decides is equal."""
    published = read_contract(LIBRARY / f"{file}.toml")
    described = draft.rows(*published.rows)
    for assumption in published.assumptions:
        described = described.assumption(about=assumption.about, text=dict(assumption.text))
    for source in published.sources:
        described = described.source(what=source.what, where=source.where)
    stripped = {
        name: _bare(value) for name, value in published.to_dict().items() if name not in ("particulars", "schedule")
    }
    for party in stripped["parties"]:
        party.pop("role", None)
    assert described.contract().to_dict() == stripped


def _bare(items):
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return items
    return [{name: value for name, value in item.items() if name not in DESCRIBES or "about" in item} for item in items]


def test_a_draft_never_changes():
    before = DENVER.data()
    assert DENVER.line("more", ref("total") * 2) is not DENVER
    assert DENVER.data() == before
    assert "more" not in DENVER.contract().terms.formulas


def findings(draft):
    with pytest.raises(ContractInvalid) as refusal:
        draft.contract()
    return sorted((notice.code, notice.where) for notice in refusal.value.notices)


def test_a_draft_is_refused_with_every_finding_that_its_file_would_have():
    draft = (
        DENVER.line("lost", ref("nobody"))
        .line("dimension", ref("invested") + 1)
        .flow("third", payer="city", payee="somebody", amount=ref("total"), negative="refuse")
        .constant("counted", number(3, "pupil"))
        .line("Upper", ref("total"))
    )
    assert findings(draft) == [
        ("OC-C004", "lines.Upper.id"),
        ("OC-C007", "flows.third.to"),
        ("OC-T005", "lines.lost.formula"),
        ("OC-T006", "lines.dimension.formula"),
        ("OC-T007", "constants.counted.value"),
    ]
    assert [code for code, _ in findings(ContractDraft(id="x", title={"sv": "a", "en": "b"}, currency="SEK", rules="1",
            term={"start": date(2020, 1, 1), "months": 1}))] == ["OC-C001", "OC-C001"]  # fmt: skip


METHODS = {
    "party": (model.Party, ()),
    "constant": (model.Constant, ()),
    "table": (tables.Table, ()),
    "measure_given": (measures.GivenMeasure, ("origin",)),
    "measure_panel": (measures.PanelMeasure, ("origin",)),
    "measure_counterfactual": (measures.CounterfactualMeasure, ("origin",)),
    "measure_adjustment": (measures.AdjustmentMeasure, ("origin",)),
    "measure_index": (measures.IndexMeasure, ("origin",)),
    "measure_period": (measures.PeriodMeasure, ("origin",)),
    "measure_day_value": (measures.DayValueMeasure, ("origin",)),
    "measure_rules": (measure_rules.MeasureRules, ()),
    "line": (model.Line, ()),
    "flow": (money.Flow, ()),
    "waterfall": (money.Waterfall, ()),
    "assumption": (model.Assumption, ()),
    "source": (model.Source, ()),
    "particular": (stated.Particular, ()),
    "phase": (stated.Phase, ()),
    "safeguards": (safeguards.Safeguards, ()),
    "amendment_clause": (clauses.AmendmentClause, ()),
    "suspension": (clauses.Suspension, ()),
    "termination": (clauses.TerminationCause, ()),
}
TYPED = {
    fields.Texts: model.Text, fields.Rounds: model.Rounds, fields.Term: model.Term, fields.Stated: stated.Stated,
    fields.Plausible: safeguards.Plausible, fields.Column: tables.Column, fields.Row: tables.Row,
    fields.Tranche: money.Tranche, fields.DatedValue: day_value.DatedValue,
}  # fmt: skip


def test_every_kind_of_measure_has_its_method():
    kinds = typing.get_args(typing.get_args(measures.Measure)[0])
    assert {of for name, (of, _) in METHODS.items() if name.startswith("measure_")} >= set(kinds)


def literals(annotation):
    """The words among which a field chooses, wherever in its type they stand."""
    if typing.get_origin(annotation) is typing.Literal:
        return {word for word in typing.get_args(annotation) if isinstance(word, str)}
    return set().union(*(literals(part) for part in typing.get_args(annotation)))


@pytest.mark.parametrize("name", METHODS)
def test_every_method_takes_exactly_the_fields_of_the_model(name):
    of, fixed = METHODS[name]
    said = typing.get_type_hints(getattr(ContractDraft, name))
    said.pop("return")
    for hint in [hint for hint in said.values() if typing.get_origin(hint) is typing.Unpack]:
        said |= typing.get_type_hints(typing.get_args(hint)[0])
    said = {name: hint for name, hint in said.items() if typing.get_origin(hint) is not typing.Unpack}
    assert said.keys() == of.model_fields.keys() - {*fixed}
    for field, annotation in said.items():
        assert literals(annotation) == literals(of.model_fields[field].annotation) or field in (
            "payer",
            "payee",
            "columns",
            "tranches",
        )


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: typed.__name__)
def test_every_typed_table_has_exactly_the_fields_of_the_model(typed):
    assert typing.get_type_hints(typed).keys() == TYPED[typed].model_fields.keys()
    hints = typing.get_type_hints(typed, include_extras=True)
    required = {name for name, hint in hints.items() if typing.get_origin(hint) is not typing.NotRequired}
    own = {name for name, field in TYPED[typed].model_fields.items() if field.is_required()}
    assert required - {"label", "clause", "round"} == own | ({"cells"} if typed is fields.Row else set())


def test_the_treatments_of_an_event_are_those_of_the_model():
    said = typing.get_type_hints(ContractDraft.shocks)
    kinds = (shock_clause.PlainShockClause, shock_clause.CapClause, shock_clause.ExtendClause)
    assert literals(said["treatment"]) == set().union(
        *(literals(kind.model_fields["treatment"].annotation) for kind in kinds)
    )
    own = set().union(*(kind.model_fields for kind in kinds))
    assert set(typing.get_type_hints(fields.ShockFields)) == own - {"treatment", "clause", "text"}
