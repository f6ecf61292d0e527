"""Events in a data file: read into the settlement, and refused with their place where they are none."""

import pytest

from outcome_contracts import DataRejected, read_contract
from outcome_contracts.cli.delivery import read_delivery
from tests.settlement.contracts import LIBRARY

EVENT = """
[[events]]
sv = "Pandemin"
en = "The pandemic"
months = "2020-03/2021-09"
mechanism = "behaviour"
source = "An authority"
"""
HEAD = 'period = "2018-10/2020-02"\nstatus = "provisional"\n'


def delivered(folder, events):
    file = folder / "data.toml"
    file.write_text(HEAD + events, encoding="utf-8")
    return read_delivery(file, read_contract(LIBRARY / "denver.toml"), {}, lambda sv, en: None)


def refused(folder, events):
    with pytest.raises(DataRejected) as refusal:
        delivered(folder, events)
    return [(notice.code, notice.where.split(":")[0]) for notice in refusal.value.notices]


def test_events_are_read(tmp_path):
    (event,) = delivered(tmp_path, EVENT).data.events
    assert (event.en, str(event.months), event.mechanism) == ("The pandemic", "2020-03/2021-09", "behaviour")
    assert delivered(tmp_path, "").data.events == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('months = "2020-03/2021-09"\n', "", "OC-M007"),
        ("mechanism", "mechanics", "OC-M002"),
        ("behaviour", "weather", "OC-M008"),
        ("2020-03/2021-09", "2020", "OC-U002"),
        ("Pandemin", "", "OC-M008"),
    ],
)
def test_an_event_that_is_none_is_refused(tmp_path, old, new, code):
    assert code in [found for found, _ in refused(tmp_path, EVENT.replace(old, new))]
