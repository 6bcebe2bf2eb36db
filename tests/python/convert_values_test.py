"""Flags, codes, coordinates and unknown numbers that `jetseq convert` accepts or refuses."""

import contextlib
import re
import unittest

from support import needs

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import numpy as np
import uproot
from convert_support import POLAR, WithToy, a_map, leptons, write_ntuple


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
    """Numbers of another convention."""

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


@contextlib.contextmanager
def uproot_arrays(path):
    with uproot.open(path) as file:
        yield file["t"].arrays()


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


class Checks(WithToy):
    """Impossible values are refused with their place."""

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

    def test_small_integers_are_no_unknown_numbers(self):
        """-999 and the like as int8 or int16 would be 25, -15, 97 and 31073."""
        from jetseq.convert.checks import stand_for_unknown
        self.assertFalse(stand_for_unknown(np.arange(-128, 128).astype("i1")).any())
        values = np.arange(-32768, 32768).astype("i2")
        np.testing.assert_array_equal(values[stand_for_unknown(values)], [-9999, -999])

    def test_only_999_stands_for_an_unknown_number_in_half_precision(self):
        """-999.9 is -1000 there, -9999 -10000: numbers that a px in MeV may have. The HDF5 readers find the same."""
        from jetseq.convert.checks import stand_for_unknown
        values = np.array([-999, -999.9, -1000, -9999, -10000, -np.inf], "f2")
        np.testing.assert_array_equal(stand_for_unknown(values), [True, False, False, False, False, False])
        for type_ in ("f4", "f8"):
            values = np.array([-999, np.float32(-999.9), -9999.9, -1000], type_)
            np.testing.assert_array_equal(stand_for_unknown(values), [True, True, True, False])

    def test_numbers_for_unknown_ones_in_any_unit(self):
        place, entry = 40, f"entry {self.toy.event_of[40]}: "
        for value in (-999, -9999, -999.9):
            m, px = self.toy.jets["m"] * 1000, self.toy.jets["pt"] * 1000
            m[place], px[place - 1] = value, value
            self.ntuple(jet_pt=self.toy.of_jets(self.toy.jets["pt"] * 100000), jet_m=self.toy.of_jets(m), jet_px=self.toy.of_jets(px))
            self.refused({**a_map(), "unit": "MeV"}, entry + "jets.m is -999")
            self.refused({**a_map(), "unit": "MeV", "jets": {"px": "jet_px", "py": "jet_px", "pz": "jet_px", "m": 0}}, "jets.px is -999.* unknown")

    def test_what_a_narrower_number_can_not_hold(self):
        for name, value in (("mcEventWeight", 1e39), ("mcEventWeight", 1e-50), ("mcEventWeight", -1e-40), ("mass", 1e39)):
            self.ntuple(value=np.full(60, value))
            self.refused(a_map({name: "value"}), f"entry 0: events.{name} is {re.escape(str(value))}")

        self.ntuple(value=np.full(60, 1e-42, "f4"))  # as it is, with the digits that it has
        self.assertEqual(set(self.converted(a_map({"mcEventWeight": "value"}))["events"]["mcEventWeight"]), {np.float32(1e-42)})

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
    """Columns that the map does not name are not written: they are unknown, not 0."""

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


if __name__ == "__main__":
    unittest.main()
