"""Price indices: which month and which publication counts; worked by hand."""

from datetime import date
from fractions import Fraction

import pytest

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.notices import DataRejected
from outcome_contracts.settlement import SettlementData, settle, verify
from outcome_contracts.settlement.index_series import Published

CONTRACT = """
id = "indexed"
title = { sv = "Indexerat", en = "Indexed" }
currency = "SEK"
rules = "1"
term = { start = 2018-11-01, months = 36 }
[parties.city]
name = { sv = "Staden", en = "The city" }
[parties.provider]
name = { sv = "Utföraren", en = "The provider" }
[constants]
fee = "100000 SEK"
[measures.factor]
from = "index"
series = "kpi"
base = "2018-10"
at = "period_end"
lag_months = 2
policy = "first_published"
source = "Konsumentprisindex"
improves = "neither"
round = { to = "0.000001", mode = "half_even" }
[lines.due]
formula = "fee * factor"
unit = "SEK"
round = { to = "0.01", mode = "half_up" }
[flows.fee]
from = "city"
to = "provider"
amount = "due"
negative = "refuse"
"""
KPI = (
    Published.of("2018-10", "330.72", date(2018, 11, 14)),
    Published.of("2019-10", "336.04", date(2019, 11, 13)),
    Published.of("2019-10", "336.40", date(2020, 1, 15)),
    Published.of("2018-10", "331.00", date(2020, 1, 15)),
)
PERIOD = "2019-01/2019-12"


def settled(text=CONTRACT, series=KPI, as_of=None):
    data = SettlementData(series={"kpi": tuple(series)}, as_of=as_of)
    return settle(contract_from_bytes(text.encode(), "indexed.toml"), data, PERIOD)


def refused(text=CONTRACT, series=KPI, as_of=None):
    with pytest.raises(DataRejected) as refusal:
        settled(text, series, as_of)
    return [notice.code for notice in refusal.value.notices]


LATEST = CONTRACT.replace('"first_published"', '"latest"')


def test_the_first_publication_counts_whatever_is_revised_later():
    # 336.04 / 330.72 = 1.016086…
    statement = settled()
    assert statement["factor"].exact == Fraction("1.016086")
    assert statement["due"].exact == Fraction("101608.60")
    assert settled(series=reversed(KPI))["due"].exact == statement["due"].exact


def test_the_latest_publication_counts_as_of_a_day():
    assert settled(LATEST, as_of=date(2020, 1, 14))["factor"].exact == Fraction("1.016086")
    # 336.40 / 331.00 = 1.016314…
    assert settled(LATEST, as_of=date(2020, 1, 15))["factor"].exact == Fraction("1.016314")


def test_an_index_that_has_not_moved_changes_nothing():
    text = CONTRACT.replace('base = "2018-10"', 'base = "2019-10"')
    assert settled(text)["due"].exact == 100_000


def test_a_statement_is_computed_again_with_its_own_series():
    statement = settled(LATEST, as_of=date(2020, 1, 15))
    assert verify(statement.to_json()).digest == statement.digest


def test_what_is_missing_or_no_index_is_refused():
    assert refused(series=KPI[:1]) == ["OC-S073"]
    assert refused(series=(KPI[0], Published.of("2019-10", "0", date(2019, 11, 13)))) == ["OC-S074"]
    assert refused(LATEST) == ["OC-S075"]
    assert refused(LATEST, as_of=date(2018, 1, 1)) == ["OC-S073", "OC-S073"]
    assert refused(CONTRACT.replace('"kpi"', '"cpi"')) == ["OC-S072"]


def test_the_order_of_a_series_changes_nothing_and_two_figures_of_one_day_are_refused():
    assert settled(series=KPI[::-1]).digest == settled().digest
    again = Published.of("2019-10", "336.05", KPI[1].published)
    for series in ((*KPI, again), (again, *KPI)):
        assert "OC-S079" in str(refused(series=series))
    assert settled(series=(*KPI, KPI[1])).flows == settled().flows
