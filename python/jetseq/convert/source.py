"""Reads ROOT files in blocks of entries as flat columns, the same for TTree and RNTuple."""

from __future__ import annotations

from typing import Any, Callable, Iterator, NamedTuple, Optional

import awkward
import numpy as np
import uproot

from .. import Error
from .evaluation import Rows, evaluated, unknown_terms
from .expression import Branch, Expression
from .mapping import Map, Values, near


class Place(NamedTuple):
    """The origin of a block of entries."""

    file: str
    tree: str
    first: int

    def entry(self, row: int) -> str:
        return f"{self.file}, `{self.tree}`, entry {self.first + row}"


_REMEDIES = {
    b"\x89HDF": "It is HDF5: jetseq reads it as it is (docs/reference/formats.md)",
    b"\x1f\x8b": "It is compressed by gzip: unpack it",
    b"BZh": "It is compressed by bzip2: unpack it",
    b"\xfd7zXZ": "It is compressed by xz: unpack it",
    b"\x28\xb5\x2f\xfd": "It is compressed by zstd: unpack it",
    b"PK": "It is a zip archive: unpack it",
    b"<LesHouches": "It is LHE: `jetseq simulate` reads it",
    b"HepMC": "It is HepMC: `jetseq simulate` reads it",
    b"root": "It is damaged or cut short: copy or make it again",
}
"""Remedies by the first bytes of a file."""


def _remedy(file: str) -> str:
    """The remedy for a file that uproot can't read."""
    try:
        with open(file, "rb") as opened:
            begin = opened.read(16)
    except OSError:
        begin = b""
    return next((text for magic, text in _REMEDIES.items() if begin.startswith(magic)), "Name a ROOT file")


def _open(file: str, name: str) -> Any:
    try:
        root = uproot.open(file, array_cache=None, object_cache=None)  # every basket is read once
        trees = {key.split(";")[0]: kind for key, kind in root.classnames().items()
                 if kind == "TTree" or kind.endswith("RNTuple")}
        if name in trees:
            return root[name]
    except Exception as error:  # uproot raises many types for broken files
        raise Error(f"can't read {file} ({' '.join(str(error).split())[:120]}). {_remedy(file)}") from None
    there = ", ".join(trees) or "none"
    raise Error(f"{file} has no TTree or RNTuple `{name}` (there are: {there}{near(name, trees)}). "
                "Set `tree` in the map")


