"""The values of an expression, for all events or objects of a block at once."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from .. import Error
from .checks import stand_for_unknown
from .expression import GEV, Branch, Call, Expression, Node, Number

FALSE, UNKNOWN, TRUE = 0, 1, 2
"""Ordered so that `and` is the minimum, `or` the maximum (Kleene's logic): `finite(x) and x > 1` is known for NaN."""
_FUNCTIONS = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide, "abs": np.abs, "negative": np.negative,
    "sqrt": np.sqrt, "hypot": np.hypot, "exp": np.exp, "log": np.log, "sin": np.sin, "cos": np.cos, "tanh": np.tanh,
    "sinh": np.sinh, "cosh": np.cosh, "asinh": np.arcsinh, "min": np.minimum, "max": np.maximum,
    "clip": lambda x, least, most: np.where(np.isnan(least) | np.isnan(most), np.nan,
                                            np.where(x < least, least, np.where(x > most, most, x))),
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal, "!=": np.not_equal,
}
_EXACT = ("+", "-", "*", "&", "negative")
"""Functions that return whole numbers for whole numbers, without rounding."""


class Rows(Protocol):
    """The events or the objects of a block."""

    size: int
    unit: str
    """The unit of energies: MeV or GeV."""

    def branch(self, branch: Branch) -> np.ndarray:
        """[size]"""

    def where(self, i: int) -> str:
        """For messages: the entry of row i."""


def evaluated(expression: Expression, rows: Rows) -> np.ndarray:
    """The values [size]; bool for a comparison. A branch keeps its type, so that nothing is rounded on the way."""
    with np.errstate(all="ignore"):  # infinities and NaN are found in the results
        if expression.is_flag:
            return _known(_logic(expression.root, rows), expression.text, rows)
        return np.broadcast_to(_number(expression.root, rows), (rows.size,))


def unknown_terms(expression: Expression, rows: Rows) -> np.ndarray:
    """[size] true if a placeholder of an unknown number enters the arithmetic of `expression`. Comparisons are allowed:
    with a placeholder, `x > 0.5` is false."""
    if not isinstance(expression.root, Call) or expression.is_flag:
        return np.zeros(rows.size, bool)
    return np.broadcast_to(_unknown(expression.root, rows), (rows.size,))


def _unknown(node: Node, rows: Rows) -> Any:
    """True where a placeholder enters the number `node`: what `if` does not choose doesn't count."""
    if isinstance(node, Branch):
        return stand_for_unknown(rows.branch(node))
    if not isinstance(node, Call) or node.is_flag:
        return False
    if node.name == "if":
        chosen = _logic(node.arguments[0], rows) == TRUE
        return np.where(chosen, _unknown(node.arguments[1], rows), _unknown(node.arguments[2], rows))
    found: Any = False
    for argument in node.arguments:
        found = found | _unknown(argument, rows)
    return found


def as_flag(values: np.ndarray, name: str, text: str, where) -> np.ndarray:
    """The values as bool; throws Error unless they are true, false, 0 or 1."""
    if values.dtype == bool:
        return values
    bad = (values != 0) & (values != 1)
    if bad.any():
        i = int(np.argmax(bad))
        example = f"{text} == 5" if values.dtype.kind in "iu" else f"{text} > 0.5"
        key = "" if name == text else name.split(".")[-1] + ": "
        raise Error(f"{where(i)}: {name} is {values[i]} (true, false, 0 or 1 expected). Say which values count, "
                    f"such as `{key}{example}`")
    return values != 0


def _known(logic: np.ndarray, text: str, rows: Rows) -> np.ndarray:
    logic = np.broadcast_to(logic, (rows.size,))
    unknown = logic == UNKNOWN
    if unknown.any():
        raise Error(f"{rows.where(int(np.argmax(unknown)))}: `{text}` is neither true nor false (a value in it is "
                    "NaN). Say what holds then, such as `finite(x) and x > 0.5`")
    return logic == TRUE


