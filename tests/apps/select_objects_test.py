"""What files do not have, and which jets a network sees: the ways from full events to sequences, scores and regions."""

import os
import unittest

import h5py
import numpy as np

from selection import CONFIGS, MODEL, SAMPLE, WithFolder
from toy import jetseq, write_text

JET = np.dtype([("valid", "?"), ("pt", "f4"), ("eta", "f4"), ("phi", "f4"), ("e", "f4"), ("btag", "i1")])
LEPTON = np.dtype([("valid", "?"), ("pt", "f4"), ("eta", "f4"), ("phi", "f4"), ("pdg_id", "i4"), ("quality", "i1")])
LARGE = np.dtype([("valid", "?"), ("pt", "f4"), ("eta", "f4"), ("phi", "f4"), ("m", "f4"), ("d2", "f4"), ("n_trk", "i4")])
EVENT = np.dtype([("eventNumber", "u8"), ("sampleId", "i4"), ("signalType", "i4"), ("mcEventWeight", "f4"), ("mass", "f4"), ("spin", "i4"),
                  ("leptons", "i4"), ("met", "f4"), ("met_phi", "f4"), ("pt_miss", "f4")])

ALL = """
channel: 2-lepton
preselection:
  - anything: n_jets >= 0
regions:
  - name: all
    category: none
    cuts: [anything: n_jets >= 0]
"""
TWO_LEPTONS = ALL.replace("anything: n_jets >= 0\nregions", "two leptons: n_loose_leptons >= 2\nregions")


def distance(a, b):
    return np.hypot(a["eta"] - b["eta"], (a["phi"] - b["phi"] + np.pi) % (2 * np.pi) - np.pi)


class WithEvents(WithFolder):
    def without(self, *columns, source="vbf_1000_2lep.h5"):
        """The sample without `columns` ("large_jets.d2") and tables ("leptons")."""
        path = self.path("lacks_" + "_".join(columns).replace(".", "_") + ".h5")
        with h5py.File(os.path.join(SAMPLE, source)) as whole, h5py.File(path, "w") as file:
            file.attrs.update(whole.attrs)
            for name in whole:
                if name in columns:
                    continue
                rows = whole[name][:]
                kept = [column for column in rows.dtype.names if f"{name}.{column}" not in columns]
                new = np.zeros(rows.shape, [(column, rows.dtype[column]) for column in kept])
                for column in kept:
                    new[column] = rows[column]
                file[name] = new
        return path

    def columns(self, name, table):
        with h5py.File(self.path(name)) as file:
            return set(file[table].dtype.names) if table in file else None

    def run_and_read(self, *arguments):
        code, out, errors = jetseq(*arguments)
        self.assertEqual(code, 0, errors)
        return out, errors


