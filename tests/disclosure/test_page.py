"""docs/disclosure.md: every example gives what it says, every policy and every finding is there."""

import doctest
import re
from pathlib import Path

from outcome_contracts.disclosure import policies
from outcome_contracts.notices import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "disclosure.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_give_what_they_say():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 20


def test_the_policies_are_those_of_the_house():
    for name, policy in policies().items():
        cells = [
            policy.smallest_group,
            policy.fewest_contributors or "–",
            policy.largest_share if policy.largest_share < 1 else "–",
            policy.all_below or "–",
            policy.narrowest_interval,
        ]
        assert f"| `{name}` | {' | '.join(map(str, cells))} |" in TEXT


def test_every_finding_is_in_the_table():
    named = set()
    for first, last in re.findall(r"OC-R([0-9]{3})(?:[,–  ]+OC-R([0-9]{3}))?", TEXT.partition("## Findings")[2]):
        named |= {f"OC-R{number:03}" for number in range(int(first), int(last or first) + 1)}
    assert {code for code in catalogue() if code.startswith("OC-R0")} <= named
