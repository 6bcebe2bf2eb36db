"""Writes a file of events (docs/formats.md) as the blocks come: memory doesn't grow with its length."""

from __future__ import annotations

import os
import secrets

import h5py
import numpy as np

from .. import Error, git_revision, version
from .columns import OBJECTS, TABLES, row_type
from .source import Objects

ROWS_PER_CHUNK = 4096


class EventsFile:
    """Stands beside its place under a name of its own until `commit`: two at once don't disturb each other."""

    def __init__(self, path: str, attributes: dict[str, str]):
        self.path, self._temporary = path, f"{path}.{os.getpid()}-{secrets.token_hex(4)}.part"
        self.events = 0
        try:
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            self._file = h5py.File(self._temporary, "x")
        except OSError as error:
            raise Error(f"can't write {path} ({error.strerror or error}). "
                        "Choose a folder that you can write to and that has room") from None
        ours = {"kind": "jetseq_events", "format_version": "1", "jetseq_version": version, "git_revision": git_revision}
        for name, text in {**attributes, **ours}.items():
            self._file.attrs[name] = text

    def append(self, events: dict[str, np.ndarray], tables: list[Objects]) -> None:
        """Columns of /events as their types are; a table that isn't among `tables` stays empty."""
        rows = np.zeros(len(events["eventNumber"]), row_type("events"))
        for name in TABLES["events"]:
            rows[name] = events[name]
        self._append("events", rows)
        found = {table.table: table for table in tables}
        for name in OBJECTS:
            there = name in found
            self._append(name, self._padded(found[name], name) if there else np.zeros((len(rows), 1), row_type(name)))
        self.events += len(rows)

    def _padded(self, objects: Objects, table: str) -> np.ndarray:
        """[events, widest]; padding trails and is zero."""
        rows = np.zeros((len(objects.counts), max(1, int(objects.counts.max(initial=0)))), row_type(table))
        mask = np.arange(rows.shape[1]) < objects.counts[:, None]
        rows["valid"] = mask
        for name, values in objects.columns.items():
            rows[name][mask] = values
        return rows

    def _append(self, name: str, rows: np.ndarray) -> None:
        if name not in self._file:
            self._file.create_dataset(name, data=rows, chunks=(ROWS_PER_CHUNK, *rows.shape[1:]),
                                      maxshape=(None,) * rows.ndim, compression="gzip", shuffle=True)
            return
        table = self._file[name]
        first = table.shape[0]
        table.resize((first + len(rows), *(max(a, b) for a, b in zip(table.shape[1:], rows.shape[1:]))))
        table[(slice(first, None), *(slice(0, width) for width in rows.shape[1:]))] = rows

    def commit(self) -> None:
        self._file["events"].attrs["flavour_label"] = ["ggF_DY", "VBF"]
        self._file.close()
        with open(self._temporary, "rb") as written:
            os.fsync(written.fileno())
        os.replace(self._temporary, self.path)

    def abandon(self) -> None:
        """Leaves nothing."""
        self._file.close()
        if os.path.exists(self._temporary):
            os.remove(self._temporary)