class Tree:
    """A tree and the names of its branches."""

    def __init__(self, file: str, name: str):
        self.file, self.name, self._tree = file, name, _open(file, name)
        self.entries = self._tree.num_entries
        self.names = set(self._tree.keys())
        self._short: dict[str, list[str]] = {}
        for full in self.names:
            last = full.split("/")[-1]
            for short in {last, last.split("[")[0]}:  # an array of fixed length may be called `Jet.Tau[5]`
                self._short.setdefault(short, []).append(full)

    def located(self, name: str) -> tuple[str, tuple[str, ...]]:
        """The branch, and for a branch of records the member: `Event.Number` finds `Event/Event.Number`, or the member
        `Number` of `Event`. Throws Error unless there is exactly one such branch."""
        parts = name.split(".")
        for n in range(len(parts), 0, -1):
            full, members = self._full_name(".".join(parts[:n])), tuple(parts[n:])
            if full and (not members or self._has(full, members)):
                return full, members
        raise Error(f"{self.file} has no branch `{name}` in `{self.name}` "
                    f"(the map names it{near(name, self.names | set(self._short))}). Correct the map")

    def _full_name(self, name: str) -> str:
        """The branch, or empty if there is none."""
        found = [name] if name in self.names else self._short.get(name, [])
        if len(found) > 1:
            raise Error(f"{self.file} has several branches `{name}` in `{self.name}` ({', '.join(sorted(found))}). "
                        "Name one of them, in backticks, in the map")
        return found[0] if found else ""

    def _has(self, full: str, members: tuple[str, ...]) -> bool:
        array = awkward.Array([]) if self._parts(full) else self._read(full, (), 0, 0)
        for member in members:
            if member not in array.fields:
                return False
            array = array[member]
        return True

    def _parts(self, full: str) -> list[str]:
        """The branches of a group, for which uproot would read the number of objects as values."""
        return [part.name for part in getattr(self._tree[full], "branches", [])]

    def bound(self, expression: Expression) -> Expression:
        """Whether the text is exactly the name of a branch, such as `Event/Event.Number`."""
        return Expression(expression.text, Branch(expression.text)) if expression.text in self.names else expression

    def require(self, mapping: Map) -> None:
        """Throws Error if there is no branch that the map names."""
        for expression in mapping.expressions():
            for branch in self.bound(expression).branches():
                self.located(branch.name)

    def array(self, name: str, first: int, stop: int) -> Any:
        array = self._read(*self.located(name), first, stop)
        if array.fields:
            raise Error(f"{self.file}: branch `{name}` holds records (numbers expected). Name a member, such as "
                        f"`{name}.{array.fields[0]}`")
        return array

    def _read(self, full: str, members: tuple[str, ...], first: int, stop: int) -> Any:
        if parts := self._parts(full):
            raise Error(f"{self.file}: branch `{full}` is a group of branches (numbers expected). Name one of them, "
                        f"such as `{parts[0]}`")
        try:
            array = awkward.Array(self._tree[full].array(entry_start=first, entry_stop=stop))
        except Exception as error:
            reason = " ".join(str(error).split())[:120]
            raise Error(f"{self.file}: branch `{full}` can't be read at entries {first} to {stop - 1} ({reason}). "
                        "Copy or make the file again, or name another branch") from None
        for member in members:
            array = array[member]
        return array


class Block:
    """Entries [first, first + rows) of one file."""

    def __init__(self, tree: Tree, first: int, rows: int):
        self.tree, self.rows = tree, rows
        self.place = Place(tree.file, tree.name, first)
        self._arrays: dict[str, Any] = {}

    def array(self, branch: Branch) -> Any:
        """The values of the branch, or the requested element of each list."""
        if branch.name not in self._arrays:
            self._arrays[branch.name] = self.tree.array(branch.name, self.place.first, self.place.first + self.rows)
        array = self._arrays[branch.name]
        if array.ndim <= len(branch.indices):
            raise Error(f"{self.place.file}: `{branch.name}` has no lists in its lists ({len(branch.indices)} "
                        "element(s) asked for). Correct the map")
        for index in branch.indices:
            array = self._element(array, index, branch)
        return array

    def _element(self, array: Any, index: int, branch: Branch) -> Any:
        axis = self._arrays[branch.name].ndim - len(branch.indices)
        lengths = awkward.num(array, axis=axis)
        row = self._first(lengths <= index)
        if row is not None:
            length = awkward.min(awkward.flatten(lengths[row:row + 1], axis=None))
            raise Error(f"{self.place.entry(row)}: `{branch.name}` has {length} values (element {index} is "
                        "asked for, and the first is 0). Leave such events out, or correct the map")
        return array[(slice(None),) * axis + (index,)]

    @staticmethod
    def _first(holds: Any) -> Optional[int]:
        """The first event for which `holds` is true at any depth."""
        while holds.ndim > 1:
            holds = awkward.any(holds, axis=-1)
        found = np.flatnonzero(awkward.to_numpy(holds))
        return int(found[0]) if len(found) else None

    def unwrapped(self, branch: Branch, dimensions: int) -> Any:
        """Reduces to at most `dimensions`: lists that always have one entry are replaced by it."""
        array = self.array(branch)
        while array.ndim > dimensions:
            lengths = awkward.num(array, axis=-1)
            row = self._first(lengths != 1)
            if row is not None:
                found = [n for n in awkward.flatten(lengths[row:row + 1], axis=None) if n != 1][0]
                raise Error(f"{self.place.entry(row)}: branch `{branch.name}` holds a list of {found} (one number "
                            f"expected). Name an element, such as `{branch.name}[0]`")
            array = awkward.flatten(array, axis=array.ndim - 1)
        return array

    def numbers(self, array: Any, name: str, where) -> np.ndarray:
        """The values of an array without lists."""
        try:
            values = awkward.to_numpy(array)
        except Exception:
            values = np.array("")
        if np.ma.isMaskedArray(values):
            if values.dtype.kind == "f":
                values = values.filled(np.nan)
            elif values.mask.any():
                raise Error(f"{where(int(np.argmax(values.mask)))}: branch `{name}` has no value here (a number "
                            "expected). Correct the map")
            values = np.asarray(values)
        if values.dtype.kind not in "biuf":
            raise Error(f"{self.place.file}: branch `{name}` holds {array.type.content} (numbers expected). "
                        "Name another branch; without event numbers, `eventNumber: entry`")
        return values


