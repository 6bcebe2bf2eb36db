"""The map from branches to columns, as a YAML file says it."""

from __future__ import annotations

import difflib
import os
from typing import Any, NamedTuple

import yaml

from .. import Error
from .columns import OBJECTS, TABLES

# What a collection may have beside its columns.
EXTRA = {"unit", "sort", "keep"}
OF_JETS, OF_LEPTONS = {"m"}, {"charge"}
QUALITIES = ("loose", "medium", "tight")


class Collection(NamedTuple):
    """One list of objects, such as the electrons."""

    table: str
    columns: dict[str, Any]
    """A branch, a number for all, or a list of branches, one for each object."""
    unit: str
    sort: bool
    """False: objects that don't fall in pt are an error."""
    keep: str
    """A branch that is true for the objects to be kept; empty: all."""


class Map(NamedTuple):
    tree: str
    wrap_phi: bool
    unit: str
    events: dict[str, Any]
    collections: list[Collection]
    text: str
    """The YAML file as it stands."""


def near(name: str, names) -> str:
    """What the user may have meant."""
    found = difflib.get_close_matches(str(name), list(names), 1, 0.5)
    return f"; did you mean `{found[0]}`?" if found else ""


class _Reader:
    def __init__(self, path: str):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.text = file.read()
            self.root = yaml.safe_load(self.text)
        except OSError as error:
            raise Error(f"can't read {path} ({error.strerror}). "
                        "Name a map of branches, such as configs/convert.yaml") from None
        except yaml.YAMLError as error:
            raise Error(f"{path} isn't YAML ({' '.join(str(error).split())}). Mend it there") from None
        if not isinstance(self.root, dict):
            raise self.error("the map is empty", "keys expected", "Begin with configs/convert.yaml")

    def error(self, problem: str, why: str, what_to_try: str) -> Error:
        return Error(f"{self.path}: {problem} ({why}). {what_to_try}")

    def refuse_unknown(self, where: str, found, known) -> None:
        for key in found:
            if key not in known:
                there = "there are: " + ", ".join(sorted(known)) + near(key, known)
                raise self.error(f"unknown key `{where}{key}`", there, "Correct or remove it")

    def unit(self, where: str, value: Any) -> str:
        if value in ("MeV", "GeV"):
            return value
        raise self.error(f"`{where}unit` is {value}", "MeV or GeV expected; ROOT files rarely say which",
                         "Look at a jet's pt in the file, and say it")

    def value(self, where: str, value: Any) -> Any:
        is_list = isinstance(value, list) and value and all(isinstance(v, str) for v in value)
        if is_list or isinstance(value, str) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
            return value
        raise self.error(f"`{where}` is {value}", "a branch, a number, or a list of branches expected", "Correct it")

    def columns(self, table: str, section: dict, extra: set[str]) -> dict[str, Any]:
        where = table + "."
        if not isinstance(section, dict):
            raise self.error(f"`{table}` is {section}", "columns expected", "See configs/convert.yaml")
        self.refuse_unknown(where, section, set(TABLES[table]) | extra)
        for name, column in TABLES[table].items():
            if column.default is None and name not in section and not (name == "e" and "m" in section):
                or_mass = " or `jets.m`" if name == "e" else ""
                raise self.error(f"`{where}{name}`{or_mass} is missing", "no default would be right",
                                 "Name its branch, or give a number for all")
        found = {key: value for key, value in section.items() if key not in EXTRA}
        return {name: value if name == "quality" and isinstance(value, dict) else self.value(where + name, value)
                for name, value in found.items()}

    def collection(self, table: str, section: Any, unit: str, one_of_many: bool) -> Collection:
        extra = EXTRA | (OF_JETS if table == "jets" else OF_LEPTONS if table == "leptons" else set())
        columns = self.columns(table, section, extra)
        if isinstance(columns.get("quality"), dict):
            self.refuse_unknown("leptons.quality.", columns["quality"], QUALITIES)
        return Collection(table, columns, self.unit(table + ".", section.get("unit", unit)),
                          bool(section.get("sort", one_of_many)), section.get("keep", ""))

    def read(self) -> Map:
        root = self.root
        self.refuse_unknown("", root, {"tree", "unit", "wrap_phi", "events", *OBJECTS})
        for key in ("tree", "events", "jets"):
            if key not in root:
                raise self.error(f"`{key}` is missing", "it has no default", "See configs/convert.yaml")
        unit = self.unit("", root.get("unit"))
        collections = []
        for table in OBJECTS:
            sections = root.get(table, [])
            many = isinstance(sections, list)
            sections = sections if many else [sections]
            collections += [self.collection(table, section, unit, many) for section in sections]
        events = self.columns("events", root["events"], set())
        return Map(root["tree"], bool(root.get("wrap_phi", False)), unit, events, collections, self.text)


def read_map(path: str) -> Map:
    return _Reader(os.fspath(path)).read()