def _logic(node: Node, rows: Rows) -> np.ndarray:
    if not isinstance(node, Call) or not node.is_flag:
        text = node.name if isinstance(node, Branch) else "a number"
        values = np.broadcast_to(_number(node, rows), (rows.size,))
        return np.where(as_flag(values, text, text, rows.where), np.int8(TRUE), np.int8(FALSE))
    if node.name == "not":
        return TRUE - _logic(node.arguments[0], rows)
    if node.name in ("and", "or"):
        left, right = (_logic(argument, rows) for argument in node.arguments)
        return np.minimum(left, right) if node.name == "and" else np.maximum(left, right)
    if node.name == "if":
        condition, chosen, otherwise = (_logic(argument, rows) for argument in node.arguments)
        return np.where(condition == UNKNOWN, np.int8(UNKNOWN), np.where(condition == TRUE, chosen, otherwise))
    values = [_number(argument, rows) for argument in node.arguments]
    if _is_signed(values):
        values = [float(value) if isinstance(value, int) and value >= 2**63 else value for value in values]
    if node.name == "finite":
        return np.where(np.isfinite(values[0]), np.int8(TRUE), np.int8(FALSE))
    unknown = np.isnan(values[0]) | np.isnan(values[1])
    holds = np.where(_FUNCTIONS[node.name](*values), np.int8(TRUE), np.int8(FALSE))
    if node.name in ("==", "!="):
        same = _same_as_written(node, values)
        holds = np.where(same, np.int8(TRUE if node.name == "==" else FALSE), holds)
    return np.where(unknown, np.int8(UNKNOWN), holds)


def _same_as_written(node: Call, values: list[Any]) -> Any:
    """True where a double is a number of the text rounded to a float: files hold floats."""
    same: Any = False
    for written, number, other in zip(node.arguments, values, reversed(values)):
        is_double = getattr(other, "dtype", None) == np.float64
        if isinstance(written, Number) and is_double:
            same = same | (other == float(np.float32(number)))
    return same


def _number(node: Node, rows: Rows) -> Any:
    """A Python number, or an array [size]. numpy rounds the former to the precision of the branch, so that a 32-bit
    float of 0.7 is not above `0.7`."""
    if isinstance(node, Number):
        return node.value * GEV[node.unit] / GEV[rows.unit] if node.unit else node.value
    if isinstance(node, Branch):
        return rows.branch(node)
    if node.name == "if":
        condition = _logic(node.arguments[0], rows)
        values = [_number(argument, rows) for argument in node.arguments[1:]]
        chosen = np.where(condition == TRUE, *values)
        return chosen if not (condition == UNKNOWN).any() else np.where(condition == UNKNOWN, np.nan, chosen)
    values = [_number(argument, rows) for argument in node.arguments]
    values = [value.astype(np.int64) if getattr(value, "dtype", None) == bool else value for value in values]
    if node.name in _EXACT and all(_is_whole(value) for value in values):
        return _exact(node.name, values, rows)
    if node.name == "&":
        raise Error(f"{rows.where(0)}: `&` stands between numbers that have fractions (whole numbers have bits). "
                    "Correct the map")
    if node.name == "abs" and _is_whole(values[0]):
        return np.abs(_signed(values[0], rows))
    return _FUNCTIONS[node.name](*values)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) or getattr(value, "dtype", np.dtype(float)).kind in "iu"


def _is_signed(values: list[Any]) -> bool:
    """True if none is an array of unsigned numbers: numpy then does not compare 64-bit whole numbers."""
    return all(getattr(value, "dtype", np.dtype(np.int64)).kind != "u" for value in values)


def _signed(value: Any, rows: Rows) -> Any:
    """The values as int64, or uint64 if one needs it."""
    array = np.asarray(value)
    if array.dtype.kind not in "iu":
        raise Error(f"{rows.where(0)}: {value} is too large for a whole number (64 bits). Correct the map")
    if array.dtype == np.uint64 and array.size and array.max() > np.iinfo(np.int64).max:
        return array
    return array.astype(np.int64)


def _exact(name: str, values: list[Any], rows: Rows) -> np.ndarray:
    """+, -, *, & of whole numbers; throws Error on overflow."""
    operands = [_signed(value, rows) for value in values]
    wide = any(operand.dtype == np.uint64 for operand in operands)
    if wide and (name in ("-", "negative") or any((operand < 0).any() for operand in operands)):
        raise Error(f"{rows.where(0)}: `{name}` of a whole number above 2^63 (it would be rounded). Correct the map")
    operands = [operand.astype(np.uint64 if wide else np.int64) for operand in operands]
    if name == "&":
        return operands[0] & operands[1]
    limit = 2.0**64 if wide else 2.0**63
    function = _FUNCTIONS[name]
    bad = np.abs(function(*(operand.astype(np.float64) for operand in operands))) >= limit * (1 - 1e-15)
    if bad.any():
        i = int(np.argmax(np.broadcast_to(bad, (rows.size,)))) if rows.size else 0
        raise Error(f"{rows.where(i)}: the result of `{name}` is too large for a whole number (64 bits). "
                    "Correct the map")
    return function(*operands)
