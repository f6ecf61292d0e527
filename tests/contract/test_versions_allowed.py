"""What a clause allows, and what none does: each refusal names the clause, and the nearest one that would."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outcome_contracts.contract.files import contract_from_bytes
from outcome_contracts.contract.versions.chain import ContractChain
from outcome_contracts.contract.versions.change import diff
from outcome_contracts.contract.versions.permission import kind_of
from outcome_contracts.contract.versions.termination import terminated, termination
from outcome_contracts.notices import ContractInvalid, UsageError, catalogue
from outcome_contracts.period import term_end
from tests.contract.chains import CONTRACT, amendment, chain, change, original

CHAIN = original()
PAUSE = [{"months": "2020-03/2020-06", "clause": "12.1", "reason": {"sv": "Skäl", "en": "Reason"}}]
EXTENDED = (change("term.months", 36, 48), change("term.end", "2021-12-31", "2022-12-31"))
REPLACED = (
    change("parties.successor", None, {"name": {"sv": "Efterträdaren", "en": "The successor"}}),
    change("flows.supplier.to", "supplier", "successor"),
)


def refused(on, *changes, **said):
    """Code → facts of every finding of an amendment."""
    with pytest.raises(ContractInvalid) as refusal:
        on.append(amendment(on, *changes, **said))
    for notice in refusal.value.notices:
        assert notice.text("sv")
        assert notice.text("en")
    return {notice.code: dict(notice.facts) for notice in refusal.value.notices}


def price(before, after):
    return change("constants.day_price", f"{before} SEK/day", f"{after} SEK/day")


def test_a_suspension_names_a_clause_of_amendment():
    outside = change("suspensions", None, [PAUSE[0] | {"clause": "99"}])
    found = refused(CHAIN, outside, kind="suspension", clause="12.1")
    assert found["OC-A035"] == {"clause": "99", "months": "2020-03/2020-06", "known": "12.1, 12.2, 12.3"}


def test_a_party_signs_once():
    twice = ("municipality", "supplier", "supplier")
    assert refused(CHAIN, price(2100, 2310), signatories=twice) == {"OC-A037": {"party": "supplier"}}
    first = CHAIN.version(1)
    with pytest.raises(ContractInvalid) as refusal:
        ContractChain.of(first.contract, signed=first.signed, effective=first.effective, signatories=twice)
    assert [notice.code for notice in refusal.value.notices] == ["OC-A037"]


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: CHAIN.as_of("2020-01-01"), "day"),
        (lambda: CHAIN.as_of(datetime(2020, 1, 1)), "day"),
        (lambda: termination(CHAIN, None, date(2020, 1, 1)), "cause"),
        (lambda: termination(CHAIN, "payer", "2020-01-01"), "notice"),
    ],
)
def test_what_is_no_day_or_no_cause_is_refused(call, argument):
    with pytest.raises(UsageError) as refusal:
        call()
    (notice,) = refusal.value.notices
    assert (notice.code, dict(notice.facts)["argument"]) == ("OC-A036", argument)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((price(2100, 2310),), {}),
        ((price(2100, 1890),), {"kind": "correction"}),
        (EXTENDED, {"kind": "window_extension", "clause": "12.1"}),
        ((change("suspensions", None, PAUSE),), {"kind": "suspension", "clause": "12.1"}),
        (REPLACED, {"kind": "novation", "clause": "12.3", "signatories": ("municipality", "supplier", "successor")}),
    ],
)
def test_what_a_clause_allows_becomes_a_version(changes, said):
    after = CHAIN.append(amendment(CHAIN, *changes, **said))
    assert after.version(2).contract.digest != after.version(1).contract.digest
    assert after.latest.record["previous"] == CHAIN.digest


@pytest.mark.parametrize(
    ("changes", "said", "expected"),
    [
        ((price(2100, 2200),), {"clause": "99"}, {"OC-A010": {"clause": "99", "nearest": "12.2"}}),
        ((price(2100, 2200),), {"clause": "12.1"}, {"OC-A011": {"nearest": "12.2"}, "OC-A012": {"nearest": "12.2"}}),
        ((change("constants.share", "60 %", "61 %"),), {}, {"OC-A012": {"path": "constants.share.value"}}),
        (EXTENDED, {}, {"OC-A013": {"needed": "window_extension"}, "OC-A012": {"nearest": "12.1"}}),
        (REPLACED, {}, {"OC-A013": {"needed": "novation"}, "OC-A012": {"nearest": "12.3"}}),
        ((change("suspensions", None, PAUSE),), {"kind": "window_extension", "clause": "12.1"},
         {"OC-A013": {"needed": "suspension"}, "OC-A014": {"kind": "window_extension"}}),
        ((price(2100, 2200),), {"kind": "novation", "clause": "12.3"},
         {"OC-A014": {"kind": "novation"}, "OC-A012": {"nearest": "12.2"}}),
        ((price(2100, 2311),), {}, {"OC-A016": {"percent": "10.05%", "most": "10 %"}}),
        ((price(2100, "2310.01"),), {}, {"OC-A016": {"percent": "10.01%", "most": "10 %"}}),
        ((price(2100, 0),), {}, {"OC-A016": {"percent": "-100.00%"}}),
        ((change("constants.day_price", "2100 SEK/day", "2000 SEK/day + 100 SEK/day"),), {}, {"OC-A027": {}}),
        ((change("constants.day_price.clause", None, "4.1"),), {}, {"OC-A027": {}}),
        ((change("term.months", 36, 49), change("term.end", "2021-12-31", "2023-01-31")),
         {"kind": "window_extension", "clause": "12.1"}, {"OC-A015": {"months": 13, "most": 12}}),
        ((change("term.months", 36, 23), change("term.end", "2021-12-31", "2020-11-30")),
         {"kind": "window_extension", "clause": "12.1"}, {"OC-A015": {"months": 13, "most": 12}}),
        ((price(2100, 2200),), {"signatories": ("supplier",)}, {"OC-A006": {"party": "municipality"}}),
        ((price(2100, 2200),), {"signatories": ("municipality", "supplier", "x")}, {"OC-A005": {"party": "x"}}),
        ((price(2000, 2200),), {}, {"OC-A003": {"stated": "2000 SEK/day", "found": "2100 SEK/day"}}),
        ((change("nowhere.at_all", None, "1"),), {}, {"OC-A004": {"path": "nowhere.at_all"}}),
        ((change("constants.day_price", "2100 SEK/day", "2100.0 SEK/day"),), {}, {"OC-A007": {"number": 2}}),
        ((change("constants.day_price", "2100 SEK/day", "2100 EUR/day"),), {}, {"OC-A008": {}, "OC-C010": {}}),
        ((change("constants.day_price", "2100 SEK/day", "2100 ("),), {}, {"OC-A008": {}}),
        ((change("id", "support-2019", "other"),), {}, {"OC-A009": {"path": "id"}, "OC-A012": {}}),
        ((price(2100, 2200),), {"signed": date(2018, 1, 1)}, {"OC-A002": {"field": "signed"}}),
        ((price(2100, 2200),), {"effective": date(2018, 1, 1), "applies_from": "2019-01"},
         {"OC-A002": {"field": "effective"}}),
        ((price(2100, 2200),), {"applies_from": "2018-12"}, {"OC-A002": {"field": "applies_from"}}),
        ((price(2100, 2200),), {"cause": "payer"}, {"OC-A025": {"kind": "amendment"}}),
        ((change("suspensions", None, [PAUSE[0] | {"months": "2002-03"}]),), {"kind": "suspension", "clause": "12.1"},
         {"OC-A026": {"months": "2002-03"}}),
        ((change("suspensions", None, [PAUSE[0], PAUSE[0] | {"months": "2020-06"}]),),
         {"kind": "suspension", "clause": "12.1"}, {"OC-A032": {"months": "2020-06"}}),
        ((price(2100, 2200), price(2100, 2150)), {}, {"OC-A028": {"path": "constants.day_price"}}),
        ((price(1, 2200), price(2100, 2150)), {}, {"OC-A028": {}}),
        ((price(2100, 2100), change("constants.fixed_fee", "50000 SEK/month", "50001 SEK/month")), {}, {"OC-A028": {}}),
        ((change("term", None, {}), change("term.months", 36, 37)), {}, {"OC-A028": {"path": "term.months"}}),
        ((price(2100, 2200),), {"previous": "sha256:" + "0" * 64}, {"OC-A001": {"number": 2, "last": 1}}),
    ],
)  # fmt: skip
def test_what_no_clause_allows_is_refused_and_named(changes, said, expected):
    found = refused(CHAIN, *changes, **said)
    for code, facts in expected.items():
        assert code in found
        assert found[code].items() >= facts.items()


def test_a_field_does_not_cover_another_whose_name_begins_like_it():
    text = CONTRACT.replace("[measures.avoided_days]", '[constants.day_price_abroad]\nvalue = "1 SEK/day"\n\n'
                            "[measures.avoided_days]")  # fmt: skip
    other = change("constants.day_price_abroad", "1 SEK/day", "1.05 SEK/day")
    assert refused(original(text), other)["OC-A012"]["path"] == "constants.day_price_abroad.value"


def test_everything_is_found_in_one_pass():
    found = refused(
        CHAIN, price(2100, 3000), *EXTENDED, clause="12.2", signatories=("supplier", "x"), previous="sha256:" + "0" * 64
    )
    assert found.keys() >= {"OC-A001", "OC-A005", "OC-A006", "OC-A012", "OC-A013", "OC-A016"}


def test_a_whole_element_does_not_carry_a_change_past_its_clause():
    """Replacing the flow changes what then differs in it, however it is written."""
    flow = {"from": "municipality", "to": "supplier", "amount": "2 * earned", "negative": "refuse", "clause": "5.3"}
    old = {**flow, "amount": "earned + fixed_fee * months"}
    assert refused(CHAIN, change("flows.supplier", old, flow))["OC-A012"]["path"] == "flows.supplier.amount"


@given(st.lists(st.integers(1, 60), min_size=2, max_size=6))
@settings(max_examples=15, deadline=None)
def test_small_steps_add_up_to_the_limit(steps):
    """Under a limit of 10 % no sequence of amendments moves the price by more than 210 kronor."""
    on, at = CHAIN, 2100
    for step in steps:
        asked = amendment(on, price(at, at + step))
        if at + step <= 2310:
            on, at = on.append(asked), at + step
        else:
            with pytest.raises(ContractInvalid):
                on.append(asked)
    assert at <= 2310


def test_the_name_of_a_constant_does_not_take_it_out_of_a_limit():
    text = CONTRACT.replace("fixed_fee", "source")
    on = original(text)
    twice = change("constants.source", "50000 SEK/month", "100000 SEK/month")
    assert refused(on, twice)["OC-A016"]["percent"] == "100.00%"
    label = change("constants.source.label", None, {"sv": "Avgift", "en": "Fee"})
    assert on.append(amendment(on, label)).latest.number == 2


def test_a_limit_counts_what_was_done_under_its_own_clause():
    other = """clause = "12.4"
