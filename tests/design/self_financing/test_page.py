"""docs/break_even.md: every example gives what it says, and every finding's code that it names exists."""

import doctest
import re
from pathlib import Path

from outcome_contracts.notices import catalogue

PAGE = Path(__file__).parents[3] / "docs" / "break_even.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_examples_give_what_they_say():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 30


def test_the_codes_are_those_of_the_catalogue():
    named = set(re.findall(r"OC-W[0-9]{3}", TEXT))
    assert {"OC-W060", "OC-W070", "OC-W071"} <= named <= catalogue().keys()
