"""The id of an event, (`sampleId`, `eventNumber`), from branches or from its place in the files."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .. import Error
from .checks import cast
from .duplicates import Duplicates
from .expression import Branch, Number
from .mapping import Map
from .notices import Notices
from .source import Block, EventRows, Place, blocks

MOST_LISTED = 20
"""Of repeated events that are named one by one."""


def sample_ids(block: Block, mapping: Map) -> np.ndarray:
    values = EventRows(block, mapping.unit).values(mapping.events["sampleId"])
    return cast(values, "events", "sampleId", block.place.entry)


class EventNumbers:
    """The event numbers, block by block."""

    def __init__(self, mapping: Map, notices: Notices):
        self._mapping, self._notices, self._bits, self._events = mapping, notices, set(), 0

    def __call__(self, block: Block) -> np.ndarray:
        first, self._events = self._events, self._events + block.rows
        if self._mapping.by_entry:
            self._notices.count("events are numbered by their entry, counted over the files in the order given: in "
                                "another order they have other numbers", block.rows)
            if "entry" in block.tree.names:
                self._notices.count("times the branch `entry` is not read (in backticks it is: '`entry`')", block.rows)
            return np.arange(first, self._events, dtype=np.uint64)
        expression = block.tree.bound(self._mapping.events["eventNumber"])
        values = EventRows(block, self._mapping.unit).values(expression)
        if isinstance(expression.root, Branch) and values.dtype.kind == "i":
            values = self._unsigned(values, expression.text, block.place)
        return cast(values, "events", "eventNumber", block.place.entry)

    def _unsigned(self, values: np.ndarray, branch: str, place: Place) -> np.ndarray:
        """The values modulo 2^n of a branch of n bits: those of a counter that has overflowed into negative numbers."""
        negative = values < 0
        if not negative.any():
            return values
        bits = 8 * values.itemsize
        self._bits.add(bits)
        if len(self._bits) > 1:
            i = int(np.argmax(negative))
            raise Error(f"{place.entry(i)}: `{branch}` is {values[i]} in {bits} bits, in files before in others "
                        "(modulo which power of 2?). Convert them one by one")
        self._notices.count(f"event numbers below 0 are taken modulo 2^{bits} (`{branch}` has {bits} bits with a sign)",
                            negative.sum())
        return values.view(values.dtype.str.replace("i", "u"))


class Repeated(NamedTuple):
    """The rows of repeated events, counted over all files, and the lines that report them."""

    rows: np.ndarray
    lines: list[str]


def repeated_events(files: list[str], mapping: Map, rows: int, folder: str) -> Repeated:
    """Reads the ids of all events; throws Error if one is repeated, unless the map says that the first counts.
    `folder`: for a temporary file."""
    if mapping.by_entry:
        return Repeated(np.zeros(0, np.int64), [])
    places: list[tuple[int, Place]] = []
    numbers, events = EventNumbers(mapping, Notices()), 0
    duplicates = Duplicates(folder)
    try:
        for block in blocks(files, mapping, rows):
            places.append((events, block.place))
            events += block.rows
            duplicates.add(sample_ids(block, mapping), numbers(block))
        return _judged(duplicates, places, mapping.keep_first, _remedy(mapping, len(files)))
    finally:
        duplicates.close()


def _remedy(mapping: Map, files: int) -> str:
    if isinstance(mapping.events["eventNumber"].root, Number):
        return "Name the branch of the event number; without one, `eventNumber: entry`"
    leave = "leave a file out, or " if files > 1 else ""
    return (f"Set `duplicates: first` in the map to keep the first of each, or {leave}map the run or data set to "
            "sampleId if event numbers begin again in each")


def _judged(duplicates: Duplicates, places: list[tuple[int, Place]], keep_first: bool, remedy: str) -> Repeated:
    def entry(row: int) -> str:
        begin, place = next(place for place in reversed(places) if place[0] <= row)
        return place.entry(row - begin)

    found = duplicates.repeats()
    if len(found) and not keep_first:
        sample, event, one, two = (int(found[0][name]) for name in ("sample", "event", "first", "row"))
        more = f", and {len(found) - 1} more such events" if len(found) > 1 else ""
        raise Error(f"event {event} of sample {sample} appears twice: {entry(one)}, and {entry(two)}{more} "
                    f"(sampleId and eventNumber name an event). {remedy}")
    lines = [f"{len(found)} repeated events are left out (`duplicates: first`):"] if len(found) else []
    lines += [f"event {r['event']} of sample {r['sample']}: {entry(r['row'])}, as {entry(r['first'])}"
              for r in found[:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        lines.append(f"and {len(found) - MOST_LISTED} more")
    return Repeated(np.sort(found["row"].astype(np.int64)), lines)
