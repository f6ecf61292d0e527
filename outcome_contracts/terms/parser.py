"""The text of a formula → its tree. The whole grammar:

    formula    = expression
    expression = "if" expression "then" expression "else" expression | either
    either     = both { "or" both }
    both       = opposite { "and" opposite }
    opposite   = "not" opposite | comparison
    comparison = sum [ ( ">=" | ">" | "<=" | "<" | "=" ) sum ]
    sum        = product { ( "+" | "-" ) product }
    product    = factor { ( "*" | "/" ) factor }
    factor     = "-" factor | number | NAME | call | "(" expression ")"
    call       = NAME "(" argument { "," argument } ")"
    argument   = expression [ "->" expression ] | ( ">=" | ">" | "<=" | "<" ) sum "->" expression
               | "from" expression "retroactive" | "else" TEXT | "because" TEXT
               | "excess" | "first_unit" | "in_order" | "any_order" | "offsetting" | "capped"
    number     = DIGITS [ "%" | unit ]
    unit       = BASE { ( "/" | "*" ) BASE }

What stands in capitals is told in docs/language.md. Operator precedence is climbed (Pratt); every node remembers its
place, so that a message can point at the line and column of the contract file. Only ASCII is a formula: a look-alike
letter is refused where it stands. Whether numbers and truths stand where they must, `check` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import NamedTuple

from outcome_contracts.terms import tree as t
from outcome_contracts.terms.functions import FUNCTIONS
from outcome_contracts.terms.problems import FormulaError, Problem, problem
from outcome_contracts.terms.tree import DEEPEST, MODES, SIDES, SIGNS, ModeWord, Node, Side, Sign
from outcome_contracts.terms.units import BASES, RATIO, Unit, is_currency, literal_unit
from outcome_contracts.terms.visible import misleading

KEYWORDS = frozenset({"if", "then", "else", "and", "or", "not", "from", "retroactive", "because", *MODES})

REASON = re.compile(r'[^"\\\n\ud800-\udfff]*')
WORD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
LONGEST = 10_000
LONGEST_NUMBER = 40

_NO_NAMES = KEYWORDS | BASES
_MOST_PARENTHESES = 150
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>(?:[0-9]{1,3}(?:[ ][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)
      | (?P<word>[a-z][a-z0-9_]*|[A-Z]{3}(?![A-Za-z0-9_]))
      | (?P<text>"[^"\\\n\ud800-\udfff]*")
      | (?P<sign>->|>=|<=|[><=+\-*/(),%])""",
    re.VERBOSE | re.ASCII,
)
_RUNS: dict[str, tuple[int, type[t.Joined]]] = {
    "or": (1, t.Or),
    "and": (2, t.And),
    "+": (5, t.Add),
    "-": (5, t.Subtract),
    "*": (6, t.Multiply),
    "/": (6, t.Divide),
}
_OPPOSITE, _COMPARISON, _STRONGEST = 3, 4, 7
# A text of the formula is looked up here, and comes out as a word of the grammar.
_SIGNS: Mapping[str, Sign] = {sign: sign for sign in SIGNS}
_SIDES: Mapping[str, Side] = {side: side for side in SIDES}
_MODES: Mapping[str, ModeWord] = {mode: mode for mode in MODES}
_MOST_AFTER = {"if": 0, "not": _OPPOSITE}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str, extra_units: frozenset[str] = frozenset()) -> Node:
    """The tree of a formula. Raises FormulaError with the place of the first thing that does not fit.

    extra_units: unit bases that the contract declares, beside the known ones.
    """
    if len(text) > LONGEST:
        raise FormulaError(problem("OC-T009", 0, limit=f"{LONGEST} characters"))
    tree = _Parser(text, extra_units).formula()
    if t.too_deep(tree):
        raise FormulaError(problem("OC-T009", 0, limit=f"{DEEPEST} levels"))
    return tree


