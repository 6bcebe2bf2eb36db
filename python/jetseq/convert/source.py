"""ROOT files, some entries at a time, as flat columns. TTree and RNTuple look the same from here."""

from __future__ import annotations

from typing import Any, Iterator, NamedTuple

import awkward
import numpy as np
import uproot

from .. import Error
from .columns import TABLES
from .mapping import QUALITIES, Collection, Map, near


class Place(NamedTuple):
    """Where a block of entries comes from."""

    file: str
    tree: str
    first: int

    def entry(self, row: int) -> str:
        return f"{self.file}, `{self.tree}`, entry {self.first + row}"


class Objects(NamedTuple):
    """The objects of a block, one event after the other."""

    table: str
    columns: dict[str, np.ndarray]
    """[objects]; GeV, rad"""
    counts: np.ndarray
    """[events] of how many"""

    def event_of(self, i: int) -> int:
        return int(np.searchsorted(np.cumsum(self.counts), i, side="right"))


def _open(file: str, name: str) -> Any:
    try:
        root = uproot.open(file, array_cache=None, object_cache=None)  # every basket is read once
    except Exception as error:  # uproot has a type for each of the ways in which a file may be broken
        raise Error(f"can't read {file} ({' '.join(str(error).split())[:120]}). Name a ROOT file") from None
    trees = {key.split(";")[0]: kind for key, kind in root.classnames().items()
             if kind == "TTree" or kind.endswith("RNTuple")}
    if name in trees:
        return root[name]
    there = ", ".join(trees) or "none"
    raise Error(f"{file} has no TTree or RNTuple `{name}` (there are: {there}{near(name, trees)}). "
                "Set `tree` in the map")


class Block:
    """Entries [first, first + rows) of one file."""

    def __init__(self, tree: Any, names: set[str], place: Place, rows: int):
        self.tree, self.names, self.place, self.rows = tree, names, place, rows

    def branch(self, name: str) -> Any:
        if name not in self.names:
            raise Error(f"{self.place.file} has no branch `{name}` in `{self.place.tree}` "
                        f"(the map names it{near(name, self.names)}). Correct the map")
        return self.tree[name].array(entry_start=self.place.first, entry_stop=self.place.first + self.rows)

    def scalar(self, value: Any) -> np.ndarray:
        """[rows] of a branch with one number for each event, or of a number for all."""
        if not isinstance(value, str):
            return np.full(self.rows, value)
        array = self.branch(value)
        if array.ndim != 1:
            raise Error(f"{self.place.file}: branch `{value}` has a list for each event (one number expected). "
                        "Correct the map")
        return awkward.to_numpy(array)

    def flat(self, value: Any, counts: np.ndarray, present: np.ndarray | None) -> np.ndarray:
        """[objects]; `present`, [rows, K]: which of K flat branches hold an object."""
        if isinstance(value, list):
            if present is None or len(value) != present.shape[1]:
                raise Error(f"{self.place.file}: {len(value)} branches ({', '.join(value)}) stand beside another "
                            "number for pt (one for each object expected). Correct the map")
            return np.stack([self.scalar(name) for name in value], axis=1)[present]
        if not isinstance(value, str):
            return np.full(counts.sum(), value)
        array = self.branch(value)
        if array.ndim == 1:
            return np.repeat(awkward.to_numpy(array), counts)
        found = awkward.to_numpy(awkward.num(array))
        if not np.array_equal(found, counts):
            row = int(np.argmax(found != counts))
            raise Error(f"{self.place.entry(row)}: `{value}` holds {found[row]} objects, pt {counts[row]} "
                        "(they must belong together). Correct the map")
        return awkward.to_numpy(awkward.flatten(array))


def blocks(files: list[str], tree_name: str, step: int) -> Iterator[Block]:
    for file in files:
        tree = _open(file, tree_name)
        entries, names = tree.num_entries, set(tree.keys())
        for first in range(0, entries, step):
            yield Block(tree, names, Place(file, tree_name, first), min(step, entries - first))


def events_of(block: Block, mapping: Map) -> dict[str, np.ndarray]:
    """[rows] of every column of /events, in GeV, as wide as ROOT had it."""
    columns = {}
    for name, column in TABLES["events"].items():
        values = block.scalar(mapping.events.get(name, column.default))
        columns[name] = values * 1e-3 if column.is_gev and mapping.unit == "MeV" else values
    return columns


def _quality(block: Block, value: Any, counts: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """0 for a lepton that isn't even loose."""
    if not isinstance(value, dict):
        return block.flat(value, counts, present)
    quality = np.zeros(counts.sum(), np.int8)
    for rank, name in enumerate(QUALITIES, 1):
        if name in value:
            quality[block.flat(value[name], counts, present).astype(bool)] = rank
    return quality


def _counted(block: Block, pt: Any) -> tuple[np.ndarray, np.ndarray | None]:
    """How many objects each event has; of flat branches those with pt > 0."""
    if isinstance(pt, list):
        present = ~(np.stack([block.scalar(name) for name in pt], axis=1) <= 0)  # NaN is found later
        return present.sum(axis=1), present
    array = block.branch(pt) if isinstance(pt, str) else None
    if array is None or array.ndim == 1:
        raise Error(f"{block.place.file}: pt `{pt}` isn't a list for each event (a vector, or a list of branches "
                    "expected). Correct the map")
    return awkward.to_numpy(awkward.num(array)), None


def objects_of(block: Block, collection: Collection) -> Objects:
    """A collection, in GeV, with what the map says is to be kept."""
    mapped = collection.columns
    counts, present = _counted(block, mapped["pt"])
    columns = {}
    for name, value in mapped.items():
        values = _quality(block, value, counts, present) if name == "quality" else block.flat(value, counts, present)
        is_gev = name == "m" or (name in TABLES[collection.table] and TABLES[collection.table][name].is_gev)
        columns[name] = values * 1e-3 if is_gev and collection.unit == "MeV" else values
    if "charge" in columns:
        columns["pdg_id"] = -np.sign(columns.pop("charge")).astype(np.int32) * columns["pdg_id"]
    if collection.table == "jets" and "e" not in columns:
        columns["e"] = np.hypot(columns["m"], columns["pt"] * np.cosh(columns["eta"]))
    for name, column in TABLES[collection.table].items():
        columns.setdefault(name, np.full(counts.sum(), column.default))
    keep = block.flat(collection.keep, counts, present).astype(bool) if collection.keep else np.ones(counts.sum(), bool)
    if collection.table == "leptons":
        keep = keep & (columns["quality"] != 0)
    rows = np.repeat(np.arange(len(counts)), counts)[keep]
    kept = {name: columns[name][keep] for name in TABLES[collection.table]}
    return Objects(collection.table, kept, np.bincount(rows, minlength=len(counts)))


def joined(parts: list[Objects], sort: bool) -> Objects:
    """Collections of one table as one; `sort`: in falling pt."""
    counts = np.sum([part.counts for part in parts], axis=0)
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    if not sort:
        return Objects(parts[0].table, columns, counts)
    rows = np.concatenate([np.repeat(np.arange(len(part.counts)), part.counts) for part in parts])
    order = np.lexsort((-columns["pt"], rows))
    return Objects(parts[0].table, {name: values[order] for name, values in columns.items()}, counts)
