"""The map of absence codes as a file that the parties agree on: what each code means, and what of it counts.

    counted = ["sick", "work injury"]
    [codes]
    SJK = "sick"
    "FR 1" = "other leave"

`counted` has the reasons that the measure counts, `codes` the agreed reason of each code of the system.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictStr, ValidationError

from outcome_contracts.absence.vintages.reasons import ReasonCodes
from outcome_contracts.complaints import complaints, shown_path
from outcome_contracts.contract.fields import Model
from outcome_contracts.notices import Findings, UsageError
from outcome_contracts.plain_files import Unreadable, parsed_toml, read_text

_LARGEST = 1_000_000


class _ReasonFile(Model):
    counted: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    codes: dict[str, StrictStr]


def read_reason_codes(path: str | os.PathLike[str]) -> ReasonCodes:
    """The codes of a TOML file.

    Raises UsageError: OC-D202 for a file that cannot be read and for each field of another form, OC-D137 for a map that
    maps nothing to what counts. Codes are not shown.
    """
    source, findings = Path(path), Findings()
    try:
        content = parsed_toml(read_text(source, largest=_LARGEST), source.name)
    except Unreadable as error:
        findings.add("OC-D202", error.where, field="-")
        content = {}
    findings.refuse(UsageError)
    try:
        read = _ReasonFile.model_validate(content)
    except ValidationError as error:
        for _, place, _ in complaints(error):
            findings.add("OC-D202", source.name, field=shown_path(place[:1]))
        read = None
    if read is None:
        raise UsageError(findings)
    return ReasonCodes(read.codes, frozenset(read.counted))
