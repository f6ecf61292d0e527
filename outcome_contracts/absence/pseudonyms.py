"""Pseudonyms: an id becomes a keyed code that nobody can turn back without the key.

    pseudonym = letter + the first 32 hexadecimal digits of HMAC-SHA-256(key, purpose ‖ kind ‖ id)

A hash without a key is no pseudonym: there are few enough personal identity numbers to try them all. One id has one
pseudonym per key and purpose, so two files pseudonymised alike can be joined, and two suppliers with keys of their own
cannot. An identity number is one however it is written, with or without its sign, and with its century or refused. What
is wrong with an id is found before it is hidden, for afterwards nobody can see it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from outcome_contracts.absence.checks import Rows
from outcome_contracts.absence.columns import usable_text
from outcome_contracts.absence.identity_numbers import identity_numbers
from outcome_contracts.absence.tables import RawColumn
from outcome_contracts.notices import Findings, Notice, UsageError

_SHORTEST_KEY = 32
_DIGITS = 32
_IDENTITY_NUMBER = re.compile(r"([0-9]{2})?[0-9]{6}[-+ ]?[0-9]{4}", re.ASCII)
_SIGN = re.compile(r"[-+ ]")
_POWER_OF_TEN = re.compile(r"[0-9]+([.,][0-9]+)?E\+[0-9]+", re.ASCII | re.IGNORECASE)
_WITH_CENTURY = 12

Kind = Literal["person", "employment"]


@dataclass(frozen=True, slots=True, repr=False)
class PseudonymKey:
    """The secret and what it is used for; it stays with who holds the identities.

    secret: at least 32 random bytes. purpose: e.g. the contract; the same id has another pseudonym under another.
    Raises UsageError (OC-D191) for a shorter secret or no purpose.
    """

    secret: bytes
    purpose: str

    def __post_init__(self) -> None:
        if len(self.secret) < _SHORTEST_KEY or len(set(self.secret)) == 1 or not self.purpose.strip():
            raise UsageError([Notice("OC-D191", facts=(("least", _SHORTEST_KEY),))])

    def __repr__(self) -> str:
        return "PseudonymKey(…)"

    def pseudonyms(self, ids: Sequence[str] | NDArray[np.generic], kind: Kind) -> NDArray[np.str_]:
        """The pseudonym of each id, shape (n,); an empty id stays empty."""
        distinct, which = np.unique(np.asarray(ids, dtype=np.str_), return_inverse=True)
        coded = [self._pseudonym(text, kind) if text else "" for text in distinct.tolist()]
        return np.array(coded, dtype=f"U{_DIGITS + 1}")[which]

    def _pseudonym(self, text: str, kind: Kind) -> str:
        written = _SIGN.sub("", text) if _IDENTITY_NUMBER.fullmatch(text) else text
        message = "\0".join((self.purpose, kind, written)).encode()
        return kind[0] + hmac.new(self.secret, message, hashlib.sha256).hexdigest()[:_DIGITS]


def report_unfit(ids: RawColumn, column: str, rows: Rows, findings: Findings) -> None:
    """Find ids under which two persons would be one, or one person two.

    Findings: what is cut off (OC-D047) or cannot be seen (OC-D046), `1,99E+11` as a spreadsheet leaves a long number
    (OC-D249), identity numbers with and without century (OC-D198).
    """
    usable_text(ids, column, rows, findings)
    distinct, which = np.unique(ids.values.astype(np.str_), return_inverse=True)
    rounded = np.array([bool(_POWER_OF_TEN.fullmatch(text)) for text in distinct.tolist()], dtype=np.bool_)
    rows.report(findings, "OC-D249", rounded[which], column=column)
    rows.report(findings, "OC-D198", _of_two_lengths(ids.values), column=column)


def _of_two_lengths(ids: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Which ids are identity numbers without century, where others of the column have one; shape (n,).

    The same person would have two pseudonyms, and which century was meant is not to be guessed.
    """
    distinct, which = np.unique(ids.astype(np.str_), return_inverse=True)
    digits = [len(_SIGN.sub("", text)) if _IDENTITY_NUMBER.fullmatch(text) else 0 for text in distinct.tolist()]
    lengths = np.array(digits, dtype=np.int64)
    short = (lengths > 0) & (lengths < _WITH_CENTURY)
    if not (lengths == _WITH_CENTURY).any():
        short[:] = False
    found: NDArray[np.bool_] = short[which] & identity_numbers(ids)
    return found
