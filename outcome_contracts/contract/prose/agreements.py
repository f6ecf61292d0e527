"""What a contract says beside the payment, in words: events, changes, its ending, dates, assumptions, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from outcome_contracts.contract.prose.definitions import stated
from outcome_contracts.contract.prose.diction import Diction, Labelled, ended
from outcome_contracts.contract.prose.payments import flow_text
from outcome_contracts.period import month_text
from outcome_contracts.terms.prose import sentence_case

if TYPE_CHECKING:
    from outcome_contracts.contract.stated import Phase


def shocks(of: Diction) -> Iterator[str]:
    """The clause on events and what is done with their months."""
    clause = of.contract.shocks
    if clause is None:
        return
    match clause.treatment:
        case "cap":
            treated = of.say("treatment", "cap", limit=of.figure(clause.at_most, "ratio"))
        case "extend":
            treated = of.say("treatment", "extend", limit=of.months(clause.months_at_most))
        case treatment:
            treated = of.say("treatment", treatment)
    yield f"{_clause(of, clause.clause)} {of.sentence(clause.text)} {treated}"


def amendment_clauses(of: Diction) -> Iterator[str]:
    """Who may change what, within which limits."""
    for clause in of.contract.amendment_clauses:
        facts = {
            "kinds": of.words.listed([of.say("change", kind) for kind in clause.kinds], "or"),
            "fields": of.listed([_about(of, path) for path in clause.fields]),
            "parties": of.listed([of.party(party) for party in clause.signed_by]),
        }
        said = [_clause(of, clause.clause), of.say("amendment", "allows", **facts)]
        if clause.months_at_most is not None:
            said.append(of.say("amendment", "months", months=of.months(clause.months_at_most)))
        if clause.percent_at_most is not None:
            said.append(of.say("amendment", "percent", percent=of.figure(clause.percent_at_most, "ratio")))
        if clause.text is not None:
            said.append(of.sentence(clause.text))
        yield " ".join(said)


def suspensions(of: Diction) -> Iterator[str]:
    """Months that are taken out."""
    for suspension in of.contract.suspensions:
        first, last = month_text(suspension.period.first), month_text(suspension.period.last)
        reason = of.sentence(suspension.reason)
        key, facts = ("month", {}) if first == last else ("months", {"last": last})
        said = of.say("suspension", key, first=first, reason=reason, **facts)
        yield f"{_clause(of, suspension.clause)} {said}"


def termination(of: Diction) -> Iterator[str]:
    """What is due where the contract ends early, cause by cause."""
    for cause in of.contract.termination:
        label = of.label(cause) if cause.label else of.say("cause", cause.id)
        ending = of.say("ending", cause.id, months=of.months(cause.notice_months))
        yield f"{_clause(of, f'{cause.clause} {label}')} {ending} {flow_text(of, cause)}"


def safeguards(of: Diction) -> Iterator[str]:
    """The clauses that change no amount, in their own words."""
    found = of.contract.safeguards
    if found is None:
        return
    for name in type(found).model_fields:
        value = getattr(found, name)
        for clause in value if isinstance(value, tuple) else (value,):
            if clause is not None:
                yield f"{_clause(of, clause.clause)} {of.sentence(clause.text)}"


def schedule(of: Diction) -> Iterator[str]:
    """Dates as they are written."""
    labels = {phase.id: of.label(phase) for phase in of.contract.schedule}
    for phase in of.contract.schedule:
        said = [_phase(of, phase), *of.source(phase.source)]
        if phase.within is not None:
            said.append(of.say("schedule", "within", phase=of.words.quoted(labels[phase.within])))
        if phase.after is not None:
            said.append(of.say("schedule", "after", phase=of.words.quoted(labels[phase.after])))
        yield " ".join(said)


def _phase(of: Diction, phase: Phase) -> str:
    written = dict(phase.written())
    key = "span" if {"start", "end"} <= set(written) else next(iter(written), "undated")
    label = f"{phase.clause} {of.label(phase)}" if phase.clause else of.label(phase)
    return of.say("schedule", key, it=label, **written)


def particulars(of: Diction) -> Iterator[str]:
    """What documents say of things that no formula has."""
    for particular in of.contract.particulars:
        yield " ".join((of.heading(particular, particular.clause), *stated(of, particular.stated)))


def assumptions(of: Diction) -> Iterator[str]:
    """What is assumed about which term."""
    for assumption in of.contract.assumptions:
        yield of.say(
            "assumption", "about", about=sentence_case(_about(of, assumption.about)), text=of.sentence(assumption.text)
        )


def sources(of: Diction) -> Iterator[str]:
    """Where figures and terms were found."""
    for source in of.contract.sources:
        yield f"- {source.what}: {ended(source.where)}"


def _about(of: Diction, path: str) -> str:
    """What a path names, in words where the contract has some for it."""
    parts = path.split(".")
    if len(parts) > 1 and parts[0] in ("constants", "measures", "lines", "tables") and parts[1] in of.terms:
        return of.terms[parts[1]]
    paid: Mapping[str, Sequence[Labelled]] = {"flows": of.contract.flows, "waterfalls": of.contract.waterfalls}
    for item in paid.get(parts[0], ()):
        if parts[1:2] == [item.id]:
            return of.words.quoted(of.label(item))
    if parts[0] in ("term", "measure_rules", "currency", "shocks"):
        return of.say("assumption", parts[0])
    return of.words.quoted(path)


def _clause(of: Diction, clause: str) -> str:
    return of.say("frame", "bold", text=clause)
