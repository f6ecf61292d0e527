"""What the command `reconcile` leaves and prints; of several readings, each under its contract's id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outcome_contracts.cli.folder import written_whole
from outcome_contracts.notices import Language

if TYPE_CHECKING:
    from outcome_contracts.settlement.reconciliation.result import Reconciliation


def keep_reconciliations(found: Sequence[Reconciliation], out: Path, lang: Language) -> None:
    """Leave reconciliation.json and reconciliation.html in a folder."""
    from outcome_contracts.report.reconciliation import reconciliation_html

    with written_whole(out) as folder:
        for each in found:
            name = "reconciliation" if len(found) == 1 else f"reconciliation.{each.contract.id}"
            (folder / f"{name}.json").write_text(each.to_json() + "\n", encoding="utf-8")
            (folder / f"{name}.html").write_text(reconciliation_html(each, lang), encoding="utf-8")


def json_text(found: Sequence[Reconciliation]) -> str:
    """One object, or a list of several."""
    texts = [each.to_json() for each in found]
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


def reading_text(found: Sequence[Reconciliation], lang: Language) -> str:
    """One after the other, as people read them."""
    from outcome_contracts.report.reconciliation import reconciliation_text

    return "\n\n".join(reconciliation_text(each, lang) for each in found)
