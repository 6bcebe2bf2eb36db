"""Finds an event that is there twice, in files of any length: what names the events waits on the disk."""

from __future__ import annotations

import tempfile
from typing import Optional

import numpy as np

KEY = np.dtype([("sample", "<i4"), ("event", "<u8")])


class Duplicates:
    def __init__(self, folder: str, at_once: int = 4_000_000):
        """`at_once`: events that are held in memory together."""
        self._file = tempfile.TemporaryFile(dir=folder)
        self._at_once, self._events = at_once, 0

    def add(self, sample: np.ndarray, event: np.ndarray) -> None:
        keys = np.empty(len(sample), KEY)
        keys["sample"], keys["event"] = sample, event
        self._file.write(keys.tobytes())
        self._events += len(keys)

    def first(self) -> Optional[tuple[int, int, int, int]]:
        """Sample, event number and the first two rows of an event that is there twice."""
        if self._events == 0:
            return None
        self._file.flush()
        keys = np.memmap(self._file, KEY, "r", shape=(self._events,))
        parts = -(-self._events // self._at_once)
        for part in range(parts):
            rows = np.concatenate([begin + np.flatnonzero(keys["event"][begin:begin + self._at_once] % parts == part)
                                   for begin in range(0, self._events, self._at_once)])
            mine = keys[rows]
            order = np.lexsort((rows, mine["event"], mine["sample"]))
            same = np.flatnonzero(mine[order][1:] == mine[order][:-1])
            if len(same):
                one, two = order[same[0]], order[same[0] + 1]
                return int(mine["sample"][one]), int(mine["event"][one]), int(rows[one]), int(rows[two])
        return None

    def close(self) -> None:
        self._file.close()
