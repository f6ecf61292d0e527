"""Stated figures against computed ones: what agrees, what differs by how much, and which simple slip explains it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes, contract_to_json
from outcome_contracts.contract.stated import read_figure
from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import ContractInvalid
from outcome_contracts.report.reconciliation import reconciliation_html, reconciliation_text
from outcome_contracts.settlement import SettlementData, settle
from outcome_contracts.settlement.recomputation import Cell
from outcome_contracts.settlement.reconciliation.reconcile import reconcile
from outcome_contracts.settlement.settled_values import settled_values

HEAD = """
id = "stated"
title = { sv = "Angivet", en = "Stated" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }

[parties.payer]
name = { sv = "Betalaren", en = "The payer" }

[parties.payee]
name = { sv = "Mottagaren", en = "The payee" }

[flows.fee]
from = "payer"
to = "payee"
amount = "cost"
negative = "repaid"

[constants.price]
value = "88 SEK/head"

[measures.heads]
from = "given"
unit = "head"
digits = 0
improves = "neither"

[lines.cost]
formula = "price * heads"
"""
COST = "[[lines.cost.stated]]\nvalue = '{}'\nsource = 'invoice'\n"
ROWS = """
id = "rows"
title = { sv = "Rader", en = "Rows" }
currency = "SEK"
rules = "1"
term = { start = 2020-01-01, months = 12 }

[parties.payer]
name = { sv = "Betalaren", en = "The payer" }

[parties.payee]
name = { sv = "Mottagaren", en = "The payee" }

[tables.unit]
columns = ["heads", "price"]

[tables.unit.rows]
north = ["30 head", "100 SEK/head"]
south = ["40 head", "150 SEK/head"]
east = ["7 head", "200 SEK/head"]

[lines.cost]
formula = "heads * price"
by = ["unit"]

[lines.all_cost]
formula = "total(unit, cost)"

