"""Checks of every value: a wrong file must be refused here, because a network would score it silently."""

from __future__ import annotations

import numpy as np

from .. import Error
from .._core import unknown_numbers
from .columns import TABLES

BEAM = 7000.0
"""Energy of one beam of the LHC [GeV]: no transverse momentum or mass exceeds it; no energy, however badly measured,
exceeds that of both."""
MOST = {"jets.e": 2 * BEAM, "events.mass": 2 * BEAM}
LEAST = {"jets.pt": 5.0, "jets.e": 5.0, "large_jets.pt": 10.0, "large_jets.m": 1.0, "leptons.pt": 1.0,
         "events.met": 1.0, "events.pt_miss": 1.0}
"""[GeV] A file whose largest value is below is in another unit."""
LEAST_VALUES = 20
"""A file with fewer values above 0 is not judged by its largest."""
SMALLEST_WEIGHT = float(np.finfo(np.float32).tiny)
"""32-bit floats below lose digits, and become 0 further down."""
LEAVE_OUT = "Leave the event or object out, or the column out of the map"
EXACT = {"f2": 2**11, "f4": 2**24, "f8": 2**53}
"""Up to here a float of this type holds every whole number."""
ROUNDING = 1e-3
"""A jet's mass, relative to its momentum, may be this far below 0: single precision, and ROOT's sign of m^2 < 0."""
HINTS = {
    "leptons.quality": "Name the levels, such as `quality: {branch: mu_id, loose: 2, medium: 3, tight: 4}`",
    "leptons.pdg_id": "Give 11 or 13, with `charge` for the sign",
    "jets.btag": "Say which values count, such as `btag: jet_flavour == 5`",
    "events.signalType": "Say which events are VBF, such as `signalType: process == 3`",
    "large_jets.d2": "If this stands for an unknown D2, `d2: {branch: ..., missing: -999}`",
    "large_jets.n_trk": "If this stands for an unknown number, `n_trk: {branch: ..., missing: -999}`",
    "events.eventNumber": "Correct the map; without event numbers, `eventNumber: entry`",
}


def _refuse(where, i: int, name: str, value, why: str, remedy: str = "") -> None:
    raise Error(f"{where(i)}: {name} is {value} ({why}). {remedy or HINTS.get(name, 'Correct the map')}")


def _refuse_first(bad: np.ndarray, values: np.ndarray, where, name: str, why: str, remedy: str = "") -> None:
    if bad.any():
        i = int(np.argmax(bad))
        _refuse(where, i, name, values[i], why, remedy)


def cast(values: np.ndarray, table: str, name: str, where) -> np.ndarray:
    """`values` as the column's type. `where(i)`: the place of value i, for messages. NaN in a column that may be
    unknown becomes the column's value for unknown."""
    unknown = TABLES[table][name].unknown
    if unknown is None:
        return _cast_known(values, table, name, where)
    known = np.flatnonzero(~np.isnan(values))
    result = np.full(len(values), unknown, TABLES[table][name].type)
    result[known] = _cast_known(values[known], table, name, lambda i: where(int(known[i])))
    return result


def _cast_known(values: np.ndarray, table: str, name: str, where) -> np.ndarray:
    column, full = TABLES[table][name], f"{table}.{name}"
    if values.dtype == bool and full not in ("jets.btag", "events.signalType") and len(values):
        _refuse(where, 0, full, values[0], "a number expected, not true or false")
    _refuse_first(~np.isfinite(values), values, where, full, "a finite number expected", "" if full in HINTS else
                  "Leave the event or object out, or fix the file")
    kind = np.dtype(column.type)
    if kind.kind in "iu":
        _check_whole(values, kind, where, full)
    if column.codes:
        few = column.codes if len(column.codes) < 9 else (*column.codes[:3], "...", column.codes[-1])
        expected = ", ".join(map(str, few))
        _refuse_first(~np.isin(values, column.codes), values, where, full, f"one of {expected} expected")
    if column.least is not None:
        _refuse_first(values < column.least, values, where, full, f"{column.least} or more expected")
    return _narrowed(values, kind, where, full)


def stand_for_unknown(values: np.ndarray) -> np.ndarray:
    """[size] true for placeholders such as -999, exact or rounded to a 32-bit float: the rule of
    event/unknown_number.hpp. In 16-bit floats -999.9 is -1000, which may be a number, so that only -999 is found."""
    if values.dtype.kind not in "if":
        return np.zeros(len(values), bool)
    numbers = np.array(unknown_numbers)
    return np.isin(values.astype(np.float64), [*numbers, *numbers.astype(np.float32)])


