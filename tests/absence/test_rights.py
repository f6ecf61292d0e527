"""The rights of the person (check T19), new pseudonyms (check T17), and finals that stand whatever goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.rekeying import rekey, rekey_all
from outcome_contracts.absence.rights import (
    Final,
    erase,
    lift,
    purge,
    rectify,
    restrict,
    subject_extract,
    verify_final,
)
from outcome_contracts.absence.vintages import append, as_known, read_delivery
from outcome_contracts.notices import DataRejected, UsageError, VerificationFailed
from outcome_contracts.panel import NET_DAY_STEPS, added
from outcome_contracts.period import Period
from tests.absence.deliveries import rules
from tests.absence.vintages.test_vintages import held
from tests.absence.vintages.worlds import COVERS, PERIOD, delivery, held_spells, rows, staff

RULES = rules()
KNOWN, LATER = date(2020, 7, 31), date(2020, 9, 1)
MINE = [("p003", "2020-02-03", "2020-02-05", 10_000, "sick"), ("p003", "2020-05-04", "2020-05-04", 5_000, "sick")]
OTHERS = [(f"p{place:03}", "2020-03-02", "2020-03-06", 10_000, "sick") for place in range(12, 18)]
# Three spells of one sick period, where a relapse may come after 30 days: two before March and one in it.
LONG_CHAIN = (
    [("p0", *days, 10_000, "sick") for days in (("2020-01-01", "2020-01-06"), ("2020-02-01", "2020-02-06"),
                                                ("2020-03-01", "2020-03-06"))],
    [("p0", "north", "2019-01-01", None, 10_000)],
)  # fmt: skip
KEY = PseudonymKey(bytes(range(32)), "supplier B")
OTHER_KEY = PseudonymKey(bytes(range(32)), "supplier C")


def world():
    """Two deliveries: the second has one more spell of p003."""
    return held(
        delivery(MINE[:1] + OTHERS, staff(20), known="2020-07-15"),
        delivery(MINE + OTHERS, staff(20), known="2020-08-15"),
    )


def final(vintages, known=KNOWN, period=PERIOD, name="Q2"):
    return Final(name, measure_batch(as_known(vintages, known).records(("north",)), RULES, period), RULES, known)


def days(vintages, day):
    return measure_batch(as_known(vintages, day).records(("north",)), RULES, PERIOD).net_days.sum() / NET_DAY_STEPS


def codes(notices):
    return [notice.code for notice in notices]


def test_t19_an_extract_lists_rows_and_the_finals_they_went_into():
    vintages = world()
    finals = [final(vintages), final(vintages, LATER, name="Q2 anew")]
    found = subject_extract(vintages, "p003", finals=finals)
    assert [(known, len(spells), len(stretches)) for known, spells, stretches in found.vintages] == [
        (date(2020, 7, 15), 1, 1), (date(2020, 8, 15), 2, 1)
    ]  # fmt: skip
    assert found.vintages[1][1][1] == {
        "employment": "ep003", "reason": "sick", "first_day": "2020-05-04", "last_day": "2020-05-04", "extent": "0.5"
    }  # fmt: skip
    assert found.finals == ("Q2", "Q2 anew")
    assert repr(found) == "SubjectExtract(5 rows of 2 vintages, 2 finals)"
    nobody = subject_extract(vintages, "p999", finals=finals)
    assert (nobody.vintages, nobody.finals) == ((), ())


def test_t19_erasing_leaves_no_row_and_the_finals_verify():
    vintages = world()
    finals = [final(vintages), final(vintages, LATER, name="Q2 anew")]
    assert [verify_final(vintages, one) for one in finals] == ["measured", "measured"]
    digests = [one.panel.digest for one in finals]
    gone = erase(vintages, "p003", day=date(2020, 10, 1), finals=finals)
    for entry in gone.entries:
        assert "p003" not in {*entry.delivery.spells.person.tolist(), *entry.delivery.employments.person.tolist()}
    assert subject_extract(gone, "p003", finals=finals).vintages == ()
    assert [verify_final(gone, one) for one in finals] == ["frozen", "frozen"]
    assert [one.panel.digest for one in finals] == digests
    (stone,) = gone.tombstones
    assert (stone.persons, stone.rows, stone.vintages, stone.finals) == (1, 5, 2, tuple(digests))
    assert "p003" not in repr(gone) + repr(gone.tombstones)
    assert codes(as_known(gone, KNOWN).notices) == ["OC-D164"]
    assert codes(as_known(gone, date(2020, 10, 2)).notices) == []
    again = erase(gone, "p012", day=date(2020, 10, 5), finals=finals)
    assert verify_final(again, finals[0]) == "frozen"


def test_a_file_from_before_the_erasure_does_not_bring_the_person_back():
    vintages = world()
    gone = erase(vintages, "p003", day=date(2020, 10, 1), finals=[])
    appended = append(gone, replace(vintages.entries[1].delivery, known=date(2020, 11, 1)))
    assert codes(appended.notices) == ["OC-D130"]
    assert appended.vintages == gone


def test_nothing_is_erased_while_a_final_does_not_come_out():
    vintages = world()
    wrong = replace(final(vintages), known=LATER)
    with pytest.raises(VerificationFailed, match="OC-D165"):
        erase(vintages, "p003", day=date(2020, 10, 1), finals=[final(vintages), wrong])
    gone = erase(vintages, "p003", day=date(2020, 10, 1), finals=[])
    with pytest.raises(VerificationFailed, match="OC-D166"):
        verify_final(gone, final(vintages))


@settings(max_examples=15, deadline=None)
@given(rows(), st.sampled_from(["p0", "p1", "p2"]))
def test_an_old_final_verifies_to_the_same_bits_after_erasing(drawn, person):
    vintages = held(delivery(*drawn))
    panel = measure_batch(as_known(vintages, KNOWN).records(), RULES, PERIOD)
    one = Final("Q2", panel, RULES, KNOWN)
    if panel.spells.sum() >= 120:
        return
    gone = erase(vintages, person, day=LATER, finals=[one])
    assert verify_final(gone, one) == "frozen"
    assert one.panel == measure_batch(as_known(vintages, KNOWN).records(), RULES, PERIOD)


def test_t19_restricting_leaves_the_person_out_of_what_is_new_and_is_counted():
    vintages = restrict(world(), "p003", since=date(2020, 8, 1))
    assert days(vintages, KNOWN) == 3 + 30
    assert days(vintages, LATER) == 30
    notice = as_known(vintages, LATER).notices[0]
    assert (notice.code, notice.severity, dict(notice.facts)) == ("OC-D163", "hold", {"count": 1, "rows": 3})
    assert restrict(vintages, "p003", since=LATER) == vintages
    lifted = lift(vintages, "p003", day=date(2020, 10, 1))
    assert days(lifted, date(2020, 10, 1)) == 3.5 + 30
    assert days(lifted, date(2020, 9, 30)) == 30
    assert "p003" not in repr(vintages) + repr(vintages.restrictions) + notice.text("sv")


def test_erasing_takes_the_restriction_along():
    vintages = restrict(world(), "p003", since=LATER)
    assert erase(vintages, "p003", day=LATER, finals=[]).restrictions == ()


def test_rectifying_is_a_new_vintage_and_leaves_what_was_known():
    vintages = world()
    right = held_spells([("p003", "2020-02-03", "2020-02-04", 10_000, "sick")])
    corrected = rectify(vintages, "p003", right, known=LATER, reason="wrong_days")
    assert (days(corrected, KNOWN), days(corrected, LATER)) == (3 + 30, 2 + 30)
    assert (corrected.entries[-1].origin, corrected.entries[-1].reason) == ("rectified", "wrong_days")
    with pytest.raises(DataRejected, match="OC-D162"):
        rectify(vintages, "p003", held_spells(OTHERS), known=LATER, reason="wrong_days")
    strange = held_spells([(*MINE[0][:4], "sjuk")])
    with pytest.raises(DataRejected, match="OC-D162"):
        rectify(vintages, "p003", strange, known=LATER, reason="wrong_reason")
    with pytest.raises(UsageError, match="OC-B100"):
        rectify(vintages, "p003", right, known=LATER, reason="because of p003")
    with pytest.raises(DataRejected, match="OC-D010"):
        rectify(vintages, "p003", held_spells([MINE[0], (*MINE[0][:2], "2020-02-09", 10_000, "sick")]), known=LATER,
                reason="wrong_days")  # fmt: skip


@pytest.mark.parametrize(
    "act",
    [
        lambda held, who: erase(held, who, day=LATER, finals=[]),
        lambda held, who: restrict(held, who, since=LATER),
        lambda held, who: rectify(held, who, held_spells(MINE), known=LATER, reason="wrong_days"),
    ],
)
def test_a_pseudonym_that_is_not_held_is_refused_and_not_shown(act):
    with pytest.raises(UsageError) as refusal:
        act(world(), "canary-p777")
    assert codes(refusal.value.notices) == ["OC-D161"]
    assert "canary" not in str(refusal.value)


@settings(max_examples=30, deadline=None)
@given(rows(), st.integers(2, 5), st.booleans(), st.sampled_from((5, 30)))
@example(LONG_CHAIN, 3, True, 30)
def test_purging_changes_no_month_that_is_kept(drawn, month, whole, relapse_days):
    chosen = rules(relapse_days=relapse_days)
    one = delivery(*drawn, known="2020-12-01")
    parts = [one]
    if not whole:  # two deliveries, so that a sick period may lie in both
        cut = date(2020, month, 1).toordinal() - date(1970, 1, 1).toordinal()
        parts = [
            replace(
                one.between(-20_000, cut - 1), covers=(COVERS[0], date.fromordinal(cut - 1 + 719_163)), known=LATER
            ),
            replace(one.between(cut, 80_000), covers=(date(2020, month, 1), COVERS[1])),
        ]
    vintages, before = held(*parts), date(2020, month, 1)
    left = purge(vintages, before=before, used_from=before, day=LATER, finals=[])
    kept, units = Period(Period.parse(f"2020-0{month}").first, PERIOD.last), ("north", "south")
    expected = measure_batch(one.records(units), chosen, kept)
    assert measure_batch(as_known(left, date(2021, 1, 1)).records(units), chosen, kept) == expected
    assert as_known(left, date(2021, 1, 1)).covers == (before, COVERS[1])


def test_a_delivery_that_comes_after_a_purge_still_finds_the_sick_period_it_continues():
    chosen, before = rules(relapse_days=30), date(2020, 3, 1)
    (early, later), people = (LONG_CHAIN[0][:2], LONG_CHAIN[0][2:]), LONG_CHAIN[1]
    vintages = held(delivery(early, people, known="2020-03-10", covers=(COVERS[0], date(2020, 2, 29))))
    left = purge(vintages, before=before, used_from=before, day=LATER, finals=[])
    march = delivery(later, people, known="2020-04-10", covers=(before, date(2020, 3, 31)))
    known = as_known(append(left, march).vintages, LATER)
    panel = measure_batch(known.records(), chosen, Period.parse("2020-03"))
    assert panel.net_days.sum() == (14 - 6 - 6) * NET_DAY_STEPS


def test_purging_takes_what_ended_and_freezes_the_finals():
    long_ago = [
        ("p005", "2020-01-06", "2020-01-08", 10_000, "sick"),
        ("p006", "2020-01-27", "2020-01-28", 10_000, "sick"),
    ]
    people = [*staff(20), ("gone", "north", "2019-01-01", "2020-01-31", 10_000)]
    vintages = held(delivery(long_ago + OTHERS, people))
    one = final(vintages)
    left = purge(vintages, before=date(2020, 3, 1), used_from=date(2020, 3, 1), day=LATER, finals=[one])
    assert left.tombstones[0].rows == 3
    assert left.tombstones[0].persons == 3
    assert verify_final(left, one) == "frozen"
    with pytest.raises(UsageError, match="OC-D167"):
        purge(vintages, before=date(2020, 3, 1), used_from=date(2020, 2, 1), day=LATER, finals=[])
    with pytest.raises(DataRejected, match="OC-D134"):
        as_known(purge(vintages, before=LATER, used_from=LATER, day=LATER, finals=[]), LATER)


@settings(max_examples=15, deadline=None)
@given(rows())
def test_new_pseudonyms_change_no_figure_and_are_not_the_old_ones(drawn):
    one = delivery(*drawn)
    new = rekey(one, KEY)
    units = ("north", "south")
    expected = measure_batch(one.records(units), RULES, PERIOD)
    assert measure_batch(new.records(units), RULES, PERIOD) == expected
    ids = [{*side.spells.person, *side.employments.employment} for side in (one, new, rekey(one, OTHER_KEY))]
    assert not ids[0] & ids[1]
    assert not ids[1] & ids[2]
    assert new.digest != one.digest


def test_t17_another_supplier_gets_other_pseudonyms_and_no_day_is_counted_for_both():
    spells = [(f"p{place:03}", "2020-02-20", "2020-03-12", 10_000, "sick") for place in range(12)]
    vintages = held(delivery(spells, staff(20)))
    handed = rekey_all(vintages, KEY)
    old_term, new_term = Period.parse("2020-01/2020-02"), Period.parse("2020-03/2020-06")
    before = measure_batch(as_known(vintages, LATER).records(), RULES, old_term)
    after = measure_batch(as_known(handed, LATER).records(), RULES, new_term)
    both = measure_batch(as_known(vintages, LATER).records(), RULES, PERIOD)
    assert before.net_days.sum() + after.net_days.sum() == both.net_days.sum() == 12 * 14 * NET_DAY_STEPS
    assert after == both.window(new_term)
    assert handed.digests != vintages.digests


def test_a_restriction_goes_along_with_new_pseudonyms():
    vintages = rekey_all(restrict(world(), "p003", since=LATER), KEY)
    assert codes(as_known(vintages, LATER).notices) == ["OC-D163"]
    assert vintages.restrictions[0].person == KEY.pseudonyms(["p003"], "person")[0]


def test_t19_a_marker_of_protected_identity_does_not_come_in(tmp_path):
    spells, employments = tmp_path / "spells.csv", tmp_path / "employments.csv"
    spells.write_text("person,employment,first_day,last_day,extent\na,j,2020-02-03,2020-02-03,1\n", encoding="utf-8")
    employments.write_text(
        "person,employment,unit,first_day,last_day,extent,protected\na,j,north,2019-01-01,,1,1\n", encoding="utf-8"
    )
    with pytest.raises(DataRejected) as refusal:
        read_delivery(spells, employments, covers=COVERS, known=KNOWN)
    assert codes(refusal.value.notices) == ["OC-D004"]


def test_batches_of_persons_still_add_up_after_a_restriction():
    records = as_known(restrict(world(), "p003", since=KNOWN), LATER).records(("north",))
    halves = [records.of_persons(0, 9), records.of_persons(9, 19)]
    assert added([measure_batch(half, RULES, PERIOD) for half in halves]) == measure_batch(records, RULES, PERIOD)
