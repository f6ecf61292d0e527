"""The quality check: one pass over a delivery that finds everything and refuses nothing.

    two tables → the findings of reading and linking → unit by month → simultaneous absence → the measure itself

The same code reads for a settlement and for the check, so that what the check passes is what can be settled. A row with
an error takes no part in what follows; the report says what could therefore not be judged. `check_records` is the part
of it that needs no files, for records that are there already.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from outcome_contracts.absence.arguments import (
    Judged,
    all_of,
    how_delivered,
    months_by_unit,
    one,
    optional,
)
from outcome_contracts.absence.declared_days import DateSystem, DeclaredDays
from outcome_contracts.absence.measure import measure, require_rules
from outcome_contracts.absence.readers import Linked, read_linked
from outcome_contracts.absence.records import AbsenceRecords
from outcome_contracts.absence.simultaneous import above_full_time
from outcome_contracts.absence.unit_months import NONE_WITHOUT_STAFF, WithoutStaff, inside_employment, unit_months
from outcome_contracts.acknowledgement import Acknowledgement
from outcome_contracts.arguments import require_arguments
from outcome_contracts.contract.measure_rules import MeasureRules
from outcome_contracts.decimals import exact, steps_text
from outcome_contracts.notices import DataRejected, Findings, Notice, OutcomeContractsError, UsageError
from outcome_contracts.panel import COLUMNS
from outcome_contracts.period import Period, month_of, whole_months
from outcome_contracts.quality import MonthMap, QualityReport, quality_report

if TYPE_CHECKING:
    from outcome_contracts.absence.delivered import Delivered
    from outcome_contracts.absence.vintages.reasons import ReasonCodes
    from outcome_contracts.valuation import DayValue

    Share = str | int | Decimal | Fraction

_DECLARED = ("OC-D275", "OC-D278")


def check(
    spells: Delivered,
    employments: Delivered,
    *,
    covers: tuple[date, date],
    rules: MeasureRules,
    period: Period | None = None,
    largest_fall: Share | None = None,
    day_value: DayValue | None = None,
    acknowledgements: Sequence[Acknowledgement] = (),
    units: tuple[str, ...] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
    reasons: ReasonCodes | None = None,
    schedule: Delivered | None = None,
    open_until: date | None = None,
    tz: str | None = None,
    date_system: DateSystem | None = None,
    without_staff: WithoutStaff = NONE_WITHOUT_STAFF,
) -> QualityReport:
    """Everything that is wrong with two tables, ranked by money; nothing in them raises.

    rules: the contract's, by which the delivery will be measured. period: the months that it must carry; without it
    the whole months of `covers`. largest_fall: the share by which the person-days of a unit may fall from one month to
    the next without an explanation, such as "30 %". day_value: of a net day, with its source. Without either the report
    says what it did not judge. acknowledgements: what the parties have let stand. without_staff: by unit, the months in
    which it had nobody, such as a season; they are not missing (OC-D275), and no fall. The rest is as for
    `read_records`. Raises UsageError for what the caller says, not for the data: arguments of another kind (OC-D279),
    `covers` that ends before it begins (OC-D063), open or clashing rules (OC-D100, OC-D101), a share that is none
    (OC-D114, OC-U005, OC-U006), a zone or system that does not exist (OC-D253).
    """
    require_arguments(
        period=optional(period, Period, "@a_span_of_months"),
        **_asked(rules, day_value, acknowledgements, without_staff),
        **how_delivered(covers, units, delimiter, encoding, reasons, open_until, tz, date_system),
    )
    share = _usable(covers, rules, largest_fall)
    findings = Findings()
    linked = read_linked(
        spells,
        employments,
        findings,
        units=units,
        delimiter=delimiter,
        encoding=encoding,
        overlap=rules.overlap,
        reasons=reasons,
        schedule=schedule,
        open_until=open_until,
        days=DeclaredDays(tz, date_system),
    )
    whole = whole_months(*covers)
    period = period or whole or Period(month_of(covers[0]), month_of(covers[1]))
    months = None
    if linked is not None:
        inside = inside_employment(linked.spells, linked.employments)
        if not inside.all():
            linked = linked._replace(spells=linked.spells.take(np.flatnonzero(inside)))
        months = _of_the_whole(linked, _common(period, whole), share, without_staff, findings)
    if linked is None or _refused(findings):
        findings.add("OC-D215", what="@not_judged_measure")
    else:
        _measured(linked, covers, rules, period, findings)
    return _report(findings, months, share, day_value, acknowledgements)


def check_records(
    records: AbsenceRecords,
    *,
    rules: MeasureRules,
    period: Period,
    largest_fall: Share | None = None,
    day_value: DayValue | None = None,
    acknowledgements: Sequence[Acknowledgement] = (),
    without_staff: WithoutStaff = NONE_WITHOUT_STAFF,
) -> QualityReport:
    """The same of records that were read: what reading let through, and what only the whole of them can tell.

    Arguments and errors as for `check`.
    """
    require_arguments(
        records=one(records, AbsenceRecords, "@absence_records"),
        period=one(period, Period, "@a_span_of_months"),
        **_asked(rules, day_value, acknowledgements, without_staff),
    )
    share, findings = _usable(records.covers, rules, largest_fall), Findings()
    findings.extend(records.notices)
    linked = Linked(records.spells, records.employments, records.units, records.schedule)
    months = _of_the_whole(linked, _common(period, whole_months(*records.covers)), share, without_staff, findings)
    _measure(records, rules, period, findings)
    return _report(findings, months, share, day_value, acknowledgements)


def held_months(
    records: AbsenceRecords,
    period: Period,
    *,
    largest_fall: Share | None,
    without_staff: WithoutStaff = NONE_WITHOUT_STAFF,
) -> tuple[Notice, ...]:
    """What units by month put on a statement: falls in person-days (OC-D218), if a share is said, and what is declared
    of months without staff (OC-D275, OC-D278).

    Raises DataRejected, as the check finds it, for months that are missing or cannot be zero (OC-D050, OC-D054,
    OC-D216), whether or not a share is said, and for a declaration that is not true (OC-D276, OC-D277); UsageError for
    a share that is none, and for arguments of another kind (OC-D279).
    """
    require_arguments(
        records=one(records, AbsenceRecords, "@absence_records"),
        period=one(period, Period, "@a_span_of_months"),
        without_staff=months_by_unit(without_staff),
    )
    findings, months = Findings(), _common(period, whole_months(*records.covers))
    share = None if largest_fall is None else _share(largest_fall)
    if months is not None:
        linked = Linked(records.spells, records.employments, records.units, records.schedule)
        _units_by_month(linked, months, share, without_staff, findings)
    findings.refuse(DataRejected)
    return tuple(notice for notice in findings if notice.severity == "hold" or notice.code in _DECLARED)


def _asked(rules: object, day_value: object, acknowledgements: object, without_staff: object) -> dict[str, Judged]:
    """What both checks are asked with, judged."""
    from outcome_contracts.valuation import DayValue

    return {
        "rules": one(rules, MeasureRules, "@measure_rules"),
        "day_value": optional(day_value, DayValue, "@a_day_value"),
        "acknowledgements": all_of(acknowledgements, Acknowledgement, "@acknowledgements"),
        "without_staff": months_by_unit(without_staff),
    }


def _usable(covers: tuple[date, date], rules: MeasureRules, largest_fall: Share | None) -> Fraction | None:
    """The share as a number. Raises UsageError for arguments that mean nothing."""
    if covers[1] < covers[0]:
        raise UsageError([Notice("OC-D063")])
    require_rules(rules)
    return None if largest_fall is None else _share(largest_fall)


def _share(largest_fall: Share) -> Fraction:
    share = exact(largest_fall, "largest_fall")
    if not 0 <= share < 1:
        facts = (("name", "largest_fall"), ("expected", "0% – 99%"))
        raise UsageError([Notice("OC-D114", facts=facts)])
    return share


def _common(period: Period, covered: Period | None) -> Period | None:
    """The months of a period that the delivery covers; of the others the measure says that they are not covered."""
    if covered is None or period.last < covered.first or period.first > covered.last:
        return None
    return Period(max(period.first, covered.first), min(period.last, covered.last))


def _of_the_whole(
    linked: Linked, period: Period | None, share: Fraction | None, without_staff: WithoutStaff, findings: Findings
) -> MonthMap | None:
    """What no single row can tell: simultaneous absence, and units by month."""
    spells, employments = linked.spells, linked.employments
    above = above_full_time(spells, employments)
    if above.persons:
        net_days = steps_text(above.net_days, COLUMNS["net_days"])
        findings.add("OC-D220", count=above.persons, net_days=net_days)
    if period is None:
        return None
    return _units_by_month(linked, period, share, without_staff, findings)


def _units_by_month(
    linked: Linked, period: Period, share: Fraction | None, without_staff: WithoutStaff, findings: Findings
) -> MonthMap:
    return unit_months(
        linked.spells,
        linked.employments,
        linked.units,
        period,
        findings,
        largest_fall=share,
        without_staff=without_staff,
    )


def _measured(
    linked: Linked, covers: tuple[date, date], rules: MeasureRules, period: Period, findings: Findings
) -> None:
    """Add what keeps the delivery from being measured."""
    records = AbsenceRecords(
        linked.spells, linked.employments, linked.units, covers, (), linked.schedule, overlap=rules.overlap
    )
    _measure(records, rules, period, findings)


def _measure(records: AbsenceRecords, rules: MeasureRules, period: Period, findings: Findings) -> None:
    try:
        measure(records, rules, period)
    except OutcomeContractsError as refusal:
        findings.extend(refusal.notices)


def _report(
    findings: Findings,
    months: MonthMap | None,
    share: Fraction | None,
    day_value: DayValue | None,
    acknowledgements: Sequence[Acknowledgement],
) -> QualityReport:
    findings.add("OC-D215", what="@not_judged_leave")
    if share is None:
        findings.add("OC-D215", what="@not_judged_falls")
    if day_value is None:
        findings.add("OC-D215", what="@not_judged_money")
    return quality_report(tuple(findings), months=months, day_value=day_value, acknowledgements=acknowledgements)


def _refused(findings: Findings) -> bool:
    return any(notice.severity == "error" for notice in findings)
