"""Old statements replay: each file here was made by an earlier build, and must come out again bit by bit.

Whoever changes how numbers are computed adds rules and a new file; the old files stay as they are.
"""

import json

import pytest

from outcome_contracts.settlement import verify
from tests.settlement.contracts import DATA

STATEMENTS = sorted((DATA / "statements").glob("*.json"))


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_a_statement_of_an_earlier_build_comes_out_again_bit_by_bit(path):
    text = path.read_text(encoding="utf-8").rstrip("\n")
    stored, again = json.loads(text), verify(text)
    assert again.digest == stored["digest"]
    assert again.statement.to_json() == text.replace(stored["engine"], again.statement.engine)


def test_there_are_old_statements():
    assert len(STATEMENTS) >= 5
