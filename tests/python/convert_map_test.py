"""Maps of `jetseq convert`: expressions, flags, levels, identities, coordinates, and what is not known. The numbers are
numpy's, of the arrays that the ntuples are made of."""

import contextlib
import glob
import itertools
import os
import re
import signal
import subprocess
import sys
import unittest
from unittest import mock

from support import WithFolder, needs

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import awkward as ak
import h5py
import jetseq
import numpy as np
import yaml
from convert_support import Toy, run, write_ntuple
from jetseq.convert.evaluation import evaluated
from jetseq.convert.expression import parse

POLAR = {"pt": "jet_pt", "eta": "jet_eta", "phi": "jet_phi", "m": "jet_m"}
EVENTS = {"eventNumber": "event", "sampleId": "run", "leptons": 2}


def a_map(events={}, jets={}, **others):
    """The map of the toy's branches, with what is different."""
    return {"tree": "t", "unit": "GeV", "events": {**EVENTS, **events}, "jets": {**POLAR, **jets}, **others}


class WithToy(WithFolder):
    def setUp(self):
        super().setUp()
        self.toy = Toy()
        self.out = self.path("events.h5")

    def ntuple(self, name="in.root", without=(), tree="t", **branches):
        """A file of the toy's branches and further ones."""
        all_branches = {**self.toy.branches, **branches}
        write_ntuple(self.path(name), {tree: {key: values for key, values in all_branches.items() if key not in without}})
        return self.path(name)

    def run_map(self, mapping, *files, options=()):
        map_file = self.path("map.yaml")
        with open(map_file, "w") as file:
            file.write(mapping if isinstance(mapping, str) else yaml.safe_dump(mapping))
        return run(map_file, *(files or [self.path("in.root")]), "--out", self.out, *options)

    def converted(self, mapping, *files, options=()):
        """The tables of the output, which is then removed; `self.said`: what was printed."""
        done = self.run_map(mapping, *files, options=options)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.said = done.stdout
        with h5py.File(self.out) as file:
            tables = {name: file[name][:] for name in file}
            self.attributes = dict(file.attrs)
        os.remove(self.out)
        return tables

    def refused(self, mapping, expected, *files, options=()):
        done = self.run_map(mapping, *files, options=options)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertRegex(done.stderr, r"^jetseq convert: .+ \(.+\)\. .+")
        self.assertRegex(done.stderr, expected)
        self.assertEqual(glob.glob(self.out + "*"), [])

    def of_jets(self, table, column):
        return table[column][table["valid"]]


class Rows:
    """Values for expressions, without a file."""

    def __init__(self, unit="GeV", **branches):
        self.branches, self.unit = {name: np.asarray(values) for name, values in branches.items()}, unit
        self.size = len(next(iter(self.branches.values())))

    def branch(self, branch):
        return self.branches[branch.name]

    def where(self, i):
        return f"row {i}"


class AnExpression(unittest.TestCase):
    def value(self, text, **branches):
        return evaluated(parse(text), Rows(**branches)).tolist()

    def test_binds_as_in_python(self):
        names = {"a": np.array([3, -2, 7, 0]), "b": np.array([1, 5, 2, 4]), "x": np.array([0.5, 2.5, -1.5, 4.0])}
        for text in ("a + b * x - 2", "(a + b) * x", "a - b - 3", "-a * x", "a / b / 2", "a & 1 + 2", "a + 4 & 6", "a & 3 == 3", "a < b", "a + 1 >= b * 2",
                     "not a & 1 == 1", "a > 0 and b > 1 or x < 0", "not a > 0 or x < 0", "not (a > 0 or x < 0)", "a == 3 or a == 7 and x > 0", "abs(a) - abs(x)",
                     "a != b and not not x > 1", "0x1f & a", ".5 * x", "1e1 + a", "--a", "2 - -a"):
            with self.subTest(text):
                python = text.replace("not", "~").replace("and", "&").replace("or", "|")  # `and` does not work on arrays
                expected = [eval(text, {"abs": abs}, {name: values[i].item() for name, values in names.items()}) for i in range(4)]
                self.assertEqual(self.value(text, **names), expected, python)

    def test_of_functions(self):
        self.assertEqual(self.value("hypot(x, 4) + sqrt(y)", x=[3.0, 0.0], y=[4.0, 9.0]), [7.0, 7.0])
        self.assertEqual(self.value("finite(x) and x > 1", x=[0.5, 2.0, np.nan, np.inf]), [False, True, False, False])

    def test_keeps_whole_numbers_exact(self):
        large = 2**63 + 12345
        self.assertEqual(self.value("e", e=np.array([large], "u8")), [large])
        self.assertEqual(self.value("e + 1", e=np.array([large], "u8")), [large + 1])
        self.assertEqual(self.value("e & 0xff", e=np.array([large], "u8")), [large & 255])
        self.assertEqual(self.value("r * 1000000000000 + e", r=np.array([7], "i4"), e=np.array([5], "u8")), [7000000000005])
        self.assertEqual(self.value("a - b", a=np.array([1], "u4"), b=np.array([2], "u4")), [-1])
        self.assertEqual(self.value("a + b", a=np.array([200], "u1"), b=np.array([100], "u1")), [300])
        self.assertEqual(self.value("e < 18446744073709551615", e=np.array([-1, 2**62])), [True, True])
        self.assertEqual(self.value("e < 18446744073709551615", e=np.array([1, 2**64 - 1], "u8")), [True, False])
        self.assertEqual(self.value("e == 9007199254740993", e=np.array([2**53, 2**53 + 1], "u8")), [False, True])
        for text, branch in (("e * e", np.array([2**40])), ("e - 1", np.array([large], "u8")), ("e + e", np.array([2**63], "u8")), ("-e", np.array([large], "u8"))):
            with self.subTest(text), self.assertRaisesRegex(jetseq.Error, "too large for a whole number|above 2.63"):
                self.value(text, e=branch)

    def test_adds_flags_as_numbers(self):
        self.assertEqual(self.value("a + b", a=np.array([True, True]), b=np.array([True, False])), [2, 1])
        self.assertEqual(self.value("a == 1 and not b", a=np.array([True, True]), b=np.array([True, False])), [False, True])

    def test_compares_in_the_precision_of_the_branch(self):
        """A float of 0.6 or 0.7 is not above that number, although one is rounded up and the other down."""
        floats = np.array([0.6, 0.7, 0.8], "f4")
        for threshold in (0.6, 0.7, 0.8):
            self.assertEqual(self.value(f"x > {threshold}", x=floats), [x > threshold + 0.05 for x in (0.6, 0.7, 0.8)])
            self.assertEqual(sum(self.value(f"x == {threshold}", x=floats)), 1)

    def test_is_not_guessed_if_a_value_is_not_a_number(self):
        for text in ("x > 1", "x <= 1", "not x > 1", "x > 1 and y > 0", "x != x", "sqrt(y) > 0"):
            with self.subTest(text), self.assertRaisesRegex(jetseq.Error, "row 1: .*neither true nor false"):
                self.value(text, x=[2.0, np.nan], y=[1.0, -1.0] if "sqrt" in text else [1.0, 1.0])
        self.assertEqual(self.value("x > 1 and y > 0", x=[2.0, np.nan], y=[1.0, -1.0]), [True, False])
        self.assertEqual(self.value("x > 1 or y < 0", x=[2.0, np.nan], y=[1.0, -1.0]), [True, True])

    def test_knows_units(self):
        for unit, factor in (("GeV", 1), ("MeV", 1000)):
            rows = Rows(unit, pt=np.array([39.0, 41.0]) * factor)
            for text in ("pt > 40 GeV", "pt > 40000 MeV", "pt > 0.04 TeV"):
                self.assertEqual(evaluated(parse(text), rows).tolist(), [False, True])

    def test_that_is_none_is_refused(self):
        for text, reason in {
            "": "ends where a value is expected", "a >": "ends where", "(a": r"`\)` expected", "a)": "no meaning", "a[": "whole number from 0", "a[-1]": "whole number from 0",
            "a[1.5]": "whole number from 0", "a[b]": "whole number from 0", "1 < a < 3": "Write `1 < x and x < 3`", "a && b": "Write `and`", "a || b": "Write `or`", "!a": "missing",
            "a = 3": "Write `==`", "a ** 2": "Write `x ", "max(a, b)": "There are: abs", "hypot(a)": "takes 2", "abs()": "missing", "010": "begins with 0", "not 3": "Compare it",
            "a > 1 + (b > 2)": "true or false", "(a > 1) == (b > 1)": "true or false", "abs(a > 1)": "true or false", "a or b + 1": "Compare it", "-(a > 1)": "true or false",
            "a b": "no meaning", "a $ b": "neither a number nor", "5GeV": "neither a number nor", "and": "missing", "(" * 300 + "a" + ")" * 300: "too deeply",
            "-" * 299 + "a": "too deeply", "+".join("a" * 400): "too long", "1e400": "too large", "9" * 30: "too large", "__import__('os')": "no function|neither", "a.b()": "no function", "a\n;b": "neither", "`": "neither",
        }.items():
            with self.subTest(text[:30]), self.assertRaisesRegex(jetseq.Error, reason):
                parse(text)


