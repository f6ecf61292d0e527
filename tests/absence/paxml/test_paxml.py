"""PAXml: the specification's rules, one file per way to break one, hostile files, and nobody's id in any word."""

from __future__ import annotations

import logging
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.absence import measure_batch, read_records
from outcome_contracts.absence.paxml import read_paxml
from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.absence.vintages import ReasonCodes, read_delivery
from outcome_contracts.notices import DataRejected, UsageError
from outcome_contracts.period import Period
from tests.absence.deliveries import rules

DATA = Path(__file__).parents[2] / "data" / "absence" / "paxml"
REASONS = ReasonCodes({"SJK": "sick", "VAB": "child"}, frozenset({"sick"}))
KEY = PseudonymKey(bytes(range(32)), "made for the tests")
HEAD = "<paxml><header><version>2.0</version></header>"

REFUSED = {
    "interval_with_hours": ("OC-D179", 6),
    "hours_and_extent": ("OC-D180", 6),
    "clock_and_extent": ("OC-D180", 6),
    "attendance_with_extent": ("OC-D181", 6),
    "nobody": ("OC-D177", 6),
    "no_code": ("OC-D055", 6),
    "no_day": ("OC-D178", 6),
    "half_interval": ("OC-D178", 6),
    "day_and_interval": ("OC-D178", 6),
    "impossible_day": ("OC-D009", 6),
    "end_before_start": ("OC-D011", 6),
    "hours_without_schedule": ("OC-D182", 6),
    "hours_on_day_off": ("OC-D182", 6),
    "hours_above_schedule": ("OC-D183", 6),
    "hours_no_number": ("OC-D257", 6),
    "extent_above_hundred": ("OC-D257", 6),
    "extent_zero": ("OC-D257", 6),
    "clock_past_midnight": ("OC-D184", 6),
    "clock_beside_break": ("OC-D184", 6),
    "clock_in_zone": ("OC-D057", 6),
    "waiting_day_2019": ("OC-D185", 6),
    "identity_number": ("OC-D190", 6),
    "two_identity_forms": ("OC-D198", 7),
    "person_several_employments": ("OC-D194", 6),
    "own_element": ("OC-D176", 6),
    "element_twice": ("OC-D176", 6),
    "included": ("OC-D176", 6),
    "schedule_twice": ("OC-D199", 8),
    "schedule_backward": ("OC-D197", 9),
    "schedule_no_hours": ("OC-D197", 8),
    "person_no_extent": ("OC-D055", 12),
    "person_no_start": ("OC-D055", 12),
    "person_deleted": ("OC-D211", 13),
    "own_attribute": ("OC-D176", 6),
    "element_inside": ("OC-D176", 6),
    "two_versions": ("OC-D175", None),
    "unknown_encoding": ("OC-D174", 1),
    "cut_off": ("OC-D174", 14),
    "latin1_undeclared": ("OC-D174", 3),
    "document_type": ("OC-D170", 2),
    "external_entity": ("OC-D170", 2),
    "entity_bomb": ("OC-D170", 2),
    "version_1": ("OC-D175", None),
    "other_root": ("OC-D175", None),
    "no_such_file": ("OC-D064", None),
}
BESIDE = {"OC-D187", "OC-D190", "OC-D192"}


def refusal(path, **options):
    with pytest.raises(DataRejected) as refused:
        read_paxml(path, **{"unit_dimension": 1} | options)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    return refused.value


def records(name, **options):
    content = read_paxml(DATA / f"{name}.xml", unit_dimension=1, **options)
    covers = (date(2005, 1, 1), date(2020, 12, 31))
    return read_records(content.spells, content.employments, covers=covers, reasons=REASONS)


