"""The command break-even: the published figures in one line, in both languages and as JSON."""

import json
from pathlib import Path

import pytest

from outcome_contracts.cli import main

ASKED = ["break-even", "--investment", "22000000", "--annual-cost", "70000000", "--years", "3"]


def test_the_published_figures(capsys):
    assert main([*ASKED, "--ramp-up-months", "0", "--target", "12 %"]) == 0
    said = capsys.readouterr().out
    assert "10,48 %" in said and "61\u00a0111\u00a0111 kr" in said
    assert main([*ASKED, "--ramp-up-months", "12", "--lang", "en"]) == 0
    assert "(with 12 months of ramp-up) if the cost falls by at least 12.572 %." in capsys.readouterr().out


def test_json_is_exact(capsys):
    assert main([*ASKED, "--ramp-up-months", "0", "--target", "12%", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["reduction"], found["saving"]) == ("11/105", "25200000")


def test_what_is_wrong_is_refused_at_once(capsys):
    assert main([*ASKED[:-1], "0", "--ramp-up-months", "x"]) == 2
    assert {"OC-W002", "OC-U006"} <= set(capsys.readouterr().err.split())


OF_CONTRACT = [
    "break-even", "botkyrka_breakeven", "--parties", "municipality", "--gains", "saving=contract_value",
    "--pays", "investment", "--measure", "reduction", "--low", "0%", "--high", "30%", "--period", "2018-10/2021-09",
]  # fmt: skip


def codes(said):
    return [line.split()[0] for line in said.splitlines()]


def test_a_contract_is_asked_too(capsys):
    assert main(OF_CONTRACT) == 0
    said = capsys.readouterr().out
    assert "Botkyrka kommun, enligt avtalets dagvärde" in said and "minst 13,3334\u00a0%" in said
    assert main([*OF_CONTRACT, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["solved"] == [{"first": "2/15", "last": "0.3"}]


def test_the_command_of_the_page_runs(capsys):
    page = (Path(__file__).parents[2] / "docs" / "break_even.md").read_text(encoding="utf-8")
    asked = [line.split()[1:] for line in page.splitlines() if line.startswith("outcome-contracts ")]
    assert [main(each) for each in asked] == [0, 0] and OF_CONTRACT in asked


def test_two_questions_in_one_call_are_refused(capsys):
    assert main([*OF_CONTRACT, "--target", "12", "--investment", "x"]) == 2
    assert codes(capsys.readouterr().err) == ["OC-W076", "OC-U006", "OC-W002"]


def test_what_is_missing_is_said_with_what_is_wrong(capsys):
    assert main(["break-even", "--years", "x", "--target", "12", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert codes(said) == ["OC-W077", "OC-U006", "OC-W002"]
    assert "lacks --investment, --annual-cost, --ramp-up-months." in said
    assert main(["break-even"]) == 2
    assert codes(capsys.readouterr().err) == ["OC-W077"]


def test_everything_wrong_about_a_contract_is_said_at_once(capsys):
    asked = ["break-even", "botkyrka_breakeven", "--parties", "nobody", "--gains", "saving=cash", "a=societal",
             "a=societal", "--pays", "years", "--measure", "x", "--low", "a", "--high", "b",
             "--period", "2018", "--given", "c"]  # fmt: skip
    assert main(asked) == 2
    assert codes(capsys.readouterr().err) == [
        "OC-U006", "OC-U006", "OC-M005", "OC-U002", "OC-W078", "OC-W073", "OC-W069", "OC-W068", "OC-W068", "OC-W066",
    ]  # fmt: skip


@pytest.mark.parametrize(("contract", "period", "exit_code", "said"), [
    ("nowhere.toml", "x", 2, ["OC-U002", "OC-C023"]), ("nowhere.toml", "2018-10/2021-09", 4, ["OC-C023"]),
    ("nowhere", "x", 2, ["OC-U002", "OC-U001"]),
])  # fmt: skip
def test_a_contract_that_cannot_be_read_does_not_hide_the_rest(capsys, contract, period, exit_code, said):
    assert main(["break-even", contract, *OF_CONTRACT[2:-1], period]) == exit_code
    assert codes(capsys.readouterr().err) == said
