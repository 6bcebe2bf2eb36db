"""Makes the objects of a block from its branches: coordinates, identification levels, selection, order."""

from __future__ import annotations

from typing import NamedTuple, Optional

import awkward
import numpy as np

from .. import Error
from .checks import Units, check_charge, check_codes, check_known, check_momenta, check_terms
from .columns import TABLES
from .evaluation import as_flag
from .mapping import CARTESIAN, QUALITIES, Collection, Levels, Values, expressions
from .notices import Notices
from .source import Block, ObjectRows, flat_values

MOST_CODES = 10
"""Of a branch of levels that are named in the notice of what is left out."""


class Objects(NamedTuple):
    """The objects of a block, event by event."""

    table: str
    columns: dict[str, np.ndarray]
    """[objects]; GeV, rad"""
    counts: np.ndarray
    """[events] number of objects"""

    def event_of(self, i: int) -> int:
        return int(np.searchsorted(np.cumsum(self.counts), i, side="right"))

    def of_events(self, wanted: np.ndarray) -> Objects:
        """The objects of the wanted events; `events` [events] is true for them."""
        objects = np.repeat(wanted, self.counts)
        columns = {name: values[objects] for name, values in self.columns.items()}
        return Objects(self.table, columns, self.counts[wanted])


def _counted(block: Block, collection: Collection) -> tuple[np.ndarray, Optional[np.ndarray]]:
    """The number of objects in each event; for flat branches those with pt > 0."""
    columns = collection.columns
    first = columns["px" if "px" in columns else "pt"]
    if isinstance(first, list):
        return _counted_flat(block, collection)
    for branch in block.tree.bound(first).branches():
        array = block.unwrapped(branch, 2)
        if array.ndim == 2:
            return awkward.to_numpy(awkward.num(array)), None
    raise Error(f"{block.place.file}: {collection.name}: `{first.text}` isn't a list for each event (a vector, or a "
                "list of branches expected). Correct the map")


def _counted_flat(block: Block, collection: Collection) -> tuple[np.ndarray, np.ndarray]:
    columns = collection.columns
    values = [flat_values(block, collection.unit, expressions(columns[name]))
              for name in ("pt", "px", "py") if name in columns]
    if len({array.shape for array in values}) > 1:
        raise Error(f"{block.place.file}: {collection.name}: px and py have different numbers of branches (one for "
                    "each object expected). Correct the map")
    pt = values[0] if "pt" in columns else np.hypot(*values)
    present = ~(pt <= 0)  # NaN is found later
    return present.sum(axis=1), present


def _in_gev(name: str, collection: Collection, values: np.ndarray) -> np.ndarray:
    column = TABLES[collection.table].get(name)
    is_gev = name in (*CARTESIAN, "e", "m") or (column is not None and column.is_gev)
    return values * 1e-3 if is_gev and collection.unit == "MeV" else values


def _quality(rows: ObjectRows, levels: Levels, name: str, notices: Notices) -> np.ndarray:
    """1, 2 or 3; 0 for a lepton that is not even loose."""
    quality = np.zeros(rows.size, np.int8)
    codes = rows.values(levels.branch) if levels.branch is not None else None
    if codes is not None:
        check_codes(codes, f"{name}.quality.branch", rows.where)
    for rank, level in enumerate(QUALITIES, 1):
        if level not in levels.of:
            continue
        value = levels.of[level]
        if codes is not None:
            quality[codes == value] = rank
        else:
            quality[_flags(rows, value, f"{name}.quality.{level}")] = rank
    if codes is None:
        left_out = np.count_nonzero(quality == 0)
        notices.count(f"objects of `{name}` have none of the levels of `quality` and are left out", left_out)
    else:
        text = _text(levels.branch)
        for code, n in list(zip(*np.unique(codes[quality == 0], return_counts=True)))[:MOST_CODES]:
            notices.count(f"objects of `{name}` with {text} = {code} are left out (`quality` names no such level)", n)
    return quality


def _flags(rows: ObjectRows, value: Values, name: str) -> np.ndarray:
    return as_flag(rows.values(value), name, _text(value), rows.where)


def _polar(columns: dict[str, np.ndarray]) -> None:
    """Replaces px, py, pz by pt, eta, phi. If pt is 0, eta is meaningless and set to 0."""
    px, py, pz = (columns.pop(name).astype(np.float64) for name in CARTESIAN)
    pt = columns["pt"] = np.hypot(px, py)
    columns["eta"] = np.arcsinh(np.divide(pz, pt, out=np.zeros_like(pt), where=pt != 0))
    columns["phi"] = np.arctan2(py, px)


