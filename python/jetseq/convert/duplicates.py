"""Finds an event that is there twice, in files of any length: what names the events waits on the disk."""

from __future__ import annotations

import tempfile
from typing import Optional

import numpy as np

KEY = np.dtype([("sample", "<i4"), ("event", "<u8")])


class Duplicates:
    def __init__(self, folder: str, at_once: int = 1_000_000):
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
        parts = -(-self._events // self._at_once)
        for part in range(parts):
            keys, rows = self._part(part, parts)
            order = np.lexsort((rows, keys["event"], keys["sample"]))
            same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
            if len(same):
                one, two = order[same[0]], order[same[0] + 1]
                return int(keys["sample"][one]), int(keys["event"][one]), int(rows[one]), int(rows[two])
        return None

    def _part(self, part: int, parts: int) -> tuple[np.ndarray, np.ndarray]:
        """A share of all events by their number, and their rows."""
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
