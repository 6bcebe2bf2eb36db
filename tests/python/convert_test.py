"""`jetseq convert` turns ROOT files into events: the same columns, the same cutflow, and nothing from a file that is wrong."""

import glob
import os
import re
import subprocess
import sys
import unittest
import warnings

import h5py
import jetseq
import numpy as np
from support import MODEL, SOURCE, WithOneFolder, needs

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import awkward as ak
import uproot
import yaml
from convert_support import run, write_ntuple

try:  # scripts/install-python-peers root
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyPI's says that it is a pre-release
        import ROOT
except ImportError:
    ROOT = None
with_root = unittest.skipUnless(ROOT, "ROOT is not installed")

JETSEQ = os.environ["JETSEQ"]
MAP = os.path.join(SOURCE, "configs", "convert.yaml")
SAMPLE = os.path.join(SOURCE, "data", "sample", "vbf_1000_2lep.h5")
EVENTS = 600
TABLES = ("events", "jets", "large_jets", "leptons")
MEV = 1000
KINDS = {"jet": ("jets", {"pt": MEV, "eta": 1, "phi": 1, "e": MEV}), "fatjet": ("large_jets", {"pt": MEV, "eta": 1, "phi": 1, "m": MEV, "d2": 1}),
         "el": ("leptons", {"pt": MEV, "eta": 1, "phi": 1}), "mu": ("leptons", {"pt": MEV, "eta": 1, "phi": 1})}


def sample():
    with h5py.File(SAMPLE) as file:
        return {name: file[name][:EVENTS] for name in TABLES}


def lists(tables):
    """Branch -> (C++ type, a list for each event), with the names of configs/convert.yaml."""
    branches = {}

    def add(name, type_, table, column, wanted):
        branches[name] = (type_, [(row[column] if isinstance(column, str) else column(row))[keep].tolist() for row, keep in zip(tables[table], wanted)])

    valid = {name: tables[name]["valid"] for name in TABLES[1:]}
    of = {"jet": valid["jets"], "fatjet": valid["large_jets"]}
    for kind, code in (("el", 11), ("mu", 13)):
        of[kind] = valid["leptons"] & (abs(tables["leptons"]["pdg_id"]) == code)
        add(kind + "_charge", "int", "leptons", lambda row: -np.sign(row["pdg_id"]), of[kind])
        for rank, name in enumerate(("loose", "medium", "tight"), 1):
            add(f"{kind}_is_{name}", "bool", "leptons", lambda row, rank=rank: row["quality"] >= rank, of[kind])
    for kind, (table, columns) in KINDS.items():
        for column, unit in columns.items():
            add(f"{kind}_{column}", "float", table, lambda row, column=column, unit=unit: row[column] * np.float32(unit), of[kind])
    add("jet_is_b", "int", "jets", "btag", of["jet"])
    add("fatjet_n_trk", "int", "large_jets", "n_trk", of["fatjet"])
    return branches


def content(tables, change=None):
    """The branches of lists and of numbers of the TTree `analysis`, in MeV; `change(branches, scalars)` spoils them first."""
    branches = lists(tables)
    events = tables["events"]
    scalars = {"eventNumber": events["eventNumber"].copy(), "weight": events["mcEventWeight"].copy(), "met": events["met"] * np.float32(MEV),
               "met_phi": events["met_phi"].copy(), "met_track": events["pt_miss"] * np.float32(MEV)}
    if change:
        change(branches, scalars)
    return branches, scalars


def write_tree(path, tables, change=None):
    """By uproot."""
    branches, scalars = content(tables, change)
    types = {"int": "int32", "bool": "bool", "float": "float32"}
    arrays = {name: ak.values_astype(ak.Array(ak.contents.ListOffsetArray(*flat(values))), types[type_]) for name, (type_, values) in branches.items()}
    write_ntuple(path, {"analysis": {**scalars, **arrays}})


