"""docs/library.md: what it takes from the bundled contracts is as they have it, and its example runs."""

import json
import re

from outcome_contracts.cli import main
from outcome_contracts.cli.bundled import names
from tests.settlement.library_page import BLOCKS, MARKS, PAGE, written

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_would_be_generated_now():
    """`python -m tests.settlement.library_page` writes it anew."""
    assert written() == TEXT
    assert {name for name, _ in MARKS.findall(TEXT)} == BLOCKS.keys()


def test_the_page_has_every_bundled_contract():
    assert re.findall(r"^### (\w+)$", TEXT, re.MULTILINE) == list(names())


def test_the_example_of_the_page_is_a_case_that_comes_out(tmp_path, capsys):
    contract, checks = re.findall(r"```toml\n(# .*?)```", TEXT, re.DOTALL)
    (case,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    for name, text in (("rides.toml", contract), ("rides.checks.toml", checks), ("rides.json", case)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["case", str(tmp_path / "rides.toml"), str(tmp_path / "rides.json"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert {one["name"] for one in found["compared"]} == {"expected.paid", "expected.probe_payments"}
