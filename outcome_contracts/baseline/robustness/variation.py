"""Variation: the fields of a plan that differs from another in a few of them, in its parts as well.

Backtest and multiverse ask what the same plan would say of other months or comparators. A combination or a switch
holds plans of its own, and they have to change with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from outcome_contracts.baseline.plan import BaselinePlan


def varied(plan: BaselinePlan, changes: Mapping[str, object]) -> dict[str, object]:
    """The plan's fields as plain data, with the changes; they need not make a plan."""
    return _varied(plan.to_dict(), changes)


def _varied(fields: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    parts = cast("list[Mapping[str, object]]", fields.get("parts", []))
    inner = [{**part, "plan": _varied(cast("Mapping[str, object]", part["plan"]), changes)} for part in parts]
    return {**fields, **changes, **({"parts": inner} if inner else {})}