def _complete(columns: dict[str, np.ndarray], table: str) -> None:
    """Adds e of jets from m, and m of large jets from e. An E just below |p|, and a mass just below 0, are due to
    rounding: m = 0."""
    momentum = columns["pt"] * np.cosh(columns["eta"])
    if "m" in columns:
        columns["m"] = np.maximum(columns["m"], 0)
    if table == "jets" and "e" not in columns:
        columns["e"] = np.hypot(columns["m"], momentum)
    if table == "large_jets" and "m" not in columns:
        e, p = columns["e"].astype(np.float64), momentum.astype(np.float64)
        columns["m"] = np.sqrt(np.maximum((e - p) * (e + p), 0))


def objects_of(block: Block, collection: Collection, units: Units, notices: Notices) -> Objects:
    """The objects of a collection, in GeV, that the map keeps."""
    table = collection.table
    counts, present = _counted(block, collection)
    rows = ObjectRows(block, collection.unit, counts, present)
    columns = {name: rows.values(value) for name, value in collection.columns.items()}
    keep = np.ones(rows.size, bool)
    if collection.keep is not None:
        keep = _flags(rows, collection.keep, collection.name + ".keep")
    if collection.levels:
        columns["quality"] = _quality(rows, collection.levels, collection.name, notices)
        keep = keep & (columns["quality"] != 0)
    row_of = np.repeat(np.arange(len(counts)), counts)[keep]
    columns = {name: values[keep] for name, values in columns.items()}
    where = lambda i: block.place.entry(int(row_of[i]))
    for name, value in collection.columns.items():
        check_terms(rows.unknown_terms(value)[keep], f"{collection.name}.{name}", _text(value), where)
    with np.errstate(all="ignore"):  # infinities and NaN are refused by name
        _finish(columns, collection, where, units, notices)
    names = [name for name in TABLES[table] if name in columns]
    return Objects(table, {name: columns[name] for name in names}, np.bincount(row_of, minlength=len(counts)))


def _text(values: Values) -> str:
    return ", ".join(expression.text for expression in expressions(values))


def _finish(columns: dict[str, np.ndarray], collection: Collection, where, units: Units, notices: Notices) -> None:
    """The columns of the table, from those of the map, for the kept objects."""
    for name, values in columns.items():
        if name in TABLES[collection.table] and TABLES[collection.table][name].unknown is not None:
            values = _with_unknown(values, collection, name, notices)
        check_known(values, f"{collection.table}.{name}", where)
        columns[name] = _in_gev(name, collection, values)
    if "btag" in columns:
        columns["btag"] = as_flag(columns["btag"], collection.name + ".btag", _text(collection.columns["btag"]), where)
    if "px" in columns:
        _polar(columns)
    check_momenta(columns, collection.name, units, where)
    _complete(columns, collection.table)
    if "charge" in columns:
        check_charge(columns["charge"], columns["pdg_id"], collection.name, where)
        columns["pdg_id"] = -np.sign(columns.pop("charge")).astype(np.int32) * columns["pdg_id"].astype(np.int32)


def _with_unknown(values: np.ndarray, collection: Collection, name: str, notices: Notices) -> np.ndarray:
    """The values with NaN for unknown ones: NaN in the branch, or the placeholder of the map."""
    if values.dtype == bool:
        return values  # refused later
    unknown = np.isnan(values)
    if name in collection.missing:
        unknown |= values == collection.missing[name]
    notices.count(f"objects of `{collection.name}` have a `{name}` that is not known", unknown.sum())
    return np.where(unknown, np.nan, values.astype(np.float64))


def joined(parts: list[Objects], sort: bool) -> Objects:
    """Joins the collections of one table; `sort`: in falling pt."""
    counts = np.sum([part.counts for part in parts], axis=0)
    columns = {name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns}
    if not sort:
        return Objects(parts[0].table, columns, counts)
    rows = np.concatenate([np.repeat(np.arange(len(part.counts)), part.counts) for part in parts])
    order = np.lexsort((-columns["pt"], rows))
    return Objects(parts[0].table, {name: values[order] for name, values in columns.items()}, counts)
