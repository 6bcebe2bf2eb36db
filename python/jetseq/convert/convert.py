"""ROOT files -> one file of events: block by block, checked as it goes, and no file where anything is wrong."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import NamedTuple

import uproot

from .. import Error
from .checks import Units, cast, check_objects, check_phi, wrapped
from .columns import MOST_CLASSES, OBJECTS, TABLES
from .duplicates import Duplicates
from .events_file import EventsFile
from .mapping import Map, read_map
from .source import Block, Objects, Place, blocks, events_of, joined, objects_of


class Converted(NamedTuple):
    events: int
    defaults: list[str]
    """Columns that the map doesn't name, with what they hold."""


def _events(block: Block, mapping: Map, units: Units) -> dict:
    columns = events_of(block, mapping)
    if mapping.wrap_phi:
        columns["met_phi"] = wrapped(columns["met_phi"])
    columns = {name: cast(values, "events", name, block.place.entry) for name, values in columns.items()}
    for name in ("met", "pt_miss"):
        if name in mapping.events:
            units.look("events." + name, columns[name], block.place.entry)
    check_phi(columns["met_phi"], "events", block.place.entry)
    bad = ~((columns["signalType"] >= -1) & (columns["signalType"] < MOST_CLASSES))
    if bad.any():
        raise Error(f"{block.place.entry(int(bad.argmax()))}: signalType is {columns['signalType'][bad.argmax()]} "
                    f"(0 ggF/DY, 1 VBF, 2 ... {MOST_CLASSES - 1} of one's own, -1 unknown expected). Correct the map")
    return columns


def _table(block: Block, mapping: Map, table: str, units: Units) -> Objects:
    of_table = [collection for collection in mapping.collections if collection.table == table]
    objects = joined([objects_of(block, collection) for collection in of_table],
                     any(collection.sort for collection in of_table))
    if mapping.wrap_phi:
        objects.columns["phi"] = wrapped(objects.columns["phi"])
    check_objects(objects, block.place, units)
    return objects


def _refuse_duplicates(duplicates: Duplicates, places: list[tuple[int, Place]]) -> None:
    """`places`: the row with which each block began."""
    found = duplicates.first()
    if found is None:
        return

    def entry(row: int) -> str:
        begin, place = next(place for place in reversed(places) if place[0] <= row)
        return place.entry(row - begin)

    sample, event, one, two = found
    raise Error(f"event {event} of sample {sample} is there twice: {entry(one)}, and {entry(two)} "
                "(sampleId and eventNumber name an event). Leave a file out, or map the run or data set to sampleId")


def _defaults(mapping: Map) -> list[str]:
    there = {collection.table for collection in mapping.collections}
    missing = [f"events.{name} = {column.default}" for name, column in TABLES["events"].items()
               if name not in mapping.events]
    return missing + [f"{table} (none)" for table in OBJECTS if table not in there]


def convert(map_file: str, files: list[str], out: str, rows: int = 20000) -> Converted:
    """Writes `out`, or throws Error and leaves nothing. `rows`: events that are held together."""
    mapping = read_map(map_file)
    attributes = {"inputs": "\n".join(os.path.basename(file) for file in files), "map": mapping.text,
                  "converter": "uproot " + uproot.__version__}
    tables_there = [table for table in OBJECTS if any(c.table == table for c in mapping.collections)]
    units, places = Units(), []
    with ExitStack() as stack:
        output = EventsFile(out, attributes)
        stack.callback(output.abandon)
        duplicates = Duplicates(os.path.dirname(os.path.abspath(out)))
        stack.callback(duplicates.close)
        for block in blocks(files, mapping.tree, rows):
            events = _events(block, mapping, units)
            tables = [_table(block, mapping, table, units) for table in tables_there]
            places.append((output.events, block.place))
            duplicates.add(events["sampleId"], events["eventNumber"])
            output.append(events, tables)
        if output.events == 0:
            raise Error(f"{', '.join(files)} hold no events (nothing to convert). Name other files")
        units.judge()
        _refuse_duplicates(duplicates, places)
        output.commit()
    return Converted(output.events, _defaults(mapping))
