"""Finds repeated events in files of any length: the events' ids are kept on the disk."""

from __future__ import annotations

import tempfile

import numpy as np

KEY = np.dtype([("sample", "<i4"), ("event", "<u8")])
REPEAT = np.dtype([("sample", "<i4"), ("event", "<u8"), ("first", "<i8"), ("row", "<i8")])
"""A row with an event that is already in row `first`."""


class Duplicates:
    def __init__(self, folder: str, at_once: int = 1_000_000):
        """`at_once`: events in memory at a time."""
        self._file = tempfile.TemporaryFile(dir=folder)
        self._at_once, self._events = at_once, 0

    def add(self, sample: np.ndarray, event: np.ndarray) -> None:
        keys = np.empty(len(sample), KEY)
        keys["sample"], keys["event"] = sample, event
        self._file.write(keys.tobytes())
        self._events += len(keys)

    def repeats(self) -> np.ndarray:
        """REPEAT [any number], by rising row: each event except the first with its id."""
        parts = -(-self._events // self._at_once)
        found = [self._repeats(*self._part(part, parts)) for part in range(parts)]
        together = np.concatenate([np.zeros(0, REPEAT), *found])
        return together[np.argsort(together["row"])]

    @staticmethod
    def _repeats(keys: np.ndarray, rows: np.ndarray) -> np.ndarray:
        order = np.lexsort((rows, keys["event"], keys["sample"]))
        keys, rows = keys[order], rows[order]
        is_first = np.ones(len(keys), bool)
        is_first[1:] = keys[1:] != keys[:-1]
        first = rows[np.maximum.accumulate(np.where(is_first, np.arange(len(rows)), 0))]
        found = np.zeros(np.count_nonzero(~is_first), REPEAT)
        for name, values in (("sample", keys["sample"]), ("event", keys["event"]), ("first", first), ("row", rows)):
            found[name] = values[~is_first]
        return found

    def _part(self, part: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
        """The part of all events with certain numbers, and their rows."""
        keys, rows = [], []
        self._file.seek(0)
        for begin in range(0, self._events, self._at_once):
            block = np.frombuffer(self._file.read(self._at_once * KEY.itemsize), KEY)
            mine = np.flatnonzero(block["event"] % np.uint64(parts) == part)
            keys.append(block[mine])
            rows.append(begin + mine)
        return np.concatenate(keys), np.concatenate(rows)

    def close(self) -> None:
        self._file.close()
