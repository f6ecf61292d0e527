"""The command break-even: the published figures in one line, in both languages and as JSON."""

import json

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
