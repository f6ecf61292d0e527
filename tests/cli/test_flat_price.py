"""The command `flat-price`, from a statement's file."""

import json
from pathlib import Path

import pytest

from outcome_contracts.cli.main import main
from outcome_contracts.period import Period, month_text
from outcome_contracts.settlement import SettlementData, settle
from tests.settlement.contracts import contract

TERM = Period.parse("2018-11/2021-10")


@pytest.fixture(scope="module")
def statement(tmp_path_factory) -> Path:
    given = {"avoided": {month_text(month): "100" for month in TERM}}
    file = tmp_path_factory.mktemp("dated") / "statement.json"
    found = settle(contract("dated_days"), SettlementData(given=given), TERM)
    file.write_text(found.to_json(), encoding="utf-8")
    return file


def test_one_price_is_said_in_both_languages(statement, capsys):
    for lang, said in (("sv", "skillnad 2 562 700,00 kr"), ("en", "a difference of SEK 2,562,700.00")):
        assert main(["flat-price", str(statement), "--measure", "day_value", "--price", "2143", "--lang", lang]) == 0
        assert said in capsys.readouterr().out.replace("\xa0", " ").replace("\u202f", " ")


def test_one_price_as_json(statement, capsys):
    assert main(["flat-price", str(statement), "--measure", "day_value", "--price", "2143", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(line["name"], line["difference"]) for line in found["lines"]] == [
        ("outcome_value", "2562700"),
        ("due", "256270"),
        ("flow.supplier", "256270"),
    ]


def test_a_price_that_is_none_is_refused(statement, capsys):
    assert main(["flat-price", str(statement), "--measure", "avoided", "--price", "much"]) == 2
    assert "OC-W046" in (said := capsys.readouterr().err) and "OC-U006" in said
