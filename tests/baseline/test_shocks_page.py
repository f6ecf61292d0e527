"""docs/baseline/shocks.md: every example runs, and every fragment of a contract is one."""

import doctest
import re
from pathlib import Path

from outcome_contracts.contract.files import contract_from_bytes

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "baseline" / "shocks.md"
LIBRARY = ROOT / "outcome_contracts" / "library"


def test_the_examples_give_what_they_say():
    outcome = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert outcome.failed == 0
    assert outcome.attempted > 8


def test_the_fragments_fit_a_contract():
    clause, deviation = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    bundled = (LIBRARY / "botkyrka.toml").read_text(encoding="utf-8")
    before, _, after = bundled.partition("[shocks]")
    agreed = contract_from_bytes((before + clause + after[after.index("[flows") :] + deviation).encode(), "c.toml")
    assert agreed.shocks.treatment == "exclude"
    (measure,) = (measure for measure in agreed.measures if measure.id == "reference")
    assert measure.deviations[0].field == "reference_period"


def test_every_treatment_is_in_the_table():
    rows = re.findall(r"^\| `(\w+)`[ ,].*\|.*\|.*\|.*\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows[1:] == ["exclude", "comparator_adjust", "cap", "suspend", "truncate", "extend"]
