"""What else is on a board's table: assistance, a co-funded project, a follow-up, a budget with unknown amounts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.notices import Language
from outcome_contracts.report.figures import figure, number, percent
from outcome_contracts.report.health_economics.page import Section
from outcome_contracts.report.health_economics.sentences import sek
from outcome_contracts.report.wording import wording

if TYPE_CHECKING:
    from outcome_contracts.valuation.health_economics import AssistanceTable, Budget, Connection, FollowUp, Funding

_ORE = 2


def assistance_section(table: AssistanceTable, connection: Connection, lang: Language) -> Section:
    """Use and cost by unit, and from which use connecting everybody costs less per case.

    Raises UsageError (OC-U001) for another language.
    """
    words, plot = wording(lang)["board"], wording(lang)["board_plot"]
    rows = [
        (row.unit or plot["all_units"], number(str(row.heads), lang), number(str(row.cases), lang),
         percent(row.search_frequency, 2, lang), _ore(row.cost, lang), _ore(row.cost_per_case, lang),
         _ore(row.least_cost_per_contact, lang), _ore(row.difference, lang))
        for row in (*table.rows, table.all_units)
    ]  # fmt: skip
    paragraphs = [
        words["connection"].format(
            heads=number(str(connection.heads), lang), cost=_ore(connection.cost, lang),
            extra=_ore(connection.extra_cost, lang), joined=number(str(connection.voluntary.heads), lang),
        )
    ]  # fmt: skip
    use, cases = connection.use_of_same_cost_per_case, connection.cases_of_same_cost_per_case
    others = None if use is None else connection.use_of_the_others(use)
    if use is None or cases is None:
        paragraphs.append(words["no_cases"])
    else:
        paragraphs.append(words["same_cost"].format(use=percent(use, 3, lang), cases=number(str(cases), lang)))
    if others is not None:
        paragraphs.append(words["the_others"].format(use=percent(others, 3, lang)))
    columns = [plot[one] for one in ("unit", "heads", "cases", "use", "cost", "cost_per_case")]
    columns += [words["least_per_contact"], words["difference"]]
    paragraphs += [notice.text(lang) for notice in table.notices]
    return Section(words["assistance"], tuple(paragraphs), tuple(columns), tuple(rows))


def funding_section(found: Funding, lang: Language) -> Section:
    """Who brings what, in cash or in kind, against what it costs. Raises UsageError (OC-U001)."""
    from outcome_contracts.valuation.health_economics import Resource

    words, plot = wording(lang)["board"], wording(lang)["board_plot"]
    rows = [
        (side, part.label.text(lang), wording(lang)["resource"][part.kind.value],
         plot["unknown"] if part.amount is None else sek(part.amount, lang))
        for side, parts in ((plot["funders"], found.funders), (plot["costs"], found.costs)) for part in parts
    ]  # fmt: skip
    share = found.share_of(Resource.IN_KIND)
    balance = words["no_balance"] if found.balance is None else sek(found.balance, lang)
    text = words["funded"].format(
        funded=found.funded.text(lang), cash=found.of(Resource.CASH).text(lang),
        in_kind=found.of(Resource.IN_KIND).text(lang), cost=found.cost.text(lang), balance=balance,
        share=plot["unknown"] if share is None else percent(share, 2, lang),
    )  # fmt: skip
    return Section(words["funding"], (text,), (plot["side"], plot["part"], plot["kind"], plot["amount"]), tuple(rows))


def follow_up_section(found: FollowUp, lang: Language) -> Section:
    """When the follow-up is due and that it pays nothing. Raises UsageError (OC-U001)."""
    notices = tuple(notice.text(lang) for notice in found.notices)
    return Section(wording(lang)["board"]["follow_up"], (found.text(lang), *notices), (), ())


def budget_section(found: Budget, lang: Language) -> Section:
    """Every post with what is known of it, and what an unknown one can be at most. Raises UsageError (OC-U001)."""
    words, plot = wording(lang)["board"], wording(lang)["board_plot"]
    rows = [
        ("– " * (len(line.path) - 1) + line.post.label.text(lang), line.post.sum.text(lang),
         "–" if line.at_most is None else sek(line.at_most, lang), line.post.source)
        for line in found.lines
    ]  # fmt: skip
    text = words["budget_lead"].format(posts=len(found.lines), unknown=len(found.unknown), sum=found.top.sum.text(lang))
    notices = tuple(notice.text(lang) for notice in found.notices)
    columns = (plot["part"], plot["amount"], plot["at_most"], wording(lang)["health"]["source"])
    return Section(words["budget"], (text, *notices), columns, tuple(rows))


def _ore(amount: Fraction | None, lang: Language) -> str:
    return "–" if amount is None else figure(fixed_text(amount, _ORE), "SEK", lang)
