"""What was found, as the command line says it: lines on standard error, or JSON on standard output."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from outcome_contracts.notices import Language, Notice


def report_findings(notices: Sequence[Notice], options: argparse.Namespace) -> None:
    """Say everything that led to a refusal."""
    if options.json:
        print(json.dumps({"ok": False, "notices": plain_findings(notices, options.lang)}, ensure_ascii=False))
        return
    for notice in notices:
        print(notice.text(options.lang), file=sys.stderr)


def plain_findings(notices: Sequence[Notice], lang: Language) -> list[dict[str, object]]:
    """Findings as plain data, each with its text."""
    return [{**notice.to_dict(), "text": notice.text(lang)} for notice in notices]