def net_days(name, period, **options):
    """Net days in hundredths."""
    panel = measure_batch(records(name, **options), rules(), Period.parse(period))
    return (panel.net_days // 10**6).sum(axis=1).tolist()


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_breaks_a_rule_is_refused_with_code_and_line(case):
    code, line = REFUSED[case]
    found = {(notice.code, notice.where) for notice in refusal(DATA / f"{case}.xml").notices}
    assert (code, f"{case}.xml:{line}" if line else f"{case}.xml") in found
    assert {other for other, _ in found} <= BESIDE | {code}


def test_every_bad_file_is_tried():
    good = {"good", "bom", "latin1", "example_interval", "person_no_unit"}
    assert {file.stem for file in DATA.glob("*.xml")} == (REFUSED.keys() - {"no_such_file"}) | good


def test_the_example_of_the_specification_is_four_days_and_a_row_without_extent_is_whole_days():
    assert net_days("example_interval", "2008-06/2008-06") == [400 + 200, 0]


@pytest.mark.parametrize("name", ["good", "bom", "latin1"])
def test_extent_hours_and_clock_give_their_share_and_other_reasons_none(name):
    assert net_days(name, "2020-02/2020-04") == [200 + 50, 100]
    found = records(name)
    assert found.units == ("4410", "4420")
    assert found.employments.extent.tolist() == [10_000, 7_550]
    assert sorted(notice.code for notice in found.notices) == ["OC-D187", "OC-D192"]


def test_the_schedule_of_the_file_is_the_schedule_of_the_records():
    content = read_paxml(DATA / "good.xml", unit_dimension=1, key=KEY)
    tables = (content.spells, content.employments)
    covers = (date(2020, 1, 1), date(2020, 12, 31))
    found = read_records(*tables, covers=covers, reasons=REASONS, schedule=content.schedule).schedule
    assert sorted(found.minutes.tolist()) == [0, 480, 480, 480]


def test_the_tables_can_be_kept_as_a_delivery():
    content = read_paxml(DATA / "good.xml", unit_dimension=1, key=KEY)
    covers = (date(2020, 1, 1), date(2020, 12, 31))
    kept = read_delivery(content.spells, content.employments, covers=covers, known=covers[1], reasons=REASONS)
    assert sorted(kept.spells.reason.tolist()) == ["child", "sick", "sick", "sick"]
    assert {notice.code for notice in kept.notices} == {"OC-D187", "OC-D192"}


def test_a_person_without_a_unit_is_refused_with_the_line():
    content = read_paxml(DATA / "person_no_unit.xml", unit_dimension=1)
    with pytest.raises(DataRejected) as refused:
        read_records(
            content.spells, content.employments, covers=(date(2020, 1, 1), date(2020, 12, 31)), reasons=REASONS
        )
    assert [(notice.code, notice.where) for notice in refused.value.notices if notice.severity == "error"] == [
        ("OC-D055", "person_no_unit.xml:13")
    ]


def test_codes_are_never_passed_over():
    content = read_paxml(DATA / "good.xml", unit_dimension=1)
    with pytest.raises(DataRejected) as refused:
        read_records(content.spells, content.employments, covers=(date(2020, 1, 1), date(2020, 12, 31)))
    assert "OC-D004" in {notice.code for notice in refused.value.notices}


def test_a_dimension_is_named():
    with pytest.raises(UsageError, match="OC-D200"):
        read_paxml(DATA / "good.xml", unit_dimension=0)


def test_identity_numbers_come_in_under_a_key_and_join_the_employments_of_a_person(tmp_path):
    person = '<person anstid="{0}" persnr="191212121212"><anstdatum>2019-01-01</anstdatum><sysgrad>50</sysgrad>'
    unit = '<resenheter><resenhet dim="1" id="u"/></resenheter></person>'
    times = '<tidtrans anstid="{0}"><tidkod>SJK</tidkod><datum>2020-03-0{0}</datum></tidtrans>'
    file = tmp_path / "times.xml"
    file.write_text(
        f"{HEAD}<tidtransaktioner>{times.format(1)}{times.format(2)}</tidtransaktioner>"
        f"<personal>{(person + unit).format(1)}{(person + unit).format(2)}</personal></paxml>",
        encoding="utf-8",
    )
    content = read_paxml(file, unit_dimension=1, key=KEY)
    found = read_records(
        content.spells, content.employments, covers=(date(2020, 1, 1), date(2020, 12, 31)), reasons=REASONS
    )
    assert found.spells.person.tolist() == [0, 0]
    assert len(set(found.spells.employment.tolist())) == 2
    assert "191212121212" not in repr(content.spells.columns["person"].values.tolist())


@settings(deadline=None, max_examples=30)
@given(minutes=st.integers(0, 480), scheduled=st.integers(1, 480))
def test_hours_are_their_share_of_the_scheduled_hours(tmp_path_factory, minutes, scheduled):
    file = tmp_path_factory.mktemp("hours") / "times.xml"
    file.write_text(
        f"{HEAD}<tidtransaktioner><tidtrans anstid='1'><tidkod>SJK</tidkod><datum>2020-03-02</datum>"
        f"<timmar>{minutes / 60:.4f}</timmar></tidtrans></tidtransaktioner><schematransaktioner><schema anstid='1'>"
        f"<dag datum='2020-03-02' timmar='{scheduled / 60:.4f}'/></schema></schematransaktioner></paxml>",
        encoding="utf-8",
    )
    if minutes > scheduled:
        assert [notice.code for notice in refusal(file).notices if notice.severity == "error"] == ["OC-D183"]
        return
    (extent,) = read_paxml(file, unit_dimension=1).spells.columns["extent"].values.tolist()
    assert abs(extent - minutes / scheduled) <= 0.000_05 + 1e-12


HOSTILE = {
    "deep": ("<a>" * 100_000, "OC-D171"),
    "tag": ('<tidtransaktioner><tidtrans anstid="' + "x" * 8_000_000, "OC-D172"),
    "comment": ("<!--" + "x" * 8_000_000, "OC-D172"),
    "fields": ("<tidtransaktioner><tidtrans>" + "<info/>" * 200_000, "OC-D172"),
    "names": ("<tidtransaktioner>" + "".join(f"<e{number}/>" for number in range(100_000)), "OC-D201"),
    "text": ("<tidtransaktioner><tidtrans><info>" + "x" * 8_000_000, "OC-D174"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_t32_a_hostile_file_is_refused_at_once(tmp_path, case):
    content, code = HOSTILE[case]
    file = tmp_path / "hostile.xml"
    file.write_text(HEAD + content, encoding="utf-8")
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert [notice.code for notice in refusal(file).notices] == [code]
    assert time.process_time() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


_READ = """
import resource, sys
from outcome_contracts.absence.paxml import read_paxml
import numpy
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_paxml(sys.argv[1], unit_dimension=1)
print(len(found.spells.rows.numbers), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_an_honest_file_of_sixty_megabytes_is_read_in_bounded_memory(tmp_path):
    file = tmp_path / "honest.xml"
    pay = f"<lonetrans anstid='1'><lonart>145</lonart><kommentar>{'x' * 1_900}</kommentar></lonetrans>\n"
    times = "<tidtrans anstid='1'><tidkod>SJK</tidkod><datum>2020-03-02</datum></tidtrans>\n"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(f"{HEAD}<lonetransaktioner>\n{pay * 30_000}</lonetransaktioner>\n")
        stream.write(f"<tidtransaktioner>\n{times * 10_000}</tidtransaktioner></paxml>\n")
    assert file.stat().st_size > 58_000_000
    run = subprocess.run([sys.executable, "-c", _READ, str(file)], capture_output=True, text=True, check=True)
    rows, kilobytes = map(int, run.stdout.split())
    assert rows == 10_000
    assert kilobytes < 60_000


def test_t34_no_planted_id_or_text_appears_anywhere(tmp_path, caplog):
    canaries = [f"canary{number:03d}" for number in range(100)]
    rows = "".join(
        f"<tidtrans anstid='{word}a' persnr='{word}p'><tidkod>{word}c</tidkod><datum>{word}d</datum>"
        f"<barn>{word}b</barn>"
        f"<timmar>{word}t</timmar><info>{word}i</info><{word}>{word}x</{word}></tidtrans>\n"
        for word in canaries[:50]
    )
    persons = "".join(
        f"<person anstid='{word}a' persnr='{word}p'><fornamn>{word}f</fornamn><anstdatum>{word}d</anstdatum>"
        f"<sysgrad datum='{word}s'>{word}g</sysgrad><persontexter><text id='{word}'>{word}</text></persontexter>"
        "</person>\n"
        for word in canaries[50:]
    )
    file = tmp_path / "times.xml"
    file.write_text(
        f"{HEAD}<tidtransaktioner>{rows}</tidtransaktioner><personal>{persons}</personal></paxml>", encoding="utf-8"
    )
    with caplog.at_level(logging.DEBUG):
        for key in (None, KEY):
            refused = refusal(file, key=key)
            said = [str(refused), repr(refused), *map(repr, refused.notices), *refused.args, caplog.text]
            said += [notice.text(lang) for notice in refused.notices for lang in ("sv", "en")]
            assert "canary" not in "".join(said)
    good = read_paxml(DATA / "good.xml", unit_dimension=1, key=KEY)
    for shown in (repr(good), repr(good.spells.columns), repr(good.spells), repr(KEY)):
        assert "101" not in shown
        assert good.spells.columns["person"].values.tolist()[0] not in shown


@pytest.mark.parametrize(("hours", "told"), [("7.50", False), ("0.33", True), ("7.6667", True)])
@pytest.mark.parametrize("where", ["missed", "scheduled"])
def test_hours_that_are_no_whole_minutes_are_told(tmp_path, hours, told, where):
    missed, scheduled = (hours, "8.00") if where == "missed" else ("0.00", hours)
    file = tmp_path / "times.xml"
    file.write_text(
        f'{HEAD}<tidtransaktioner><tidtrans anstid="1"><tidkod>SJK</tidkod><datum>2020-02-03</datum>'
        f"<timmar>{missed}</timmar></tidtrans></tidtransaktioner><schematransaktioner><schema anstid='1'>"
        f"<dag datum='2020-02-03' timmar='{scheduled}'/></schema></schematransaktioner></paxml>"
    )
    notices = read_paxml(file, unit_dimension=1).spells.notices
    share_ends = hours == "7.50"  # 7.5 hours of 8 are 0.9375
    assert ("OC-D186" in {notice.code for notice in notices}) is (told or not share_ends)


def test_a_clock_outside_the_schedule_is_no_absence_of_nothing(tmp_path):
    file = tmp_path / "times.xml"
    file.write_text(
        f'{HEAD}<tidtransaktioner><tidtrans anstid="1"><tidkod>SJK</tidkod><starttid>2020-02-03T18:00:00</starttid>'
        "<sluttid>2020-02-03T19:00:00</sluttid></tidtrans></tidtransaktioner><schematransaktioner><schema anstid='1'>"
        "<dag datum='2020-02-03' starttid='08:00' sluttid='16:00'/></schema></schematransaktioner></paxml>"
    )
    assert [notice.code for notice in refusal(file).notices if notice.severity == "error"] == ["OC-D184"]


def test_a_row_has_no_more_elements_at_all_depths_than_one_may_have(tmp_path):
    file = tmp_path / "wide.xml"
    file.write_text(f"{HEAD}<tidtransaktioner><tidtrans>{('<a>' + '<b/>' * 30_000 + '</a>') * 4}</tidtrans>")
    assert [notice.code for notice in refusal(file).notices] == ["OC-D172"]
