"""The project is settled as one; what only its single units tell is said, and refused, all the same."""

from dataclasses import replace

import numpy as np
import pytest

from outcome_contracts import DataRejected, settle
from outcome_contracts.baseline import fit
from outcome_contracts.panel import COLUMNS, Panel
from outcome_contracts.settlement import verify
from tests.settlement.estimated import PERIOD, contract, data


def of_two(*, closed=(), names=("north", "south")):
    """The project as two halves; in the months at these places nobody is employed in the second."""
    whole = data()
    columns = {name: np.repeat(getattr(whole.panel, name) // 2, 2, axis=0) for name in COLUMNS}
    for column in columns.values():
        column[1, list(closed)] = 0
    return replace(whole, panel=Panel(names, whole.panel.period, whole.panel.measured_by, **columns))


@pytest.mark.parametrize("closed", [(), (3,), (0, 1, 50), (40, 41, 42)])
def test_the_statement_has_every_notice_of_a_fit_by_unit(closed):
    given = of_two(closed=closed)
    by_unit = fit(given.plan, given.panel, given.comparators, PERIOD)
    statement = settle(contract(), given, PERIOD)
    assert set(by_unit.notices) <= set(statement.notices)
    held = [dict(notice.facts)["unit"] for notice in statement.notices if notice.code == "OC-B045"]
    assert set(held) == ({"south"} if closed else set())
    verify(statement.to_json())


def test_the_reference_itself_knows_the_project_as_one():
    given = of_two(closed=(3,))
    statement = settle(contract(), given, PERIOD)
    as_one = fit(given.plan, given.panel.total(), given.comparators, PERIOD)
    assert statement.counterfactual == as_one.to_dict()
    assert "OC-B045" not in {notice.code for notice in as_one.notices}


def test_a_unit_among_the_comparators_is_refused_in_one_pass_with_all_else():
    given = of_two(names=("north", "Jämförelse 01"))
    days = given.comparators.net_days.copy()
    days[3] = 0
    others = replace(given.comparators, net_days=days)
    for broken, codes in ((given, {"OC-B024"}), (replace(given, comparators=others), {"OC-B022", "OC-B024"})):
        with pytest.raises(DataRejected) as refusal:
            settle(contract(), broken, PERIOD)
        found = [notice for notice in refusal.value.notices if notice.severity == "error"]
        assert {notice.code for notice in found} == codes
        assert len(set(found)) == len(found)
