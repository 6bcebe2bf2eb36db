"""Parses and checks the expressions of a map: `jet_score > 0.4 and abs(jet_eta) < 2.5`. The grammar is that of
core/expression/expression.hpp, with bits, units, elements and hexadecimal numbers besides; tests/core/expression/cases.txt
holds expressions that both must read alike.

    expression  = conjunction { "or" conjunction }
    conjunction = negation { "and" negation }
    negation    = "not" negation | comparison
    comparison  = bits [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) bits ]
    bits        = sum { "&" sum }
    sum         = product { ( "+" | "-" ) product }
    product     = factor { ( "*" | "/" ) factor }
    factor      = "-" factor | number [ "MeV" | "GeV" | "TeV" ] | branch { "[" whole number "]" }
                | function "(" expression { "," expression } ")" | "(" expression ")"

A branch is a name of letters, digits, `_`, `.` and `::`, or any text in backticks. evaluation.py has the values.
"""

from __future__ import annotations

import math
import re
from typing import Iterator, NamedTuple, NoReturn, Union

from .. import Error

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
FUNCTIONS = {"abs": 1, "sqrt": 1, "exp": 1, "log": 1, "sin": 1, "cos": 1, "tanh": 1, "sinh": 1, "cosh": 1, "asinh": 1,
             "finite": 1, "hypot": 2, "min": 2, "max": 2, "clip": 3, "if": 3}
"""The number of arguments of each; those of core/expression, whose grammar this one extends."""
GEV = {"MeV": 1e-3, "GeV": 1.0, "TeV": 1e3}
WORDS = ("and", "or", "not")
DEEPEST, LONGEST = 40, 300
"""Levels of nesting and words of an expression: Python's own stack ends a little above."""
_FOREIGN = {"&&": "and", "||": "or", "!": "not", "=": "==", "**": "x * x", "^": "x * x", "%": "", "|": "", "?": ""}
_TOKEN = re.compile(r"""\s*(?:(?P<number>0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])
    |(?P<name>[A-Za-z_]\w*(?:(?:\.|::)\w+)*)|`(?P<quoted>[^`\n]+)`
    |(?P<sign><=|>=|==|!=|&&|\|\||\*\*|[-<>&+*/()\[\],=!^%|?])|(?P<end>$))""", re.VERBOSE)


class Number(NamedTuple):
    value: Union[int, float]
    unit: str = ""
    """MeV, GeV or TeV; empty: a number without unit."""


class Branch(NamedTuple):
    name: str
    indices: tuple[int, ...] = ()
    """Elements of the innermost lists: `weights[0]`."""


class Call(NamedTuple):
    """An operator or a function and its arguments."""

    name: str
    arguments: tuple["Node", ...]

    @property
    def is_flag(self) -> bool:
        if self.name == "if":
            return any(isinstance(argument, Call) and argument.is_flag for argument in self.arguments[1:])
        return self.name in COMPARISONS or self.name in WORDS or self.name == "finite"


Node = Union[Number, Branch, Call]


class Expression(NamedTuple):
    text: str
    root: Node

    @property
    def is_flag(self) -> bool:
        """Whether it is certainly a flag; a branch or a number may be one, too."""
        return isinstance(self.root, Call) and self.root.is_flag

    def branches(self) -> Iterator[Branch]:
        yield from _branches(self.root)


def _branches(node: Node) -> Iterator[Branch]:
    if isinstance(node, Branch):
        yield node
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _branches(argument)


