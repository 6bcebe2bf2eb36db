"""Scores of events by a frozen network: P(class 1), which is VBF for the network of HDBS-2018-10.

    classifier = jetseq.load("vbf.json")
    scores = classifier.score(pt, eta, phi, e, offsets)   # flat columns; or score(jets), an Awkward Array
    scores = classifier.score(jets=events.jets, event={"met": met})   # a network of inputs by names
    tight = scores > classifier.threshold("tight")

A network of inputs by names reads its columns as they are in its training files. One of jets reads GeV and rad, the
jets of an event in falling pt, those of the V -> qq candidate left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union, overload

import numpy as np

from . import _core
from ._columns import Inputs, Sequence, nearest, objects_of, variables_of
from ._core import Error, git_revision, version

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Classifier", "Contract", "Error", "Inputs", "Interval", "Sequence", "WorkingPoint", "git_revision", "include", "library", "load", "version"]
__version__ = version

_here = os.path.dirname(os.path.abspath(__file__))
include = os.path.join(_here, "include")
"""The folder of the C++ and C headers: jetseq/infer/scorer.hpp, jetseq/infer/jetseq.h, ..."""
library = os.path.join(_here, "libjetseq.so")
"""The library of these headers, for ROOT's interpreter or a linker."""


class Interval(NamedTuple):
    """A fraction in [0, 1] with the ends of its 68 % interval."""

    value: float
    low: float
    high: float


class WorkingPoint(NamedTuple):
    """A cut on the score, and its efficiencies on the validation part."""

    threshold: float
    vbf: Interval
    ggf: Interval


class Contract(NamedTuple):
    """The requirements on the jets, which are those of the training."""

    frame: str
    """The frame of the network; jets are always given in the detector's frame."""
    jet_pt_min: float
    """[GeV]; 0: unknown"""
    jet_abs_eta_max: float
    max_length: int
    """Jets in the longest sequence of the training; longer ones are scored, too."""