class Absent(WithEvents):
    def test_a_cut_on_what_a_file_does_not_have_is_refused_with_the_regions_that_ask(self):
        regions = ["vbf_merged_hp", "vbf_merged_lp", "ggf_merged_hp", "ggf_merged_lp."]
        two_lepton = os.path.join(CONFIGS, "two_lepton.yaml")
        file = self.without("large_jets.d2", "large_jets.n_trk")
        self.assert_refused("select", two_lepton, file, "--model", MODEL, "--out", self.path("out"),
                            says=[file + " has no 'd2' of the large-R jets", "Regions that ask for it: " + ", ".join(regions)])
        self.assertFalse(os.path.exists(self.path("out/selected.h5")))
        file = self.without("jets.btag")
        self.assert_refused("select", two_lepton, file, "--model", MODEL, "--out", self.path("out"),
                            says=["has no 'btag' of the jets", "vbf_resolved, ggf_resolved"])
        file = self.without("events.met_phi", source="vbf_1000_1lep.h5")
        self.assert_refused("select", os.path.join(CONFIGS, "one_lepton.yaml"), file, "--model", MODEL, "--out", self.path("out"),
                            says=["has no 'met_phi' of the events"])
        file = self.without("leptons", source="vbf_1000_0lep.h5")
        self.assert_refused("select", os.path.join(CONFIGS, "zero_lepton.yaml"), file, "--model", MODEL, "--out", self.path("out"),
                            says=["has no leptons"])

    def test_a_column_of_nothing_but_zeros_is_no_measurement(self):
        path = self.without()
        with h5py.File(path, "r+") as file:
            large = file["large_jets"][:]
            large["d2"], large["n_trk"] = 0, 0
            file["large_jets"][...] = large
        self.assert_refused("select", os.path.join(CONFIGS, "two_lepton.yaml"), path, "--model", MODEL, "--out", self.path("out"),
                            says=["has no 'd2' of the large-R jets (it is 0 for all", "vbf_merged_lp"])

    def test_regions_that_do_not_need_it_run_and_say_what_is_missing(self):
        lacking = self.without("large_jets.d2", "large_jets.n_trk", "jets.btag", "events.met", "events.met_phi", "events.pt_miss", "events.mcEventWeight")
        whole = os.path.join(SAMPLE, "vbf_1000_2lep.h5")
        rows = []
        for name, file in (("lacking", lacking), ("whole", whole)):
            _, errors = self.run_and_read("select", self.config(), file, "--model", MODEL, "--out", self.path(name), "--dump", self.path(name + "_dump.h5"),
                                          "--skim", self.path(name + "_skim.h5"))
            self.assertEqual(errors.count("note: "), 1 if name == "lacking" else 0, errors)
            with h5py.File(self.path(name + "/selected.h5")) as selected:
                rows.append(selected["events"][:])
        for column in rows[0].dtype.names:
            np.testing.assert_array_equal(rows[0][column], rows[1][column], column)
        missing = {"met", "met_phi", "pt_miss", "mcEventWeight"}
        self.assertEqual(set(rows[1].dtype.names) - set(rows[0].dtype.names), missing)
        for name in ("dump.h5", "skim.h5"):
            self.assertEqual(self.columns("whole_" + name, "events") - self.columns("lacking_" + name, "events"), missing)
        self.assertNotIn("btag", self.columns("lacking_skim.h5", "jets"))
        self.assertFalse({"d2", "n_trk"} & self.columns("lacking_skim.h5", "large_jets"))
        self.run_ok("select", self.config(), self.path("lacking_skim.h5"), "--model", MODEL, "--out", self.path("again"))

    def test_masses_that_need_the_missing_momentum_are_left_out(self):
        file = self.without("events.met", source="vbf_1000_0lep.h5")
        config = self.config(ALL.replace("2-lepton", "0-lepton").replace("anything: n_jets >= 0]", "candidate: candidate]"))
        self.run_ok("select", config, file, "--out", self.path("out"))
        columns = self.columns("out/selected.h5", "events")
        self.assertFalse({"met", "m_VV", "pt_over_m"} & columns)
        self.assertTrue({"m_V", "met_phi", "n_jets"} <= columns)

    def test_defaults_are_said_once(self):
        files = [self.without("events.mcEventWeight", source=s) for s in ("vbf_300_2lep.h5",)]
        _, errors = self.run_and_read("score", MODEL, *files, "--out", self.path("scores.h5"))
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertIn("has no events.mcEventWeight (weight 1)", errors)

    def test_one_jet_of_unknown_d2_is_in_neither_purity(self):
        path = self.without()
        with h5py.File(path, "r+") as file:
            large = file["large_jets"][:]
            large["d2"][:1000] = np.where(large["valid"][:1000], np.nan, 0)
            file["large_jets"][...] = large
            known = set(file["events"]["eventNumber"][1000:])
        _, errors = self.run_and_read("select", os.path.join(CONFIGS, "two_lepton.yaml"), path, "--model", MODEL, "--out", self.path("out"))
        self.assertIn("large-R jets of " + path + " have no D2", errors)
        with h5py.File(self.path("out/selected.h5")) as file:
            rows, names = file["events"][:], list(file["events"].attrs["region_label"])
        merged = rows[[names[r].startswith(("vbf_merged", "ggf_merged")) for r in rows["region"]]]
        self.assertGreater(len(merged), 300)
        self.assertTrue(set(merged["eventNumber"]) <= known)

    def test_a_file_without_leptons_in_a_channel_with_leptons_is_said(self):
        file = os.path.join(SAMPLE, "vbf_1000_0lep.h5")
        _, errors = self.run_and_read("select", self.config(), file, "--out", self.path("out"))
        self.assertIn("none of 2000 events of " + file + " has a lepton, but the channel is 2-lepton", errors)

    def test_a_tagger_is_not_tuned_without_substructure(self):
        file = self.without("large_jets.n_trk")
        config = write_text(self.path("tagger.yaml"), f"signal_w: [{file}]\nsignal_z: [{file}]\nbackground: [{file}]\n")
        self.assert_refused("tagger", config, "--out", self.path("tagger"), says=[file + " has no 'n_trk' of the large-R jets"])


def padded(rows, dtype):
    """[N, longest] of lists of tuples without `valid`."""
    table = np.zeros((len(rows), max(1, *map(len, rows))), dtype)
    for n, objects in enumerate(rows):
        for i, values in enumerate(objects):
            table[n, i] = (True, *values)
    return table