[flows.fee]
from = "payer"
to = "payee"
amount = "all_cost"
negative = "refuse"
"""


def contract(more="", head=HEAD):
    return contract_from_bytes((head + more).encode(), "stated.toml")


def settled(more="", heads=54):
    return settle(contract(more), SettlementData(given={"heads": heads}), "2020-01/2020-12")


def differences(more, heads=54):
    return reconcile(settled(more, heads)).differences


def of_cost(stated, heads=54):
    """The one difference of the cost, or None where it agrees."""
    (found,) = differences(COST.format(stated), heads) or (None,)
    return found


def slips(found):
    return [(slip.kind, of, slip.instead) for of, slip in found.explanations]


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6), st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_a_value_agrees_with_itself_written_to_any_number_of_digits(numerator, denominator, digits):
    value = Fraction(numerator, denominator)
    figure = read_figure(fixed_text(value, digits))
    assert figure.agrees(value)
    assert not figure.agrees(value + figure.step * 2)
    assert not figure.agrees(value - figure.step * 2)


@pytest.mark.parametrize(
    ("text", "agrees", "differs"),
    [
        ("14 %", "0.139", "0.146"),
        ("630", "630.5", "632.5"),
        ("5 104 SEK", "5104.5", "5104.51"),
        ("-3.0", "-2.95", "-2.94"),
    ],
)
def test_a_figure_is_compared_at_the_precision_in_which_it_is_written(text, agrees, differs):
    assert read_figure(text).agrees(Fraction(agrees))
    assert not read_figure(text).agrees(Fraction(differs))


def test_about_three_million_states_its_own_precision():
    about = read_figure("3 000 000 SEK", precision="500000")
    assert about.agrees(Fraction(3_250_000))
    assert not about.agrees(Fraction(3_250_001))


@pytest.mark.parametrize("text", ["", "many", "1 00", "1,5", "1e6", "5 104 kr!", "٣", "--1", "1 SEK extra"])
def test_what_is_no_figure_is_not_read_as_one(text):
    assert read_figure(text) is None


def test_what_agrees_is_no_difference():
    found = reconcile(settled(COST.format("4 752 SEK")))
    assert (found.differences, found.compared, found.not_compared) == ((), 1, ())


def test_heads_that_were_counted_otherwise_explain_the_cost():
    found = of_cost("5 104 SEK")
    assert (found.computed, found.size, found.money) == (4752, 352, 352)
    assert slips(found) == [("count", "heads", 58)]
    assert found.notice.amount == "352 SEK"


@given(st.integers(20, 400), st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_another_whole_number_of_heads_is_always_found(heads, other):
    found = of_cost(f"{88 * other} SEK", heads)
    if found is None:
        assert heads == other
    elif other <= 10 * heads:
        assert ("count", "heads", other) in slips(found)


@given(st.integers(2, 300), st.integers(1, 60_000))
@settings(max_examples=60, deadline=None)
def test_every_slip_that_is_named_gives_the_stated_figure(heads, stated):
    found = of_cost(f"{stated} SEK", heads)
    for kind, of, instead in () if found is None else slips(found):
        if of == "heads":
            assert abs(88 * instead - stated) <= Fraction(1, 2)
        elif of == "price":
            assert abs(instead * heads - stated) <= Fraction(1, 2)
        elif kind == "multiple":
            assert abs(88 * heads * instead - stated) <= Fraction(1, 2)
        elif kind == "nearest":
            assert abs(88 * heads - stated) * 2 <= instead
        else:
            assert (kind, sorted(str(88 * heads))) == ("swapped", sorted(str(stated)))


@pytest.mark.parametrize(
    ("stated", "heads", "slip"),
    [
        ("4 750 SEK", 54, ("nearest", "", 10)),
        ("47 520 SEK", 54, ("multiple", "", 10)),
        ("396 SEK", 54, ("multiple", "", Fraction(1, 12))),
        ("4 572 SEK", 54, ("swapped", "", 4572)),
        ("3 960 SEK", 54, ("swapped", "heads", 45)),
        ("4 860 SEK", 54, ("rate", "price", 90)),
    ],
)
def test_simple_slips_are_named(stated, heads, slip):
    assert slip in slips(of_cost(stated, heads))


def test_nothing_is_said_where_nothing_simple_fits():
    assert slips(of_cost("5 001 SEK")) == []


def test_rounding_to_a_single_digit_explains_nothing():
    assert slips(of_cost("5 000 SEK")) == []


def test_a_part_in_the_figures_own_unit_explains_nothing_since_some_value_always_fits():
    line = "[constants.others]\nvalue = '11 head'\n[lines.all]\nformula = 'heads + others'\n"
    (found,) = differences(line + "stated = { value = '77 head', source = 'list' }\n")
    assert slips(found) == []


def test_two_whole_numbers_that_fit_explain_nothing():
    line = "[constants.fee]\nvalue = '0.3 SEK/head'\n[lines.small]\nformula = 'fee * heads'\n"
    (found,) = differences(line + "stated = { value = '1 000 SEK', source = 'list' }\n", heads=3000)
    assert slips(found) == []


def test_two_written_digits_explain_nothing_by_agreeing_only():
    rate = "[lines.rate]\nformula = 'heads / (59 head)'\nstated = { value = '81 %', source = 'table' }\n"
    (found,) = differences(rate)
    assert slips(found) == []


def test_the_figure_of_an_earlier_line_can_be_carried_on():
    stated = {"cost": "rows = { south = '6500 SEK' }", "all_cost": "value = '10900 SEK'"}
    more = "".join(f"[[lines.{line}.stated]]\nsource = 's'\n{text}\n" for line, text in stated.items())
    row, total = reconcile(contract(more, ROWS)).differences
    assert (row.where, row.size, total.size) == ("lines.cost.south", 500, 500)
    assert ("carried", "cost.south", 6500) in slips(total)


def test_figures_that_are_carried_on_together_are_found_together():
    stated = {"cost": "rows = { south = '6500 SEK', east = '1300 SEK' }", "all_cost": "value = '10800 SEK'"}
    more = "".join(f"[[lines.{line}.stated]]\nsource = 's'\n{text}\n" for line, text in stated.items())
    *_, total = reconcile(contract(more, ROWS)).differences
    assert slips(total)[0] == ("carried", "", 10800)


def test_a_row_that_depends_on_all_rows_is_explained_by_all_of_them():
    line = "[lines.part]\nformula = 'cost / all_cost'\nby = ['unit']\n"
    stated = "[[lines.part.stated]]\nsource = 's'\nrows = { south = '63.0252 %' }\n"
    (found,) = reconcile(contract(line + stated, ROWS)).differences
    assert found.computed == Fraction(6000, 10400)
    assert ("count", "heads.south", 50) in slips(found)


def test_a_stated_line_stands_also_where_what_it_is_computed_from_is_stated_otherwise():
    heads = "[[measures.heads.stated]]\nvalue = '58 head'\nsource = 's'\n"
    twice = "[lines.twice]\nformula = '2 * cost'\nstated = { value = '7 777 SEK', source = 's' }\n"
    *_, found = differences(heads + COST.format("5 000 SEK") + twice)
    assert found.by_documents == 10_000


def test_a_third_value_by_the_documents_own_figures_is_told():
    stated = {"cost": "rows = { south = '6500 SEK' }", "all_cost": "value = '12345 SEK'"}
    more = "".join(f"[[lines.{line}.stated]]\nsource = 's'\n{text}\n" for line, text in stated.items())
    *_, total = reconcile(contract(more, ROWS)).differences
    assert total.by_documents == 10900


def test_a_sum_without_one_of_its_rows_is_found():
    more = "[[lines.all_cost.stated]]\nsource = 's'\nvalue = '9000 SEK'\n"
    (found,) = reconcile(contract(more, ROWS)).differences
    assert ("without", "unit.east", 1400) in slips(found)


def test_a_long_table_is_explained_row_by_row():
    rows = "".join(f"r{n} = ['{n} head', '3 SEK/head']\n" for n in range(30, 330))
    table = f"[tables.long]\ncolumns = ['many', 'rate']\n[tables.long.rows]\n{rows}"
    line = "[lines.long_cost]\nformula = 'many * rate'\nby = ['long']\n"
    stated = "[[lines.long_cost.stated]]\nsource = 's'\nrows = { r100 = '303 SEK', r200 = '606 SEK' }\n"
    found = reconcile(contract(table + line + stated, ROWS))
    assert [slips(each)[0] for each in found.differences] == [("count", "many.r100", 101), ("count", "many.r200", 202)]
    assert found.not_explained == ()


def test_what_is_not_looked_into_is_told():
    chain = "".join(f"[lines.l{n}]\nformula = 'l{n - 1} + 1 SEK'\n" for n in range(1, 120))
    stated = "".join(f"[[lines.l{n}.stated]]\nsource = 's'\nvalue = '{n} SEK'\n" for n in range(1, 120))
    found = reconcile(settled("[lines.l0]\nformula = 'cost'\n" + chain + stated))
    assert len(found.differences) == 119
    told = [len(each.explanations) for each in found.differences if each.where[6:] in found.not_explained]
    assert set(told) <= {0}
    assert ("OC-F008" in {notice.code for notice in found.notices}) is bool(told)


def test_a_difference_that_is_no_money_says_what_it_moves():
    more = "[[measures.heads.stated]]\nvalue = '58 head'\nsource = 'list'\n"
    (found,) = differences(more)
    assert (found.where, found.size, found.money) == ("measures.heads", 4, 352)


def test_sources_that_contradict_each_other_are_one_difference():
    more = COST.format("4 752 SEK") + COST.format("5 104 SEK") + COST.format("4 800 SEK")
    (found,) = differences(more)
    assert found.notice.code == "OC-F002"
    assert [claim.text for claim in found.claims] == ["4 752 SEK", "5 104 SEK", "4 800 SEK"]
    assert found.size == 352


def test_two_sources_contradict_each_other_though_a_coarse_one_agrees_with_both():
    coarse = COST.format("5 000 SEK") + "precision = '1000'\n"
    (found,) = differences(coarse + COST.format("4 752 SEK") + COST.format("5 104 SEK"))
    assert found.notice.code == "OC-F002"


def test_a_coarse_and_a_fine_figure_of_one_value_agree():
    coarse = COST.format("5 000 SEK") + "precision = '1000'\n"
    assert differences(coarse + COST.format("4 752 SEK")) == ()


def test_words_are_compared_with_words_only():
    more = "[particulars.way]\nstated = [{{ value = 'Voluntary', source = 'a' }}, {{ value = '{}', source = 'b' }}]\n"
    assert differences(more.format("voluntary")) == ()
    (found,) = differences(more.format("compulsory"))
    assert (found.notice.code, found.where, found.size) == ("OC-F002", "particulars.way", None)


def test_a_truth_can_be_stated():
    more = """