def check_known(values: np.ndarray, full: str, where) -> None:
    """Checks a column as in the file, in its unit. Throws Error for placeholders of unknown numbers."""
    _refuse_first(stand_for_unknown(values), values, where, full, "a number that stands for an unknown one?",
                  "" if full in HINTS else LEAVE_OUT)


def check_terms(unknown: np.ndarray, full: str, text: str, where) -> None:
    """`unknown`: true if a placeholder of an unknown number enters the arithmetic of the expression `text`."""
    if unknown.any():
        raise Error(f"{where(int(np.argmax(unknown)))}: a branch of `{text}`, {full}, is a number that stands for an "
                    f"unknown one (the result would look like a known one). {LEAVE_OUT}")


def _narrowed(values: np.ndarray, kind: np.dtype, where, full: str) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):
        narrow = values.astype(kind)
    if kind.kind == "f":
        _refuse_first(np.isinf(narrow), values, where, full, "above the largest float of 32 bits")
    if full == "events.mcEventWeight" and values.dtype.itemsize > kind.itemsize:
        _refuse_first((np.abs(values) < SMALLEST_WEIGHT) & (values != 0), values, where, full,
                      "too small for all digits of a float of 32 bits",
                      "Scale all weights, such as `mcEventWeight: weight * 1e30`")
    return narrow


def _check_whole(values: np.ndarray, kind: np.dtype, where, full: str) -> None:
    limits = np.iinfo(kind)
    if values.dtype.kind == "f":
        _refuse_first(values != np.floor(values), values, where, full, "a whole number expected")
        exact = EXACT.get(values.dtype.str[1:], 2**53)
        _refuse_first(np.abs(values) > min(exact, limits.max), values, where, full,
                      f"{'floats of this type hold' if exact < limits.max else 'we hold'} whole numbers up to "
                      f"{min(exact, limits.max)}")
    expected = f"whole numbers from {limits.min} to {limits.max} expected"
    if values.dtype.kind != "u":
        _refuse_first(values < limits.min, values, where, full, expected)
    _refuse_first(values > limits.max, values, where, full, expected)


class Units:
    """Finds MeV taken for GeV at once, and GeV taken for MeV and energies taken for masses at the end of the file."""

    def __init__(self):
        self.largest, self.values = dict.fromkeys(LEAST, 0.0), dict.fromkeys(LEAST, 0)
        self.smallest_mass: dict[str, float] = {}
        """Smallest mass of each collection, relative to the momentum."""
        self.masses: dict[str, int] = {}

    def look(self, column: str, values: np.ndarray, where) -> None:
        if len(values) == 0:
            return
        i = int(np.argmax(values))
        if values[i] > MOST.get(column, BEAM):
            unit = "`mass` is in GeV; write `branch / 1000`" if column == "events.mass" else "Set `unit` in the map"
            raise Error(f"{where(i)}: {column} is {values[i]:.6g} GeV, above the energy of the beams "
                        f"(MeV taken for GeV?). {unit}")
        if column in LEAST:
            self.largest[column] = max(self.largest[column], float(values[i]))
            self.values[column] += int(np.count_nonzero(values))

    def look_at_masses(self, name: str, mass: np.ndarray, momentum: np.ndarray) -> None:
        if len(mass):
            self.smallest_mass[name] = min(self.smallest_mass.get(name, np.inf), float((mass / momentum).min()))
            self.masses[name] = self.masses.get(name, 0) + len(mass)

    def judge(self) -> None:
        """Checks the largest values at the end of the file, because its first events may be soft."""
        for column, least in LEAST.items():
            if self.values[column] >= LEAST_VALUES and self.largest[column] < least:
                raise Error(f"the largest {column} of {self.values[column]} is {self.largest[column]:.4g} GeV "
                            "(GeV taken for MeV?). Set `unit` in the map")
        for name, smallest in self.smallest_mass.items():
            if self.masses[name] >= LEAST_VALUES and smallest >= 0.99:
                raise Error(f"the mass of each of {self.masses[name]} objects of `{name}` is above its momentum "
                            "(energies taken for masses?). Map the branch to `e` instead of `m`")


