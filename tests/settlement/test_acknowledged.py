"""Acknowledgements: a final statement stands on a hold that every party has seen, and on no other."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from outcome_contracts import statement_html, statement_text
from outcome_contracts.acknowledgement import Acknowledgement, finding_digest
from outcome_contracts.notices import DataRejected, Notice, UsageError, VerificationFailed, catalogue
from outcome_contracts.settlement import SettlementData, settle, verify
from tests.settlement.contracts import MONTHS, THREE, contract, sickness

HELD = Notice("OC-D012", "absence.csv:7", (("count", 3),), "4.5")
PARTIES = tuple(party.id for party in contract("three_parties").parties)
NEVER = {"OC-S030", "OC-S031", "OC-S032", "OC-S053"}


def given(party: str, notice: Notice = HELD, **other: str) -> Acknowledgement:
    texts = {"name": f"A person of {party}", "role": "controller", "reason": "the rows are one absence"} | other
    return Acknowledgement(notice.code, finding_digest(notice), party, signed=date(2021, 11, 15), **texts)


def settled(*acknowledgements: Acknowledgement, notices=(HELD,), status="final"):
    data = SettlementData(given=THREE, notices=notices, acknowledgements=acknowledgements)
    return settle(contract("three_parties"), data, MONTHS, status=status)


def refused(*acknowledgements: Acknowledgement, **options) -> list[str]:
    with pytest.raises(DataRejected) as refusal:
        settled(*acknowledgements, **options)
    return [notice.code for notice in refusal.value.notices]


def everybody(notice: Notice = HELD) -> tuple[Acknowledgement, ...]:
    return tuple(given(party, notice) for party in PARTIES)


def test_a_final_statement_needs_the_word_of_every_party():
    assert settled(*everybody()).status == "final"
    for missing in range(len(PARTIES)):
        others = tuple(one for place, one in enumerate(everybody()) if place != missing)
        with pytest.raises(DataRejected) as refusal:
            settled(*others)
        first, second, *_ = refusal.value.notices
        assert dict(first.facts) == {"count": 1, "never": 0}
        assert dict(second.facts) == {"held": "OC-D012", "finding": finding_digest(HELD), "parties": PARTIES[missing]}
    assert settled(*everybody()[:1], status="provisional").status == "provisional"


@pytest.mark.parametrize(
    "changed",
    [
        replace(HELD, facts=(("count", 4),)),
        replace(HELD, where="absence.csv:8"),
        replace(HELD, net_days="5"),
        replace(HELD, code="OC-D015"),
        replace(HELD, fingerprint="sha256:" + "0" * 64),
    ],
)
def test_an_acknowledgement_does_not_carry_over_to_a_changed_finding(changed):
    codes = ["OC-S012", "OC-S088", *["OC-S085"] * len(PARTIES), changed.code]
    assert refused(*everybody(), notices=(changed,)) == codes
    held = settled(*everybody(), notices=(changed,), status="provisional")
    assert [notice.code for notice in held.notices] == [changed.code, *["OC-S085"] * len(PARTIES)]


def test_what_a_finding_is_worth_and_its_other_rows_are_no_part_of_it():
    worth = replace(HELD, amount="900 SEK", rows=("absence.csv:7", "absence.csv:9"))
    assert finding_digest(worth) == finding_digest(HELD)


@pytest.mark.parametrize("code", sorted(NEVER))
def test_some_holds_nobody_can_acknowledge_away(code):
    texts = catalogue()[code]
    names = {
        name
        for name in "seed event_en event_sv months count mechanism source clause period".split()
        if f"{{{name}}}" in texts.what["en"]
    }
    notice = Notice(code, "", tuple((name, 1) for name in names))
    assert not notice.waivable
    assert refused(*everybody(notice), notices=(notice,)) == ["OC-S086"] * len(PARTIES)
    codes = refused(notices=(notice,))
    assert codes == ["OC-S012", code]  # and nothing that asks for an acknowledgement


def test_the_catalogue_says_which_holds_those_are_and_no_other_place():
    holds = {code: entry.waivable for code, entry in catalogue().items() if entry.severity == "hold"}
    assert {code for code, waivable in holds.items() if not waivable} == NEVER
    assert not any(entry.waivable for entry in catalogue().values() if entry.severity != "hold")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"party": "stranger"}, "OC-S084"),
        ({"name": " "}, "OC-S089"),
        ({"role": ""}, "OC-S089"),
        ({"reason": "fine\u202eenif"}, "OC-S089"),
    ],
)
def test_an_acknowledgement_is_by_a_party_and_can_be_read(other, code):
    one = replace(everybody()[0], **other)
    for status in ("provisional", "final"):
        assert code in refused(one, *everybody()[1:], status=status)


def test_findings_that_read_alike_and_lie_in_different_rows_are_two():
    alike = tuple(replace(HELD, fingerprint=f"sha256:{digit * 64}") for digit in "ab")
    assert refused(*everybody(alike[0]), notices=alike)[:2] == ["OC-S012", "OC-S088"]
    final = settled(*everybody(alike[0]), *everybody(alike[1]), notices=alike)
    assert verify(final.to_json()).digest == final.digest
    assert [each["fingerprint"] for each in final.inputs["notices"]] == [each.fingerprint for each in alike]
    assert alike[0].fingerprint not in statement_text(final, "en") + statement_html(final, "sv")


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        ({"name": None, "signed": "2020-01-01"}, {"name", "signed"}),
        ({"party": contract("three_parties").parties[0]}, {"party"}),
        ({"signed": datetime(2021, 11, 15, 12, 0)}, {"signed"}),
        ({"code": 5, "finding": b"", "role": (), "reason": 1.5}, {"code", "finding", "role", "reason"}),
    ],
)
def test_an_acknowledgement_is_of_texts_and_a_day(wrong, names):
    with pytest.raises(UsageError) as refusal:
        replace(everybody()[0], **wrong)
    assert {dict(one.facts)["argument"] for one in refusal.value.notices} == names
    assert {one.code for one in refusal.value.notices} == {"OC-D279"}


def test_nobody_has_seen_a_finding_before_the_first_day_that_there_are_data_of():
    start = contract("three_parties").term.start
    early, *others = everybody()
    assert settled(replace(early, signed=start), *others).status == "final"
    for status in ("provisional", "final"):
        assert refused(replace(early, signed=start - timedelta(days=1)), *others, status=status) == ["OC-D280"]
    agreed, data, months = sickness()
    reference = data.plan.reference.first_day
    for day, codes in ((reference, ["OC-S085"]), (reference - timedelta(days=1), [])):
        word = replace(early, signed=day, party=agreed.parties[0].id)
        asked = replace(data, acknowledgements=(word,))
        if codes:
            assert codes[0] in [notice.code for notice in settle(agreed, asked, months).notices]
            continue
        with pytest.raises(DataRejected, match="OC-D280"):
            settle(agreed, asked, months)


def test_one_person_does_not_speak_for_two_parties():
    same = tuple(
        replace(one, name=name) for one, name in zip(everybody(), ("A. Person", "a. person ", "B"), strict=False)
    )
    assert "OC-S087" in refused(*same)
    for name in ("A.  Person", "A.\u00a0Person", " A. PERSON"):
        spaced = (replace(everybody()[0], name="A. Person"), replace(everybody()[1], name=name), *everybody()[2:])
        assert "OC-S087" in refused(*spaced)
    assert settled(*everybody(), *everybody()).status == "final"  # the same word twice is one


def test_one_person_does_not_speak_for_two_parties_on_different_findings_either():
    other = replace(HELD, where="absence.csv:8")
    turned = [replace(one, name=given(PARTIES[place - 1]).name) for place, one in enumerate(everybody(other))]
    assert refused(*everybody(), *turned, notices=(HELD, other)).count("OC-S087") == len(PARTIES)


def test_a_settlement_as_known_on_a_day_does_not_see_what_was_acknowledged_later():
    data = SettlementData(given=THREE, notices=(HELD,), acknowledgements=everybody())
    day = everybody()[0].signed
    before = day - timedelta(days=1)
    final = settle(contract("three_parties"), data, MONTHS, status="final", known_at=day)
    assert verify(final.to_json()).digest == final.digest
    with pytest.raises(DataRejected) as refusal:
        settle(contract("three_parties"), data, MONTHS, status="final", known_at=before)
    assert [notice.code for notice in refusal.value.notices][:2] == ["OC-S012", "OC-S088"]
    earlier = settle(contract("three_parties"), data, MONTHS, known_at=before)
    unsigned = replace(data, acknowledgements=())
    assert earlier.digest == settle(contract("three_parties"), unsigned, MONTHS, known_at=before).digest


def test_the_statement_keeps_them_and_is_verified_with_them():
    statement = settled(*everybody())
    text = statement.to_json()
    assert verify(text).digest == statement.digest
    assert "acknowledgements" in statement.provenance
    stored = json.loads(text)
    stored["inputs"]["acknowledgements"][0]["reason"] = "another reason"
    with pytest.raises(VerificationFailed) as refusal:
        verify(json.dumps(stored))
    assert dict(refusal.value.notices[0].facts)["path"] == "/inputs/acknowledgements/0/reason"
    assert statement.digest != settled(*everybody(), status="provisional").digest


def test_a_statement_without_them_says_nothing_of_them():
    statement = settled(status="provisional")
    assert "acknowledgements" not in statement.inputs
    assert "acknowledgements" not in statement.provenance


@pytest.mark.parametrize(
    ("lang", "all_three", "one", "missing"),
    [
        ("sv", "Anmärkningar som kan kvitteras: 1, varav kvitterade av alla parter: 1.", "(controller), 2021-11-15:",
         "kvittering saknas av"),
        ("en", "Findings that can be acknowledged: 1, of which acknowledged by every party: 1.",
         "(controller), 2021-11-15:", "not yet acknowledged by"),
    ],
)  # fmt: skip
def test_the_page_shows_who_let_what_stand_and_whose_word_is_missing(lang, all_three, one, missing):
    final, provisional = settled(*everybody()), settled(*everybody()[:1], status="provisional")
    for show in (statement_text, statement_html):
        shown, open_page = (" ".join(show(each, lang).split()) for each in (final, provisional))
        assert all_three in shown
        assert shown.count(one) == len(PARTIES)
        assert missing not in shown and missing in open_page
        assert finding_digest(HELD) in open_page
    quiet = settle(contract("three_parties"), SettlementData(given=THREE), MONTHS)
    assert "kvitter" not in statement_text(quiet, "sv").lower()


def test_names_and_reasons_are_shown_as_text():
    statement = settled(*(replace(one, name=f"<b>{one.party}</b>") for one in everybody()))
    assert "<b>" + PARTIES[0] not in statement_html(statement, "sv")