class Expressions(WithToy):
    def test_a_working_point_of_b_tags(self):
        score = self.toy.jets["pt"] / 200
        self.ntuple(jet_score=self.toy.of_jets(score))
        found = self.of_jets(self.converted(a_map(jets={"btag": "jet_score > 0.4"}))["jets"], "btag")
        np.testing.assert_array_equal(found, score > np.float32(0.4))
        self.assertTrue(0 < found.sum() < len(found))

    def test_a_cut_on_objects(self):
        self.ntuple()
        jets, wanted = self.toy.jets, (self.toy.jets["pt"] > 40) & (abs(self.toy.jets["eta"]) < 2.5)
        found = self.converted(a_map(jets={"keep": "jet_pt > 40 and abs(jet_eta) < 2.5"}))["jets"]
        np.testing.assert_array_equal(self.of_jets(found, "pt"), jets["pt"][wanted])
        np.testing.assert_array_equal(found["valid"].sum(axis=1), np.bincount(self.toy.event_of[wanted], minlength=60))

    def test_a_number_without_unit_is_refused_beside_mev(self):
        branches = {"jet_" + name: self.toy.of_jets(self.toy.jets[name] * np.float32(1000)) for name in ("pt", "m")}
        self.ntuple(**branches)
        mapping = {**a_map(jets={"keep": "jet_pt > 40 GeV"}), "unit": "MeV"}
        self.assertEqual(self.converted(mapping)["jets"]["valid"].sum(), (self.toy.jets["pt"] > 40).sum())
        for text in ("jet_pt > 40", "40 < abs(jet_pt)", "not jet_pt <= 40", "finite(jet_m) and jet_pt + jet_m > 40", "jet_pt * jet_eta > 40"):
            self.refused({**a_map(jets={"keep": text}), "unit": "MeV"}, "`jets.keep` is .* .40 MeV or GeV.*Write `40 GeV`")
        self.refused({**a_map(leptons=leptons({"tight": "jet_pt > 40"})), "unit": "MeV"}, "`leptons.quality.tight` is jet_pt > 40 .40 MeV")
        self.refused({**a_map({"met": "jet_pt[0]", "signalType": "jet_pt[0] > 250"}), "unit": "MeV"}, "`events.signalType` is .* .250 MeV")
        for text in ("jet_pt / 1000 > 40", "jet_pt * 1e-3 > 40", "jet_eta > -40", "jet_pt > 0"):
            self.assertEqual(self.run_map({**a_map(jets={"keep": text}), "unit": "MeV"}).returncode, 0)
            os.remove(self.out)
        self.assertEqual(set(self.converted({**a_map({"mass": "1 TeV"}), "unit": "MeV"})["events"]["mass"].tolist()), {1000})

    def test_an_unknown_name_names_the_nearest(self):
        self.ntuple()
        self.refused(a_map(jets={"btag": "jet_pts > 40"}), "no branch `jet_pts` .*did you mean `jet_pt`")

    def test_a_number_is_not_a_comparison(self):
        self.ntuple()
        self.refused(a_map(jets={"pt": "jet_pt > 40"}), "`jets.pt` is jet_pt > 40 .this is true or false, and a number is expected")
        self.refused(a_map({"eventNumber": "event > 3"}), "true or false")

    def test_what_is_no_expression_is_refused_with_its_key(self):
        self.ntuple()
        self.refused(a_map(jets={"btag": "jet_pt >"}), r"map.yaml: `jets.btag`: `jet_pt >` can't be read")

    def test_arithmetic_of_event_columns(self):
        self.ntuple(w=np.linspace(1, 2, 60), k=np.full(60, 3, "i4"), met_x=np.full(60, 3.0), met_y=np.full(60, -4.0))
        found = self.converted(a_map({"mcEventWeight": "w * k / 2", "met": "hypot(met_x, met_y)"}))["events"]
        np.testing.assert_array_equal(found["mcEventWeight"], (np.linspace(1, 2, 60) * 3 / 2).astype("f4"))
        np.testing.assert_array_equal(found["met"], 5)

    def test_bits(self):
        bits = np.arange(self.toy.counts.sum(), dtype="i4")
        self.ntuple(bits=self.toy.of_jets(bits, "i4"))
        found = self.converted(a_map(jets={"btag": "bits & 1", "keep": "bits & 4 != 0"}))["jets"]
        np.testing.assert_array_equal(self.of_jets(found, "btag"), bits[bits & 4 != 0] & 1)
        self.refused(a_map(jets={"btag": "bits & 4"}), r"jets.btag is 4 \(true, false, 0 or 1 expected")

    def test_a_branch_with_an_unusual_name(self):
        self.ntuple(**{"jet-score": self.toy.of_jets(self.toy.jets["pt"])})
        for text in ("`jet-score` > 40", "jet-score"):
            found = self.converted(a_map(jets={"keep": "jet_pt > 40", "pt": text} if text == "jet-score" else {"keep": text}))["jets"]
            self.assertEqual(found["valid"].sum(), (self.toy.jets["pt"] > 40).sum())

    def test_a_number_of_the_event_for_all_of_its_objects(self):
        self.ntuple(scale=np.where(np.arange(60) % 2, 1.0, 2.0))
        found = self.of_jets(self.converted(a_map(jets={"m": "jet_m * scale"}))["jets"], "e")
        jets = self.toy.jets
        mass = jets["m"] * np.where(self.toy.event_of % 2, 1, 2)
        np.testing.assert_allclose(found, np.hypot(mass, jets["pt"] * np.cosh(jets["eta"])), rtol=3e-7)