class Classifier:
    """A frozen network, made by `jetseq.load`. Immutable: threads may share it. A pickle holds the model's text."""

    __slots__ = ("_core", "_text")

    def __init__(self, core: _core.Classifier, text: bytes) -> None:
        self._core, self._text = core, text

    @overload
    def score(self, pt: NDArray[np.float32], eta: NDArray[np.float32], phi: NDArray[np.float32],
              e: NDArray[np.float32], offsets: NDArray[Union[np.int64, np.uint64]], *,
              sample_id: Optional[ArrayLike] = None, event_number: Optional[ArrayLike] = None, threads: int = 1,
              out: Optional[NDArray[np.float32]] = None) -> NDArray[np.float32]: ...
    @overload
    def score(self, pt: Any, *, sample_id: Optional[ArrayLike] = None, event_number: Optional[ArrayLike] = None,
              threads: int = 1,
              out: Optional[NDArray[np.float32]] = None) -> NDArray[np.float32]: ...
    @overload
    def score(self, *, sample_id: Optional[ArrayLike] = None, event_number: Optional[ArrayLike] = None, threads: int = 1,
              out: Optional[NDArray[np.float32]] = None, **inputs: Any) -> NDArray[np.float32]: ...
    def score(self, pt: Any = None, eta: Any = None, phi: Any = None, e: Any = None, offsets: Any = None, *,
              sample_id: Any = None, event_number: Any = None, threads: int = 1, out: Any = None,
              **inputs: Any) -> NDArray[np.float32]:
        """P(class 1) of many events, float32 [events].

        pt [GeV], eta, phi [rad], e [GeV]: float32, the jets of all events in sequence. Nothing is copied: the four may
        be any columns with a common stride, a multiple of 4 bytes, such as the fields of an array of records.
        offsets: int64 or uint64 [events + 1]; event n has the jets offsets[n] ... offsets[n + 1] - 1, possibly none.
        Instead of these five, an Awkward Array of lists of records with pt, eta, phi, e (or E, energy): see jagged().

        Of a network that reads inputs by their names (see `inputs`), instead an argument for each sequence, and `event`
        for the variables: score(jets=events.jets, event={"met": met}). A sequence is an Awkward Array of lists of
        records, an array of records [events, objects] with a mask or a field `valid`, or a mapping from each name to
        such a column, or to one of all objects with their `offsets`. The objects are sorted, and the first ones taken,
        as the network needs them. `event` is a mapping or an array of records. All are copied as float32.

        sample_id, event_number: for an ensemble whose training may have seen the events: each is scored by the network
        that has not seen it, or by the mean if no network has read the sample. int32 and uint64 [events], or one
        sample_id for all. Without them: the mean over the networks.
        threads: that share the events; the bits don't depend on it. out: float32 [events] to write to.
        NaN in an event gives NaN for it. Raises Error for columns, offsets or types that don't fit; warns once if the
        first jets don't look like those of the training, such as MeV.
        """
        if inputs or not self._core.takes_jets and self._core.sequences:
            _require_nothing_else(pt)
            return self._score_inputs(inputs, sample_id, event_number, threads, out, all_classes=False)
        if offsets is None:
            pt, eta, phi, e, offsets = jagged(pt)
        pt, eta, phi, e, offsets = map(np.asarray, (pt, eta, phi, e, offsets))
        sample_id, event_number = _who(sample_id, event_number, max(0, offsets.size - 1))
        return self._core.score(pt, eta, phi, e, offsets, sample_id, event_number, threads, out)

    def probabilities(self, pt: Any = None, eta: Any = None, phi: Any = None, e: Any = None, offsets: Any = None, *,
                      sample_id: Any = None, event_number: Any = None, **inputs: Any) -> NDArray[np.float32]:
        """Probabilities of all classes, float32 [events, classes], in the order of `classes`; arguments as for score().
        Column 1 is the score."""
        if inputs or not self._core.takes_jets and self._core.sequences:
            _require_nothing_else(pt)
            return self._score_inputs(inputs, sample_id, event_number, 1, None, all_classes=True)
        if offsets is None:
            pt, eta, phi, e, offsets = jagged(pt)
        pt, eta, phi, e, offsets = map(np.asarray, (pt, eta, phi, e, offsets))
        sample_id, event_number = _who(sample_id, event_number, max(0, offsets.size - 1))
        return self._core.probabilities(pt, eta, phi, e, offsets, sample_id, event_number)

    def _score_inputs(self, inputs: dict[str, Any], sample_id: Any, event_number: Any, threads: int, out: Any,
                      all_classes: bool) -> NDArray[np.float32]:
        """score() or probabilities() of inputs by their names."""
        wanted = self.inputs
        of_event = wanted.event or any(
            "event." in text for one in wanted.sequences.values() for text in (*one.features, one.sort, one.where))
        known = [*wanted.sequences, *(["event"] if of_event else [])]
        for name in inputs:
            if name not in known:
                raise Error(f"the network reads no '{name}' (it reads {', '.join(known)}){nearest(name, known)}")
        for name in known:
            if name not in inputs:
                raise Error(f"{name} missing (the network reads {', '.join(known)}). Give {name}=...")
        if self._core.takes_jets:
            return (self.probabilities(inputs["jets"], sample_id=sample_id, event_number=event_number) if all_classes else
                    self.score(inputs["jets"], sample_id=sample_id, event_number=event_number, threads=threads, out=out))
        if not wanted.sequences:
            found = self.probabilities_of_variables(inputs["event"], sample_id=sample_id, event_number=event_number)
            if all_classes:
                return found
            if out is None:
                return np.ascontiguousarray(found[:, 1])
            out[...] = found[:, 1]
            return out
        objects = {name: objects_of(name, inputs[name], sequence, inputs.get("event"))
                   for name, sequence in wanted.sequences.items()}
        variables = variables_of(inputs["event"], wanted.event) if wanted.event else []
        events = [(name, one.events) for name, one in objects.items()] + [("event", len(one)) for one in variables[:1]]
        for name, count in events:
            if count != events[0][1]:
                raise Error(f"{name} has {count} events, {events[0][0]} {events[0][1]}. Give inputs of the same events")
        sequences = [([np.ascontiguousarray(objects[name].columns[feature], np.float32) for feature in sequence.features],
                      objects[name].offsets) for name, sequence in wanted.sequences.items()]
        sample_id, event_number = _who(sample_id, event_number, events[0][1])
        return self._core.score_inputs(sequences, variables, events[0][1], sample_id, event_number, threads, out,
                                       all_classes)

    def score_variables(self, variables: Any, *, sample_id: Any = None,
                        event_number: Any = None) -> NDArray[np.float32]:
        """score() for a network that reads variables of the event, float32 [events]: `variables` is a mapping from each
        name of Classifier.variables to its column, or a table [events, variables] in their order."""
        found = self.probabilities_of_variables(variables, sample_id=sample_id, event_number=event_number)
        return np.ascontiguousarray(found[:, 1])

    def probabilities_of_variables(self, variables: Any, *, sample_id: Any = None,
                                   event_number: Any = None) -> NDArray[np.float32]:
        """probabilities() for such a network, float32 [events, classes]."""
        if not isinstance(variables, np.ndarray):
            missing = [name for name in self.variables if name not in variables]
            if missing:
                raise Error(f"{', '.join(missing)} missing (the network reads {', '.join(self.variables)})")
            variables = np.stack([np.asarray(variables[name]) for name in self.variables], axis=-1)
        variables = np.ascontiguousarray(variables, np.float32)
        sample_id, event_number = _who(sample_id, event_number, len(variables))
        return self._core.probabilities_of_variables(variables, sample_id, event_number)

    def __call__(self, pt: ArrayLike, eta: ArrayLike, phi: ArrayLike, e: ArrayLike) -> float:
        """P(class 1) of one event with these jets: lists of numbers [GeV, rad], in falling pt, possibly empty."""
        return self._core.score_event(pt, eta, phi, e)

    @property
    def working_points(self) -> dict[str, WorkingPoint]:
        """The working points of the training, by name."""
        return {name: WorkingPoint(threshold, Interval(*vbf), Interval(*ggf))
                for name, threshold, vbf, ggf in self._core.working_points}

    def threshold(self, name: str) -> float:
        """The score above which an event passes the working point `name`. Raises Error if there is none."""
        return self._core.threshold(name)

    @property
    def contract(self) -> Contract:
        return Contract(*self._core.contract)

    @property
    def name(self) -> str:
        return self._core.name

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes, by label; those of the stated network are ggF and VBF. One name: that of the number
        that the network finds."""
        return self._core.classes

    @property
    def finds_number(self) -> bool:
        """True for a regression: score() gives a number in the unit of the training's data, and there are no
        probabilities and no working points."""
        return self._core.finds_number

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the event that the network reads, or none."""
        return self._core.variables

    @property
    def inputs(self) -> Inputs:
        """All that the network reads, by name: sequences with their features and order, and variables of the event."""
        if self._core.takes_jets:
            return Inputs({"jets": Sequence(("pt", "eta", "phi", "e"), "-pt", None)}, ())
        sequences = {name: Sequence(features, sort, most or None, where)
                     for name, features, sort, most, where in self._core.sequences}
        return Inputs(sequences, self.variables)

    @property
    def folds(self) -> int:
        """The number of networks; 1 for a single model."""
        return self._core.folds

    @property
    def kernel(self) -> str:
        """The instruction set in use: "AVX-512", "AVX2", "NEON" or "baseline"; all but the last give the same bits."""
        return self._core.kernel

    @property
    def canary_difference(self) -> float:
        """Largest difference between the canaries' scores here and those of the training."""
        return self._core.canary_difference

    @property
    def sha256(self) -> str:
        """SHA-256 of the frozen file, as noted in files of scores."""
        return hashlib.sha256(self._text).hexdigest()

    @property
    def training(self) -> dict[str, Any]:
        """The file's record of the training: data, configuration, seed, versions."""
        training: dict[str, Any] = json.loads(self._core.training)
        return training

    def __repr__(self) -> str:
        return f"<jetseq.Classifier '{self.name}', {self.kernel}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_text, (self._text,)


