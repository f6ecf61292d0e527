"""Arguments: what a caller hands in is of the kind that the function documents, or it is refused by name.

Python takes anything until some later line cannot go on, and then speaks of that line. Here every argument of the wrong
kind is named at once, with what belongs there; what was handed in is not shown, since it may be of a person.
"""

from __future__ import annotations

from outcome_contracts.notices import Findings, UsageError


def require_arguments(**judged: tuple[bool, str]) -> None:
    """Raise UsageError (OC-D279) naming every argument that does not fit.

    judged: by argument, whether it fits and, as a word of the notices, what does.
    """
    findings = Findings()
    for name, (fits, expected) in judged.items():
        if not fits:
            findings.add("OC-D279", argument=name, expected=expected)
    findings.refuse(UsageError)
