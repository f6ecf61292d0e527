"""The page: everything a statement shows, in one language, as strings. Text and HTML only lay it out.

    heading · what is due · two sentences on the effect · rows · disclosures · reference · payouts · assumptions ·
    notices · acknowledgements · rules · legend · sources · provenance

One page for both renderings keeps their figures the same; one set of digits for both languages keeps a
translation from changing a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outcome_contracts.notices import Language
from outcome_contracts.report.acknowledgements import acknowledgements
from outcome_contracts.report.entries import Entries, Entry
from outcome_contracts.report.figures import number
from outcome_contracts.report.formulas import functions_in
from outcome_contracts.report.payouts import payout_paragraphs
from outcome_contracts.report.reference import Reference, reference
from outcome_contracts.report.wording import Words, wording

if TYPE_CHECKING:
    from outcome_contracts.contract.measure_rules import MeasureRules
    from outcome_contracts.settlement.payout import PayoutDistribution
    from outcome_contracts.settlement.statement import Statement, StatementFlow

SUSPENDED = frozenset({"OC-S031", "OC-S032"})


@dataclass(frozen=True, slots=True)
class Due:
    """What one flow says: the sentence, and its row below the rows."""

    sentence: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Page:
    """A statement in words.

    disclosures: heading and entries. clauses: whether any entry has a clause. assumptions: mark and text.
    repaid: whether all that is due goes back. payouts: paragraphs on how uncertain the amount is, none where nobody
    asked. provenance: part and digest.
    """

    lang: Language
    words: Words
    title: str
    contract: str
    period: str
    status_key: str
    status: str
    status_means: str
    dues: tuple[Due, ...]
    rows: tuple[Entry, ...]
    disclosures: tuple[tuple[str, tuple[Entry, ...]], ...]
    clauses: bool
    reference: Reference | None
    repaid: bool
    payouts: tuple[str, ...]
    assumptions: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    acknowledgements: tuple[str, ...]
    measure_rules: tuple[str, ...]
    legend: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: tuple[tuple[str, str], ...]
    rules: str
    engine: str
    digest: str


def page(statement: Statement, lang: Language, *, payouts: PayoutDistribution | None = None) -> Page:
    """The page of a statement in one language.

    payouts: the statement's own distribution, to be shown beside it; None for none. Raises UsageError (OC-S044) for
    that of another statement.
    """
    words, contract, entries = wording(lang), statement.contract, Entries(statement, lang)
    rows = tuple(entries.row(line, place) for place, line in enumerate(statement.lines, 1))
    dues = tuple(Due(_sentence(statement, flow, entries, lang), entries.due(flow)) for flow in statement.flows)
    disclosures = _disclosures(statement, entries, words)
    standing = "suspended" if SUSPENDED & {notice.code for notice in statement.notices} else statement.status
    shown = (*rows, *(due.entry for due in dues), *(entry for _, group in disclosures for entry in group))
    return Page(
        lang=lang,
        words=words,
        title=getattr(contract.title, lang),
        contract=contract.id,
        period=_period(statement),
        status_key=statement.status,
        status=words["status"][standing],
        status_means=words["status_means"][standing],
        dues=dues,
        repaid=bool(statement.flows) and all(flow.repaid for flow in statement.flows),
        rows=rows,
        disclosures=disclosures,
        clauses=any(entry.clause for entry in shown),
        reference=reference(statement, lang),
        payouts=payout_paragraphs(statement, payouts, lang),
        assumptions=tuple((f"A{place}", getattr(one.text, lang)) for place, one in enumerate(contract.assumptions, 1)),
        notices=tuple(notice.text(lang) for notice in statement.notices),
        acknowledgements=acknowledgements(statement, lang),
        measure_rules=() if contract.measure_rules is None else _measure_rules(contract.measure_rules, lang),
        legend=_legend(statement, words),
        sources=tuple(f"{source.where}: {source.what}" for source in contract.sources),
        provenance=tuple(
            (words["provenance"].get(part, part), value)
            for part, value in statement.provenance.items()
            if part != "rules"
        ),
        rules=statement.provenance["rules"],
        engine=statement.engine,
        digest=statement.digest,
    )


def _period(statement: Statement) -> str:
    return f"{statement.period.first_day}–{statement.period.last_day}"


def _sentence(statement: Statement, flow: StatementFlow, entries: Entries, lang: Language) -> str:
    """Who pays whom how much, for what period, and whether that can change."""
    form = f"{statement.status}_repaid" if flow.repaid else statement.status
    return wording(lang)["due"][form].format(
        payer=entries.party(flow.payer),
        payee=entries.party(flow.payee),
        amount=entries.amount(flow),
        period=_period(statement),
    )


def _disclosures(statement: Statement, entries: Entries, words: Words) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """What is no row, with its heading: first that on which an amount depends, then what only informs."""
    groups: dict[str, list[Entry]] = {"pays": [], "informs": []}
    for line in statement.disclosures:
        groups["pays" if line.pays else "informs"].append(entries.disclosure(line))
    return tuple((words["page"][kind], tuple(group)) for kind, group in groups.items() if group)


def _measure_rules(rules: MeasureRules, lang: Language) -> tuple[str, ...]:
    """The choices on which the measures depend, one phrase each."""
    words = wording(lang)
    chosen = {**rules.model_dump(mode="json"), "year_days": number(rules.year_days, lang)}
    phrases = [words[rule][str(chosen[rule])] for rule in ("short_term", "day_basis", "extent_basis")]
    phrases.insert(1, words["relapse"]["days"])
    phrases += [words[rule][str(chosen[rule])] for rule in ("denominator", "population", "overlap")]
    phrases += [words[rule][chosen[rule]] for rule in ("days_off_at_end", "waiting_day") if rule in chosen]
    phrases += [words["longest_period"]["days"]] if "longest_period" in chosen else []
    return tuple(phrase.format(**chosen) for phrase in phrases)


def _legend(statement: Statement, words: Words) -> tuple[str, ...]:
    """How to read what occurs on this page, and nothing else."""
    formulas, lines = statement.contract.terms.formulas, (*statement.lines, *statement.disclosures)
    called = frozenset[str]().union(*(functions_in(formula) for formula, _ in formulas.values()))
    occurs = {"row": True, "not_rounded": not all(line.shown_exactly for line in lines)}
    occurs["rounded"] = any(line.round is not None for line in lines)
    return tuple(text for key, text in words["legend"].items() if occurs.get(key, key in called))