def nameable(word: str, extra_units: frozenset[str] = frozenset()) -> bool:
    """Whether a word can stand in a formula as a name: neither a word of the grammar nor a unit.

    A function's name is free: only a call has a parenthesis after it, and a function that the language gets later
    must not take a name from a contract that is signed already.
    """
    return word not in _NO_NAMES and word not in extra_units


class _Parser:
    def __init__(self, text: str, extra_units: frozenset[str]) -> None:
        self._tokens = _tokens(text)
        self._place = 0
        self._open = 0
        self._units = BASES | extra_units
        self._extra = extra_units

    def formula(self) -> Node:
        node = self._expression(0, 1)
        if self._ahead.kind != "end":
            raise self._surprise("@end_of_formula")
        return node

    @property
    def _ahead(self) -> _Token:
        return self._tokens[self._place]

    def _next(self) -> _Token:
        token = self._tokens[self._place]
        self._place += 1
        return token

    def _take(self, text: str) -> bool:
        if self._ahead.text == text and self._ahead.kind != "text":
            self._place += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._surprise(f"“{text}”")

    def _surprise(self, expected: str) -> FormulaError:
        token = self._ahead
        found = "@end_of_formula" if token.kind == "end" else f"“{token.text[:40]}”"
        return FormulaError(problem("OC-T001", token.at, found=found, expected=expected))

    def _expression(self, strength: int, level: int) -> Node:
        """What binds at least as strongly as `strength`; `level` counts the nodes above it in the tree, and itself."""
        if level > DEEPEST:
            raise FormulaError(problem("OC-T009", self._ahead.at, limit=f"{DEEPEST} levels"))
        most = _MOST_AFTER.get(self._ahead.text, _STRONGEST)
        left = self._prefix(strength, level)
        while max(strength, 1) <= (binding := self._binding()) <= most:
            token = self._next()
            parts = [left, self._expression(binding + 1, level + 1)]
            if binding == _COMPARISON:
                left, most = t.Compare(_SIGNS[token.text], *parts, at=token.at), binding - 1
                continue
            while self._take(token.text):
                parts.append(self._expression(binding + 1, level + 1))
            run = _RUNS[token.text][1]
            left, most = run(tuple(parts), at=left.at if type(left) is run else token.at), binding
        return left

    def _binding(self) -> int:
        """How strongly the operator ahead binds; 0 where there is none."""
        text = self._ahead.text
        return _COMPARISON if text in SIGNS else _RUNS[text][0] if text in _RUNS else 0

    def _prefix(self, strength: int, level: int) -> Node:
        token = self._ahead
        if token.kind == "number":
            return self._number()
        if token.text == "if" and strength == 0:
            return self._choice(level + 1)
        if token.kind == "word" and token.text not in KEYWORDS:
            return self._word(level + 1)
        if token.text == "not" and strength <= _OPPOSITE:
            self._next()
            return t.Not(self._expression(_OPPOSITE, level + 1), at=token.at)
        if token.text == "-":
            self._next()
            return t.Negate(self._expression(_STRONGEST, level + 1), at=token.at)
        if token.text == "(":
            return self._parenthesis(level)
        raise self._surprise("@operand")

    def _parenthesis(self, level: int) -> Node:
        """What stands in parentheses; they are no level of the tree, and have a limit of their own."""
        self._open += 1
        if self._open > _MOST_PARENTHESES:
            raise FormulaError(problem("OC-T009", self._ahead.at, limit=f"{_MOST_PARENTHESES} parentheses"))
        self._next()
        inside = self._expression(0, level)
        self._expect(")")
        self._open -= 1
        return inside

    def _choice(self, level: int) -> Node:
        at = self._next().at
        condition = self._expression(0, level)
        self._expect("then")
        then = self._expression(0, level)
        self._expect("else")
        return t.If(condition, then, self._expression(0, level), at=at)

    def _word(self, level: int) -> Node:
        token = self._next()
        if not self._take("("):
            if token.text in self._units or is_currency(token.text):
                raise FormulaError(problem("OC-T014", token.at, unit=token.text))
            return t.Name(token.text, at=token.at)
        arguments = [self._argument(level)]
        while self._take(","):
            arguments.append(self._argument(level))
        self._expect(")")
        call = t.Call(token.text, tuple(arguments), at=token.at)
        if found := misused(call):
            raise FormulaError(found)
        return call

    def _argument(self, level: int) -> Node:
        token = self._ahead
        if side := _SIDES.get(token.text):
            self._next()
            x = self._expression(_COMPARISON + 1, level + 1)
            self._expect("->")
            return t.Step(side, x, self._expression(0, level + 1), at=token.at)
        if self._take("from"):
            x = self._expression(0, level + 1)
            self._expect("retroactive")
            return t.Entry(x, at=token.at)
        if self._take("else"):
            return t.Reason(self._text(), at=token.at)
        if self._take("because"):
            return t.Because(self._text(), at=token.at)
        if mode := _MODES.get(token.text):
            self._next()
            return t.Mode(mode, at=token.at)
        x = self._expression(0, level)
        return t.Point(x, self._expression(0, level + 1), at=token.at) if self._take("->") else x

    def _text(self) -> str:
        if self._ahead.kind != "text":
            raise self._surprise("@text")
        token = self._next()
        if misleading(token.text):
            raise FormulaError(problem("OC-C062", token.at, field="@text"))
        return token.text[1:-1]

    def _number(self) -> Node:
        token = self._next()
        if len(token.text) > LONGEST_NUMBER:
            raise FormulaError(problem("OC-T009", token.at, limit=f"{LONGEST_NUMBER} digits"))
        value = Fraction(token.text.replace(" ", ""))
        if self._take("%"):
            return t.Number(value / 100, RATIO, percent=True, at=token.at)
        return t.Number(value, self._unit(), at=token.at)

    def _unit(self) -> Unit:
        if self._ahead.kind != "word" or self._ahead.text in KEYWORDS:
            return RATIO
        start, text = self._ahead, self._next().text
        while self._ahead.text in ("/", "*") and self._is_base(self._tokens[self._place + 1]):
            text += self._next().text + self._next().text
        unit = literal_unit(text, self._extra) if self._is_base(start) else None
        if unit is None:
            raise FormulaError(unknown_unit(start.text, self._units, start.at))
        return unit

    def _is_base(self, token: _Token) -> bool:
        return token.kind == "word" and (token.text in self._units or is_currency(token.text))


