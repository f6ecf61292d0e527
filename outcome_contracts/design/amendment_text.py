"""The amendment report for reading, in Swedish or English; its words stand in `procurement_act.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from outcome_contracts.decimals import fixed_text
from outcome_contracts.design.procurement_act import ProcurementAct, procurement_act
from outcome_contracts.notices import Language
from outcome_contracts.notices.catalogue import words
from outcome_contracts.notices.signs import HARD_BLANK, number, percentage

if TYPE_CHECKING:
    from outcome_contracts.design.amendment_report import AmendmentReport, SectionMaterial

_AMOUNTS = ("change", "earlier", "sum")


def report_text(report: AmendmentReport, lang: Language) -> str:
    """The report, the label first and last."""
    act = procurement_act()
    label = act.words["label"][lang]
    parts = (*_head(report, act, lang), *_table(report, act, lang), *_sections(report, act, lang))
    return "\n".join([label, *parts, label, ""])


def _head(report: AmendmentReport, act: ProcurementAct, lang: Language) -> Iterator[str]:
    heading, value = act.words["heading"][lang], act.words["value"][lang]
    kind = words()[report.kind][lang]
    yield heading.format(number=report.number, before=report.number - 1, kind=kind, clause=report.clause)
    amounts = {"value": report.value, "threshold": report.threshold}
    yield value.format(
        scenarios=number(str(report.scenarios), lang),
        **{name: _amount(fixed_text(each, 2), report, lang) for name, each in amounts.items()},
    )


def _table(report: AmendmentReport, act: ProcurementAct, lang: Language) -> Iterator[str]:
    say = act.words
    rows = [say["columns"][lang].format(currency=report.currency).split("|")]
    for name, each in (("before", report.before), ("after", report.after), ("change", report.change)):
        rows.append([say[name][lang], *(number(fixed_text(Fraction(each), 2), lang) for each in each.amounts())])
    shares = (Fraction(each) / report.value * 100 for each in report.change.amounts())
    rows.append([say["share"][lang], *(percentage(f"{fixed_text(share, 2)}%", lang) for share in shares)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        yield "  ".join([first.ljust(widths[0]), *map(str.rjust, others, widths[1:])])


def _sections(report: AmendmentReport, act: ProcurementAct, lang: Language) -> Iterator[str]:
    for each in report.sections:
        section = act.sections[each.section]
        facts = _facts(each, report, act, lang)
        yield act.words["section"][lang].format(section=each.section, title=section["title"][lang])
        yield f"  {section['says'][lang].format(**facts)}"
        yield f"  {section['found'][lang].format(**facts)}"


def _facts(each: SectionMaterial, report: AmendmentReport, act: ProcurementAct, lang: Language) -> dict[str, str]:
    """What the words of a section are filled with, with the signs of the language."""
    facts = {name: percentage(fact, lang) for name, fact in each.facts.items()}
    facts |= {name: _amount(each.facts[name], report, lang) for name in _AMOUNTS if name in each.facts}
    facts["value"] = _amount(fixed_text(report.value, 2), report, lang)
    if each.found is not None:
        facts["sum"] = _amount(fixed_text(each.found, 2), report, lang)
        share = each.found / report.value * 100
        facts.setdefault("percent", percentage(f"{fixed_text(share, 2)}%", lang))
    if each.limit is not None:
        strict = each.section == "9"
        verdicts = ("below", "not_below") if strict else ("within", "above")
        facts["limit"] = _amount(fixed_text(each.limit, 2), report, lang)
        facts["verdict"] = act.words[verdicts[0] if each.below else verdicts[1]][lang]
    if each.share is not None:
        facts["share"] = percentage(f"{fixed_text(Fraction(each.share) * 100, 1)}%", lang)
    if not facts.get("paths", "–"):
        facts["paths"] = act.words["none"][lang]
    return facts


def _amount(text: str, report: AmendmentReport, lang: Language) -> str:
    return f"{number(text, lang)}{HARD_BLANK}{report.currency}"