class ListsAndElements(WithToy):
    def test_an_element_of_a_vector(self):
        self.ntuple(weights=ak.Array([[0.5, 0.9, 1.1]] * 60), fixed=np.tile([0.25, 0.75], (60, 1)))
        for text, expected in (("weights[0]", 0.5), ("weights[2]", 1.1), ("fixed[1]", 0.75), ("weights[0] + fixed[0]", 0.75)):
            self.assertTrue((self.converted(a_map({"mcEventWeight": text}))["events"]["mcEventWeight"] == np.float32(expected)).all())
        self.refused(a_map({"mcEventWeight": "weights[3]"}), "entry 0: `weights` has 3 values .element 3")
        self.refused(a_map({"mcEventWeight": "weights"}), r"entry 0: branch `weights` holds a list of 3 .*`weights\[0\]`")
        self.refused(a_map({"mcEventWeight": "weights[0][0]"}), "no lists in its lists")
        self.refused(a_map({"mcEventWeight": "run[0]"}), "no lists in its lists")

    def test_a_vector_that_is_too_short_names_the_entry(self):
        self.ntuple(weights=ak.Array([[0.5, 0.9]] * 44 + [[]] + [[0.5]] * 15))
        self.refused(a_map({"mcEventWeight": "weights[0]"}), "entry 44: `weights` has 0 values", options=("--rows", "7"))

    def test_lists_of_one_entry_are_numbers(self):
        one = lambda values: ak.unflatten(values, np.ones(60, int))
        met = np.linspace(10, 90, 60, dtype="f4")
        self.ntuple(number=one(np.arange(60) + 7), weight=one(np.full(60, 0.5, "f4")), met=one(met), array=met[:, None])
        found = self.converted(a_map({"eventNumber": "number", "mcEventWeight": "weight", "met": "met", "pt_miss": "array"}))["events"]
        np.testing.assert_array_equal(found["eventNumber"], np.arange(60) + 7)
        np.testing.assert_array_equal(found["mcEventWeight"], 0.5)
        np.testing.assert_array_equal(found["met"], met)
        np.testing.assert_array_equal(found["pt_miss"], met)

    def test_a_list_of_another_length_names_the_entry(self):
        for n in (0, 2):
            self.ntuple(weight=ak.unflatten(np.ones(59 + n), [1] * 31 + [n] + [1] * 28))
            self.refused(a_map({"mcEventWeight": "weight"}), f"entry 31: branch `weight` holds a list of {n} .one number expected")

    def test_branches_of_delphes(self):
        """A map of docs/convert.md; the branches are split and stand below one of their class."""
        toy = self.toy
        one = lambda values: ak.unflatten(values, np.ones(60, int))
        branches = {"Event.Number": one(np.arange(60)), "Event.Weight": one(np.full(60, 0.5, "f4")), "MissingET.MET": one(np.full(60, 20, "f4")),
                    "MissingET.Phi": one(np.zeros(60, "f4")), "Jet.PT": toy.of_jets(toy.jets["pt"]), "Jet.Eta": toy.of_jets(toy.jets["eta"]),
                    "Jet.Phi": toy.of_jets(toy.jets["phi"]), "Jet.Mass": toy.of_jets(toy.jets["m"]), "Jet.BTag": toy.of_jets(toy.nth() == 0, "u4")}
        for name in ("Electron", "Muon"):
            branches.update({f"{name}.{key}": toy.of_jets(toy.jets[column]) for key, column in (("PT", "pt"), ("Eta", "eta"), ("Phi", "phi"))})
            branches[name + ".Charge"] = toy.of_jets(np.where(toy.nth() % 2, 1, -1), "i4")
        write_ntuple(self.path("delphes.root"), {"Delphes": branches})
        tables = self.converted(map_of_docs("Delphes"), self.path("delphes.root"))
        np.testing.assert_array_equal(tables["events"]["mcEventWeight"], 0.5)
        np.testing.assert_array_equal(self.of_jets(tables["jets"], "btag"), toy.nth() == 0)
        self.assertEqual(tables["leptons"]["valid"].sum(), 2 * toy.counts.sum())
        charged = tables["leptons"]["pdg_id"][tables["leptons"]["valid"]]
        self.assertEqual(sorted(set(charged.tolist())), [-13, -11, 11, 13])

    def test_branches_of_nanoaod(self):
        """A map of docs/convert.md."""
        toy = self.toy
        branches = {"run": np.full(60, 3, "u4"), "event": np.arange(60, dtype="u8"), "genWeight": np.full(60, -0.5, "f4"), "MET_pt": np.full(60, 20, "f4"),
                    "MET_phi": np.zeros(60, "f4"), "Jet_btagDeepFlavB": toy.of_jets(toy.jets["pt"] / 200), "Jet_jetId": toy.of_jets(np.where(toy.nth() < 3, 6, 0), "i4"),
                    "Electron_cutBased": toy.of_jets(toy.nth(), "i4"), "Muon_tightId": toy.of_jets(toy.nth() % 2, bool), "Muon_mediumId": toy.of_jets(toy.nth() >= 0, bool),
                    "Muon_looseId": toy.of_jets(toy.nth() >= 0, bool)}
        for name, column in itertools.product(("Jet", "FatJet", "Electron", "Muon"), ("pt", "eta", "phi", "mass")):
            branches[f"{name}_{column}"] = toy.of_jets(toy.jets[column[0] if column == "mass" else column])
        for name in ("Electron", "Muon"):
            branches[name + "_charge"] = toy.of_jets(np.where(toy.nth() % 2, 1, -1), "i4")
        write_ntuple(self.path("nano.root"), {"Events": branches})
        tables = self.converted(map_of_docs("Events"), self.path("nano.root"))
        kept = toy.nth() < 3
        np.testing.assert_array_equal(self.of_jets(tables["jets"], "btag"), toy.jets["pt"][kept] / 200 > np.float32(0.2783))
        electrons = abs(tables["leptons"]["pdg_id"]) == 11
        levels = np.bincount(tables["leptons"]["quality"][electrons], minlength=4)[1:]
        self.assertEqual(levels.tolist(), [(toy.nth() == code).sum() for code in (2, 3, 4)])
        self.assertEqual(tables["large_jets"].dtype.names, ("valid", "pt", "eta", "phi", "m"))

    def test_a_branch_below_another_is_found_by_its_own_name(self):
        from jetseq.convert.source import Tree

        class Fake:
            num_entries = 1

            def keys(self):
                return ["Event", "Event/Event.Number", "Jet/Jet.PT", "Jet/Jet.Tau[5]", "Old/Jet.PT", "a/b"]

        with mock.patch("jetseq.convert.source._open", return_value=Fake()):
            tree = Tree("f.root", "t")
        for name in ("Event.Number", "Event/Event.Number"):
            self.assertEqual(tree.located(name), ("Event/Event.Number", ()))
        self.assertEqual(tree.located("Jet.Tau"), ("Jet/Jet.Tau[5]", ()))
        self.assertEqual([branch.name for branch in tree.bound(parse("a/b")).branches()], ["a/b"])
        with self.assertRaisesRegex(jetseq.Error, "several branches `Jet.PT` .*Jet/Jet.PT, Old/Jet.PT"):
            tree.located("Jet.PT")
        with self.assertRaisesRegex(jetseq.Error, "did you mean `Event.Number`"):
            tree.located("Eventnumber")


