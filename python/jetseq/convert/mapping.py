"""The map from branches to columns, read from a YAML file."""

from __future__ import annotations

import difflib
import os
from typing import Any, Iterator, NamedTuple, NoReturn, Optional, Union

import yaml

from .. import Error
from .columns import OBJECTS, TABLES
from .expression import COMPARISONS, Branch, Call, Expression, Node, Number, constant, is_number, parse
from .strict_yaml import read_yaml

# The keys that a collection may have besides its columns.
EXTRA = {"unit", "sort", "keep", "px", "py", "pz", "e", "m"}
OF_LEPTONS = {"charge"}
QUALITIES = ("loose", "medium", "tight")
FLAGS = ("jets.btag", "keep", "events.signalType")
"""Columns for which a comparison is allowed; for signalType false is 0, ggF/DY, and true 1, VBF."""
CARTESIAN, POLAR = ("px", "py", "pz"), ("pt", "eta", "phi")
ENERGY_COLUMNS = (*CARTESIAN, "pt", "e", "m", "met", "pt_miss")
ENERGIES = {"jets": True, "large_jets": True, "leptons": False}
"""Whether `e` or `m` is needed."""

Values = Union[Expression, list[Expression]]
"""Of a list of branches, or of flat branches, one for each object."""


class Levels(NamedTuple):
    """`quality` by names: a flag for each, or a branch and the code that it has for each."""

    of: dict[str, Any]
    """loose, medium, tight: Values, or with `branch` whole numbers."""
    branch: Optional[Values] = None


class Collection(NamedTuple):
    """One list of objects, such as the electrons."""

    name: str
    """Its key in the map."""
    table: str
    columns: dict[str, Values]
    """Columns of the table, and px, py, pz, e, m, charge."""
    unit: str
    sort: bool
    """False: objects that don't fall in pt are an error."""
    keep: Optional[Values]
    """True for objects to keep; None: all."""
    levels: Optional[Levels]
    missing: dict[str, float]
    """The placeholder in a column's branch for unknown values."""


class Map(NamedTuple):
    tree: str
    wrap_phi: bool
    unit: str
    keep_first: bool
    """Of events with the same name; False: they are an error."""
    by_entry: bool
    """The event number is the entry, counted over all files."""
    events: dict[str, Expression]
    collections: list[Collection]
    text: str
    """The YAML file unchanged."""

    def of(self, table: str) -> list[Collection]:
        return [collection for collection in self.collections if collection.table == table]

    def columns(self, table: str) -> list[str]:
        """The columns of `table` in the file."""
        if table == "events":
            return [name for name, column in TABLES[table].items() if name in self.events or column.needed
                    or column.default is not None]
        mapped = set().union(*(collection.columns for collection in self.of(table)))
        return [name for name, column in TABLES[table].items() if name in mapped or column.needed]

    def parts(self) -> Iterator[tuple[str, str, dict[str, Values]]]:
        """The events and each collection: place in the map, unit, and all values by their keys."""
        yield "events", self.unit, dict(self.events)
        for collection in self.collections:
            levels = collection.levels or Levels({})
            of_levels = {"quality." + name: value for name, value in {"branch": levels.branch, **levels.of}.items()}
            values = {**collection.columns, "keep": collection.keep, **of_levels}
            yield collection.name, collection.unit, {name: value for name, value in values.items()
                                                     if isinstance(value, (list, Expression))}

    def expressions(self) -> Iterator[Expression]:
        for _, _, values in self.parts():
            for value in values.values():
                yield from expressions(value)


def near(name: str, names) -> str:
    """A suggestion of what the user may have meant."""
    found = difflib.get_close_matches(str(name), list(names), 1, 0.5)
    return f"; did you mean `{found[0]}`?" if found else ""


def expressions(values: Values) -> list[Expression]:
    return values if isinstance(values, list) else [values]