def flat(values):
    """Offsets and content of lists, which may all be empty."""
    offsets = np.concatenate([[0], np.cumsum([len(v) for v in values])])
    return ak.index.Index64(offsets), ak.contents.NumpyArray(np.array([x for v in values for x in v], np.float64))


def write_tree_by_root(path, tables):
    branches, scalars = content(tables)
    file = ROOT.TFile(path, "RECREATE")
    tree = ROOT.TTree("analysis", "")
    held = {name: np.zeros(1, values.dtype) for name, values in scalars.items()}
    for name, place in held.items():
        tree.Branch(name, place, f"{name}/{'l' if place.dtype == np.uint64 else 'F'}")
    vectors = {name: ROOT.std.vector[type_]() for name, (type_, _) in branches.items()}
    for name, vector in vectors.items():
        tree.Branch(name, vector)
    for n in range(len(tables["events"])):
        for name, place in held.items():
            place[0] = scalars[name][n]
        for name, vector in vectors.items():
            vector.assign(branches[name][1][n])
        tree.Fill()
    tree.Write()
    file.Close()


def spoil(branch, value, event=7):
    """Sets the first object of an event that has one, or a number of the event."""
    def change(branches, scalars):
        if branch in scalars:
            scalars[branch][event] = value
            return
        values = branches[branch][1]
        next(objects for objects in values[event:] if len(objects) > 1)[0] = value
    return change


