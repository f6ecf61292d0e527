"""The quality report: everything that is wrong with a delivery, ranked by money, before anybody argues about results.

    amount = net days at stake × value of a day      ranked by amount, then net days, then severity

What nobody knows stays unknown and is never 0: a finding whose days cannot be told, or any amount as long as nobody has
said what a day is worth. Findings may concern the same rows, so that a sum can be more than what is at stake; it says
so by being called a sum of findings. A report holds counts, rows of files and names of units, and no person: what
stands in a row is known only where the file is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Literal

from outcome_contracts.acknowledgement import Acknowledgement, acknowledged_by, finding_digest
from outcome_contracts.canonical import canonical, digest
from outcome_contracts.decimals import exact_text, fixed_text
from outcome_contracts.notices import Language, Notice, Severity, UsageError
from outcome_contracts.notices.signs import visible
from outcome_contracts.period import Period, month_text

if TYPE_CHECKING:
    from narwhals.stable.v2.typing import IntoDataFrame

    from outcome_contracts.valuation import DayValue

SCHEMA = "outcome_contracts/quality/1"
SEVERITIES: tuple[Severity, ...] = ("error", "hold", "warn", "info")
# The letters of a month map; what they mean is said in `absence.unit_months` and on the page.
STATES: Mapping[str, str] = {
    "a": "absent",
    "z": "zero",
    "d": "doubtful",
    "m": "missing",
    "s": "small",
    "n": "none",
}
FrameKind = Literal["pandas", "polars", "pyarrow"]
FRAMES: tuple[FrameKind, ...] = ("pandas", "polars", "pyarrow")
CURRENCY = "SEK"

_LANGUAGES: tuple[Language, ...] = ("sv", "en")
_WHOLE = ("rank", "count")
_HEADS = ("finding", "place", "count", "net days", "amount")


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """One finding with what it is worth.

    notice: what was found, where, how much, why it matters and what mends it. amount: net days × value of a day, None
    where one of them is not known. acknowledged_by: ids of the parties that let it stand, of a finding on HOLD.
    """

    notice: Notice
    amount: Fraction | None
    acknowledged_by: tuple[str, ...]

    @property
    def code(self) -> str:
        """Its code in the catalogue."""
        return self.notice.code

    @property
    def severity(self) -> Severity:
        """`error` blocks, `hold` needs acknowledgement, `warn` and `info` inform."""
        return self.notice.severity

    @property
    def rows(self) -> tuple[str, ...]:
        """The first rows of it as `file:row`, at most five; its only place where it is not about rows."""
        return self.notice.rows or ((self.notice.where,) if self.notice.where else ())

    @property
    def count(self) -> int | None:
        """How many rows, months or persons it concerns, None where it does not count."""
        found = dict(self.notice.facts).get("count")
        return found if isinstance(found, int) else None

    @property
    def net_days(self) -> Fraction | None:
        """The net days at stake, None where they are not known."""
        return None if self.notice.net_days is None else Fraction(self.notice.net_days)

    @property
    def digest(self) -> str:
        """What an acknowledgement names."""
        return finding_digest(self.notice)

    def to_dict(self) -> dict[str, object]:
        """The finding as plain data for canonical JSON."""
        found = {
            **replace(self.notice, amount=None).to_dict(),
            "digest": self.digest,
            "rows": list(self.rows),
            "text": {lang: _explained(self.notice, lang) for lang in _LANGUAGES},
        }
        if self.amount is not None:
            found["amount"] = f"{exact_text(self.amount)} {CURRENCY}"
        if self.severity == "hold":
            found["acknowledged_by"] = list(self.acknowledged_by)
        return found


@dataclass(frozen=True, slots=True)
class Total:
    """Findings of one severity together: sums over what is known, and of how many findings it is not."""

    findings: int
    net_days: Fraction
    unknown_net_days: int
    amount: Fraction
    unknown_amount: int


@dataclass(frozen=True, slots=True)
class MonthMap:
    """The state of every unit in every month of a period. states: for each unit one letter of `STATES` per month."""

    units: tuple[str, ...]
    period: Period
    states: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """It as plain data for canonical JSON."""
        units = [{"states": states, "unit": unit} for unit, states in zip(self.units, self.states, strict=True)]
        return {"first": month_text(self.period.first), "last": month_text(self.period.last), "units": units}


@dataclass(frozen=True, slots=True, repr=False)
class QualityReport:
    """What was found in one delivery. findings: in order of rank. months: None where no table could be understood."""

    findings: tuple[QualityFinding, ...]
    months: MonthMap | None
    day_value: DayValue | None

    def __repr__(self) -> str:
        counts = ", ".join(f"{total.findings} {severity}" for severity, total in self.totals.items() if total.findings)
        return f"QualityReport({counts or 'nothing found'})"

    @property
    def totals(self) -> Mapping[Severity, Total]:
        """The findings of each severity together."""
        return {severity: _total(self.of(severity)) for severity in SEVERITIES}

    def of(self, severity: Severity) -> tuple[QualityFinding, ...]:
        """The findings of one severity, in order of rank."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def refused(self) -> bool:
        """Whether some finding is an ERROR, so that nothing can be measured from the delivery."""
        return bool(self.of("error"))

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the content."""
        return digest(self._content())

    def to_json(self) -> str:
        """The report as canonical JSON, with its digest."""
        return canonical({**self._content(), "digest": self.digest})

    def _content(self) -> dict[str, object]:
        value = self.day_value
        return {
            "findings": [finding.to_dict() for finding in self.findings],
            **({} if self.months is None else {"months": self.months.to_dict()}),
            **({} if value is None else {"day_value": _day_value(value)}),
            "schema": SCHEMA,
            "totals": {severity: _plain(total) for severity, total in self.totals.items()},
        }

    def to_frame(self, kind: FrameKind, lang: Language = "sv") -> IntoDataFrame:
        """The findings as a data frame, one row each in order of rank.

        kind: which library's. lang: of the texts. Net days and amounts are decimal strings, missing where unknown.
        Raises UsageError (OC-U001) for another kind or language, (OC-U004) where that library is not installed.
        """
        for name, known in ((kind, FRAMES), (lang, _LANGUAGES)):
            if name not in known:
                raise UsageError([Notice("OC-U001", facts=(("name", str(name)[:20]), ("known", ", ".join(known))))])
        columns: dict[str, list[str | int | None]] = {
            "rank": list(range(1, len(self.findings) + 1)),
            "code": [one.code for one in self.findings],
            "severity": [one.severity for one in self.findings],
            "place": [one.notice.where for one in self.findings],
            "count": [one.count for one in self.findings],
            "net_days": [one.notice.net_days for one in self.findings],
            "amount": [None if one.amount is None else exact_text(one.amount) for one in self.findings],
            "what": [one.notice.what(lang) for one in self.findings],
            "why": [one.notice.why(lang) for one in self.findings],
            "fix": [one.notice.fix(lang) for one in self.findings],
            "digest": [one.digest for one in self.findings],
        }
        try:
            return _frame(columns, kind)
        except ImportError:
            facts = (("what", "to_frame"), ("package", kind), ("extra", kind))
            raise UsageError([Notice("OC-U004", facts=facts)]) from None

    def _repr_html_(self) -> str:
        """What a notebook shows: the findings as a table, without style."""
        heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
        rows = "".join(f"<tr>{''.join(map(_cell, _cells(one)))}</tr>" for one in self.findings)
        return f"<table><caption>{self!r}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def quality_report(
    notices: Sequence[Notice],
    *,
    months: MonthMap | None,
    day_value: DayValue | None,
    acknowledgements: Sequence[Acknowledgement] = (),
) -> QualityReport:
    """The report of what one pass found; two findings that are equal, in the same rows, are one."""
    different = {(notice, notice.fingerprint): notice for notice in notices}.values()
    found = [_valued(notice, day_value, acknowledgements) for notice in different]
    return QualityReport(tuple(sorted(found, key=_rank)), months, day_value)


def _frame(columns: Mapping[str, list[str | int | None]], kind: FrameKind) -> IntoDataFrame:
    """The columns as a frame in which a number that is missing stays a number."""
    if kind == "pandas":
        import pandas as pd

        kinds = {name: "Int64" if name in _WHOLE else "string" for name in columns}
        frame: IntoDataFrame = pd.DataFrame(columns, dtype=object).astype(kinds)
        return frame
    import narwhals.stable.v2 as nw

    schema = {name: nw.Int64() if name in _WHOLE else nw.String() for name in columns}
    native: IntoDataFrame = nw.from_dict(columns, schema, backend=kind).to_native()
    return native


def _explained(notice: Notice, lang: Language) -> dict[str, str]:
    return {"what": notice.what(lang), "why": notice.why(lang), "fix": notice.fix(lang)}


def _cells(finding: QualityFinding) -> tuple[str, ...]:
    worth = "unknown" if finding.amount is None else f"{fixed_text(finding.amount, 2)} {CURRENCY}"
    count = "–" if finding.count is None else str(finding.count)
    text = replace(finding.notice, net_days=None, amount=None, where="").text("en")
    return (text, ", ".join(finding.rows) or "–", count, finding.notice.net_days or "unknown", worth)


def _cell(text: str) -> str:
    return f"<td>{escape(visible(text))}</td>"


def _valued(notice: Notice, day_value: DayValue | None, acknowledgements: Sequence[Acknowledgement]) -> QualityFinding:
    amount = None
    if day_value is not None and notice.net_days is not None:
        amount = Fraction(notice.net_days) * day_value.value
    parties = acknowledged_by(notice, acknowledgements) if notice.severity == "hold" else ()
    return QualityFinding(notice, amount, parties)


def _rank(finding: QualityFinding) -> tuple[Fraction, Fraction, int, str, str, str]:
    """By amount, then net days, the unknown last; then by severity, code, place and words, whatever the order found."""
    unknown = Fraction(1)
    amount, days = finding.amount, finding.net_days
    return (
        unknown if amount is None else -amount,
        unknown if days is None else -days,
        SEVERITIES.index(finding.severity),
        finding.code,
        finding.notice.where,
        finding.notice.what("en"),
    )


def _total(findings: Sequence[QualityFinding]) -> Total:
    days = [one.net_days for one in findings if one.net_days is not None]
    amounts = [one.amount for one in findings if one.amount is not None]
    nothing, count = Fraction(0), len(findings)
    return Total(count, sum(days, nothing), count - len(days), sum(amounts, nothing), count - len(amounts))


def _plain(total: Total) -> dict[str, object]:
    return {
        "findings": total.findings,
        "net_days": exact_text(total.net_days),
        "unknown_net_days": total.unknown_net_days,
        "amount": exact_text(total.amount),
        "unknown_amount": total.unknown_amount,
    }


def _day_value(value: DayValue) -> dict[str, str]:
    return {"source": value.source, "value": f"{exact_text(value.value)} {CURRENCY}"}