def load(path: Union[str, os.PathLike[str]]) -> Classifier:
    """Reads a frozen file and checks its canaries. Raises Error, which names the file and the layer or key at fault."""
    core = _core.Classifier(os.fspath(path))
    with open(path, "rb") as file:
        return Classifier(core, file.read())


def _from_text(text: bytes) -> Classifier:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(text)
        file.flush()
        return load(file.name)


def _require_nothing_else(pt: Any) -> None:
    if pt is not None:
        raise Error("the network reads inputs by their names. Give them as score(jets=..., event=...): see "
                    "Classifier.inputs")


def _who(sample_id: Any, event_number: Any, events: int) -> tuple[Any, Any]:
    """The columns of the events' ids, for the core."""
    if sample_id is not None:
        sample_id = np.ascontiguousarray(np.broadcast_to(np.asarray(sample_id, np.int32), events))
    if event_number is not None:
        event_number = np.ascontiguousarray(event_number, np.uint64)
    return sample_id, event_number


def jagged(jets: Any) -> tuple[Any, Any, Any, Any, Any]:
    """pt, eta, phi, e and offsets of an Awkward Array, for `Classifier.score`.

    No copy where float32 records, or columns zipped together, lie one after the other (ak.zip, ak.from_parquet, a
    slice of events). One copy where they don't: after a selection of jets, from float64, or where Vector computes
    the energy.
    """
    ak: Any = sys.modules.get("awkward")  # imported by whoever has an Awkward Array
    if ak is None or not isinstance(jets, ak.Array):
        raise Error(f"the jets are of type {type(jets).__name__} (without offsets only an Awkward Array will do). "
                    "Give pt, eta, phi, e and offsets, or an ak.Array of records")
    names = [next((name for name in alike if name in jets.fields), alike[-1])
             for alike in (["pt"], ["eta"], ["phi"], ["e", "E", "energy"])]
    try:
        if not set(names) <= set(jets.fields):
            jets = ak.zip({name: getattr(jets, name) for name in names})  # Vector's Momentum4D has them as attributes
        layout = ak.to_layout(jets)
        if not _lies_flat(layout, names):
            layout = ak.to_layout(ak.values_astype(ak.to_packed(jets[names]), np.float32))
    except AttributeError:
        raise Error(f"the records have the fields {', '.join(jets.fields) or 'none'} (pt, eta, phi and e are needed). "
                    "Rename them with ak.zip, or let Vector compute them") from None
    if not _lies_flat(layout, names):
        raise Error(f"the jets are of type {jets.type} (lists of records are needed). Try ak.drop_none, or ak.zip")
    pt, eta, phi, e = (layout.content.content(name).data for name in names)
    return pt, eta, phi, e, np.asarray(layout.offsets.data, np.int64)


def _lies_flat(layout: Any, names: list[str]) -> bool:
    """Whether it is a list of float32 records for each event, without gaps."""
    records: Any = getattr(layout, "content", None)
    if not hasattr(layout, "offsets") or not getattr(records, "is_record", False):
        return False
    columns = [records.content(name) for name in names]
    return all(column.is_numpy and column.purelist_depth == 1 and column.dtype == np.float32 for column in columns)
