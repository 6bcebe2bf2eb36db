"""Expressions, lists and elements in a map of `jetseq convert`. The numbers are numpy's, of the arrays that the ntuples
are made of."""

import itertools
import os
import unittest
from unittest import mock

from support import needs, SOURCE

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import awkward as ak
import jetseq
import numpy as np
from convert_support import POLAR, WithToy, a_map, leptons, write_ntuple
from jetseq.convert.evaluation import evaluated, unknown_terms
from jetseq.convert.expression import parse
from jetseq.convert.source import Tree


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

    def test_is_that_of_all_expressions(self):
        """tests/core/expression/cases.txt, which the C++ reader passes, too."""
        values = {"x": 2.0, "y": -3.0, "z": 0.0, "n": np.nan, "f": float(np.float32(-999.9))}
        with open(SOURCE + "/tests/core/expression/cases.txt") as file:
            cases = [line.rstrip("\n").split(" | ") for line in file if line[0] not in "#\n"]
        self.assertGreater(len(cases), 60)
        for text, expected in cases:
            rows = Rows(**{name: np.array([value]) for name, value in values.items()})
            with self.subTest(text):
                if expected == "refused":
                    with self.assertRaises(jetseq.Error):
                        parse(text)
                elif expected == "nan" and parse(text).is_flag:
                    with self.assertRaisesRegex(jetseq.Error, "neither true nor false"):
                        evaluated(parse(text), rows)
                else:
                    np.testing.assert_allclose(np.asarray(evaluated(parse(text), rows), float), [float(expected)], rtol=1e-15)

    def test_chooses_by_a_condition_without_looking_at_the_other_number(self):
        self.assertEqual(self.value("if(x != -999, x * 2, 0)", x=[-999.0, 3.0]), [0, 6])
        self.assertEqual(self.value("if(n > 0, n, 7)", n=np.array([0, 5], "i4")), [7, 5])
        rows = Rows(x=[-999.0, 3.0])
        self.assertEqual(unknown_terms(parse("if(x != -999, x * 2, 0)"), rows).tolist(), [False, False])
        self.assertEqual(unknown_terms(parse("1 + if(x > 0, 1, x)"), rows).tolist(), [True, False])
        self.assertEqual(self.value("if(x > 0, x > 2, not x < -1)", x=[-999.0, 3.0]), [False, True])

    def test_that_is_none_is_refused(self):
        for text, reason in {
            "": "ends where a value is expected", "a >": "ends where", "(a": r"`\)` expected", "a)": "no meaning", "a[": "whole number from 0", "a[-1]": "whole number from 0",
            "a[1.5]": "whole number from 0", "a[b]": "whole number from 0", "1 < a < 3": "Write `1 < x and x < 3`", "a && b": "Write `and`", "a || b": "Write `or`", "!a": "missing",
            "a = 3": "Write `==`", "a ** 2": "Write `x ", "maximum(a, b)": "There are: abs", "hypot(a)": "takes 2", "abs()": "missing", "010": "begins with 0", "not 3": "Compare it",
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


def map_of_docs(tree):
    """The map of docs/guide/convert.md for this tree."""
    with open(os.path.join(SOURCE, "docs", "guide", "convert.md")) as file:
        blocks = file.read().split("```")[1::2]
    [found] = [block[len("yaml\n"):] for block in blocks if block.startswith(f"yaml\ntree: {tree}\n")]
    return found


class UnknownTerms(WithToy):
    """A number such as -999 is not used in arithmetic; for comparisons the map may give the result."""

    def test_of_an_event(self):
        weight = np.full(60, 0.5, "f4")
        weight[31] = -999
        self.ntuple(w=weight, k=np.full(60, 2.0))
        self.refused(a_map({"mcEventWeight": "w * k"}), "entry 31: a branch of `w . k`, events.mcEventWeight, is a number that stands for an unknown one")
        found = self.converted(a_map({"signalType": "w > 0"}))["events"]["signalType"]
        self.assertEqual(found.tolist(), [int(i != 31) for i in range(60)])

    def test_of_objects_that_are_kept(self):
        score = self.toy.jets["pt"] / 100
        score[40] = -999.9
        self.ntuple(score=self.toy.of_jets(score))
        entry = f"entry {self.toy.event_of[40]}: "
        d2 = {**POLAR, "d2": "score / 2"}
        self.refused(a_map(large_jets=d2), entry + "a branch of `score / 2`, large_jets.d2, ")
        self.refused(a_map(leptons=[{"px": "score / 1000", "py": "score / 1000", "pz": "score / 1000", "pdg_id": 11, "quality": 3}]), entry + "a branch of `score / 1000`")
        kept = self.converted(a_map(large_jets={**d2, "keep": "score > 0"}))["large_jets"]
        np.testing.assert_allclose(self.of_jets(kept, "d2"), score[score > 0] / 2, rtol=1e-6)

    def test_of_flat_branches(self):
        flat = {name + str(i): np.full(60, value) for name, value in (("pt", 50.0), ("eta", 1.0), ("phi", 1.0)) for i in range(2)}
        mass = np.full(60, 5.0)
        mass[9] = -9999
        self.ntuple(**flat, m1=mass)
        mapping = {**a_map(), "jets": {**{name: [name + "0", name + "1"] for name in ("pt", "eta", "phi")}, "m": [5, "m1 + 1"]}}
        self.refused(mapping, "entry 9: a branch of `5, m1 . 1`, jets.m, ")


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
        """A map of docs/guide/convert.md; the branches are split and stand below one of their class."""
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
        """A map of docs/guide/convert.md."""
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


if __name__ == "__main__":
    unittest.main()
