"""docs/reconcile.md: every example runs, every fragment fits a contract, and every code stands in the table."""

import doctest
import re
from pathlib import Path

from outcome_contracts.notices import catalogue
from outcome_contracts.settlement.reconciliation.reconcile import reconcile
from tests.settlement.test_reconcile import HEAD, contract

PAGE = Path(__file__).parents[2] / "docs" / "reconcile.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_give_what_they_say():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 8


def test_the_fragments_fit_a_contract():
    cost, particular, schedule = re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    head, _, _ = HEAD.partition("[lines.cost]")
    found = reconcile(contract(cost + particular + schedule, head))
    assert [difference.where for difference in found.differences] == [
        "particulars.connection",
        "schedule.preparation.end",
    ]
    assert found.not_compared == ("cost",)


def test_every_finding_of_a_reconciliation_is_in_the_table():
    found = {code for code, entry in catalogue().items() if code.startswith("OC-F00") and entry.severity != "error"}
    assert set(re.findall(r"OC-F[0-9]{3}", TEXT)) == found
