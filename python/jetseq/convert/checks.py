"""What is looked for in every value: a wrong file must stop here, for a network would score it without a word."""

from __future__ import annotations

import numpy as np

from .. import Error
from .columns import TABLES
from .source import Objects, Place

BEAM = 7000.0
"""[GeV] No transverse momentum or mass of the LHC is above the energy of one of its beams; no energy, however badly
measured, above that of both."""
LEAST = {"jets.pt": 5.0, "jets.e": 5.0, "large_jets.pt": 10.0, "large_jets.m": 1.0, "leptons.pt": 1.0}
"""[GeV] A whole file whose largest value is below is in other units."""
LEAST_VALUES = 20
"""A file with fewer values isn't judged by its largest."""


def cast(values: np.ndarray, table: str, name: str, where) -> np.ndarray:
    """`values` as the column's type. `where(i)` says where value i comes from."""
    kind = np.dtype(TABLES[table][name].type)
    if not np.issubdtype(values.dtype, np.number) and values.dtype != bool:
        raise Error(f"{where(0)}: {table}.{name} isn't a number (but {values.dtype}). Correct the map")
    bad = ~np.isfinite(values)
    if bad.any():
        raise Error(f"{where(int(np.argmax(bad)))}: {table}.{name} is {values[np.argmax(bad)]} "
                    "(finite numbers expected). Leave the event or object out, or mend the file")
    if kind.kind in "iu":
        limits = np.iinfo(kind)
        wide = values.astype(np.float64) if values.dtype.kind == "f" else values
        bad = (wide < limits.min) | (wide > limits.max)
        if values.dtype.kind == "f":
            bad |= wide != np.floor(wide)
        if bad.any():
            raise Error(f"{where(int(np.argmax(bad)))}: {table}.{name} is {values[np.argmax(bad)]} "
                        f"(whole numbers from {limits.min} to {limits.max} expected). Correct the map")
    return values.astype(kind)


class Units:
    """Finds MeV that are taken for GeV at once, GeV taken for MeV when all has been seen."""

    def __init__(self):
        self.largest, self.values = dict.fromkeys(LEAST, 0.0), dict.fromkeys(LEAST, 0)

    def look(self, column: str, values: np.ndarray, where) -> None:
        if len(values) == 0:
            return
        i = int(np.argmax(values))
        if values[i] > (2 * BEAM if column == "jets.e" else BEAM):
            raise Error(f"{where(i)}: {column} is {values[i]:.6g} GeV, above the energy of the beams "
                        "(MeV taken for GeV?). Set `unit` in the map")
        if column in LEAST:
            self.largest[column] = max(self.largest[column], float(values[i]))
            self.values[column] += len(values)

    def judge(self) -> None:
        """When all has been looked at: the first events of a file may be soft."""
        for column, least in LEAST.items():
            if self.values[column] >= LEAST_VALUES and self.largest[column] < least:
                raise Error(f"the largest {column} of {self.values[column]} is {self.largest[column]:.4g} GeV "
                            "(GeV taken for MeV?). Set `unit` in the map")


def check_phi(phi: np.ndarray, table: str, where) -> None:
    bad = np.abs(phi) > np.pi + 1e-4
    if not bad.any():
        return
    i = int(np.argmax(np.abs(phi)))
    if np.abs(phi[i]) > 2 * np.pi + 1e-4:
        raise Error(f"{where(i)}: {table} have phi = {phi[i]:.6g} (radians expected; degrees?). Convert it in the file")
    raise Error(f"{where(i)}: {table} have phi = {phi[i]:.6g} (-pi to pi expected, this looks like 0 to 2 pi). "
                "Set `wrap_phi: true` in the map")


def wrapped(phi: np.ndarray) -> np.ndarray:
    """In [-pi, pi]; degrees are left for check_phi() to find."""
    if len(phi) and np.abs(phi).max() > 2 * np.pi + 1e-4:
        return phi
    return np.remainder(phi + np.pi, 2 * np.pi) - np.pi


def check_objects(objects: Objects, place: Place, units: Units) -> None:
    table, columns = objects.table, objects.columns

    def where(i: int) -> str:
        return place.entry(objects.event_of(i))

    pt, eta = columns["pt"], columns["eta"]
    for name in columns:
        cast(columns[name], table, name, where)  # NaN first, for it passes every comparison below
    if (pt <= 0).any():
        i = int(np.argmax(pt <= 0))
        raise Error(f"{where(i)}: {table}.pt is {pt[i]:.6g} GeV (above 0 expected). Leave such objects out with `keep`")
    for name, column in TABLES[table].items():
        if column.is_gev:
            units.look(f"{table}.{name}", columns[name], where)
    if (np.abs(eta) > 10).any():
        i = int(np.argmax(np.abs(eta)))
        raise Error(f"{where(i)}: {table}.eta is {eta[i]:.6g} (no detector sees beyond 10). Correct the map")
    check_phi(columns["phi"], table, where)
    if table == "jets":
        _check_energy(objects, where)
    _check_order(objects, where)


def _check_energy(objects: Objects, where) -> None:
    """E against |p|: finds energies in another unit than momenta. Rounding to floats makes it a little too small."""
    momentum = objects.columns["pt"] * np.cosh(objects.columns["eta"])
    ratio = objects.columns["e"] / momentum
    bad = (ratio < 0.99) | (ratio > 10)
    if bad.any():
        i = int(np.argmax(bad))
        raise Error(f"{where(i)}: a jet has E = {objects.columns['e'][i]:.6g} GeV but a momentum of "
                    f"{momentum[i]:.6g} GeV (do the branches belong together, in one unit?). Correct the map")


def _check_order(objects: Objects, where) -> None:
    pt = objects.columns["pt"]
    rises = pt[1:] > pt[:-1]
    first_of_event = np.cumsum(objects.counts)[:-1]
    rises[first_of_event[(first_of_event > 0) & (first_of_event < len(pt))] - 1] = False
    if rises.any():
        i = int(np.argmax(rises))
        raise Error(f"{where(i)}: {objects.table} don't fall in pt: {pt[i]:.6g}, then {pt[i + 1]:.6g} GeV "
                    f"(are all branches in one order?). If they are, set `{objects.table}.sort: true` in the map")
