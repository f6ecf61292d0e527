"""T29 and T31: days stay days whatever the clock does, and names stay text whatever they look like."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

import outcome_contracts as oc
from tests.acceptance.deliveries import ABSENCE, EMPLOYMENTS, YEAR_2020, contract, measured, net_days, read

STAFF = ("p1,e1,north,2019-01-01,,1",)
NIGHTS = [(date(2020, 3, 28), date(2020, 3, 30)), (date(2020, 10, 24), date(2020, 10, 26))]


def frame(first, last):
    return pd.DataFrame(
        {"person": ["p1"], "employment": ["e1"], "first_day": [first], "last_day": [last], "extent": [1]}
    )


def records(spells, folder):
    (folder / "employments.csv").write_text("\n".join((EMPLOYMENTS, *STAFF)) + "\n", encoding="utf-8")
    return oc.read_records(spells, folder / "employments.csv", covers=YEAR_2020)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Stockholm", "Pacific/Auckland"])
def test_t29_a_moment_in_a_zone_is_refused(tmp_path, zone):
    moment = pd.Timestamp("2020-03-28T23:00:00", tz="UTC").tz_convert(zone)
    with pytest.raises(oc.DataRejected) as refused:
        records(frame(moment, moment), tmp_path)
    assert {notice.code for notice in refused.value.notices} == {"OC-D057"}


def test_t29_so_is_one_written_in_a_file(tmp_path):
    (tmp_path / "spells.csv").write_text(
        "person,employment,first_day,last_day,extent\np1,e1,2020-03-28T23:00:00Z,2020-03-29,1\n", encoding="utf-8"
    )
    with pytest.raises(oc.DataRejected) as refused:
        records(tmp_path / "spells.csv", tmp_path)
    (notice,) = refused.value.notices
    assert notice.code in ("OC-D009", "OC-D057") and notice.where == "spells.csv:2"


@pytest.mark.parametrize(("first", "last"), NIGHTS)
@pytest.mark.parametrize("kind", [str, datetime.fromordinal, pd.Timestamp])
def test_t29_the_nights_when_the_clock_is_moved_have_as_many_days_as_others(tmp_path, first, last, kind):
    """Text, naive midnight of Python and of pandas."""
    ends = [kind(day.toordinal()) if kind == datetime.fromordinal else kind(day) for day in (first, last)]
    assert net_days(records(frame(*ends), tmp_path), f"{first:%Y-%m}") == [3]


def test_t29_an_hour_that_is_not_midnight_is_no_day(tmp_path):
    noon = datetime(2020, 3, 29) + timedelta(hours=12)
    with pytest.raises(oc.DataRejected) as refused:
        records(frame(noon, noon), tmp_path)
    assert {notice.code for notice in refused.value.notices} == {"OC-D009"}


NFC, NFD = "Årsta Östra", unicodedata.normalize("NFD", "Årsta Östra")
HARMLESS = [
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "../../etc/passwd",
    "Kök 🍲 natt",
    "a\"b'c & d",
    "%s%n",
]
REFUSED = ['=HYPERLINK("http://x","y")', "@SUM(1)", "+1", "-1", "a\u202eb", "a\u200bb", "a\tb", "x" * 10_000, "a\x00b"]


def of_unit(folder, *names):
    """Records of twelve persons in each unit."""
    rows = [f'p{n},e{n},"{name.replace(chr(34), chr(34) * 2)}",2019-01-01,,1'
            for unit, name in enumerate(names) for n in range(12 * unit, 12 * unit + 12)]  # fmt: skip
    return read(folder, ("p0,e0,2020-03-02,2020-03-04,1",), tuple(rows))


def test_t31_one_name_in_two_unicode_forms_is_one_unit_and_is_told(tmp_path):
    found = of_unit(tmp_path, NFC, NFD)
    assert found.units == (NFC,)
    assert [(notice.code, notice.severity, notice.where) for notice in found.notices] == [
        ("OC-D262", "info", "employments.csv:14")
    ]
    assert of_unit(tmp_path, NFC).notices == ()
    told = oc.read_records(ABSENCE / "spells.csv", ABSENCE / "employments_two_unicode_forms.csv", covers=YEAR_2020)
    assert (told.units, [notice.code for notice in told.notices]) == (("Umeå", "Åsele"), ["OC-D262"])


@pytest.mark.parametrize("name", REFUSED)
def test_t31_a_name_that_is_a_formula_or_cannot_be_seen_is_refused_and_not_shown(tmp_path, name):
    with pytest.raises(oc.DataRejected) as refused:
        of_unit(tmp_path, "north", name)
    (notice,) = refused.value.notices
    assert notice.code in ("OC-D046", "OC-D047") and notice.where == "employments.csv:14"
    assert name not in str(refused.value) and "HYPERLINK" not in str(refused.value)


def test_t31_an_identity_number_is_no_name_of_a_unit(tmp_path):
    """Units are shown; a person's number in their column would be published."""
    with pytest.raises(oc.DataRejected) as refused:
        of_unit(tmp_path, "north", "19121212-1212")
    (notice,) = refused.value.notices
    assert (notice.code, notice.where) == ("OC-P001", "employments.csv:14")
    assert "1212" not in str(refused.value)


def panel_of(unit):
    """The measured panel with another name for its first unit."""
    content = measured().to_dict()
    content["units"][0]["unit"] = unit
    return oc.Panel.from_dict(content)


def statement_of(unit):
    """A statement that names a unit: a notice of its delivery does."""
    notice = oc.Notice("OC-D050", facts=(("unit", unit), ("months", "2020-01"), ("count", 1)))
    return oc.settle(contract(), oc.SettlementData(panel=panel_of(unit), notices=(notice,)), "2020-01/2020-06")


@pytest.mark.parametrize("name", HARMLESS)
def test_t31_a_name_is_text_on_every_page(tmp_path, name):
    assert of_unit(tmp_path, name).units == (name,)
    statement = statement_of(name)
    for page in (oc.statement_html(statement, "sv"), getattr(statement, "_repr_html_", lambda: "")()):
        assert "<img" not in page and "<script" not in page and "onerror=alert(1)>" not in page
        assert name not in page or "<" not in name
    html, text = oc.statement_html(statement, "en"), oc.statement_text(statement, "en")
    assert "49" not in "".join(line for line in text.splitlines() if "Months missing" in line)
    if name == "{{7*7}}":
        assert name in html and name in text
    assert oc.verify(statement.to_json()).digest == statement.digest


@pytest.mark.parametrize("name", HARMLESS)
def test_t31_a_name_makes_no_file_and_no_formula(tmp_path, name):
    panel, file = panel_of(name), tmp_path / "panel.csv"
    oc.write_panel(panel, file)
    assert [path.name for path in tmp_path.iterdir()] == ["panel.csv"]
    assert set(oc.read_panel(file, measured_by=panel.measured_by).units) == set(panel.units)
    for line in file.read_text(encoding="utf-8").splitlines():
        assert line.lstrip('"')[0] not in "=+-@\t\r"