def check_phi(phi: np.ndarray, table: str, where) -> None:
    bad = np.abs(phi) > np.pi + 1e-4
    if not bad.any():
        return
    i = int(np.argmax(np.abs(phi)))
    if np.abs(phi[i]) > 2 * np.pi + 1e-4:
        raise Error(f"{where(i)}: {table} have phi = {phi[i]:.6g} (radians expected; degrees?). "
                    "Convert them, such as `phi: jet_phi * 0.017453292519943295`")
    raise Error(f"{where(i)}: {table} have phi = {phi[i]:.6g} (-pi to pi expected, this looks like 0 to 2 pi). "
                "Set `wrap_phi: true` in the map")


def wrapped(phi: np.ndarray) -> np.ndarray:
    """phi wrapped into [-pi, pi]; degrees are left for check_phi()."""
    if len(phi) and np.abs(phi).max() > 2 * np.pi + 1e-4:
        return phi
    return np.remainder(phi + np.pi, 2 * np.pi) - np.pi


def check_codes(codes: np.ndarray, name: str, where) -> None:
    _refuse_first(~np.isfinite(codes) | (codes != np.floor(codes)), codes, where, name, "a whole number expected")


def check_charge(charge: np.ndarray, pdg_id: np.ndarray, name: str, where) -> None:
    _refuse_first(np.abs(charge.astype(np.float64)) != 1, charge, where, name + ".charge", "1 or -1 expected")
    _refuse_first(~(pdg_id > 0), pdg_id, where, name + ".pdg_id", "11 or 13 expected, with the sign in `charge`",
                  "Correct the map")


def check_momenta(columns: dict[str, np.ndarray], name: str, units: Units, where) -> None:
    """Compares E and m with |p|: finds energies in another unit than momenta, and E and m exchanged.
    Rounding to floats makes E slightly too small, and m^2 slightly negative."""
    momentum = columns["pt"] * np.cosh(columns["eta"])
    sound = np.isfinite(momentum) & (columns["pt"] > 0)  # others are refused by name later
    if "e" in columns:
        ratio = np.divide(columns["e"], momentum, out=np.ones(len(momentum)), where=sound)
        bad = (ratio < 0.99) | (ratio > 10)
        if bad.any():
            i = int(np.argmax(bad))
            raise Error(f"{where(i)}: an object of `{name}` has E = {columns['e'][i]:.6g} GeV but a momentum of "
                        f"{momentum[i]:.6g} GeV (do the branches belong together, in one unit? is it a mass?). "
                        "Correct the map")
    if "m" in columns:
        mass = columns["m"]
        _refuse_first(sound & (mass < -ROUNDING * momentum), mass, where, name + ".m", "a mass is not negative",
                      "Leave such objects out with `keep`")
        units.look_at_masses(name, mass[sound], momentum[sound])


def checked(columns: dict[str, np.ndarray], table: str, counts: np.ndarray, units: Units,
            where) -> dict[str, np.ndarray]:
    """The columns [objects] of all events in their types; throws Error if a value can't be right."""
    pt, eta = columns["pt"], columns["eta"]
    bad = cast(pt, table, "pt", where) <= 0
    if bad.any():
        i = int(np.argmax(bad))
        raise Error(f"{where(i)}: {table}.pt is {pt[i]:.6g} GeV (above 0 expected). Leave such objects out with `keep`")
    cast(eta, table, "eta", where)  # first, because NaN passes every comparison
    if (np.abs(eta) > 10).any():
        i = int(np.argmax(np.abs(eta)))
        raise Error(f"{where(i)}: {table}.eta is {eta[i]:.6g} (no detector sees beyond 10). Correct the map")
    found = {name: cast(values, table, name, where) for name, values in columns.items()}
    for name, column in TABLES[table].items():
        if column.is_gev:
            units.look(f"{table}.{name}", columns[name], where)
    check_phi(columns["phi"], table, where)
    _check_order(pt, table, counts, where)
    return found


def _check_order(pt: np.ndarray, table: str, counts: np.ndarray, where) -> None:
    rises = pt[1:] > pt[:-1]
    first_of_event = np.cumsum(counts)[:-1]
    rises[first_of_event[(first_of_event > 0) & (first_of_event < len(pt))] - 1] = False
    if rises.any():
        i = int(np.argmax(rises))
        raise Error(f"{where(i)}: {table} don't fall in pt: {pt[i]:.6g}, then {pt[i + 1]:.6g} GeV "
                    f"(are all branches in one order?). If they are, set `{table}.sort: true` in the map")
