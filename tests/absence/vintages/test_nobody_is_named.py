"""No pseudonym and no code of a person in what vintages and rights say, show or log (the canaries of check T34)."""

from __future__ import annotations

import logging
import traceback
from datetime import date

import pytest

from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.rekeying import rekey_all
from outcome_contracts.absence.rights import Final, erase, rectify, restrict, subject_extract, verify_final
from outcome_contracts.absence.vintages import (
    ReasonCodes,
    append,
    as_known,
    diff,
    drift,
    read_delivery,
    reinstate,
    splice,
)
from outcome_contracts.notices import OutcomeContractsError
from outcome_contracts.panel import Panel
from tests.absence.deliveries import rules
from tests.absence.vintages.test_vintages import held
from tests.absence.vintages.worlds import COVERS, PERIOD, delivery, held_spells

CANARIES = [f"kanarie{number:03}" for number in range(100)]
RULES = rules()
KNOWN = date(2020, 7, 31)
SPELLS = [(name, "2020-02-03", "2020-02-05", 10_000, "sick") for name in CANARIES]
CLASHING = held_spells([SPELLS[0], (CANARIES[0], "2020-02-04", "2020-02-09", 10_000, "sick")])


def vintages():
    people = [(name, "north", "2019-01-01", None, 10_000) for name in CANARIES]
    fewer = delivery(SPELLS[5:], people, known="2020-08-15")
    return held(delivery(SPELLS, people), fewer)


def lost(one):
    return Final("Q2", Panel.from_dict(one.panel.to_dict()).only(["north"]).total("south"), RULES, KNOWN)


def final(all_of):
    from outcome_contracts.absence import measure

    return Final("Q2", measure(as_known(all_of, KNOWN).records(), RULES, PERIOD), RULES, KNOWN)


def read_with_unknown_codes(folder):
    spells, employments = folder / "spells.csv", folder / "employments.csv"
    rows = "".join(f"{name},e{name},2020-02-03,2020-02-05,1,{name}\n" for name in CANARIES)
    spells.write_text("person,employment,first_day,last_day,extent,reason\n" + rows, encoding="utf-8")
    jobs = "".join(f"{name},e{name},north,2019-01-01,,1\n" for name in CANARIES)
    employments.write_text("person,employment,unit,first_day,last_day,extent\n" + jobs, encoding="utf-8")
    codes = ReasonCodes({"SJK": "sick"}, frozenset({"sick"}))
    return read_delivery(spells, employments, covers=COVERS, known=KNOWN, reasons=codes)


def acts(folder):
    """What can be refused, each with canaries in all it is given."""
    held_now = vintages()
    first, second = (entry.delivery for entry in held_now.entries)
    return [
        lambda: read_with_unknown_codes(folder),
        lambda: append(held_now, delivery(SPELLS[:3], [], known="2020-01-01")),
        lambda: reinstate(held_now, CANARIES[0], known=KNOWN),
        lambda: as_known(held_now, date(2019, 1, 1)),
        lambda: delivery(SPELLS[:3], []).records(),
        lambda: splice(first, second, RULES, day=date(2021, 1, 1), tolerance=0),
        lambda: rectify(held_now, CANARIES[0], CLASHING, known=date(2020, 9, 1), reason="wrong_days"),
        lambda: rectify(held_now, CANARIES[1], CLASHING, known=date(2020, 9, 1), reason="wrong_days"),
        lambda: rectify(held_now, CANARIES[1], CLASHING, known=date(2020, 9, 1), reason=CANARIES[2]),
        lambda: restrict(held_now, CANARIES[3].upper(), since=KNOWN),
        lambda: erase(held_now, CANARIES[3], day=KNOWN, finals=[lost(final(held_now))]),
        lambda: verify_final(erase(held_now, CANARIES[3], day=KNOWN, finals=[]), final(held_now)),
    ]


@pytest.mark.parametrize("number", range(12))
def test_no_refusal_names_anybody(number, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(OutcomeContractsError) as refusal:
        acts(tmp_path)[number]()
    error = refusal.value
    said = [str(error), repr(error), repr(error.__cause__), repr(error.__context__), caplog.text]
    said += [text for notice in error.notices for text in (notice.text("sv"), notice.text("en"), str(notice.to_dict()))]
    said += traceback.format_exception_only(error)
    assert not [text for text in said if "kanarie" in text.casefold()]


def test_nothing_that_is_returned_shows_anybody():
    held_now = restrict(vintages(), CANARIES[3], since=date(2020, 8, 1))
    first, second = (entry.delivery for entry in held_now.entries)
    key = PseudonymKey(bytes(range(32)), "supplier B")
    one = final(held_now)
    found = [
        held_now, held_now.entries, held_now.restrictions, first, first.spells, first.employments, first.records(),
        append(held_now, first), as_known(held_now, KNOWN), rekey_all(held_now, key), one,
        diff(first, second, RULES, PERIOD, value_per_day=1), drift(first, second, PERIOD, tolerance=0),
        splice(first, second, RULES, day=date(2020, 4, 1), tolerance=1),
        subject_extract(held_now, CANARIES[5], finals=[one]),
        erase(held_now, CANARIES[3], day=KNOWN, finals=[one]).tombstones,
    ]  # fmt: skip
    assert not [item for item in found if "kanarie" in repr(item)]
    assert not [notice for notice in as_known(held_now, date(2020, 9, 1)).notices if "kanarie" in notice.text("sv")]
