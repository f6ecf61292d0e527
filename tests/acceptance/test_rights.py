"""T19: what is held about a person can be shown, corrected, left out and erased, and finals stand."""

from __future__ import annotations

import json
import logging
from datetime import date

import pytest

import outcome_contracts as oc
from outcome_contracts.absence.rights import Final, erase, restrict, subject_extract, verify_final
from outcome_contracts.absence.vintages import Vintages, append, as_known, read_delivery
from tests.acceptance.deliveries import ACCEPTANCE, HALF_2020, contract

JULY, AUGUST, LATER = date(2020, 7, 15), date(2020, 8, 15), date(2020, 10, 1)
PERIOD = oc.Period.parse("2020-01/2020-06")
PERSON = "p07"


@pytest.fixture(scope="module")
def vintages(tmp_path_factory):
    """The delivery, and a month later the same with one more spell of the person."""
    more = tmp_path_factory.mktemp("august") / "spells.csv"
    more.write_text((ACCEPTANCE / "spells.csv").read_text(encoding="utf-8") + f"{PERSON},e07,2020-06-22,2020-06-24,1\n")
    held = Vintages()
    for spells, known in ((ACCEPTANCE / "spells.csv", JULY), (more, AUGUST)):
        delivery = read_delivery(spells, ACCEPTANCE / "employments.csv", covers=HALF_2020, known=known)
        held = append(held, delivery).vintages
    return held


def final(vintages, known):
    rules = contract().measure_rules
    return Final(f"known {known}", oc.measure(as_known(vintages, known).records(), rules, PERIOD), rules, known)


@pytest.fixture(scope="module")
def finals(vintages):
    return [final(vintages, JULY), final(vintages, AUGUST)]


@pytest.fixture(scope="module")
def erased(vintages, finals):
    return erase(vintages, PERSON, day=LATER, finals=finals)


def test_t19_the_extract_lists_the_rows_and_the_statements_they_touch(vintages, finals):
    found = subject_extract(vintages, PERSON, finals=finals)
    assert [(known, len(spells), len(stretches)) for known, spells, stretches in found.vintages] == [
        (JULY, 2, 1), (AUGUST, 3, 1)
    ]  # fmt: skip
    assert found.finals == tuple(one.name for one in finals)


def test_t19_after_erasure_there_is_no_row_and_the_finals_verify(erased, finals):
    for known in (JULY, AUGUST, LATER):
        assert len(as_known(erased, known).only([PERSON]).spells) == 0
        assert len(as_known(erased, known).only([PERSON]).employments) == 0
    assert subject_extract(erased, PERSON, finals=finals).vintages == ()
    assert [verify_final(erased, one) for one in finals] == ["frozen", "frozen"]
    for one in finals:
        statement = oc.settle(contract(), oc.SettlementData(panel=one.panel), PERIOD)
        assert oc.verify(statement.to_json()).digest == statement.digest


def test_t19_what_is_logged_of_an_erasure_has_no_identity(vintages, finals, caplog):
    with caplog.at_level(logging.DEBUG):
        after = erase(vintages, PERSON, day=LATER, finals=finals)
    (stone,) = after.tombstones
    assert (stone.cause, stone.persons, stone.rows, stone.vintages) == ("erased", 1, 7, 2)
    for shown in (repr(stone), repr(after), caplog.text, json.dumps(stone.finals)):
        assert PERSON not in shown and "e07" not in shown


def test_t19_a_restricted_person_is_left_out_of_new_vintages_and_told(vintages, finals):
    restricted = restrict(vintages, PERSON, since=date(2020, 9, 1))
    before, after = (as_known(restricted, day) for day in (AUGUST, LATER))
    assert len(before.only([PERSON]).spells) == 3
    assert len(after.only([PERSON]).spells) == 0
    assert {"OC-D163": "hold"}.items() <= {notice.code: notice.severity for notice in after.records().notices}.items()
    assert verify_final(restricted, finals[1]) == "measured"
    assert all(PERSON not in notice.text("sv") for notice in after.records().notices)


def test_t19_a_marker_of_protected_identity_comes_in_nowhere(tmp_path):
    """A column that no measure needs is refused; names and addresses are dropped and counted."""
    text = (ACCEPTANCE / "employments.csv").read_text(encoding="utf-8").splitlines()
    for column, code in (("skyddad_identitet", "OC-D004"), ("adress", "OC-D188")):
        file = tmp_path / "employments.csv"
        file.write_text("\n".join([f"{text[0]},{column}", *(f"{row},Hemligv. 1" for row in text[1:])]) + "\n")
        try:
            notices = oc.read_records(ACCEPTANCE / "spells.csv", file, covers=HALF_2020).notices
        except oc.DataRejected as refused:
            notices = refused.notices
        assert [notice.code for notice in notices] == [code]
        assert "Hemlig" not in "".join(notice.text("en") for notice in notices)