def misused(call: t.Call) -> Problem | None:
    """What is wrong with a call: a function that does not exist, or arguments of another form."""
    function = FUNCTIONS.get(call.function)
    if function is None:
        near = get_close_matches(call.function, FUNCTIONS, n=1)
        known = near[0] if near else ", ".join(sorted(FUNCTIONS))
        return problem("OC-T003", call.at, function=call.function[:40], known=known)
    if not function.fits(call):
        return problem("OC-T004", call.at, function=call.function, signature=function.signature)
    return None


def unknown_unit(base: str, known: frozenset[str], at: int) -> Problem:
    """What is said of a base that no unit has: the known one most like it."""
    near = get_close_matches(base, sorted(known), n=1)
    return problem("OC-T007", at, unit=base[:40], near=near[0] if near else "@nothing_near")


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(problem("OC-T002", at, character=_named(text[at])))
        kind, token = str(match.lastgroup), match[0]
        if kind == "sign" and token == "," and _digits_meet(text, at):
            raise FormulaError(problem("OC-T012", at))
        if kind != "space":
            tokens.append(_Token(kind, token, at))
        at = match.end()
    return [*tokens, _Token("end", "", len(text))]


def _digits_meet(text: str, at: int) -> bool:
    """A comma between two digits could be a decimal comma; a list is written with a space after it."""
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _named(character: str) -> str:
    return f"“{character}” (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
