"""A hundred planted values, and everything that the library says while they go through it.

Every value has the mark in it, so that a part of one is found too; identity numbers, which can have none, are looked
for as they are. While the trap is open, what is logged, warned of and printed is kept, and so is the representation of
every object of the package that a function of it makes or returns.
"""

from __future__ import annotations

import io
import logging
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import CodeType, FrameType

MARK = "qzx"
_WATCHED = ("outcome_contracts.absence", "outcome_contracts.disclosure", "outcome_contracts.settlement")
PERSONS = tuple(f"{MARK}{n:02}9f4c71e2aa" for n in range(25))
EMPLOYMENTS = tuple(f"anst-{MARK}-{n:03}" for n in range(25))
DIAGNOSES = tuple(f"{name} {MARK}{n:02}" for n in range(4) for name in
                  ("utmattningssyndrom F43.8A", "migrän", "brusten blindtarm", "depression", "graviditet"))  # fmt: skip
COMMENTS = tuple(f"{text} {MARK}{n:02}" for n in range(5) for text in ("ringde chefen", "Anna Ek", "a@b.se", "070-123"))


def _identity_number(birth: str, serial: int) -> str:
    digits = f"{birth}{serial:03}"
    products = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return digits + str(-sum(product // 10 + product % 10 for product in products) % 10)


IDENTITY_NUMBERS = tuple("18" + _identity_number(f"{n}0228", n) for n in range(10, 20))
CANARIES = (*PERSONS, *EMPLOYMENTS, *DIAGNOSES, *COMMENTS, *IDENTITY_NUMBERS)


def seen_in(text: str) -> list[str]:
    """The canaries, or the mark of one, that stand in a text."""
    found = [number for number in IDENTITY_NUMBERS if number[2:] in text]  # so the whole number is seen too
    return [MARK, *found] if MARK in text.casefold() else found


class Trap:
    """What was said, piece by piece; `sprung` are the pieces with a canary in them."""

    def __init__(self) -> None:
        self.sprung: list[str] = []
        self.codes: set[str] = set()
        self._noticed: set[object] = set()
        self.pieces = 0

    def hear(self, source: str, text: str) -> None:
        self.pieces += 1
        if seen_in(text):
            self.sprung.append(f"{source}: {text[:300]}")

    def look_at(self, source: str, value: object) -> None:
        """The representation of an object of the package."""
        if type(value).__module__.startswith("outcome_contracts"):
            try:
                said = {repr(value)} if type(value).__str__ is object.__str__ else {repr(value), str(value)}
            except AttributeError:  # an error came while it was made, and it is not whole
                return
            for text in said:
                self.hear(f"{source} → {type(value).__name__}", text)

    def catch(self, source: str, error: BaseException) -> None:
        """An error with all that hangs on it, and its traceback."""
        self.hear(source, "".join(traceback.format_exception(error)))
        seen, waiting = set[int](), [error]
        while waiting:
            one = waiting.pop()
            if id(one) in seen:
                continue
            seen.add(id(one))
            said = [str(one), repr(one), str(one.args), *getattr(one, "__notes__", ())]
            if callable(errors := getattr(one, "errors", None)):
                said.append(str(errors()))
            for notice in getattr(one, "notices", ()):
                self.notice(source, notice)
            for text in said:
                self.hear(f"{source} {type(one).__name__}", text)
            waiting += [each for each in (one.__cause__, one.__context__) if each is not None]

    def notice(self, source: str, notice: object) -> None:
        self.codes.add(notice.code)
        if notice in self._noticed:  # its rows are files and numbers, which other findings have too
            return
        self._noticed.add(notice)
        for text in (notice.text("sv"), notice.text("en"), repr(notice), str(notice.to_dict())):
            self.hear(f"{source} {notice.code}", text)


@contextmanager
def trap() -> Iterator[Trap]:
    """Everything that is said from here on; what the package raises is caught by the caller with `catch`."""
    heard, written, printed = Trap(), io.StringIO(), io.StringIO()
    watched: dict[CodeType, bool] = {}
    handler = logging.StreamHandler(written)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def entered(frame: FrameType, _event: str, _value: object) -> Callable[..., None] | None:
        code = frame.f_code
        if code not in watched:  # asked once of each function, and not at each of its calls
            watched[code] = frame.f_globals.get("__name__", "").startswith(_WATCHED)
        if not watched[code]:
            return None
        frame.f_trace_lines = False
        return left

    def left(frame: FrameType, event: str, value: object) -> None:
        if event == "return" and frame.f_code.co_name not in ("__repr__", "__str__"):
            made = frame.f_locals.get("self") if frame.f_code.co_name == "__init__" else value
            sys.settrace(None)
            heard.look_at(frame.f_code.co_name, made)
            sys.settrace(entered)

    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stdout(printed), redirect_stderr(printed):
            warnings.simplefilter("always")
            before = sys.gettrace()
            sys.settrace(entered)
            try:
                yield heard
            finally:
                sys.settrace(before)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    heard.hear("log", written.getvalue())
    heard.hear("printed", printed.getvalue())
    for one in warned:
        heard.hear("warning", str(one.message))
