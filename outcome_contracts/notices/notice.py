"""A notice: code, place, facts. Its words come from the catalogue, in Swedish or English.

The form of every message is: code, what, where, how much (days, money), why it matters, how to fix.
Facts are integers and short strings that the library itself made (counts, dates, row numbers, clause and
column names); a value out of an id or text column is never a fact. A fact that is itself
words, such as what a formula expected, is written `@word` and stands in words.toml in both languages. Per cent and
net days are facts as decimal strings, and are said with the signs of the language; a quantity, `20 person`, with its
words. A fact that is called something else in each language stands beside its name as `name_sv` and `name_en`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from outcome_contracts.notices.catalogue import Severity, catalogue, words
from outcome_contracts.notices.errors import OutcomeContractsError
from outcome_contracts.notices.signs import Language, number
from outcome_contracts.notices.units import counted_in, quantities

_COUNTED_IN = "@counted_in "
_SEVERITY_LABEL: dict[Language, dict[Severity, str]] = {
    "en": {"error": "ERROR", "hold": "HOLD", "warn": "WARNING", "info": "NOTE"},
    "sv": {"error": "FEL", "hold": "HÅLL", "warn": "VARNING", "info": "UPPLYSNING"},
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding.

    where: `file:row` for data, `file:line:column` or a clause path for contracts, else empty.
    facts: what the catalogue's text is filled with, by name; kept sorted, so that equal facts are equal notices.
    net_days, amount: how much is at stake, as decimal strings; None where it is not known.
    rows: the first few places of the same kind, for whoever corrects the source; no part of the finding or its data.
    fingerprint: of a hold, what tells it from another that reads alike, and is said in no text: the digest of the
    numbers of all its rows or of the aggregates behind it, never of what stands in a row, which could be guessed back.
    A streamed delivery, whose rows are never all known, has the same findings without it; so it is no part of equality.
    """

    code: str
    where: str = ""
    facts: tuple[tuple[str, str | int], ...] = ()
    net_days: str | None = None
    amount: str | None = None
    rows: tuple[str, ...] = field(default=(), compare=False, repr=False)
    fingerprint: str | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", tuple(sorted(self.facts)))

    @property
    def severity(self) -> Severity:
        """`error` blocks, `hold` needs a named acknowledgement, `warn` and `info` inform."""
        return catalogue()[self.code].severity

    @property
    def waivable(self) -> bool:
        """Whether a final settlement may stand on it, once all parties have acknowledged it."""
        return catalogue()[self.code].waivable

    def label(self, lang: Language) -> str:
        """Its severity as it is said."""
        return _SEVERITY_LABEL[lang][self.severity]

    def what(self, lang: Language) -> str:
        """What was found."""
        return self._filled(catalogue()[self.code].what, lang)

    def why(self, lang: Language) -> str:
        """Why it matters."""
        return self._filled(catalogue()[self.code].why, lang)

    def fix(self, lang: Language) -> str:
        """What to do about it."""
        return self._filled(catalogue()[self.code].fix, lang)

    def text(self, lang: Language) -> str:
        """The whole message in one language, on one line."""
        head = f"{self.code} {self.label(lang)}"
        parts = [f"{head} · {self.where}" if self.where else head]
        parts.append(self.what(lang))
        days = number(self.net_days, lang) if self.net_days else ""
        at_stake = [f"{days} {'nettodagar' if lang == 'sv' else 'net days'}"] if days else []
        at_stake += [quantities(self.amount, lang)] if self.amount else []
        if at_stake:
            parts.append(("Berör: " if lang == "sv" else "At stake: ") + ", ".join(at_stake) + ".")
        parts += [self.why(lang), self.fix(lang)]
        return " · ".join(part for part in parts if part)

    def to_dict(self) -> dict[str, object]:
        """The notice as plain data for canonical JSON (absent facts are left out)."""
        out: dict[str, object] = {"code": self.code, "severity": self.severity, "facts": dict(self.facts)}
        if self.where:
            out["where"] = self.where
        if self.net_days is not None:
            out["net_days"] = self.net_days
        if self.amount is not None:
            out["amount"] = self.amount
        if self.fingerprint is not None:
            out["fingerprint"] = self.fingerprint
        return out

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Notice:
        """Read what `to_dict` wrote."""
        facts = cast("Mapping[str, str | int]", data["facts"])
        days, amount, fingerprint = (data.get(name) for name in ("net_days", "amount", "fingerprint"))
        return cls(
            str(data["code"]),
            str(data.get("where", "")),
            tuple(facts.items()),
            None if days is None else str(days),
            None if amount is None else str(amount),
            fingerprint=None if fingerprint is None else str(fingerprint),
        )

    def _filled(self, texts: Mapping[str, str], lang: Language) -> str:
        facts = {name: _said(value, lang) for name, value in self.facts}
        facts |= {name.removesuffix(f"_{lang}"): value for name, value in facts.items() if name.endswith(f"_{lang}")}
        return texts[lang].format(**facts)


def _said(fact: str | int, lang: Language) -> str | int:
    """A fact as it is; `@word`, `@word, @word` and `@counted_in claim` in words of the language, as quantities are."""
    if not isinstance(fact, str):
        return fact
    if not fact.startswith("@"):
        return quantities(fact, lang)
    if fact.startswith(_COUNTED_IN):
        return counted_in(fact.removeprefix(_COUNTED_IN), lang)
    return ", ".join(words().get(part[1:], {}).get(lang, part) for part in fact.split(", "))


class Findings:
    """Collects the notices of one pass, so that nobody meets them one run at a time."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []

    def __len__(self) -> int:
        return len(self._notices)

    def __iter__(self) -> Iterator[Notice]:
        return iter(self._notices)

    def add(
        self,
        code: str,
        where: str = "",
        *,
        net_days: str | None = None,
        amount: str | None = None,
        fingerprint: str | None = None,
        **facts: str | int,
    ) -> None:
        """Record one finding; the code must stand in the catalogue."""
        self._notices.append(Notice(code, where, tuple(facts.items()), net_days, amount, fingerprint=fingerprint))

    def extend(self, notices: tuple[Notice, ...]) -> None:
        """Record findings that somebody else collected."""
        self._notices.extend(notices)

    def refuse(self, error: type[OutcomeContractsError]) -> tuple[Notice, ...]:
        """Raise `error` with everything found if any finding is an ERROR; else return the rest."""
        if any(notice.severity == "error" for notice in self._notices):
            raise error(self._notices)
        return tuple(self._notices)