[measures.done]
from = "given"
unit = "truth"
digits = 0
improves = "up"
stated = { value = "true", source = "minutes" }
"""
    data = SettlementData(given={"heads": 54, "done": False})
    (found,) = reconcile(settle(contract(more), data, "2020-01/2020-12")).differences
    assert (found.where, found.computed, found.size) == ("measures.done", False, None)


def test_a_contract_alone_is_compared_as_far_as_it_goes():
    more = COST.format("1 SEK") + "[[constants.price.stated]]\nvalue = '89 SEK/head'\nsource = 'offer'\n"
    found = reconcile(contract(more))
    assert [difference.where for difference in found.differences] == ["constants.price"]
    assert (found.not_compared, found.statement, found.compared) == (("cost",), "", 1)
    assert [notice.code for notice in found.notices] == ["OC-F001", "OC-F007"]


def test_given_rows_are_numbered_from_one():
    table = "[tables.people]\nrows = 'given'\n"
    days = "[measures.days]\nfrom = 'given'\nunit = 'day'\ndigits = 0\nby = ['people']\nimproves = 'down'\n"
    stated = "[[measures.days.stated]]\nsource = 'diary'\nrows = { 2 = '9 day', 3 = '1 day' }\n"
    data = SettlementData(given={"heads": 54, "days": [7, 8]})
    found = reconcile(settle(contract(table + days + stated), data, "2020-01/2020-12"))
    assert [(each.where, each.size) for each in found.differences] == [("measures.days.2", 1)]
    assert found.not_compared == ("days.3",)


def test_an_unknown_amount_is_not_compared():
    more = "[constants.extra]\nunknown = 'SEK'\nstated = { value = '0 SEK', source = 'budget' }\n"
    found = reconcile(settled(more))
    assert (found.differences, found.not_compared) == ((), ("extra",))


STATE = """
[lines.due]
formula = "cost - sum_previous(due)"
unit = "SEK"
round = { to = "100", mode = "down" }
stated = { value = "4 000 SEK", source = "invoice" }
"""


def test_what_is_recomputed_is_what_was_settled():
    agreed = contract(STATE)
    first = settle(agreed, SettlementData(given={"heads": 30}), "2020-01/2020-06")
    data = SettlementData(given={"heads": 54}, earlier=(first,))
    second = settle(agreed, data, "2020-07/2020-12")
    for statement in (first, second):
        figures = settled_values(statement).figures
        lines = {line.id: line.exact for line in (*statement.lines, *statement.disclosures)}
        assert {name: figures.value(Cell(name)) for name in lines} == lines
    assert [each.differences[0].computed for each in map(reconcile, (first, second))] == [2600, 2100]


def test_a_contract_alone_has_no_earlier_statement():
    alone = (
        "[lines.kept]\nformula = 'previous(kept, 7 SEK)'\nunit = 'SEK'\nstated = { value = '8 SEK', source = 's' }\n"
    )
    (found,) = reconcile(contract(alone)).differences
    assert (found.where, found.computed) == ("lines.kept", 7)


def test_a_stated_figure_changes_no_amount():
    plain, stated = settled(), settled(COST.format("5 104 SEK"))
    assert [line.to_dict() for line in plain.lines] == [line.to_dict() for line in stated.lines]
    assert [flow.to_dict() for flow in plain.flows] == [flow.to_dict() for flow in stated.flows]


def test_what_is_not_stated_leaves_no_trace_in_the_contract():
    text = contract_to_json(contract())
    assert not any(f'"{word}":' in text for word in ("stated", "particulars", "schedule"))


def test_a_contract_with_stated_figures_comes_back_from_its_json():
    more = COST.format("5 104 SEK") + "[schedule.phase]\nstart = '2020-02-30'\nend = '2020-03'\n"
    there = contract(more)
    back = contract_from_bytes(contract_to_json(there).encode(), "stated.json")
    assert (back, back.digest) == (there, there.digest)


PHASES = """
[schedule.all]
start = "2020-01-01"
end = "2020-12-31"
"""


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("start = '2020-02-01'\nend = '2020-02-29'\nwithin = 'all'", []),
        ("start = '2020-02-30'\nend = '2020-03-01'", ["OC-F003"]),
        ("start = '2019-02-29'\nend = '2020-02-31'", ["OC-F003", "OC-F003"]),
        ("start = '2020-13-01'\nend = '2020-12-01'\nwithin = 'all'", ["OC-F003"]),
        ("on = '2021-01-01'\nwithin = 'all'", ["OC-F005"]),
        ("start = '2019-12-31'\nend = '2021-01-01'\nwithin = 'all'", ["OC-F005"]),
        ("on = '2020-12'\nwithin = 'all'", []),
        ("on = '2020-12-31'\nafter = 'all'", ["OC-F004"]),
        ("on = '2021-01-01'\nafter = 'all'", []),
        ("start = '2020-03-01'\nend = '2020-02-01'\nwithin = 'all'", ["OC-F006"]),
    ],
)
def test_the_schedule_is_read_as_it_is_written(fields, codes):
    found = differences(PHASES + "[schedule.phase]\n" + fields)
    assert [difference.notice.code for difference in found] == codes


def test_days_on_both_sides_of_a_phase_are_counted():
    (found,) = differences(PHASES + "[schedule.long]\nstart = '2019-12-30'\nend = '2021-01-03'\nwithin = 'all'\n")
    assert found.size == 5


def test_days_that_two_phases_share_are_counted():
    (found,) = differences(PHASES + "[schedule.next]\nstart = '2020-12-02'\nend = '2021-06-30'\nafter = 'all'\n")
    assert (found.size, str(found.unit)) == (30, "day")
    assert "2020-12-02–2020-12-31" in found.notice.text("en")


REFUSED = """
[particulars.empty]
stated = { source = "s" }