class Flags(WithToy):
    def test_a_flavour_is_no_b_tag(self):
        flavour = 4 * (self.toy.nth() % 2)
        self.ntuple(flavour=self.toy.of_jets(flavour, "i4"))
        self.refused(a_map(jets={"btag": "flavour"}), r"entry \d+: jets.btag is 4 .true, false, 0 or 1 expected.*`btag: flavour == 5`")
        found = self.converted(a_map(jets={"btag": "flavour == 5"}))["jets"]
        self.assertEqual(found["btag"].sum(), 0)
        found = self.converted(a_map(jets={"btag": "flavour == 4"}))["jets"]
        self.assertEqual(found["btag"].sum(), (flavour == 4).sum())

    def test_other_numbers_are_refused(self):
        for value, type_ in ((-1, "i4"), (2, "u1"), (0.5, "f4"), (np.nan, "f8")):
            with self.subTest(value):
                values = np.where(np.arange(self.toy.counts.sum()) == 40, value, 1)
                self.ntuple(flag=self.toy.of_jets(values, type_), loose=self.toy.of_jets(values * 0 + 1))
                entry = f"entry {self.toy.event_of[40]}: "
                self.refused(a_map(jets={"btag": "flag"}), entry + "jets.btag is ")
                self.refused(a_map(jets={"keep": "flag"}), entry + "jets.keep is ")
                self.refused(a_map(jets={"keep": "flag and jet_pt > 0"}), entry + "flag is ")
                self.refused(a_map(leptons=[leptons({"loose": "flag"})]), entry + r"leptons\[0\].quality.loose is ")

    def test_of_objects_that_are_left_out_do_not_matter(self):
        inside = abs(self.toy.jets["eta"]) < 2.5
        self.ntuple(tag=self.toy.of_jets(np.where(inside, 1, -1), "i4"))
        self.refused(a_map(jets={"btag": "tag"}), "jets.btag is -1")
        self.assertEqual(self.converted(a_map(jets={"btag": "tag", "keep": "abs(jet_eta) < 2.5"}))["jets"]["btag"].sum(), inside.sum())

    def test_flags_of_any_type_are_taken(self):
        values = self.toy.nth() % 2
        for type_ in ("bool", "i1", "u4", "f4"):
            self.ntuple(flag=self.toy.of_jets(values, type_))
            np.testing.assert_array_equal(self.of_jets(self.converted(a_map(jets={"btag": "flag"}))["jets"], "btag"), values)
        for constant in (True, 1):
            self.assertTrue(self.of_jets(self.converted(a_map(jets={"btag": constant}))["jets"], "btag").all())


def leptons(quality, **others):
    return {"pt": "jet_pt", "eta": "jet_eta", "phi": "jet_phi", "pdg_id": 13, "quality": quality, **others}


class LeptonLevels(WithToy):
    def setUp(self):
        super().setUp()
        self.codes = self.toy.nth()
        self.ntuple(up=self.toy.of_jets(self.codes + 1, "i4"), down=self.toy.of_jets(self.codes, "i4"), fine=self.toy.of_jets(self.codes % 3 + 1, "i4"))

    def counts(self, quality):
        table = self.converted(a_map(leptons=leptons(quality)))["leptons"]
        return np.bincount(table["quality"][table["valid"]], minlength=4).tolist()[1:]

    def test_are_named(self):
        n = np.bincount(self.codes).tolist()
        self.assertEqual(self.counts({"branch": "up", "loose": 2, "medium": 3, "tight": 4}), n[1:4])
        self.assertIn(f"{n[0]} objects of `leptons` with up = 1 are left out", self.said)
        self.assertIn(f"{n[4]} objects of `leptons` with up = 5 are left out", self.said)
        self.assertEqual(self.counts({"branch": "down", "loose": 2, "medium": 1, "tight": 0}), n[2::-1])

    def test_of_an_integer_branch_must_be_ours(self):
        self.assertEqual(self.counts("fine"), [(self.codes % 3 == code).sum() for code in range(3)])
        self.refused(a_map(leptons=leptons("up")), r"leptons.quality is [45] .one of 1, 2, 3 expected.*loose: 2, medium: 3, tight: 4")
        self.refused(a_map(leptons=leptons("down")), r"leptons.quality is [04] ")
        self.refused(a_map(leptons=leptons(0)), r"leptons.quality is 0 ")

    def test_as_comparisons(self):
        n = np.bincount(self.codes).tolist()
        self.assertEqual(self.counts({"loose": "up > 1", "tight": "up == 4"}), [n[1] + n[2] + n[4], 0, n[3]])
        self.assertIn(f"{n[0]} objects of `leptons` have none of the levels", self.said)
        self.refused(a_map(leptons=leptons("up == 4")), "true or false, and a number is expected")

    def test_that_contradict_are_refused(self):
        self.refused(a_map(leptons=leptons({"branch": "up", "loose": 2, "medium": 2})), "two levels have the same number")
        self.refused(a_map(leptons=leptons({"branch": "up", "loose": "x"})), "`leptons.quality.loose` is x .the whole number")
        self.refused(a_map(leptons=leptons({"branch": "jet_pt", "loose": 60})), r"leptons.quality.branch is .*a whole number expected")
        self.refused(a_map(leptons=leptons({"branch": "up"})), "names none of loose, medium, tight")
        self.refused(a_map(leptons=leptons({"loos": "up"})), "unknown key `leptons.quality.loos`.*did you mean `loose`")