class Convert(WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = sample()
        cls.tree = cls.path("tree.root")
        write_tree(cls.tree, cls.tables)
        with open(MAP) as file:
            cls.map = yaml.safe_load(file)
        cls.map["events"].update(sampleId=16, signalType=1, mass=1000, spin=0)

    def run_convert(self, files, mapping=None, *options, out=None):
        out = out or self.path(self._testMethodName + ".h5")
        map_file = self.path(self._testMethodName + ".yaml")
        with open(map_file, "w") as file:
            yaml.safe_dump(mapping or self.map, file)
        return run(map_file, *files, "--out", out, *options), out

    def converted(self, files, mapping=None, *options):
        done, out = self.run_convert(files, mapping, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out

    def refused(self, files, expected, mapping=None, *options):
        done, out = self.run_convert(files, mapping, *options)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertRegex(done.stderr, r"^jetseq convert: .+ \(.+\)\. .+")
        self.assertRegex(done.stderr, expected)
        self.assertEqual(glob.glob(glob.escape(out) + "*"), [])

    def refused_tree(self, change, expected, mapping=None):
        path = self.path(self._testMethodName + ".root")
        write_tree(path, {name: table[:60] for name, table in self.tables.items()}, change)
        self.refused([path], expected, mapping)

    def assert_same_events(self, out):
        with h5py.File(out) as file:
            for name in TABLES:
                found, expected = file[name][:], self.tables[name]
                for column in expected.dtype.names:
                    mine, theirs = found[column], expected[column][..., :found.shape[1]] if name != "events" else expected[column]
                    tolerance = 3e-7 if mine.dtype == np.float32 else 0  # MeV and back in single precision
                    np.testing.assert_allclose(mine, theirs, rtol=tolerance, err_msg=f"{name}.{column}")
                if name != "events":
                    np.testing.assert_array_equal(expected["valid"][:, found.shape[1]:], False)

    def test_a_tree_of_vectors(self):
        out = self.converted([self.tree])
        self.assert_same_events(out)
        with h5py.File(out) as file:
            self.assertEqual(file.attrs["kind"], "jetseq_events")
            self.assertEqual(file.attrs["inputs"], "tree.root")
            self.assertEqual(list(file["events"].attrs["flavour_label"]), ["ggF_DY", "VBF"])

    def test_blocks_of_any_length_give_the_same_events(self):
        self.assert_same_events(self.converted([self.tree], None, "--rows", "41"))

    @with_root
    def test_a_tree_by_root(self):
        tree = self.path("by_root.root")
        write_tree_by_root(tree, self.tables)
        self.assert_same_events(self.converted([tree]))

    @with_root
    def test_an_rntuple(self):
        ntuple = self.path("ntuple.root")
        options = ROOT.RDF.RSnapshotOptions()
        options.fOutputFormat = ROOT.RDF.ESnapshotOutputFormat.kRNTuple
        frame = ROOT.RDataFrame("analysis", self.tree)
        frame.Snapshot("analysis", ntuple, [str(name) for name in frame.GetColumnNames()], options)
        self.assert_same_events(self.converted([ntuple]))

    @with_root
    def test_of_records_and_groups_of_branches(self):
        ROOT.gInterpreter.Declare("""
            #include "TClonesArray.h"
            #include "TLorentzVector.h"
            #include "TParticle.h"
            void write_groups(char const* name) {
                TFile file{name, "RECREATE"};
                TTree tree{"t", ""};
                TClonesArray particles{"TParticle"};
                TClonesArray* pointer = &particles;
                TLorentzVector miss;
                struct { Int_t run; Float_t weight; } head;
                std::vector<std::vector<float>> nested;
                std::string text;
                tree.Branch("Particle", &pointer, 32000, 99);
                tree.Branch("miss", &miss);
                tree.Branch("head", &head, "run/I:weight/F");
                tree.Branch("nested", &nested);
                tree.Branch("text", &text);
                for (int i = 0; i < 30; ++i) {
                    particles.Clear(), nested.clear();
                    for (int j = 0; j <= i % 3; ++j) {
                        new (particles[j]) TParticle(13, 1, i, 0, 0, 0, 50. - j, 0, 10, 60, 0, 0, 0, 0);
                        nested.push_back({float(j), 9});
                    }
                    miss.SetPxPyPzE(30, 40, 0, 50);
                    head = {7, 0.5f + i};
                    text = std::to_string(i);
                    tree.Fill();
                }
                tree.Write();
            }""")
        path = self.path("groups.root")
        ROOT.write_groups(path)
        mapping = {"tree": "t", "unit": "GeV",
                   "events": {"eventNumber": "entry", "sampleId": "head.run", "leptons": 2, "mcEventWeight": "head.weight", "met": "hypot(miss.fP.fX, miss.fP.fY)"},
                   "jets": {"px": "Particle.fPx", "py": "Particle.fPy", "pz": "Particle.fPz", "e": "Particle.fE", "btag": "nested[0] == 1", "keep": "Particle.fMother[0] < 20"}}
        with h5py.File(self.converted([path], mapping)) as file:
            tables = {name: file[name][:] for name in file}
        os.remove(self.path(self._testMethodName + ".h5"))
        np.testing.assert_array_equal(tables["events"]["mcEventWeight"], 0.5 + np.arange(30, dtype="f4"))
        self.assertEqual((set(tables["events"]["sampleId"].tolist()), set(tables["events"]["met"].tolist())), ({7}, {50}))
        self.assertEqual(tables["jets"]["valid"].sum(axis=1).tolist(), [i % 3 + 1 if i < 20 else 0 for i in range(30)])
        np.testing.assert_array_equal(tables["jets"]["btag"][tables["jets"]["valid"]], tables["jets"]["pt"][tables["jets"]["valid"]] == 49)
        for name, reason in {"Particle": "is a group of branches .*such as `Particle.fUniqueID`", "head": "holds records .*such as `head.run`", "miss.fP": "such as `miss.fP.fX`",
                             "Particle.fPt": "no branch `Particle.fPt`.*did you mean `Particle.fVt`", "text": "holds string", "nested": "holds a list of"}.items():
            self.refused([path], reason, {**mapping, "events": {**mapping["events"], "met": name}})

    def test_flat_branches(self):
        """The first three jets as separate branches, -999 if there is none, in GeV."""
        flat = self.path("flat.root")
        names = {column: [f"jet{i}_{column}" for i in range(3)] for column in ("pt", "eta", "phi", "e")}
        jets = self.tables["jets"][:, :3]
        branches = {name: np.where(jets["valid"][:, i], jets[column][:, i], np.float32(-999)) for column in names for i, name in enumerate(names[column])}
        write_ntuple(flat, {"flat": {"eventNumber": self.tables["events"]["eventNumber"], **branches}})
        mapping = {"tree": "flat", "unit": "GeV", "events": {"eventNumber": "eventNumber", "sampleId": 1, "leptons": 2}, "jets": names}
        with h5py.File(self.converted([flat], mapping)) as file:
            found, expected = file["jets"][:], self.tables["jets"][:, :3]
            np.testing.assert_array_equal(found["valid"], expected["valid"])
            for column in names:
                np.testing.assert_allclose(found[column], expected[column], rtol=3e-7)
            self.assertEqual(sorted(file), ["events", "jets"])
            self.assertTrue((file["events"]["mcEventWeight"] == 1).all())

    def test_select_finds_the_same_cutflow(self):
        """Through the command of C++, which finds jetseq-convert beside the interpreter."""
        launcher = self.path("jetseq-convert")
        with open(launcher, "w") as file:
            file.write(f"#!{sys.executable}\nimport sys\nfrom jetseq.convert.__main__ import main\nsys.exit(main())\n")
        os.chmod(launcher, 0o755)
        out, map_file = self.path("for_select.h5"), self.path("for_select.yaml")
        with open(map_file, "w") as file:
            yaml.safe_dump(self.map, file)
        environment = {**os.environ, "PATH": self.folder + ":" + os.environ["PATH"]}
        done = subprocess.run([JETSEQ, "convert", map_file, self.tree, "--out", out], env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        original = self.path("original.h5")
        with h5py.File(SAMPLE) as source, h5py.File(original, "w") as target:
            for name in TABLES:
                target.create_dataset(name, data=source[name][:EVENTS])
            for name in ("kind", "format_version"):
                target.attrs[name] = source.attrs[name]
        texts = []
        for file in (original, out):
            folder = file + ".selected"
            subprocess.run([JETSEQ, "select", os.path.join(SOURCE, "configs", "two_lepton.yaml"), file, "--model", MODEL, "--out", folder],
                           check=True, capture_output=True)
            with open(os.path.join(folder, "cutflow.csv")) as csv:
                texts.append(csv.read())
        self.assertEqual(*texts)
        self.assertRegex(texts[0], r'"vbf_merged_hp",12,"high purity",[1-9]')

    def test_select_refuses_a_cut_on_what_the_map_does_not_name(self):
        large = {name: branch for name, branch in self.map["large_jets"].items() if name not in ("d2", "n_trk")}
        out = self.converted([self.tree], {**self.map, "large_jets": large})
        done = subprocess.run([JETSEQ, "select", os.path.join(SOURCE, "configs", "two_lepton.yaml"), out, "--model", MODEL, "--out", out + ".selected"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stderr, "has no 'd2' of the large-R jets .*Regions that ask for it: vbf_merged_hp")
        self.assertFalse(os.path.exists(os.path.join(out + ".selected", "selected.h5")))

    def test_without_the_package_the_command_says_how_to_get_it(self):
        done = subprocess.run([JETSEQ, "convert", MAP, self.tree, "--out", "x.h5"], env={"PATH": ""}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("pip install", done.stderr)

    def test_memory_does_not_grow_with_the_file(self):
        peaks = []
        for copies in (2, 8):
            n = EVENTS * copies
            of_jets = {"pt": 30000, "e": 30000, "eta": 0, "phi": 0}
            file = self.path(f"long{copies}.root")
            with uproot.recreate(file) as target:
                target.mktree("analysis", {"eventNumber": "u8", **{"jet_" + name: "var * float32" for name in of_jets}})
                for first in range(0, n, 300):
                    lists_ = {"jet_" + name: ak.Array(np.full((300, 200), value, np.float32)) for name, value in of_jets.items()}
                    lists_ = {name: ak.from_regular(array) for name, array in lists_.items()}
                    target["analysis"].extend({"eventNumber": np.arange(first, first + 300, dtype="u8"), **lists_})
            mapping = {"tree": "analysis", "unit": "MeV", "events": {"eventNumber": "eventNumber", "sampleId": 1, "leptons": 2},
                       "jets": {name: "jet_" + name for name in ("pt", "eta", "phi", "e")}}
            map_file, out = self.path("long.yaml"), self.path(f"long{copies}.h5")
            with open(map_file, "w") as text:
                yaml.safe_dump(mapping, text)
            # not ru_maxrss, which a child inherits
            code = ("import sys; from jetseq.convert.__main__ import main\n"
                    "assert main(sys.argv[1:]) == 0; print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])")
            done = subprocess.run([sys.executable, "-c", code, map_file, file, "--out", out, "--rows", "300"], check=True, capture_output=True, text=True)
            peaks.append(int(done.stdout.split()[-1]))
        # 3600 more events are 14 MB of columns
        self.assertLess(peaks[1] - peaks[0], 8000, f"{peaks} kB")

    def test_mev_taken_for_gev(self):
        self.refused([self.tree], "above the energy of the beams.*MeV taken for GeV", {**self.map, "unit": "GeV"})

    def test_gev_taken_for_mev(self):
        def in_gev(branches, scalars):
            for name in branches:
                if name.endswith(("_pt", "_e", "_m")):
                    branches[name] = ("float", [[value / MEV for value in values] for values in branches[name][1]])
            scalars["met"] /= MEV
        self.refused_tree(in_gev, r"the largest jets.pt of \d+ is 0.\d+ GeV \(GeV taken for MeV")

    def test_soft_events_at_the_begin_of_a_file_are_no_other_unit(self):
        def soft_at_first(branches, scalars):
            for name in ("jet_pt", "jet_e"):
                kind, values = branches[name]
                branches[name] = (kind, [[x / 100 for x in jets] if n < 30 else jets for n, jets in enumerate(values)])
        path = self.path("soft.root")
        write_tree(path, {name: table[:60] for name, table in self.tables.items()}, soft_at_first)
        self.converted([path], None, "--rows", "30")

    def test_any_class_that_can_be_trained_is_a_signal_type(self):
        def with_type(signal_type):
            return {**self.map, "events": {**self.map["events"], "signalType": signal_type}}

        with h5py.File(self.converted([self.tree], with_type(15))) as file:
            self.assertTrue((file["events"]["signalType"] == 15).all())
        os.remove(self.path(self._testMethodName + ".h5"))
        self.refused([self.tree], "entry 0: events.signalType is 16", with_type(16))

    def test_two_at_once_do_not_disturb_each_other(self):
        from jetseq.convert.events_file import EventsFile

        out = self.path("at_once.h5")
        columns = {"events": ["eventNumber"]}
        first, second, third = (EventsFile(out, {"inputs": n}, columns) for n in "123")
        second.abandon()
        for file in (first, third):
            file.append({"eventNumber": np.arange(3, dtype="u8")}, [])
        first.commit({})
        with self.assertRaisesRegex(jetseq.Error, "exists already .another process"):
            third.commit({})
        third.abandon()
        first.abandon()
        with h5py.File(out) as file:
            self.assertEqual(file.attrs["inputs"], "1")
        self.assertEqual(glob.glob(out + "*"), [out])

    def test_one_collection_in_another_unit(self):
        mapping = {**self.map, "large_jets": {**self.map["large_jets"], "unit": "GeV"}}
        self.refused([self.tree], r"large_jets.pt is .*\(MeV taken for GeV", mapping)

    def test_energies_in_another_unit_than_momenta(self):
        def change(branches, scalars):
            branches["jet_e"] = ("float", [[value / MEV for value in values] for values in branches["jet_e"][1]])
        self.refused_tree(change, r"entry 0: .*(do the branches belong together|GeV taken for MeV)")

    def test_jets_that_do_not_fall_in_pt(self):
        def change(branches, scalars):
            for name in branches:
                if name.startswith("jet_"):
                    branches[name][1][5].reverse()
        self.refused_tree(change, "entry 5: jets don't fall in pt")
        mapping = {**self.map, "jets": {**self.map["jets"], "sort": True}}
        out = self.converted([self.path(self._testMethodName + ".root")], mapping)
        with h5py.File(out) as file:
            np.testing.assert_allclose(file["jets"]["pt"][5], self.tables["jets"]["pt"][5][:file["jets"].shape[1]], rtol=3e-7)
            np.testing.assert_array_equal(file["jets"]["btag"][5], self.tables["jets"]["btag"][5][:file["jets"].shape[1]])

    def test_phi_from_0_to_2_pi(self):
        def change(branches, scalars):
            for name in branches:
                if name.endswith("_phi"):
                    branches[name] = ("float", [[value % (2 * np.pi) for value in values] for values in branches[name][1]])
        self.refused_tree(change, "phi = .*wrap_phi")
        out = self.converted([self.path(self._testMethodName + ".root")], {**self.map, "wrap_phi": True})
        with h5py.File(out) as file:
            np.testing.assert_allclose(file["jets"]["phi"], self.tables["jets"]["phi"][:60, :file["jets"].shape[1]], atol=1e-6)

    def test_phi_in_degrees(self):
        self.refused_tree(spoil("jet_phi", 120.0), "degrees", {**self.map, "wrap_phi": True})

    def test_an_event_that_is_there_twice(self):
        number = int(self.tables["events"]["eventNumber"][3])
        self.refused_tree(spoil("eventNumber", number, 44), f"event {number} of sample 16 appears twice: .*entry 3, and .*entry 44")

    def test_a_file_given_twice(self):
        self.refused([self.tree, self.tree], "is given twice")

    def test_not_a_number(self):
        self.refused_tree(spoil("jet_eta", float("nan")), r"entry \d+: jets.eta is nan")
        self.refused_tree(spoil("weight", float("inf")), "entry 7: events.mcEventWeight is inf")

    def test_a_jet_without_pt(self):
        def change(branches, scalars):
            branches["jet_pt"][1][9][-1] = 0.0
        self.refused_tree(change, "entry 9: jets.pt is 0 GeV")

    def test_lists_of_different_lengths(self):
        def change(branches, scalars):
            branches["jet_eta"][1][4].append(0.0)
        self.refused_tree(change, "entry 4: `jet_eta` holds")

    def test_an_unknown_branch_names_the_nearest(self):
        mapping = {**self.map, "jets": {**self.map["jets"], "pt": "jets_pt"}}
        self.refused([self.tree], "no branch `jets_pt`.*did you mean `jet_pt`", mapping)

    def test_an_unknown_key_names_the_nearest(self):
        mapping = {**self.map, "jets": {**self.map["jets"], "btags": "jet_is_b"}}
        self.refused([self.tree], "unknown key `jets.btags`.*did you mean `btag`", mapping)

    def test_a_missing_tree_or_file(self):
        self.refused([self.tree], "no TTree or RNTuple `nominal` \\(there are: analysis", {**self.map, "tree": "nominal"})
        self.refused([self.path("absent.root")], "no file")
        self.refused([MAP], "can't read .*Name a ROOT file")

    def test_an_output_that_is_there_stays(self):
        out = self.path("there.h5")
        with open(out, "w") as file:
            file.write("mine")
        done, _ = self.run_convert([self.tree], out=out)
        self.assertEqual(done.returncode, 1)
        self.assertIn("exists already", done.stderr)
        with open(out) as file:
            self.assertEqual(file.read(), "mine")

    def test_the_map_in_the_box_names_only_what_there_is(self):
        with open(MAP) as file:
            branches = set(re.findall(r": ((?:jet|fatjet|el|mu)_\w+)", file.read()))
        self.assertTrue(branches)
        self.assertEqual(branches - set(lists({name: table[:1] for name, table in self.tables.items()})), {"jet_passes_jvt"} & branches)


if __name__ == "__main__":
    unittest.main()
