"""What a file of events holds (docs/reference/formats.md), and what is asked of each column."""

from __future__ import annotations

from typing import NamedTuple, Optional, Union

import numpy as np


class Column(NamedTuple):
    type: str
    """As numpy writes it."""
    needed: bool = False
    """It must be in the map."""
    default: Optional[Union[int, float]] = None
    """Of a column that need not be in the map; None: it is left out of the file, for it is not known."""
    is_gev: bool = False
    """An energy, a momentum or a mass: `unit` applies."""
    least: Optional[float] = None
    """No value is below."""
    unknown: Optional[float] = None
    """What stands for a value that is not known of one object; None: each must be known."""
    codes: tuple[int, ...] = ()
    """The only values that have a meaning; empty: any."""


POLAR = {"pt": Column("f4", needed=True, is_gev=True), "eta": Column("f4", needed=True),
         "phi": Column("f4", needed=True)}
MOST_CLASSES = 16
"""signalType is below, as everywhere in jetseq."""
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
    """The compound type of a row with those columns of `table` that are among `names`; objects begin with `valid`."""
    columns = [(name, column.type) for name, column in TABLES[table].items() if name in names]
    return np.dtype(columns if table == "events" else [("valid", "?"), *columns])