OfExpression = Callable[[Expression, Rows], np.ndarray]
"""evaluated() or unknown_terms()."""


class EventRows:
    """A number for each event of a block."""

    def __init__(self, block: Block, unit: str):
        self.block, self.unit, self.size, self.where = block, unit, block.rows, block.place.entry

    def branch(self, branch: Branch) -> np.ndarray:
        return self.block.numbers(self.block.unwrapped(branch, 1), branch.name, self.where)

    def values(self, expression: Expression) -> np.ndarray:
        return evaluated(self.block.tree.bound(expression), self)

    def unknown_terms(self, expression: Expression) -> np.ndarray:
        return unknown_terms(self.block.tree.bound(expression), self)


class ObjectRows:
    """A number for each object of a block, event by event."""

    def __init__(self, block: Block, unit: str, counts: np.ndarray, present: Optional[np.ndarray]):
        """`counts` [events]: numbers of objects; `present` [events, K]: which of K flat branches hold an object."""
        self.block, self.unit, self.counts, self.present = block, unit, counts, present
        self.size = int(counts.sum())

    def where(self, i: int) -> str:
        return self.block.place.entry(int(np.searchsorted(np.cumsum(self.counts), i, side="right")))

    def branch(self, branch: Branch) -> np.ndarray:
        array = self.block.unwrapped(branch, 2)
        if array.ndim == 1:
            return np.repeat(self.block.numbers(array, branch.name, self.block.place.entry), self.counts)
        found = awkward.to_numpy(awkward.num(array))
        if not np.array_equal(found, self.counts):
            row = int(np.argmax(found != self.counts))
            raise Error(f"{self.block.place.entry(row)}: `{branch.name}` holds {found[row]} objects, pt "
                        f"{self.counts[row]} (they must belong together). Correct the map; one number for all is "
                        f"`{branch.name}[0]`")
        return self.block.numbers(awkward.flatten(array), branch.name, self.where)

    def values(self, values: Values) -> np.ndarray:
        return self._each(values, evaluated)

    def unknown_terms(self, values: Values) -> np.ndarray:
        return self._each(values, unknown_terms)

    def _each(self, values: Values, of: OfExpression) -> np.ndarray:
        if not isinstance(values, list):
            return of(self.block.tree.bound(values), self)
        if self.present is None or len(values) != self.present.shape[1]:
            texts = ", ".join(expression.text for expression in values)
            raise Error(f"{self.block.place.file}: {len(values)} branches ({texts}) stand beside another "
                        "number for pt (one for each object expected). Correct the map")
        return flat_values(self.block, self.unit, values, of)[self.present]


def flat_values(block: Block, unit: str, values: list[Expression], of: OfExpression = evaluated) -> np.ndarray:
    """[events, K] of K flat branches."""
    rows = EventRows(block, unit)
    return np.stack([of(block.tree.bound(expression), rows) for expression in values], axis=1)


def blocks(files: list[str], mapping: Map, step: int) -> Iterator[Block]:
    for file in files:
        tree = Tree(file, mapping.tree)
        tree.require(mapping)
        for first in range(0, tree.entries, step):
            yield Block(tree, first, min(step, tree.entries - first))
