"""Columns of named inputs, from the arrays that users have: numpy, Awkward Arrays, mappings of either."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional

import numpy as np

from ._core import Error, Expression


class Sequence(NamedTuple):
    """Objects that a network reads of each event."""

    features: tuple[str, ...]
    """of each object"""
    sort: str
    """The feature by which the objects are sorted, "-pt" for falling values; "": the order in which they are given."""
    most: Optional[int]
    """The number of first objects that are read; None: all."""
    where: str = ""
    """The expression that is true for the objects that are read; "": all."""


class Inputs(NamedTuple):
    """All that a network reads of each event, by name."""

    sequences: dict[str, Sequence]
    event: tuple[str, ...]
    """variables of the event"""


def nearest(wrong: str, names: Any) -> str:
    """"; did you mean 'pt'?", or "" if no name is like `wrong`."""
    found = difflib.get_close_matches(wrong, list(names), 1, 0.5)
    return f"; did you mean '{found[0]}'?" if found else ""


def _is_awkward(value: Any) -> bool:
    ak: Any = sys.modules.get("awkward")  # imported by whoever has an Awkward Array
    return ak is not None and isinstance(value, ak.Array)


def _names_of(value: Any) -> list[str]:
    """The fields of an array of records, the keys of a mapping, the columns of a table."""
    if isinstance(value, Mapping):
        return [str(name) for name in value]
    names = getattr(value, "fields", None) if _is_awkward(value) else getattr(getattr(value, "dtype", None), "names", None)
    return [str(name) for name in (names if names is not None else getattr(value, "columns", []))]


def require_names(what: str, value: Any, wanted: Any) -> None:
    """Raises Error unless `value` has all of the names `wanted`."""
    names = _names_of(value)
    for name in wanted:
        if name not in names:
            raise Error(f"{what} has no field '{name}' (it has {', '.join(names) or 'none'}; the network reads it)"
                        f"{nearest(name, names)}")


class FlatObjects:
    """The columns of the objects of all events, one after the other, and the offsets of the events."""

    def __init__(self, what: str, value: Any, wanted: list[str]) -> None:
        require_names(what, value, wanted)
        columns = {name: value[name] for name in wanted}
        some = next(iter(columns.values()))
        if _is_awkward(some):
            self._flatten(what, columns)
        elif np.ndim(some) == 1:
            self._take_flat(what, columns, value)
        else:
            self._select(what, columns, value)

    def _flatten(self, what: str, columns: dict[str, Any]) -> None:
        """Of Awkward Arrays with a list for each event."""
        import awkward as ak

        counts = None
        self.columns = {}
        for name, column in columns.items():
            if not _is_awkward(column) or column.ndim != 2 or "?" in str(column.type):
                raise Error(f"{what}.{name} is of type {getattr(column, 'type', type(column).__name__)} (a list of "
                            "numbers is needed for each event). Try ak.drop_none, or ak.zip")
            number = np.asarray(ak.num(column), np.int64)
            if counts is not None and not np.array_equal(number, counts):
                raise Error(f"{what}.{name} has other numbers of objects than {next(iter(columns))}. "
                            "Give columns of the same selection")
            counts = number
            self.columns[name] = np.asarray(ak.flatten(column))
        self.offsets = _offsets_of(counts)

    def _take_flat(self, what: str, columns: dict[str, Any], value: Any) -> None:
        """Of all objects one after the other, with offsets."""
        if "offsets" not in _names_of(value):
            raise Error(f"{what} has columns of one dimension without 'offsets' (which event has which objects?). Give "
                        "a list for each event, or offsets [events + 1]")
        offsets = np.asarray(value["offsets"], np.int64)
        if offsets.ndim != 1 or not len(offsets) or np.any(np.diff(offsets) < 0) or offsets[0] < 0:
            raise Error(f"{what}.offsets are not rising numbers of the first object of each event and the end of the "
                        "last. Try numpy.concatenate([[0], numpy.cumsum(counts)])")
        for name, column in columns.items():
            if np.ndim(column) != 1 or len(column) < offsets[-1]:
                raise Error(f"{what}.{name} has {len(column)} objects, the offsets end at {offsets[-1]}. Look how both "
                            "were made")
        self.columns = {name: np.asarray(column)[offsets[0]:offsets[-1]] for name, column in columns.items()}
        self.offsets = offsets - offsets[0]

    def _select(self, what: str, columns: dict[str, Any], value: Any) -> None:
        """Of padded arrays [events, objects] with a mask or a field `valid`."""
        first = next(iter(columns.values()))
        if "valid" in _names_of(value):
            valid = np.asarray(value["valid"]).astype(bool)
        elif isinstance(first, np.ma.MaskedArray):
            valid = ~np.ma.getmaskarray(first)
        else:
            raise Error(f"{what} is padded, but has no field 'valid' and no mask (which objects are there?). Give an "
                        "Awkward Array, or add one")
        for name, column in columns.items():
            if np.ndim(column) != 2 or np.shape(column) != valid.shape:
                raise Error(f"{what}.{name} has the shape {np.shape(column)}, but the objects {valid.shape} (events, "
                            "objects). Give columns of the same selection")
        self.columns = {name: np.asarray(column)[valid] for name, column in columns.items()}
        self.offsets = _offsets_of(valid.sum(axis=1))

    @property
    def events(self) -> int:
        return len(self.offsets) - 1

    def sort(self, by: str) -> None:
        """Sorts the objects of each event, "-pt" for falling values; equal ones stay in their order."""
        key = np.asarray(self.columns[by.removeprefix("-")], np.float64)
        if np.isnan(key).any():
            raise Error(f"{by.removeprefix('-')} is not a number for some objects (the objects are sorted by it). Leave "
                        "these objects out")
        if by.startswith("-"):
            key = -key
        events = np.repeat(np.arange(self.events), np.diff(self.offsets))
        if np.all((key[1:] >= key[:-1]) | (events[1:] > events[:-1])):
            return
        order = np.lexsort((key, events))
        self.columns = {name: column[order] for name, column in self.columns.items()}

    def choose(self, where: str) -> None:
        """Keeps the objects for which `where` is true."""
        flags = np.asarray(self.columns[where])
        if not np.isin(flags, (0, 1)).all():
            raise Error(f"'{where}' is not true or false for some objects (it chooses those that are read). Look at its "
                        "columns")
        kept = flags == 1
        before = np.concatenate([[0], np.cumsum(kept)])
        self.columns = {name: column[kept] for name, column in self.columns.items()}
        self.offsets = _offsets_of(np.diff(before[self.offsets]))

    def cut(self, most: int) -> None:
        """Keeps the first `most` objects of each event."""
        counts = np.diff(self.offsets)
        if not len(counts) or counts.max() <= most:
            return
        kept = np.arange(self.offsets[-1]) - np.repeat(self.offsets[:-1], counts) < most
        self.columns = {name: column[kept] for name, column in self.columns.items()}
        self.offsets = _offsets_of(np.minimum(counts, most))


def _offsets_of(counts: Any) -> Any:
    return np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64)


def _formula(text: str, names: list[str]) -> Optional[Expression]:
    """The expression that gives `text`; None if it is the name of a column, or no expression."""
    if text in names:
        return None
    try:
        return Expression(text)
    except Error:
        return None


def _columns_of(text: str, names: list[str]) -> list[str]:
    formula = _formula(text, names)
    return [text] if formula is None else list(formula.columns)


def _result(text: str, names: list[str], column: Any, rows: int) -> Any:
    """The numbers of `text` for `rows` rows; `column(name)` gives those of a column."""
    formula = _formula(text, names)
    if formula is None:
        return column(text)
    return formula.evaluate([np.asarray(column(name), np.float64) for name in formula.columns], rows)


_OF_EVENT = "event."


def objects_of(what: str, value: Any, wanted: Sequence, event: Any = None) -> FlatObjects:
    """The objects that a network reads, sorted and cut as it says. A feature may be an expression of the fields, and of
    `event.NAME`, a number of the event."""
    names = _names_of(value)
    by = wanted.sort.removeprefix("-")
    texts = list(dict.fromkeys([*wanted.features, *(text for text in (by, wanted.where) if text)]))
    needed = list(dict.fromkeys(column for text in texts for column in _columns_of(text, names)))
    own = [name for name in needed if not (name.startswith(_OF_EVENT) and name not in names)]
    of_event = [name.removeprefix(_OF_EVENT) for name in needed if name not in own]
    objects = FlatObjects(what, value, own or names[:1])
    if of_event:
        require_names("event", {} if event is None else event, of_event)
    counts = np.diff(objects.offsets)
    given = dict(objects.columns)

    def column(name: str) -> Any:
        if name in given:
            return given[name]
        numbers = np.asarray(event[name.removeprefix(_OF_EVENT)], np.float64)
        if numbers.shape != counts.shape:
            raise Error(f"{name} has the shape {numbers.shape}, but there are {len(counts)} events of {what}. Give one "
                        "number for each event")
        return np.repeat(numbers, counts)

    objects.columns = {text: _result(text, names, column, int(objects.offsets[-1])) for text in texts}
    if wanted.where:
        objects.choose(wanted.where)
    if by:
        objects.sort(wanted.sort)
    if wanted.most is not None:
        objects.cut(wanted.most)
    return objects


def variables_of(value: Any, wanted: tuple[str, ...]) -> list[Any]:
    """The columns of the variables of the event; a variable may be an expression of them."""
    names = _names_of(value)
    needed = list(dict.fromkeys(column for text in wanted for column in _columns_of(text, names)))
    require_names("event", value, needed)
    given = {name: np.asarray(value[name]) for name in needed}
    for name, column in given.items():
        if column.ndim != 1 or len(column) != len(given[needed[0]]):
            raise Error(f"event.{name} has the shape {column.shape}, but event.{needed[0]} {given[needed[0]].shape} (one "
                        "number for each event). Give columns of the same selection")
    rows = len(given[needed[0]]) if needed else 0
    return [np.ascontiguousarray(_result(text, names, given.__getitem__, rows), np.float32) for text in wanted]
