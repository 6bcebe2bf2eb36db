"""What a file of events holds (docs/formats.md), and what is asked of each column."""

from __future__ import annotations

from typing import NamedTuple, Optional, Union

import numpy as np


class Column(NamedTuple):
    type: str
    """As numpy writes it."""
    default: Optional[Union[int, float]]
    """None: must be in the map."""
    is_gev: bool = False
    """An energy, a momentum or a mass: `unit` applies."""


TABLES = {
    "events": {
        "eventNumber": Column("u8", None), "sampleId": Column("i4", None), "signalType": Column("i4", -1),
        "mcEventWeight": Column("f4", 1), "mass": Column("f4", 0), "spin": Column("i4", -1),
        "leptons": Column("i4", None),
        "met": Column("f4", 0, True), "met_phi": Column("f4", 0), "pt_miss": Column("f4", 0, True),
    },
    "jets": {
        "pt": Column("f4", None, True), "eta": Column("f4", None), "phi": Column("f4", None),
        "e": Column("f4", None, True),
        "btag": Column("i1", 0),
    },
    "large_jets": {
        "pt": Column("f4", None, True), "eta": Column("f4", None), "phi": Column("f4", None),
        "m": Column("f4", None, True),
        "d2": Column("f4", 0), "n_trk": Column("i4", 0),
    },
    "leptons": {
        "pt": Column("f4", None, True), "eta": Column("f4", None), "phi": Column("f4", None),
        "pdg_id": Column("i4", None),
        "quality": Column("i1", None),
    },
}
MOST_CLASSES = 16
"""signalType is below, as everywhere in jetseq."""
OBJECTS = ("jets", "large_jets", "leptons")


def row_type(table: str) -> np.dtype:
    """The compound type of a row; objects begin with `valid`."""
    columns = [(name, column.type) for name, column in TABLES[table].items()]
    return np.dtype(columns if table == "events" else [("valid", "?"), *columns])
