"""The key of pseudonyms in a file: one line of hexadecimal digits that nobody but its owner may read.

The key is never shown, not even its length; what is wrong with its file is said in words. Where a system keeps no
permissions by owner, group and others, theirs are not judged.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from outcome_contracts.absence.pseudonyms import PseudonymKey
from outcome_contracts.notices import Notice, UsageError

_LONGEST = 4_096
_DIGITS = re.compile(rb"(?:[0-9a-fA-F]{2})+")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_key(path: str | os.PathLike[str], *, purpose: str) -> PseudonymKey:
    """The key in a file, for a purpose.

    Raises UsageError: OC-D254 for a file that cannot be opened, that others may read, or that holds something else;
    OC-D191 for a key of fewer than 32 bytes or no purpose.
    """
    try:
        with Path(path).open("rb") as stream:
            content, mode = stream.read(_LONGEST + 1), os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        content, mode = None, 0
    if content is None:
        raise _refused("missing")
    if os.name == "posix" and mode & _OTHERS:
        raise _refused("readable")
    digits = content.strip()
    if len(content) > _LONGEST or not _DIGITS.fullmatch(digits):
        raise _refused("form")
    return PseudonymKey(bytes.fromhex(digits.decode("ascii")), purpose)


def _refused(reason: str) -> UsageError:
    return UsageError([Notice("OC-D254", facts=(("reason", f"@key_{reason}"),))])
