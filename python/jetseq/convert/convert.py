"""ROOT files -> one file of events: read and checked block by block; no file is written if anything is wrong."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
import uproot

from .. import Error
from .checks import Units, cast, check_known, check_phi, check_terms, checked, wrapped
from .columns import OBJECTS, TABLES
from .events_file import EventsFile, free_path
from .identity import EventNumbers, repeated_events, sample_ids
from .mapping import Map, read_map
from .notices import Notices
from .objects import Objects, joined, objects_of
from .source import Block, EventRows, blocks


LABELS = {-1: "unknown", 0: "ggF/DY", 1: "VBF"}


class Converted(NamedTuple):
    events: int
    channels: set[int]
    """The values of `leptons`."""
    absent: list[str]
    """Columns and tables that the map does not name; the file lacks them."""
    notices: list[str]
    """More lines for the user, such as the number of objects left out."""


class _Conversion:
    """The state that is kept from block to block."""

    def __init__(self, mapping: Map):
        self.mapping, self.notices, self.units = mapping, Notices(), Units()
        self.channels: set[int] = set()
        self.tables = [table for table in OBJECTS if mapping.of(table)]
        self._numbers = EventNumbers(mapping, self.notices)

    def events(self, block: Block) -> dict[str, np.ndarray]:
        """[rows] of every column of the file, in its type."""
        where = block.place.entry
        columns = {"eventNumber": self._numbers(block), "sampleId": sample_ids(block, self.mapping)}
        for name in self.mapping.columns("events"):
            if name not in columns:
                columns[name] = cast(self._column(block, name), "events", name, where)
        for name in ("met", "pt_miss", "mass"):
            if name in columns:
                self.units.look("events." + name, columns[name], where)
        if "met_phi" in columns:
            check_phi(columns["met_phi"], "events", where)
        if "signalType" in self.mapping.events:
            for label, n in zip(*np.unique(columns["signalType"], return_counts=True)):
                meaning = LABELS.get(int(label), "a class of its own")
                self.notices.count(f"events have signalType {label} ({meaning})", n)
        self.channels.update(np.unique(columns["leptons"]).tolist())
        return columns

    def _column(self, block: Block, name: str) -> np.ndarray:
        column = TABLES["events"][name]
        if name not in self.mapping.events:
            return np.full(block.rows, column.default)
        unit = "GeV" if name == "mass" else self.mapping.unit  # of numbers with a unit
        rows, expression = EventRows(block, unit), self.mapping.events[name]
        values = rows.values(expression)
        check_terms(rows.unknown_terms(expression), "events." + name, expression.text, block.place.entry)
        check_known(values, "events." + name, block.place.entry)
        if name == "met_phi" and self.mapping.wrap_phi:
            return wrapped(values)
        return values * 1e-3 if column.is_gev and self.mapping.unit == "MeV" else values

    def objects(self, block: Block, table: str) -> Objects:
        collections = self.mapping.of(table)
        objects = joined([objects_of(block, collection, self.units, self.notices) for collection in collections],
                         any(collection.sort for collection in collections))
        if self.mapping.wrap_phi:
            objects.columns["phi"] = wrapped(objects.columns["phi"])
        columns = checked(objects.columns, table, objects.counts, self.units,
                          lambda i: block.place.entry(objects.event_of(i)))
        return Objects(table, columns, objects.counts)


def _refuse_same_file_twice(files: list[str]) -> None:
    """Refuses two names of one file, whose events would count twice."""
    seen: dict[tuple[int, int], str] = {}
    for name in files:
        try:
            found = os.stat(name)
        except OSError:
            continue  # a URL, or a file whose absence is reported when it is opened
        if (found.st_dev, found.st_ino) in seen:
            raise Error(f"{name} is given twice (as {seen[found.st_dev, found.st_ino]}; its events would count "
                        "twice). Leave one out")
        seen[found.st_dev, found.st_ino] = name


def _absent(mapping: Map, tables: list[str]) -> list[str]:
    missing = [f"{table}.{name}" for table in ("events", *tables) for name in TABLES[table]
               if name not in mapping.columns(table)]
    return missing + [table for table in OBJECTS if table not in tables]


def _defaults(mapping: Map) -> list[str]:
    used = [f"{name} = {column.default}" for name, column in TABLES["events"].items()
            if column.default is not None and name not in mapping.events]
    return [f"the map does not name, and all events have: {', '.join(used)}"] if used else []


def convert(map_file: str, files: list[str], out: str, rows: int = 20000) -> Converted:
    """Writes `out`, or throws Error and leaves nothing. `rows`: events in memory at a time."""
    mapping = read_map(map_file)
    target = free_path(out, [map_file, *files])
    _refuse_same_file_twice(files)
    conversion = _Conversion(mapping)
    names = "\n".join(os.path.basename(file) for file in files)
    attributes = {"inputs": os.fsencode(names).decode("utf-8", "backslashreplace"), "map": mapping.text,
                  "converter": "uproot " + uproot.__version__}
    columns = {table: mapping.columns(table) for table in ("events", *conversion.tables)}
    with ExitStack() as stack:
        output = EventsFile(target, attributes, columns)
        stack.callback(output.abandon)
        repeated = repeated_events(files, mapping, rows, os.path.dirname(target))
        first = 0
        for block in blocks(files, mapping, rows):
            events = conversion.events(block)
            tables = [conversion.objects(block, table) for table in conversion.tables]
            wanted = ~np.isin(np.arange(first, first + block.rows), repeated.rows)
            first += block.rows
            output.append({name: values[wanted] for name, values in events.items()},
                          [objects.of_events(wanted) for objects in tables])
        if output.events == 0:
            raise Error(f"{', '.join(files)} hold no events (nothing to convert). Name other files")
        conversion.units.judge()
        output.commit(_policy(mapping, len(repeated.rows)))
    notices = [*_defaults(mapping), *conversion.notices.lines(), *repeated.lines]
    return Converted(output.events, conversion.channels, _absent(mapping, conversion.tables), notices)


def _policy(mapping: Map, left_out: int) -> dict[str, str]:
    """The attributes of the file about repeated events."""
    return {"duplicates": "first", "duplicates_left_out": str(left_out)} if mapping.keep_first else {}