class _Reader:
    def __init__(self, path: str):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.text = file.read()
            self.root = read_yaml(path, self.text)
        except OSError as error:
            raise Error(f"can't read {path} ({error.strerror}). "
                        "Name a map of branches, such as configs/convert.yaml") from None
        except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise Error(f"{path} isn't YAML ({' '.join(str(error).split())}). Correct it") from None
        if not isinstance(self.root, dict):
            raise self.error("the map has no keys", "`tree`, `unit`, `events`, `jets` expected",
                             "Begin with configs/convert.yaml")

    def error(self, problem: str, why: str, what_to_try: str) -> Error:
        return Error(f"{self.path}: {problem} ({why}). {what_to_try}")

    def refuse(self, where: str, value: Any, why: str, what_to_try: str = "Correct it") -> NoReturn:
        text = "empty" if value is None or value in ([], {}, "") else " ".join(str(value).split())[:200]
        problem = f"`{where}` is {text}"
        raise self.error(problem, why, what_to_try)

    def refuse_unknown(self, where: str, found, known) -> None:
        for key in found:
            if key not in known:
                there = "there are: " + ", ".join(sorted(known)) + near(key, known)
                name = " ".join(f"{where}{key}".split())
                raise self.error(f"unknown key `{name}`", there, "Correct or remove it")

    def unit(self, where: str, value: Any) -> str:
        if value in ("MeV", "GeV"):
            return value
        self.refuse(where + "unit", value, "MeV or GeV expected; ROOT files rarely say which",
                    "Look at a jet's pt in the file, and say it")

    def truth(self, where: str, section: dict, key: str, default: bool) -> bool:
        value = section.get(key, default)
        if not isinstance(value, bool):
            self.refuse(where + key, value, "true or false expected")
        return value

    def section(self, where: str, value: Any) -> dict:
        if not isinstance(value, dict):
            self.refuse(where, value, "columns expected", "See configs/convert.yaml")
        return value

    def expression(self, where: str, value: Any, is_flag: bool) -> Expression:
        if isinstance(value, bool) and is_flag:
            return constant(int(value))
        if isinstance(value, (int, float)) and not isinstance(value, bool) and is_number(value):
            return constant(value)
        if not isinstance(value, str):
            self.refuse(where, value, "a branch, a number or an expression expected")
        try:
            found = parse(value)
        except Error as error:
            raise Error(f"{self.path}: `{where}`: {error}") from None
        if found.is_flag and not is_flag:
            self.refuse(where, value, "this is true or false, and a number is expected")
        return found

    def values(self, where: str, value: Any, is_flag: bool) -> Values:
        if isinstance(value, list) and value:
            return [self.expression(where, part, is_flag) for part in value]
        return self.expression(where, value, is_flag)

    def levels(self, where: str, found: dict) -> Levels:
        self.refuse_unknown(where + ".", found, {"branch", *QUALITIES})
        if not set(found) & set(QUALITIES):
            self.refuse(where, found, "it names none of " + ", ".join(QUALITIES))
        if "branch" not in found:
            return Levels({name: self.values(f"{where}.{name}", value, True) for name, value in found.items()})
        codes = {name: value for name, value in found.items() if name != "branch"}
        for name, code in codes.items():
            if not isinstance(code, int) or isinstance(code, bool):
                self.refuse(f"{where}.{name}", code, "the whole number that the branch has for it expected")
        if len(set(codes.values())) < len(codes):
            self.refuse(where, found, "two levels have the same number")
        return Levels(codes, self.values(where + ".branch", found["branch"], False))

    def with_missing(self, where: str, value: Any) -> tuple[Any, dict[str, float]]:
        """The branch and the placeholder for unknown values of `d2: {branch: x, missing: -999}`."""
        name = where.rsplit(".", 1)[-1]
        if not isinstance(value, dict):
            return value, {}
        self.refuse_unknown(where + ".", value, {"branch", "missing"})
        number = value.get("missing")
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            self.refuse(where + ".missing", number, "the number expected that the branch has where it knows nothing")
        return value.get("branch"), {name: float(number)}

    def refuse_missing(self, table: str, where: str, section: dict) -> None:
        """Checks that there is one complete set of coordinates."""
        polar = [name for name in POLAR if name in section]
        cartesian = [name for name in CARTESIAN if name in section]
        if polar and cartesian:
            raise self.error(f"`{where}{polar[0]}` and `{where}{cartesian[0]}` stand side by side",
                             "they say the same in two ways, and one would be ignored", "Remove one")
        if "e" in section and "m" in section:
            raise self.error(f"`{where}e` and `{where}m` stand side by side",
                             "with the momentum they say the same, and one would be ignored", "Remove one")
        energy = ["e"] if ENERGIES[table] and "m" not in section else []
        others = [name for name, column in TABLES[table].items() if column.needed and name not in (*POLAR, "e", "m")]
        for name in (*(CARTESIAN if cartesian else POLAR), *energy, *others):
            if name not in section:
                either = f"`{where}e` or `{where}m`" if name == "e" else f"`{where}{name}`"
                raise self.error(f"{either} is missing", "no default would be right",
                                 "Name its branch, or give a number for all")

    def collection(self, table: str, name: str, section: Any, unit: str, one_of_many: bool) -> Collection:
        section, where = dict(self.section(name, section)), name + "."
        self.refuse_unknown(where, section, set(TABLES[table]) | EXTRA | (OF_LEPTONS if table == "leptons" else set()))
        self.refuse_missing(table, where, section)
        missing: dict[str, float] = {}
        for key in set(section) & {key for key, column in TABLES[table].items() if column.unknown is not None}:
            section[key], found_missing = self.with_missing(where + key, section[key])
            missing.update(found_missing)
        by_name = isinstance(section.get("quality"), dict)
        levels = self.levels(where + "quality", section.pop("quality")) if by_name else None
        keep = self.values(where + "keep", section["keep"], True) if "keep" in section else None
        columns = {key: self.values(where + key, value, f"{table}.{key}" in FLAGS)
                   for key, value in section.items() if key not in ("unit", "sort", "keep")}
        return Collection(name, table, columns, self.unit(where, section.get("unit", unit)),
                          self.truth(where, section, "sort", one_of_many), keep, levels, missing)

    def require_units(self, found: Map) -> None:
        """Throws Error if a number without unit is compared with a branch in MeV: it may be meant in GeV."""
        for where, unit, values in found.parts():
            energies = {expression.root for name, value in values.items() if name.split(".")[-1] in ENERGY_COLUMNS
                        for expression in expressions(value)}
            for name, value in values.items() if unit == "MeV" else ():
                for expression in expressions(value):
                    bare = _bare_number(expression.root, energies)
                    if bare is not None:
                        self.refuse(f"{where}.{name}", expression.text, f"{bare} MeV or GeV?",
                                    f"Write `{bare} GeV`, which is understood in any unit")

    def collections(self, unit: str) -> list[Collection]:
        found = []
        for table in OBJECTS:
            if table not in self.root:
                continue
            sections = self.root[table]
            many = isinstance(sections, list)
            if not sections:
                self.refuse(table, None, "columns expected", "Leave the key out if there are no such objects")
            parts = [self.collection(table, f"{table}[{i}]" if many else table, section, unit, many)
                     for i, section in enumerate(sections if many else [sections])]
            self.require_same_columns(table, parts)
            found += parts
        return found

    def require_same_columns(self, table: str, parts: list[Collection]) -> None:
        for name in TABLES[table]:
            there = [name in part.columns for part in parts]
            if name in ("btag", "d2", "n_trk") and any(there) and not all(there):
                raise self.error(f"`{parts[there.index(False)].name}` has no `{name}`",
                                 f"`{parts[there.index(True)].name}` has", "Name it in all of them or in none")

    def events(self) -> tuple[dict[str, Expression], bool]:
        section = dict(self.section("events", self.root["events"]))
        self.refuse_unknown("events.", section, TABLES["events"])
        for name, column in TABLES["events"].items():
            if column.needed and name not in section:
                entry = ", or `entry` if there is none" if name == "eventNumber" else ", or give a number for all"
                raise self.error(f"`events.{name}` is missing", "no default would be right", f"Name its branch{entry}")
        by_entry = section["eventNumber"] == "entry"
        if by_entry:
            del section["eventNumber"]
        return {name: self.expression("events." + name, value, "events." + name in FLAGS)
                for name, value in section.items()}, by_entry

    def read(self) -> Map:
        root = self.root
        self.refuse_unknown("", root, {"tree", "unit", "wrap_phi", "duplicates", "events", *OBJECTS})
        for key in ("tree", "events", "jets"):
            if key not in root:
                raise self.error(f"`{key}` is missing", "it has no default", "See configs/convert.yaml")
        if not isinstance(root["tree"], str) or not root["tree"]:
            self.refuse("tree", root["tree"], "the name of a TTree or RNTuple expected")
        if root.get("duplicates", "refuse") not in ("refuse", "first"):
            self.refuse("duplicates", root["duplicates"], "refuse or first expected")
        unit = self.unit("", root.get("unit"))
        events, by_entry = self.events()
        keep_first = root.get("duplicates") == "first"
        if keep_first and by_entry:
            raise self.error("`duplicates: first` stands beside `eventNumber: entry`",
                             "no two events have the same entry, so that it would have no effect", "Remove one of them")
        found = Map(root["tree"], self.truth("", root, "wrap_phi", False), unit, keep_first, by_entry, events,
                    self.collections(unit), self.text)
        self.require_units(found)
        return found


def _bare_number(node: Node, energies: set) -> Optional[Union[int, float]]:
    """The number without unit that `node` compares with one of `energies`; 0 is the same in any unit."""
    if not isinstance(node, Call):
        return None
    if node.name in (*COMPARISONS, "min", "max", "clip") and any(_is_energy(argument, energies) for argument in node.arguments):
        for argument in node.arguments:
            if isinstance(argument, Number) and not argument.unit and argument.value != 0:
                return argument.value
    found = (_bare_number(argument, energies) for argument in node.arguments)
    return next((number for number in found if number is not None), None)


def _is_energy(node: Node, energies: set) -> bool:
    if isinstance(node, Call) and node.name in ("abs", "negative", "hypot", "min", "max", "clip", "if", "+", "-", "*"):
        by_number = node.name == "*" and any(isinstance(argument, Number) for argument in node.arguments)
        return not by_number and any(_is_energy(argument, energies) for argument in node.arguments)
    return isinstance(node, Branch) and node in energies


def read_map(path: str) -> Map:
    return _Reader(os.fspath(path)).read()