class _Parser:
    def __init__(self, text: str):
        self.text, self.position, self.depth, self.words = text, 0, 0, 0
        self.kind, self.token = "", ""
        self.advance()

    def refuse(self, why: str, remedy: str = "see docs/reference/branch-map.md") -> NoReturn:
        text = " ".join(self.text.split())[:200]
        raise Error(f"`{text}` can't be read ({why}). {remedy[0].upper()}{remedy[1:]}")

    def advance(self) -> None:
        found = _TOKEN.match(self.text, self.position)
        if not found:
            rest = " ".join(self.text[self.position:].split())
            self.refuse(f"`{rest}` is neither a number nor a branch", "put the name of a branch into backticks if it "
                        "has other characters than letters, digits, `_`, `.` and `::`")
        self.words += 1
        if self.words > LONGEST:
            self.refuse("it is too long")
        self.position, self.kind = found.end(), found.lastgroup or ""
        self.token = found.group(self.kind)

    def take(self, *tokens: str) -> str:
        """The next token if it is one of `tokens`, else an empty text."""
        if self.kind not in ("sign", "name") or self.token not in tokens:
            return ""
        token = self.token
        self.advance()
        return token

    def expect(self, token: str) -> None:
        if not self.take(token):
            self.refuse(f"`{token}` expected " + (f"before `{self.token}`" if self.token else "at the end"))

    def whole(self) -> Expression:
        root = self.disjunction()
        if self.kind == "end":
            return Expression(self.text, root)
        if self.token in COMPARISONS:
            self.refuse("a second comparison follows the first", "write `1 < x and x < 3`")
        ours = _FOREIGN.get(self.token, "") if self.kind == "sign" else ""
        self.refuse(f"`{self.token}` has no meaning here", f"write `{ours}`" if ours else
                    "see docs/reference/branch-map.md; unusual names of branches stand in backticks")

    def number(self, node: Node) -> Node:
        if isinstance(node, Call) and node.is_flag:
            self.refuse(f"the result of `{node.name}` is true or false, where a number is expected",
                        "combine such results with `and`, `or`, `not`")
        return node

    def flag(self, node: Node) -> Node:
        """Whether it may be a flag: a branch and `x & 1` may be; other numbers need a comparison."""
        if isinstance(node, Number) or (isinstance(node, Call) and not node.is_flag and node.name != "&"):
            self.refuse("a number stands where true or false is expected", "compare it, such as `x > 0`")
        return node

    def joined(self, word: str, part) -> Node:
        node = part()
        while self.take(word):
            node = Call(word, (self.flag(node), self.flag(part())))
        return node

    def disjunction(self) -> Node:
        return self.joined("or", self.conjunction)

    def conjunction(self) -> Node:
        return self.joined("and", self.negation)

    def negation(self) -> Node:
        if self.take("not"):
            return Call("not", (self.flag(self.nested(self.negation)),))
        return self.comparison()

    def comparison(self) -> Node:
        left = self.bits()
        sign = self.take(*COMPARISONS)
        return Call(sign, (self.number(left), self.number(self.bits()))) if sign else left

    def chain(self, signs: tuple[str, ...], part) -> Node:
        node = part()
        while sign := self.take(*signs):
            node = Call(sign, (self.number(node), self.number(part())))
        return node

    def bits(self) -> Node:
        return self.chain(("&",), self.sum)

    def sum(self) -> Node:
        return self.chain(("+", "-"), self.product)

    def product(self) -> Node:
        return self.chain(("*", "/"), self.factor)

    def nested(self, part) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse("it is nested too deeply")
        node = part()
        self.depth -= 1
        return node

    def factor(self) -> Node:
        if self.take("-"):
            node = self.number(self.nested(self.factor))
            if isinstance(node, Number) and is_number(-node.value):
                return Number(-node.value, node.unit)
            return Call("negative", (node,))
        if self.take("("):
            node = self.nested(self.disjunction)
            self.expect(")")
            return node
        if self.kind == "number":
            return self.literal()
        if self.kind == "quoted" or (self.kind == "name" and self.token not in WORDS):
            return self.branch_or_call()
        self.refuse(f"a value is missing before `{self.token}`" if self.token else "it ends where a value is expected")

    def literal(self) -> Number:
        token = self.token
        if re.match(r"0\d", token):
            self.refuse(f"`{token}` begins with 0", "write the number without it")
        self.advance()
        value = int(token, 0) if re.fullmatch(r"0[xX].*|\d+", token) else float(token)
        if not is_number(value):
            self.refuse(f"`{token[:30]}` is too large", "a whole number has at most 64 bits, another is below 1.8e308")
        return Number(value, self.take(*GEV))

    def branch_or_call(self) -> Node:
        name, is_name = self.token, self.kind == "name"
        self.advance()
        if is_name and self.take("("):
            return self.call(name)
        indices = []
        while self.take("["):
            indices.append(self.index())
            self.expect("]")
        return Branch(name, tuple(indices))

    def index(self) -> int:
        if self.kind != "number" or not self.token.isdigit():
            self.refuse("an element is a whole number from 0 on", "write for example `weights[0]`")
        index = int(self.token)
        self.advance()
        return index

    def call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            self.refuse(f"there is no function `{name}`", f"there are: {', '.join(FUNCTIONS)}")
        arguments = [self.nested(self.disjunction)]
        while self.take(","):
            arguments.append(self.nested(self.disjunction))
        self.expect(")")
        if len(arguments) != FUNCTIONS[name]:
            self.refuse(f"`{name}` takes {FUNCTIONS[name]} argument(s)")
        node = Call(name, tuple(arguments))
        if name == "if":
            self.flag(arguments[0])
        for argument in arguments[1:] if name == "if" else arguments:
            self.flag(argument) if node.is_flag and name == "if" else self.number(argument)
        return node


def is_number(value: Union[int, float]) -> bool:
    """True for numbers that numpy can hold: 64-bit whole numbers, finite others."""
    return -(2**63) <= value < 2**64 if isinstance(value, int) else math.isfinite(value)


def parse(text: str) -> Expression:
    """Throws Error unless `text` is an expression of one type: numbers are compared, flags are combined."""
    return _Parser(text).whole()


def constant(value: Union[int, float]) -> Expression:
    return Expression(repr(value), Number(value))