kinds = ["window_extension"]
fields = ["term"]
signed_by = ["supplier"]
months_at_most = 2

[[amendment_clauses]]
"""
    on = original(CONTRACT.replace('clause = "12.3"', f'{other}clause = "12.3"'))
    on = on.append(amendment(on, *EXTENDED, kind="window_extension", clause="12.1"))
    longer = (change("term.months", 48, 50), change("term.end", "2022-12-31", "2023-02-28"))
    on = on.append(amendment(on, *longer, kind="window_extension", clause="12.4"))
    assert on.latest.contract.term.months == 50
    longest = (change("term.months", 50, 51), change("term.end", "2023-02-28", "2023-03-31"))
    assert refused(on, *longest, kind="window_extension", clause="12.4")["OC-A015"]["months"] == 3


def test_a_changed_plan_is_a_re_basing():
    on = chain()
    found = refused(on, change("measures.avoided_days.plan", None, "sha256:" + "0" * 64), kind="amendment")
    assert "OC-A008" in found  # a given measure has no plan; that a real one needs a re-basing is a rule of the path
    assert kind_of(change("measures.reference.plan", "a", "b")) == "re_basing"
    assert kind_of(change("measures.reference.deviations", None, [])) == "re_basing"
    assert kind_of(change("measures.reference", None, {"plan": "a"})) == "re_basing"
    assert kind_of(change("measures.reference.clause", "a", "b")) is None
    assert kind_of(change("termination.payer.to", "a", "b")) == "novation"


def read(text):
    return contract_from_bytes(text.encode(), "c.toml")


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('clause = "12.2"', 'clause = "12.1"', "OC-A030", 'clause = "12.1"'),
        ('signed_by = ["municipality", "supplier"]', 'signed_by = ["municipality", "x"]', "OC-A031", "signed_by"),
        ('amount = "3 month * fixed_fee"', 'amount = "3 month * no_fee"', "OC-T005", "amount"),
        ('amount = "3 month * fixed_fee"', 'amount = "fixed_fee"', "OC-C018", "amount"),
        ('amount = "3 month * fixed_fee"', 'amount = "fixed_fee * 1 month / 7"', "OC-C001", "amount"),
        ('amount = "0"\n', 'amount = "0 ("\n', "OC-T", "amount"),
        ("[termination.payer]", "[termination.anger]", "OC-C004", "[termination.anger]"),
        ("notice_months = 6", "notice_months = -6", "OC-C004", "notice_months"),
        ('months_at_most = 12', 'months_at_most = 12\nsize = 1', "OC-C003", "size"),
    ],
)  # fmt: skip
def test_what_a_contract_says_about_its_changes_is_checked_before_it_is_signed(old, new, code, place):
    text = CONTRACT.replace(old, new, 1)
    assert text != CONTRACT
    with pytest.raises(ContractInvalid) as refusal:
        read(text)
    codes = [notice.code for notice in refusal.value.notices]
    assert any(found.startswith(code) for found in codes), codes
    first = next(notice for notice in refusal.value.notices if notice.code.startswith(code))
    _, line, *_ = first.where.split(":")
    assert place in "\n".join(text.splitlines()[int(line) - 1 : int(line) + 8])


def test_a_contract_without_versions_has_the_digest_that_it_had():
    plain = CONTRACT[: CONTRACT.index("[[amendment_clauses]]")]
    assert not {"amendment_clauses", "suspensions", "termination"} & read(plain).to_dict().keys()


@given(st.sampled_from([1, 15, 31]), st.sampled_from(["payer", "force_majeure"]), st.integers(0, 850))
@settings(max_examples=60, deadline=None)
def test_a_term_ends_with_the_month_in_which_the_notice_runs_out(first, cause, days):
    """The term is the shortest in whole months that holds the notice, whatever day its months begin on."""
    start = date(2019, 1, first)
    term = CHAIN.latest.contract.term.model_copy(update={"start": start, "end": None})
    contract = CHAIN.latest.contract.model_copy(update={"term": term})
    notice = start + timedelta(days=days)
    ended = terminated(contract, cause, notice)
    runs_out = term_end(notice, 6) if cause == "payer" else notice
    months = ended.contract.term.months
    assert runs_out <= ended.last_day == term_end(start, months)
    assert months == 1 or term_end(start, months - 1) < runs_out
    assert diff(contract, ended.contract) == ended.changes


@pytest.mark.parametrize(
    ("cause", "notice", "code"),
    [
        ("policy", date(2020, 1, 1), "OC-A017"),
        ("provider", date(2020, 1, 1), "OC-A017"),
        ("payer", date(2018, 12, 31), "OC-A024"),
        ("payer", date(2021, 6, 30), "OC-A024"),
        ("force_majeure", date(2021, 12, 1), "OC-A024"),
    ],
)
def test_a_termination_that_the_contract_does_not_name_or_that_ends_nothing_is_refused(cause, notice, code):
    with pytest.raises(UsageError) as refusal:
        termination(CHAIN, cause, notice)
    assert [each.code for each in refusal.value.notices] == [code]


def ending(notice=date(2020, 1, 15), cause="payer", clause="14.1", **said):
    changes = termination(CHAIN, cause, notice).changes
    return {"changes": changes, "kind": "termination", "clause": clause, "cause": cause, "signed": notice,
            "effective": notice, "applies_from": "2020-01", "signatories": ("municipality",)} | said  # fmt: skip


def test_a_termination_is_a_version_that_says_what_the_schedule_says():
    said = ending()
    after = CHAIN.append(amendment(CHAIN, *said.pop("changes"), **said))
    contract = after.latest.contract
    assert contract.term.end == date(2020, 7, 31)
    assert [flow.id for flow in contract.flows] == ["supplier", "termination"]


def test_a_contract_is_terminated_once():
    said = ending()
    after = CHAIN.append(amendment(CHAIN, *said.pop("changes"), **said))
    with pytest.raises(UsageError) as refusal:
        termination(after, "force_majeure", date(2020, 3, 1))
    assert [notice.code for notice in refusal.value.notices] == ["OC-A033"]


def test_a_flow_cannot_have_the_name_of_the_one_that_a_termination_adds():
    with pytest.raises(ContractInvalid) as refusal:
        read(CONTRACT.replace("[flows.supplier]", "[flows.termination]"))
    assert [notice.code for notice in refusal.value.notices] == ["OC-A034"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"clause": "14.4"}, "OC-A019"),
        ({"cause": "force_majeure"}, "OC-A018"),
        ({"cause": "policy"}, "OC-A017"),
        ({"cause": None}, "OC-A025"),
        ({"signed": date(2020, 5, 1), "effective": date(2020, 5, 1)}, "OC-A018"),
        ({"signatories": ("x",)}, "OC-A005"),
    ],
)
def test_a_termination_by_another_schedule_is_refused(said, code):
    facts = ending() | said
    assert code in refused(CHAIN, *facts.pop("changes"), **facts)


def test_a_termination_that_pays_more_is_refused_with_what_is_due():
    said = ending()
    flow = {**said["changes"][-1].after, "amount": "30 month * fixed_fee"}
    more = (*said.pop("changes")[:-1], change("flows.termination", None, flow))
    assert refused(CHAIN, *more, **said)["OC-A018"]["path"] == "flows.termination"


def test_every_code_of_this_catalogue_is_tested():
    """Reads the tests, so that a refusal without a test is noticed."""
    folder = Path(__file__).parents[1]
    tested = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("test_*version*.py"))
    tested += "".join(path.read_text(encoding="utf-8") for path in folder.rglob("test_amendment_report.py"))
    assert [code for code in catalogue() if code.startswith("OC-A") and code not in tested] == []
