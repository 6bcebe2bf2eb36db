"""Writes a file of events (docs/reference/formats.md) block by block: memory does not grow with its length."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
from typing import Optional

import h5py
import numpy as np

from .. import Error, git_revision, version
from .columns import row_type
from .objects import Objects

ROWS_PER_CHUNK = 4096


def free_path(path: str, inputs: list[str]) -> str:
    """The path with links followed. Throws Error unless a new file can be made there."""
    if not path:
        raise Error("--out is empty (an unset variable?). Name the file of events to write")
    target = os.path.realpath(path)
    if os.path.islink(target):
        raise Error(f"can't write {path} (the link leads in a circle). Choose another --out")
    if not os.path.exists(target):
        return target
    for name in inputs:
        if os.path.exists(name) and os.path.samefile(name, target):
            raise Error(f"--out {path} is the same file as the input {name} (it would be lost). Choose another --out")
    if not os.path.isfile(target):
        kind = "a folder" if os.path.isdir(target) else "a device or a pipe"
        raise Error(f"can't write {path} ({kind}, and HDF5 needs a file). Choose another --out")
    raise Error(f"{path} exists already (it would be lost). Remove it, or choose another --out")


class _Disk(io.FileIO):
    """A new file in which no write fails, because HDF5 crashes some time after a failed write. `raise_error` reports a
    full disk, or a Ctrl-C in the meantime."""

    def __init__(self, path: str):
        super().__init__(path, "x+b")
        self._error: Optional[BaseException] = None

    def write(self, data) -> int:
        size = memoryview(data).nbytes
        try:
            written = 0
            while written < size and self._error is None:
                written += super().write(memoryview(data).cast("B")[written:])
        except BaseException as error:
            self._error = error
        return size

    def truncate(self, size: Optional[int] = None) -> int:
        try:
            super().truncate(size)
        except BaseException as error:
            self._error = error
        return size or 0

    def raise_error(self) -> None:
        if self._error is not None:
            raise self._error


class EventsFile:
    """Has a temporary name beside its path until `commit`, so that two at once don't collide."""

    def __init__(self, path: str, attributes: dict[str, str], columns: dict[str, list[str]]):
        """`columns`: of each table of the file."""
        self.path, self._temporary = path, f"{path}.{os.getpid()}-{secrets.token_hex(4)}.part"
        self.events = 0
        self._types = {table: row_type(table, names) for table, names in columns.items()}
        try:
            os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
            # as docs/reference/formats.md says: with checksums of the descriptions, readable by HDF5 1.10
            self._disk = _Disk(self._temporary)
            self._file = h5py.File(self._disk, "w", libver=("v110", "v110"))
        except OSError as error:
            raise Error(f"can't write {path} ({error.strerror or error}). "
                        "Choose a folder that you can write to and that has room") from None
        ours = {"kind": "jetseq_events", "format_version": "1", "jetseq_version": version, "git_revision": git_revision}
        try:
            for name, text in {**attributes, **ours}.items():
                self._file.attrs[name] = text
        except BaseException:
            self.abandon()
            raise

    def append(self, events: dict[str, np.ndarray], tables: list[Objects]) -> None:
        """Adds columns in their types."""
        rows = np.zeros(len(events["eventNumber"]), self._types["events"])
        for name in rows.dtype.names:
            rows[name] = events[name]
        self._append("events", rows)
        for objects in tables:
            self._append(objects.table, self._padded(objects))
        self.events += len(rows)
        self._disk.raise_error()

    def _padded(self, objects: Objects) -> np.ndarray:
        """The objects as [events, widest], padded at the end with zeros."""
        width = max(1, int(objects.counts.max(initial=0)))
        rows = np.zeros((len(objects.counts), width), self._types[objects.table])
        mask = np.arange(width) < objects.counts[:, None]
        rows["valid"] = mask
        for name in rows.dtype.names[1:]:
            rows[name][mask] = objects.columns[name]
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

    def commit(self, attributes: dict[str, str]) -> None:
        """Gives the file its name; throws Error if another file got it in the meantime."""
        for name, text in attributes.items():
            self._file.attrs[name] = text
        self._file["events"].attrs["flavour_label"] = ["ggF_DY", "VBF"]
        self._file.close()
        self._disk.raise_error()
        os.fsync(self._disk.fileno())
        self._disk.close()
        try:
            os.link(self._temporary, self.path)
        except FileExistsError:
            raise Error(f"{self.path} exists already (another process has written it meanwhile). "
                        "Remove it, or choose another --out") from None
        except OSError as error:  # a file system without hard links
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK):
                raise
            os.rename(self._temporary, self.path)

    def abandon(self) -> None:
        """Leaves no temporary file."""
        with contextlib.suppress(Exception):
            self._file.close()
        self._disk.close()
        if os.path.exists(self._temporary):
            os.remove(self._temporary)
