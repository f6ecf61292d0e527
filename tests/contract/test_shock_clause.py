"""The clause on shocks and the list of deviations, as they stand in a contract file."""

import json

import jsonschema
import pytest

from outcome_contracts import ContractInvalid, contract_schema
from outcome_contracts.contract.files import contract_from_bytes
from tests.settlement.contracts import DATA

PLAIN = (DATA / "contract" / "sickness.toml").read_text(encoding="utf-8")
CLAUSE = '\n[shocks]\nclause = "8.2"\ntext = { sv = "Händelser", en = "Events" }\n'
DEVIATION = """
[[measures.reference.deviations]]
field = "excluded"
agreed = ["2019-03/2019-04"]
reason = { sv = "Strejk", en = "A strike" }
date = 2019-06-01
clause = "9"

[measures.person_years]"""


def read(more="", *, text=PLAIN):
    return contract_from_bytes((text + more).encode(), "c.toml")


def refused(more="", *, text=PLAIN):
    with pytest.raises(ContractInvalid) as refusal:
        read(more, text=text)
    facts = [dict(notice.facts) for notice in refusal.value.notices]
    codes = [notice.code for notice in refusal.value.notices]
    return list(zip(codes, [each.get("what", each.get("field")) for each in facts], strict=True))


@pytest.mark.parametrize(
    "treatment",
    ['"exclude"', '"comparator_adjust"', '"suspend"', '"truncate"', '"cap"\nat_most = "25 %"',
     '"extend"\nmonths_at_most = 12'],
)  # fmt: skip
def test_a_clause_is_read_back_and_fits_the_schema(treatment):
    agreed = read(CLAUSE + f"treatment = {treatment}")
    jsonschema.validate(json.loads(agreed.canonical_text), contract_schema())
    again = contract_from_bytes(agreed.canonical_text.encode(), "c.json")
    assert (again, again.digest) == (agreed, agreed.digest)
    assert agreed.digest != read().digest


@pytest.mark.parametrize(
    ("treatment", "findings"),
    [
        ("", [("OC-C001", "shocks.treatment")]),
        ('treatment = "wait"', [("OC-C004", "shocks.treatment")]),
        ('treatment = "cap"', [("OC-C001", "shocks.at_most")]),
        ('treatment = "cap"\nat_most = "-1"', [("OC-C004", "shocks.at_most")]),
        ('treatment = "extend"', [("OC-C001", "shocks.months_at_most")]),
        ('treatment = "extend"\nmonths_at_most = 0', [("OC-C004", "shocks.months_at_most")]),
        ('treatment = "exclude"\nat_most = "1"', [("OC-C003", "shocks.at_most")]),
        (
            'treatment = "cap"\nmonths_at_most = 3',
            [("OC-C001", "shocks.at_most"), ("OC-C003", "shocks.months_at_most")],
        ),
    ],
)
def test_a_figure_is_required_where_it_is_used_and_nowhere_else(treatment, findings):
    assert refused(CLAUSE + treatment) == findings


def test_a_clause_without_its_text_is_refused():
    assert refused('\n[shocks]\ntreatment = "exclude"') == [("OC-C001", "shocks.clause"), ("OC-C001", "shocks.text")]


def test_an_assumption_can_be_about_the_clause():
    about = '\n[[assumptions]]\nabout = "shocks"\ntext = { sv = "Antagen", en = "Assumed" }\n'
    assert read(about + CLAUSE + 'treatment = "suspend"').assumptions[0].about == "shocks"


@pytest.mark.parametrize("value", ['"text"', "7", '["a", "b"]', '{ above = "0.25", months = 2 }'])
def test_a_deviation_is_read_back_with_any_value_of_a_plan(value):
    text = PLAIN.replace("\n[measures.person_years]", DEVIATION.replace('["2019-03/2019-04"]', value))
    agreed = read(text=text)
    jsonschema.validate(json.loads(agreed.canonical_text), contract_schema())
    assert contract_from_bytes(agreed.canonical_text.encode(), "c.json").digest == agreed.digest


@pytest.mark.parametrize("value", ["1.5", "true", "[1, 2]", "{ above = 0.25 }", "9007199254740992", "[[]]"])
def test_a_value_that_no_plan_has_is_refused(value):
    text = PLAIN.replace("\n[measures.person_years]", DEVIATION.replace('["2019-03/2019-04"]', value))
    assert refused(text=text) == [("OC-C004", "measures.reference.deviations.0.agreed")]


def test_a_deviation_says_why_when_and_by_which_clause():
    bare = "\n".join(line for line in DEVIATION.splitlines() if not line.startswith(("reason", "date", "clause")))
    path = "measures.reference.deviations.0."
    assert refused(text=PLAIN.replace("\n[measures.person_years]", bare)) == [
        ("OC-C001", path + "reason"), ("OC-C001", path + "date"), ("OC-C001", path + "clause"),
    ]  # fmt: skip