class Sequences(WithEvents):
    """Events with leptons that are also among the jets."""

    def events_with(self, pdg_id, scale=1.0, events=300):
        random = np.random.default_rng(3)
        info = np.zeros(events, EVENT)
        info["eventNumber"], info["sampleId"], info["leptons"], info["mcEventWeight"] = np.arange(events), 5, 2, 1
        info["met"] = info["pt_miss"] = 20
        jets, large, leptons = [], [], []
        for n in range(events):
            mine = [(pt, eta, phi, sign * pdg_id, 3) for pt, eta, phi, sign in
                    zip(-np.sort(-random.uniform(40, 120, 2)), random.uniform(-2, 2, 2), random.uniform(-1.5, 1.5) + np.array([0, 1.5]), (1, -1))]
            real = [(pt, eta, phi, pt * np.cosh(eta)) for pt, eta, phi in
                    zip(random.uniform(25, 200, random.integers(0, 5)), random.uniform(-4.4, 4.4, 5), random.uniform(-3.1, 3.1, 5))]
            fake = [(scale * pt, eta, phi, scale * pt * np.cosh(eta)) for pt, eta, phi, _, _ in mine]
            leptons.append(mine)
            jets.append([(*jet, 0) for jet in sorted(real + fake, reverse=True)])
            large.append([(300, random.uniform(-2, 2), random.uniform(-3.1, 3.1), random.uniform(20, 120), 1.0, 20)] if n % 3 == 0 else [])
        path = self.path("events.h5")
        with h5py.File(path, "w") as file:
            file.attrs["kind"] = "jetseq_events"
            file["events"], file["jets"] = info, padded(jets, JET)
            file["large_jets"], file["leptons"] = padded(large, LARGE), padded(leptons, LEPTON)
        return path

    def dumped(self, name):
        with h5py.File(self.path(name)) as file:
            order = np.argsort(file["events"]["eventNumber"])
            events, jets = file["events"][:][order], file["jets"][:][order]
        return events, [row[row["valid"]] for row in jets]

    def test_both_ways_dump_the_same_jets_of_each_event(self):
        events = self.events_with(11)
        everything = ["--set", "select.require_candidate=false"]
        self.run_ok("select", os.path.join(CONFIGS, "select.yaml"), events, *everything, "--dump", self.path("a.h5"))
        self.run_ok("select", self.config(ALL), events, "--dump", self.path("b.h5"), "--out", self.path("out"))
        (info_a, jets_a), (info_b, jets_b) = self.dumped("a.h5"), self.dumped("b.h5")
        with h5py.File(events) as file:
            leptons, large = file["leptons"][:], file["large_jets"][:]
        self.assertEqual(len(info_a), 300)
        self.assertEqual(set(info_a["regime"]), {0, 1, 2})
        for column in info_a.dtype.names:
            np.testing.assert_array_equal(info_a[column], info_b[column], column)
        for a, b in zip(jets_a, jets_b):
            np.testing.assert_array_equal(a, b)
        for jets, electrons in zip(jets_a, leptons):
            self.assertFalse(any(distance(jet, electron) < 0.2 for jet in jets for electron in electrons))
        with h5py.File(events) as file:
            all_jets = file["jets"][:]
        for n in np.flatnonzero(info_a["regime"] == 0):  # all jets are kept but the electrons
            real = [j for j in all_jets[n][all_jets[n]["valid"]] if j["pt"] > 30 and abs(j["eta"]) < 4.5 and all(distance(j, l) >= 0.2 for l in leptons[n])]
            np.testing.assert_array_equal(jets_a[n]["pt"], [j["pt"] for j in real])

    def test_scores_of_full_events_are_those_of_their_dump(self):
        events = self.events_with(11)
        self.run_ok("select", os.path.join(CONFIGS, "select.yaml"), events, "--set", "select.require_candidate=false", "--dump", self.path("a.h5"))
        scores = []
        for name, file in (("full", events), ("dump", self.path("a.h5"))):
            self.run_ok("score", MODEL, file, "--out", self.path(name + ".h5"))
            with h5py.File(self.path(name + ".h5")) as found:
                scores.append(dict(zip(found["events"]["eventNumber"], found["events"]["vbf_pVBF"])))
        self.assertEqual(*scores)
        config = write_text(self.path("objects.yaml"), "objects: {jet_is_electron_radius: 0}\n")
        self.run_ok("score", MODEL, events, "--config", config, "--out", self.path("other.h5"))
        with h5py.File(self.path("other.h5")) as found:
            self.assertNotEqual(scores[0], dict(zip(found["events"]["eventNumber"], found["events"]["vbf_pVBF"])))

    def test_muons_stay_where_jets_contain_them(self):
        events = self.events_with(13, scale=1.05)
        out, errors = self.run_and_read("select", self.config(TWO_LEPTONS), events, "--out", self.path("lost"))
        self.assertIn("0 of 600 leptons of " + events + " are outside all jets", errors)
        self.assertIn("objects.jet_is_muon_radius=0.2", errors)
        with h5py.File(self.path("lost/selected.h5")) as file:
            self.assertEqual(len(file["events"]), 0)
        _, errors = self.run_and_read("select", self.config(TWO_LEPTONS), events, "--out", self.path("kept"), "--set", "objects.jet_is_muon_radius=0.2")
        self.assertNotIn("note", errors)
        with h5py.File(events) as file:
            jets, leptons = file["jets"][:], file["leptons"][:]
        expected = []
        for n, (jet, muons) in enumerate(zip(jets, leptons)):
            others = [j for j in jet[jet["valid"]] if all(distance(j, m) > 1e-3 for m in muons)]  # a muon lies on its jet
            if all(distance(j, m) >= 0.4 for j in others for m in muons):
                expected.append(n)
        with h5py.File(self.path("kept/selected.h5")) as file:
            self.assertEqual(list(file["events"]["eventNumber"]), expected)
        self.assertGreater(len(expected), 200)