[schedule.open]
start = "2020-01-01"
within = "nowhere"

[schedule.itself]
on = "2020-01-01"
after = "itself"

[[lines.cost.stated]]
source = "s"
value = "12 head"

[[constants.price.stated]]
source = "s"
rows = { north = "88 SEK/head" }

[[measures.heads.stated]]
source = "s"
value = "fifty"
"""


def test_everything_that_cannot_be_compared_is_refused_at_once():
    with pytest.raises(ContractInvalid) as refusal:
        contract(REFUSED)
    places = [(notice.code, map(int, notice.where.split(":")[1:])) for notice in refusal.value.notices]
    lines = (HEAD + REFUSED).splitlines()
    assert sorted((code, lines[line - 1][column - 1 :]) for code, (line, column) in places) == [
        ("OC-F010", '"12 head"'),
        ("OC-F010", '"fifty"'),
        ("OC-F011", "[[constants.price.stated]]"),
        ("OC-F011", '{ source = "s" }'),
        ("OC-F013", "[schedule.open]"),
        ("OC-F014", '"itself"'),
        ("OC-F014", '"nowhere"'),
    ]


def test_a_precision_of_nothing_is_refused():
    with pytest.raises(ContractInvalid) as refusal:
        contract(COST.format("5 104 SEK") + "precision = '0.0'\n")
    assert [notice.code for notice in refusal.value.notices] == ["OC-F015"]


def test_rows_must_be_rows_of_the_table():
    more = "[[lines.cost.stated]]\nsource = 's'\nrows = { west = '1 SEK', north = '3000 SEK' }\n"
    with pytest.raises(ContractInvalid) as refusal:
        contract(more, ROWS)
    assert [notice.code for notice in refusal.value.notices] == ["OC-F012"]


def test_the_same_statement_gives_the_same_reconciliation():
    more = COST.format("5 104 SEK") + PHASES
    first, second = reconcile(settled(more)), reconcile(settled(more))
    assert first.to_json() == second.to_json()
    assert first.to_records() == second.to_records()
    assert first.statement == settled(more).digest


def test_both_languages_show_the_same_digits():
    found = reconcile(settled(COST.format("5 104 SEK") + COST.format("4 750 SEK")))
    swedish, english = (reconciliation_text(found, lang) for lang in ("sv", "en"))
    assert "58 anställda i stället för 54 anställda" in swedish
    assert "58 employees instead of 54 employees" in english
    assert [c for c in swedish if c.isdigit()] == [c for c in english if c.isdigit()]
    assert all(len(line) <= 100 for line in (swedish + english).splitlines())


def test_what_others_wrote_is_no_markup():
    more = "[[lines.cost.stated]]\nvalue = '5 104 SEK'\nsource = '<b>& x'\n"
    page = reconciliation_html(reconcile(settled(more)), "en")
    assert "&lt;b&gt;&amp; x" in page
    assert "<b>" not in page


def test_a_reconciliation_prints_in_one_line():
    found = reconcile(settled(COST.format("5 104 SEK")))
    assert repr(found) == "Reconciliation(stated: 1 compared; OC-F001 lines.cost)"
    assert "all agree" in repr(replace(found, differences=()))