class Codes(WithToy):
    """Numbers of another convention that happen to be numbers."""

    def test_of_leptons(self):
        self.ntuple(kind=self.toy.of_jets(self.toy.nth() % 2, "i4"), zero=self.toy.of_jets(self.toy.nth() // 4 - 1, "i4"))
        self.refused(a_map(leptons=leptons(1, pdg_id="kind")), "leptons.pdg_id is 0 .one of -13, -11, 11, 13 expected")
        self.refused(a_map(leptons=leptons(1, pdg_id=15)), "leptons.pdg_id is 15")
        self.refused(a_map(leptons=leptons(1, charge="zero")), r"leptons.charge is 0 .1 or -1 expected")
        self.refused(a_map(leptons=leptons(1, charge=2)), "leptons.charge is 2")
        self.refused(a_map(leptons=leptons(1, pdg_id=-11, charge=1)), "leptons.pdg_id is -11 .11 or 13 expected, with the sign in `charge`")

    def test_of_events(self):
        self.ntuple(process=np.arange(60, dtype="i4") % 4, three=np.full(60, 3))
        self.refused(a_map({"leptons": "three"}), r"events.leptons is 3 .one of -1, 0, 1, 2 expected")
        found = self.converted(a_map({"signalType": "process == 3"}))["events"]["signalType"]
        np.testing.assert_array_equal(found, np.arange(60) % 4 == 3)
        self.assertIn("45 events have signalType 0 (ggF/DY)\n15 events have signalType 1 (VBF)\n", self.said)


class Identities(WithToy):
    def test_negative_numbers_are_modulo_the_bits_of_the_branch(self):
        for type_, bits in (("i4", 32), ("i2", 16), ("i8", 64)):
            numbers = (np.arange(60) - 5).astype(type_)
            self.ntuple(n=numbers)
            found = self.converted(a_map({"eventNumber": "n"}))["events"]["eventNumber"]
            self.assertEqual(found.tolist(), [n % 2**bits for n in numbers.tolist()])
            self.assertIn(f"5 event numbers below 0 are taken modulo 2^{bits} (`n` has {bits} bits", self.said)

    def test_negative_numbers_of_several_widths_are_refused(self):
        files = [self.ntuple(f"{type_}.root", n=(np.arange(60) - 5 - 100 * i).astype(type_)) for i, type_ in enumerate(("i4", "i8"))]
        self.refused(a_map({"eventNumber": "n"}), "i8.root.*entry 0: `n` is -105 in 64 bits", *files)

    def test_numbers_that_name_nothing_are_refused(self):
        for value, type_, reason in ((0.5, "f4", "a whole number"), (np.nan, "f8", "a finite number"), (-3, "f8", "whole numbers from 0"), (2**24 + 2, "f4", "up to 16777216"),
                                     (2.0**60, "f8", "up to 9007199254740992"), (np.inf, "f4", "finite")):
            with self.subTest(value):
                self.ntuple(n=np.where(np.arange(60) == 9, value, np.arange(60)).astype(type_))
                self.refused(a_map({"eventNumber": "n"}), r"entry 9: events.eventNumber is .*" + reason)
        self.ntuple(n=np.arange(60).astype("f4"))
        self.assertEqual(self.converted(a_map({"eventNumber": "n"}))["events"]["eventNumber"].tolist(), list(range(60)))
        self.ntuple(n=np.arange(60) + 2**31)
        self.refused(a_map({"sampleId": "n"}), "entry 0: events.sampleId is 2147483648 ")
        self.refused(a_map({"eventNumber": "event - 5"}), "entry 0: events.eventNumber is -4 ")

    def test_the_entry_names_an_event_that_has_no_number(self):
        files = [self.ntuple(name, without=("event",)) for name in ("a.root", "b.root")]
        mapping = a_map({"eventNumber": "entry"})
        contents = []
        for rows in (7, 20000):
            self.assertEqual(self.run_map(mapping, *files, options=("--rows", rows)).returncode, 0)
            with h5py.File(self.out) as file:
                self.assertEqual(file["events"]["eventNumber"].tolist(), list(range(120)))
            os.remove(self.out)
        for _ in range(2):
            done = self.run_map(mapping, *files)
            self.assertRegex(done.stdout, "120 events are numbered by their entry, counted over the files in the order given")
            with open(self.out, "rb") as file:
                contents.append(file.read())
            os.remove(self.out)
        self.assertEqual(*contents)
        self.refused(a_map({"eventNumber": 1}), "is there twice.*without one, `eventNumber: entry`", *files)
        self.refused(mapping, "given twice", files[0], files[0])
        self.refused({**mapping, "duplicates": "first"}, "it would have no effect", *files)

    def test_a_branch_of_the_name_entry(self):
        self.ntuple(entry=np.arange(60) + 500)
        self.assertEqual(self.converted(a_map({"eventNumber": "entry"}))["events"]["eventNumber"].tolist(), list(range(60)))
        self.assertIn("the branch `entry` is not read", self.said)
        self.assertEqual(self.converted(a_map({"eventNumber": "`entry`"}))["events"]["eventNumber"].tolist(), list(range(500, 560)))

    def test_the_first_of_repeated_events(self):
        numbers = self.toy.branches["event"].copy()
        numbers[[7, 59]] = numbers[0]
        numbers[31] = numbers[30]
        self.ntuple(event=numbers)
        self.refused(a_map(), r"event 1 of sample 1 is there twice: .*entry 0, and .*entry 7, and 2 more such events.*`duplicates: first`")
        for rows in (7, 20000):
            tables = self.converted(a_map(duplicates="first"), options=("--rows", rows))
            kept = np.delete(np.arange(60), [7, 31, 59])
            np.testing.assert_array_equal(tables["events"]["eventNumber"], kept + 1)
            np.testing.assert_array_equal(tables["jets"]["valid"].sum(axis=1), self.toy.counts[kept])
            np.testing.assert_array_equal(self.of_jets(tables["jets"], "pt"), self.toy.jets["pt"][np.isin(self.toy.event_of, kept)])
            self.assertIn("3 repeated events are left out", self.said)
            self.assertRegex(self.said, "event 1 of sample 1: .*entry 59, as .*entry 0")
            self.assertEqual((self.attributes["duplicates"], self.attributes["duplicates_left_out"]), ("first", "3"))

    def test_the_first_of_two_files(self):
        files = [self.ntuple("a.root"), self.ntuple("b.root")]
        self.refused(a_map(), "leave a file out", *files)
        self.assertEqual(len(self.converted(a_map(duplicates="first"), *files)["events"]), 60)
        self.assertIn("and 40 more", self.said)
        self.refused(a_map(duplicates="last"), "`duplicates` is last .refuse or first expected", *files)

    def test_text_is_no_number(self):
        class Text:
            type = ak.Array(["a"]).type

        from jetseq.convert.source import Block

        block = mock.Mock()
        block.place.file = "f.root"
        with self.assertRaisesRegex(jetseq.Error, "branch `uuid` holds string .*`eventNumber: entry`"):
            Block.numbers(block, ak.Array(["a", "b"]), "uuid", str)
        with self.assertRaisesRegex(jetseq.Error, "1: branch `n` has no value here"):
            Block.numbers(block, ak.Array([1, None]), "n", str)


class Coordinates(WithToy):
    def setUp(self):
        super().setUp()
        jets = {name: values.astype("f8") for name, values in self.toy.jets.items()}
        p = {"px": jets["pt"] * np.cos(jets["phi"]), "py": jets["pt"] * np.sin(jets["phi"]), "pz": jets["pt"] * np.sinh(jets["eta"])}
        p["e"] = np.sqrt(sum(values**2 for values in p.values()) + jets["m"]**2)
        self.ntuple(**{"jet_" + name: self.toy.of_jets(values, "f4") for name, values in p.items()})
        self.cartesian = {name: "jet_" + name for name in ("px", "py", "pz")}
        self.phi_tolerance = 4e-7

    def with_jets(self, columns, **others):
        return {**a_map(**others), "jets": columns}

    def test_of_jets(self):
        expected = self.converted(a_map())["jets"]
        for energy in ("e", "m"):
            found = self.converted(self.with_jets({**self.cartesian, energy: "jet_" + energy}))["jets"]
            np.testing.assert_array_equal(found["valid"], expected["valid"])
            for name in ("pt", "eta", "e"):
                np.testing.assert_allclose(found[name], expected[name], rtol=1e-6, atol=1e-6)
            np.testing.assert_allclose(found["phi"], expected["phi"], atol=4e-7)

    def test_of_large_jets_and_leptons(self):
        quality = {"pdg_id": 13, "quality": 1}
        expected = self.converted(a_map(large_jets=POLAR, leptons={**POLAR, **quality}))
        for energy in ("e", "m"):
            found = self.converted(a_map(large_jets={**self.cartesian, energy: "jet_" + energy}, leptons={**self.cartesian, energy: "jet_" + energy, **quality}))
            for table in ("large_jets", "leptons"):
                for name in ("pt", "eta", "phi"):
                    np.testing.assert_allclose(found[table][name], expected[table][name], rtol=1e-6, atol=1e-6)
            mass, momentum = expected["large_jets"]["m"], expected["large_jets"]["pt"] * np.cosh(expected["large_jets"]["eta"])
            # m = sqrt(E^2 - p^2) of floats: their rounding of 6e-8, on both, over m / p
            np.testing.assert_array_less(abs(found["large_jets"]["m"] - mass), 1e-6 + 2e-7 * momentum**2 / np.maximum(mass, 1e-3))
        found = self.converted(a_map(leptons={**self.cartesian, **quality}))["leptons"]
        np.testing.assert_allclose(found["pt"], expected["leptons"]["pt"], rtol=1e-6)

    def test_of_large_jets_as_energy(self):
        found = self.converted(a_map(large_jets={**{name: POLAR[name] for name in ("pt", "eta", "phi")}, "e": "jet_e"}))["large_jets"]
        central = abs(found["eta"]) < 1
        np.testing.assert_allclose(found["m"][central], 0.1 * found["pt"][central], rtol=1e-3)

    def test_of_flat_branches(self):
        with uproot_arrays(self.path("in.root")) as arrays:
            flat = {f"{name}{i}": np.array([event[i] if len(event) > i else 0 for event in arrays["jet_" + name].tolist()], "f4")
                    for name in ("px", "py", "pz", "e") for i in range(2)}
        write_ntuple(self.path("flat.root"), {"t": {"event": self.toy.branches["event"], "run": self.toy.branches["run"], **flat}})
        mapping = self.with_jets({**{name: [name + "0", name + "1"] for name in ("px", "py", "pz", "e")}, "sort": True})
        found, expected = self.converted(mapping, self.path("flat.root"))["jets"], self.converted(a_map())["jets"][:, :2]
        np.testing.assert_array_equal(found["valid"], expected["valid"])
        np.testing.assert_allclose(found["pt"], expected["pt"], rtol=1e-6)

    def test_that_are_not_one_set_are_refused(self):
        self.refused(self.with_jets({**self.cartesian, **POLAR}), "`jets.pt` and `jets.px` stand side by side")
        self.refused(self.with_jets({**POLAR, "e": "jet_e"}), "`jets.e` and `jets.m` stand side by side")
        self.refused(self.with_jets(self.cartesian), "`jets.e` or `jets.m` is missing")
        self.refused(self.with_jets({"px": "jet_px", "py": "jet_py", "e": "jet_e"}), "`jets.pz` is missing")
        self.refused(self.with_jets({"pt": "jet_pt", "e": "jet_e"}), "`jets.eta` is missing")

    def test_a_jet_along_the_beam(self):
        flat = {name: self.toy.jets["pt"] * 0 for name in ("px", "py")}
        self.ntuple(jet_pz=self.toy.branches["jet_pt"], **{"jet_" + name: self.toy.of_jets(values) for name, values in flat.items()})
        self.refused(self.with_jets({**self.cartesian, "m": "jet_m"}), "entry 0: jets.pt is 0 GeV .above 0 expected")


@contextlib.contextmanager
def uproot_arrays(path):
    import uproot

    with uproot.open(path) as file:
        yield file["t"].arrays()


class Checks(WithToy):
    """What can't be right is refused with its place."""

    def spoiled(self, branch, value, place=40, type_="float32"):
        values = self.toy.jets[branch.split("_")[1]].astype("f8")
        values[place] = value
        self.ntuple(**{branch: self.toy.of_jets(values, type_)})
        return f"entry {self.toy.event_of[place]}: "

    def test_numbers_for_unknown_ones(self):
        for branch, value, reason in (("jet_eta", -999, "jets.eta is -999"), ("jet_phi", -999, "jets.phi is -999.* unknown"), ("jet_pt", -999, "jets.pt is -999"),
                                      ("jet_m", -999, "jets.m is -999.* unknown"), ("jet_m", -20, "jets.m is -20.*not negative"), ("jet_eta", -99, "jets.eta is -99")):
            self.refused(a_map(), self.spoiled(branch, value) + reason)
        for name, values in (("met", np.full(60, -999.0)), ("mcEventWeight", np.full(60, -999.0)), ("met_phi", np.full(60, -999.0)), ("spin", np.full(60, -999)),
                             ("mass", np.full(60, -1.0)), ("pt_miss", np.full(60, -5.0))):
            self.ntuple(value=values)
            self.refused(a_map({name: "value"}), f"entry 0: events.{name} is -")

    def test_numbers_for_unknown_ones_in_any_unit(self):
        place, entry = 40, f"entry {self.toy.event_of[40]}: "
        for value in (-999, -9999, -999.9):
            m, px = self.toy.jets["m"] * 1000, self.toy.jets["pt"] * 1000
            m[place], px[place - 1] = value, value
            self.ntuple(jet_pt=self.toy.of_jets(self.toy.jets["pt"] * 100000), jet_m=self.toy.of_jets(m), jet_px=self.toy.of_jets(px))
            self.refused({**a_map(), "unit": "MeV"}, entry + "jets.m is -999")
            self.refused({**a_map(), "unit": "MeV", "jets": {"px": "jet_px", "py": "jet_px", "pz": "jet_px", "m": 0}}, "jets.px is -999.* unknown")

    def test_what_a_narrower_number_can_not_hold(self):
        for name, value in (("mcEventWeight", 1e39), ("mcEventWeight", 1e-50), ("mass", 1e39)):
            self.ntuple(value=np.full(60, value))
            self.refused(a_map({name: "value"}), f"entry 0: events.{name} is {re.escape(str(value))}")

    def test_a_mass_below_0_by_rounding_is_0(self):
        self.spoiled("jet_m", -0.001)
        found, jets = self.converted(a_map(large_jets=POLAR)), self.toy.jets
        np.testing.assert_allclose(self.of_jets(found["jets"], "e")[40], jets["pt"][40] * np.cosh(jets["eta"][40]), rtol=1e-6)
        self.assertEqual(self.of_jets(found["large_jets"], "m")[40], 0)

    def test_masses_and_energies_in_place_of_each_other(self):
        jets = self.toy.jets
        self.ntuple(energy=self.toy.of_jets(1.01 * jets["pt"] * np.cosh(jets["eta"])))
        self.refused(a_map(large_jets={**POLAR, "m": "energy"}), "the mass of each of .* `large_jets` is above its momentum .energies taken for masses")
        self.refused(a_map(jets={"m": "energy"}), "of `jets` is above its momentum")
        columns = {name: POLAR[name] for name in ("pt", "eta", "phi")}
        self.refused({**a_map(), "jets": {**columns, "e": "jet_m"}}, "entry 0: .*E = .*is it a mass")

    def test_other_units(self):
        self.ntuple(value=np.linspace(1e5, 1e6, 60))
        self.refused(a_map({"mass": "value"}), "events.mass is 1e.06 GeV.*`mass` is in GeV")
        self.refused(a_map({"met": "value"}), "events.met is 1e.06 GeV.*Set `unit`")
        self.ntuple(value=np.linspace(1e-3, 0.5, 60))
        self.refused(a_map({"met": "value"}), "the largest events.met of 60 is 0.5 GeV .GeV taken for MeV")

    def test_degrees_are_converted_by_the_map(self):
        phi = self.toy.of_jets(np.degrees(self.toy.jets["phi"].astype("f8")))
        self.ntuple(jet_phi=phi)
        self.refused(a_map(), "degrees.*jet_phi . 0.01745")
        found = self.of_jets(self.converted(a_map(jets={"phi": "jet_phi * 0.017453292519943295"}))["jets"], "phi")
        np.testing.assert_allclose(found, self.toy.jets["phi"], atol=1e-6)


class NotThere(WithToy):
    """What the map does not name is not written: it is not known, and not 0."""

    def test_is_left_out_of_the_file(self):
        self.ntuple()
        tables = self.converted(a_map(large_jets=POLAR))
        self.assertEqual(sorted(tables), ["events", "jets", "large_jets"])
        self.assertEqual(tables["events"].dtype.names, ("eventNumber", "sampleId", "signalType", "mcEventWeight", "spin", "leptons"))
        self.assertEqual(tables["jets"].dtype.names, ("valid", "pt", "eta", "phi", "e"))
        self.assertEqual(tables["large_jets"].dtype.names, ("valid", "pt", "eta", "phi", "m"))
        lines = self.said.splitlines()
        self.assertIn("not in the map, so not in the file (a cut on it is refused): events.mass, events.met, events.met_phi, events.pt_miss, jets.btag, "
                      "large_jets.d2, large_jets.n_trk, leptons", lines)
        self.assertIn("the map does not name, and all events have: signalType = -1, mcEventWeight = 1, spin = -1", lines)
        self.assertIn("next: jetseq info", self.said)

    def test_of_single_objects_is_nan(self):
        d2, n_trk = self.toy.jets["pt"] / 50, self.toy.nth() + 10
        d2[3], d2[40], n_trk[7] = np.nan, -999, -1
        self.ntuple(d2=self.toy.of_jets(d2), n_trk=self.toy.of_jets(n_trk, "i4"))
        large = {**POLAR, "d2": {"branch": "d2", "missing": -999}, "n_trk": {"branch": "n_trk", "missing": -1}}
        found = self.converted(a_map(large_jets=large))["large_jets"]
        np.testing.assert_array_equal(self.of_jets(found, "d2"), np.where(d2 == -999, np.nan, d2))
        np.testing.assert_array_equal(self.of_jets(found, "n_trk"), n_trk)
        self.assertIn("2 objects of `large_jets` have a `d2` that is not known", self.said)
        self.assertIn("1 objects of `large_jets` have a `n_trk` that is not known", self.said)
        self.refused(a_map(large_jets={**POLAR, "d2": "d2"}), f"entry {self.toy.event_of[40]}: large_jets.d2 is -999.*`d2: ")
        self.refused(a_map(large_jets={**POLAR, "n_trk": "n_trk"}), f"entry {self.toy.event_of[7]}: large_jets.n_trk is -1.*`n_trk: ")
        self.refused(a_map(large_jets={**POLAR, "d2": {"branch": "d2"}}), "`large_jets.d2.missing` is empty")

    def test_of_one_of_two_collections_is_refused(self):
        self.ntuple()
        self.refused(a_map(large_jets=[{**POLAR, "d2": "jet_pt / 50"}, POLAR]), r"`large_jets\[1\]` has no `d2` .`large_jets\[0\]` has")


class AMap(WithToy):
    TEXT = "tree: t\nunit: GeV\nevents: {eventNumber: event, sampleId: run, leptons: 2}\njets: {pt: jet_pt, eta: jet_eta, phi: jet_phi, m: jet_m}\n"

    def test_loses_nothing(self):
        self.ntuple()
        for addition, reason in {
            "unit: MeV": r"map.yaml, line 5: `unit` stands twice .first in line 2",
            "jets: {pt: jet_m}": r"line 5: `jets` stands twice",
            "---\nunit: MeV": r"line 5: a second YAML document",
            "leptons: {pt: a, pt: b}": "line 5: `pt` stands twice",
            "jets.btag: jet_pt > 3": "unknown key `jets.btag`",
            "? [a, b]\n: 3": "line 5: a key is a list",
            "wrap_phi:": "`wrap_phi` is empty",
            "wrap_phi: 'no'": "`wrap_phi` is no .true or false",
            "leptons: []": "`leptons` is empty", "leptons:": "`leptons` is empty", "leptons: 3": "`leptons` is 3 .columns expected",
            "duplicates: yes": "line 5: `yes` is a flag in one version of YAML", "wrap_phi: on": "line 5: `on` is a flag",
            "large_jets: {pt: '', eta: 0, phi: 0, m: 0}": "`large_jets.pt`: `` can't be read .it ends",
            "large_jets: {pt: |\n a >\n b >, eta: 0, phi: 0, m: 0}": "isn't YAML", "large_jets:\n  pt: |\n    a >\n    b >\n  eta: 0\n  phi: 0\n  m: 0": "`a > b >` can't be read",
            "duplicates: |\n  a\n  b": "`duplicates` is a b ",
            "\t": "isn't YAML", "a: b: c": "isn't YAML", "large_jets: &a [*a]": "line 5: an anchor, `&a`",
            "large_jets: *a": r"line 5: an alias, `\*a`", "large_jets: {<<: {pt: 1}}": "line 5: the merge key `<<`",
            "large_jets: !mine {pt: 1}": "line 5: the tag `!mine`",
        }.items():
            with self.subTest(addition):
                self.refused(self.TEXT + addition, reason)

    def test_has_one_meaning_for_a_number(self):
        self.ntuple()
        for number in ("010", "0100", "-010", "0o17", "0b11", "1_000", "1:30", "'010'"):
            with self.subTest(number):
                self.refused(self.TEXT.replace("sampleId: run", "sampleId: " + number), "line 3: .*(every version of YAML|begins with 0)|begins with 0")
        for text, value in (("10", 10), ("1e1", 10), ("-3", -3), ("'10'", 10), ("2 * 5", 10)):
            tables = self.converted(self.TEXT.replace("sampleId: run", "sampleId: " + text))
            self.assertEqual(set(tables["events"]["sampleId"].tolist()), {value})
        for text in ("0x10", ".inf", "-.inf", ".nan"):
            self.refused(self.TEXT.replace("sampleId: run", "sampleId: " + text), f"line 3: `{text}` is no decimal number")

    def test_says_which_value_is_wrong(self):
        self.ntuple()
        for change, reason in {
            ("sampleId: run", "sampleId:"): "`events.sampleId` is empty", ("leptons: 2", "leptons: true"): "`events.leptons` is True",
            ("sampleId: run", "sampleId: [run]"): "`events.sampleId` is ", ("sampleId: run", "sampleId: 2016-01-01"): "`events.sampleId` is 2016",
            ("tree: t", "tree: 5"): "`tree` is 5", ("unit: GeV", "unit: gev"): "`unit` is gev", ("unit: GeV", "unit: [GeV]"): "`unit` is", ("m: jet_m", "m: jet_m, sort: 'false'"): "`jets.sort` is false",
            ("m: jet_m", "m: jet_m, keep:"): "`jets.keep` is empty", ("m: jet_m", "m: []"): "`jets.m` is empty", ("m: jet_m", "m: jet_m, unit:"): "`jets.unit` is empty",
            ("sampleId: run", "sampleId: 1" + "0" * 400): "`events.sampleId` is 10",
            ("eventNumber: event, ", ""): "`events.eventNumber` is missing.*`entry` if there is none",
        }.items():
            with self.subTest(change):
                self.refused(self.TEXT.replace(*change), "map.yaml: " + reason)

    def test_that_can_not_be_read(self):
        self.ntuple()
        done = run(self.path("none.yaml"), self.path("in.root"), "--out", self.out)
        self.assertRegex(done.stderr, "can't read .*none.yaml")
        with open(self.path("map.yaml"), "wb") as file:
            file.write(b"tree: \xff\xfe")
        self.assertRegex(run(self.path("map.yaml"), self.path("in.root"), "--out", self.out).stderr, "isn't YAML")


class Files(WithToy):
    def test_that_are_no_root_files_name_what_reads_them(self):
        self.ntuple()
        self.assertEqual(self.run_map(a_map()).returncode, 0)
        os.rename(self.out, self.path("ours.h5"))
        for name, content, reason in (("a.gz", b"\x1f\x8b\x08", "compressed by gzip: unpack"), ("a.lhe", b"<LesHouchesEvents>", "`jetseq simulate` reads it"),
                                      ("text", b"pt eta phi", "Name a ROOT file"), ("empty", b"", "Name a ROOT file")):
            with open(self.path(name), "wb") as file:
                file.write(content)
            self.refused(a_map(), f"can't read .*{name} .*{reason}", self.path(name))
        self.refused(a_map(), "HDF5: jetseq reads it as it is", self.path("ours.h5"))
        self.refused(a_map(), "no file", self.path("none*.root"))

    def test_of_any_name(self):
        for name in ("a[1].root", "b*.root", os.fsdecode(b"c\xff.root"), "d e.root"):
            os.rename(self.ntuple(), self.path(name))
            self.converted(a_map(), self.path(name))
            self.assertIn("\\xff" if "c" in name else name, self.attributes["inputs"])


class Outputs(WithToy):
    def setUp(self):
        super().setUp()
        self.ntuple()
        self.ntuple_bytes = self.bytes()

    def bytes(self):
        with open(self.path("in.root"), "rb") as file:
            return file.read()

    def refused_out(self, out, expected):
        self.out = out
        done = self.run_map(a_map())
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1), done.stderr)
        self.assertRegex(done.stderr, expected)
        self.assertEqual(glob.glob(self.path("*.part")), [])
        self.assertEqual(self.bytes(), self.ntuple_bytes)

    def test_that_are_an_input(self):
        os.symlink(self.path("in.root"), self.path("soft"))
        os.link(self.path("in.root"), self.path("hard"))
        for name in ("in.root", "soft", "hard", "map.yaml", os.path.join("..", os.path.basename(self.folder), "in.root")):
            self.refused_out(self.path(name), "is the same file as the input")

    def test_that_are_no_files(self):
        self.refused_out("/dev/null", "/dev/null .a device or a pipe")
        self.refused_out(self.folder, "a folder")
        self.refused_out(self.folder + "/", "a folder")
        self.refused_out("", "--out is empty")
        self.refused_out(os.path.join(self.path("in.root"), "x.h5"), "can't write")
        os.symlink(self.path("b"), self.path("a"))
        os.symlink(self.path("a"), self.path("b"))
        self.refused_out(self.path("a"), "circle|Too many")
        os.mkfifo(self.path("pipe"))
        self.refused_out(self.path("pipe"), "a device or a pipe")

    def test_that_are_links_are_followed(self):
        os.mkdir(self.path("disk"))
        os.symlink(self.path("disk/events.h5"), self.path("link.h5"))
        self.out = self.path("link.h5")
        self.assertEqual(self.run_map(a_map()).returncode, 0)
        self.assertTrue(os.path.islink(self.out))
        with h5py.File(self.path("disk/events.h5")) as file:
            self.assertEqual(len(file["events"]), 60)

    def test_with_a_fault_at_the_first_attribute(self):
        with mock.patch("jetseq.convert.events_file.version", new=object()), self.assertRaises(TypeError):
            self.run_map(a_map())
        self.assertEqual(glob.glob(self.out + "*"), [])

    def test_on_a_file_system_without_links(self):
        with mock.patch("os.link", side_effect=OSError(95, "not supported")):
            self.assertEqual(len(self.converted(a_map())["events"]), 60)

    def test_that_do_not_fit_on_the_disk(self):
        code = ("import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
                "from jetseq.convert.__main__ import main; sys.exit(main(sys.argv[1:]))")
        self.run_map(a_map())
        os.remove(self.out)
        done = subprocess.run([sys.executable, "-c", code, self.path("map.yaml"), self.path("in.root"), "--out", self.out], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, "^jetseq convert: can't write .*File too large")
        self.assertEqual(glob.glob(self.out + "*"), [])

    def test_that_are_interrupted(self):
        self.run_map(a_map())
        os.remove(self.out)
        code = ("import sys, time; from jetseq.convert import convert, __main__\n"
                "def wait(*_): print('here', flush=True); time.sleep(60)\n"
                "convert.sample_ids = wait\n"
                "sys.exit(__main__.main(sys.argv[1:]))")
        for number, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            process = subprocess.Popen([sys.executable, "-c", code, self.path("map.yaml"), self.path("in.root"), "--out", self.out], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, text=True)
            self.assertEqual(process.stdout.readline(), "here\n")
            process.send_signal(number)
            _, said = process.communicate(timeout=30)
            self.assertEqual((process.returncode, said), (expected, "jetseq convert: interrupted (by a signal; no file is left half-written). Start it again\n"))
            self.assertEqual(glob.glob(self.out + "*"), [])

    def test_are_written_although_nothing_can_be_said(self):
        self.run_map(a_map())
        os.remove(self.out)
        with open("/dev/full", "w") as full:
            done = subprocess.run([sys.executable, "-m", "jetseq.convert", self.path("map.yaml"), self.path("in.root"), "--out", self.out], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "^jetseq convert: .*events.h5 is written, .*No space left")
        with h5py.File(self.out) as file:
            self.assertEqual(len(file["events"]), 60)

    def test_a_broken_input_is_named(self):
        with open(self.path("in.root"), "r+b") as file:
            file.truncate(os.path.getsize(self.path("in.root")) // 2)
        self.refused(a_map(), "in.root")


def map_of_docs(tree):
    """The map of docs/convert.md for this tree."""
    from support import SOURCE

    with open(os.path.join(SOURCE, "docs", "convert.md")) as file:
        blocks = file.read().split("```")[1::2]
    [found] = [block[len("yaml\n"):] for block in blocks if block.startswith(f"yaml\ntree: {tree}\n")]
    return found


if __name__ == "__main__":
    unittest.main()