class JetsOfTheModel(WithEvents):
    MERGED = "channel: 2-lepton\nregions:\n  - {name: merged, cuts: [candidate: candidate]}\n"

    def test_a_threshold_that_contradicts_the_model_is_refused(self):
        """The reference model was trained on jets above 30 GeV; 40 would be another sequence."""
        file = os.path.join(SAMPLE, "vbf_300_2lep.h5")
        select = ["select", self.config(self.MERGED), file, "--out", self.path("out")]
        self.assert_refused(*select, "--model", MODEL, "--set", "select.jet_pt_min=40", says=["select.jet_pt_min", "is 40", "with 30"])
        self.run_ok(*select, "--model", MODEL, "--set", "select.jet_pt_min=30")
        self.run_ok(*select, "--set", "select.jet_pt_min=40")
        config = write_text(self.path("score.yaml"), "select: {jet_abs_eta_max: 2.5}\n")
        self.assert_refused("score", MODEL, file, "--config", config, "--out", self.path("scores.h5"), says=["select.jet_abs_eta_max", "is 2.5", "with 4.5"])


class Ensembles(WithEvents):
    CONFIG = "name: vbf\nnetwork: {cells: 4}\ntrain: {max_epochs: 2, threads: 1, device: cpu, learning_rate: 0.01, batch_size: 128}\n"
    MERGED = "channel: 2-lepton\nregions:\n  - {name: merged, cuts: [candidate: candidate]}\n"

    def scores(self, model, file, name):
        self.run_ok("score", model, file, "--out", self.path(name))
        with h5py.File(self.path(name)) as found:
            return dict(zip(found["events"]["eventNumber"], found["events"]["vbf_pVBF"]))

    def test_give_an_event_one_score_in_every_command(self):
        known, unknown = (os.path.join(SAMPLE, f"vbf_{mass}_2lep.h5") for mass in (500, 1000))
        config = write_text(self.path("train.yaml"), self.CONFIG)
        self.run_ok("train", config, "--folds", "2", "--data", known, "--data", os.path.join(SAMPLE, "ggf_500_2lep.h5"), "--out", self.path("run"))
        model = self.path("run/vbf.json")
        members = [self.path(f"member{fold}.json") for fold in (0, 1)]
        for fold, member in enumerate(members):
            self.run_ok("export", model, "--fold", fold, "--format", "frozen", "--out", member)
        for file in (known, unknown):
            scores = self.scores(model, file, "scores.h5")
            self.run_ok("select", self.config(self.MERGED), file, "--model", model, "--out", self.path("out"))
            with h5py.File(self.path("out/selected.h5")) as found:
                rows = found["events"][:]
            self.assertGreater(len(rows), 100)
            self.assertEqual({row["eventNumber"]: row["vbf_pVBF"] for row in rows}, {row["eventNumber"]: scores[row["eventNumber"]] for row in rows})
            by_member = [self.scores(member, file, "member.h5") for member in members]
            means = sum(np.isclose(scores[n], (by_member[0][n] + by_member[1][n]) / 2, atol=1e-7) for n in scores)
            single = sum(scores[n] in (by_member[0][n], by_member[1][n]) for n in scores)
            self.assertEqual(means if file == unknown else single, len(scores))
            self.assertLess(single if file == unknown else means, len(scores) / 2)


if __name__ == "__main__":
    unittest.main()
