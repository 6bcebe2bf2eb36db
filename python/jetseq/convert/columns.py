"""The columns of a file of events (docs/reference/formats.md), and the requirements on each."""

from __future__ import annotations

from typing import NamedTuple, Optional, Union

import numpy as np


class Column(NamedTuple):
    type: str
    """numpy's name of the type."""
    needed: bool = False
    """Whether it must be in the map."""
    default: Optional[Union[int, float]] = None
    """The default of an optional column; None: it is left out of the file, because it is unknown."""
    is_gev: bool = False
    """Whether it is an energy, a momentum or a mass, to which `unit` applies."""
    least: Optional[float] = None
    """The lowest value allowed."""
    unknown: Optional[float] = None
    """The value for "unknown"; None: each value must be known."""
    codes: tuple[int, ...] = ()
    """The only values allowed; empty: any."""


POLAR = {"pt": Column("f4", needed=True, is_gev=True), "eta": Column("f4", needed=True),
         "phi": Column("f4", needed=True)}
MOST_CLASSES = 16
"""The upper limit of signalType, as everywhere in jetseq."""
TABLES = {
    "events": {
        "eventNumber": Column("u8", needed=True),
        "sampleId": Column("i4", needed=True),
        "signalType": Column("i4", default=-1, codes=tuple(range(-1, MOST_CLASSES))),
        "mcEventWeight": Column("f4", default=1),
        "mass": Column("f4", least=0),
        "spin": Column("i4", default=-1, least=-1),
        "leptons": Column("i4", needed=True, codes=(-1, 0, 1, 2)),
        "met": Column("f4", is_gev=True, least=0),
        "met_phi": Column("f4"),
        "pt_miss": Column("f4", is_gev=True, least=0),
    },
    "jets": {
        **POLAR,
        "e": Column("f4", needed=True, is_gev=True),
        "btag": Column("i1", codes=(0, 1)),
    },
    "large_jets": {
        **POLAR,
        "m": Column("f4", needed=True, is_gev=True),
        "d2": Column("f4", least=0, unknown=np.nan), "n_trk": Column("i4", least=0, unknown=-1),
    },
    "leptons": {
        **POLAR,
        "pdg_id": Column("i4", needed=True, codes=(-13, -11, 11, 13)),
        "quality": Column("i1", needed=True, codes=(1, 2, 3)),
    },
}
OBJECTS = ("jets", "large_jets", "leptons")


def row_type(table: str, names) -> np.dtype:
    """The compound type of a row with the columns `names` of `table`; objects begin with `valid`."""
    columns = [(name, column.type) for name, column in TABLES[table].items() if name in names]
    return np.dtype(columns if table == "events" else [("valid", "?"), *columns])
