"""What `jetseq select` cuts on: a network of tag variables, a boson tagger made by `jetseq tagger`."""

import json
import os
import shutil
import unittest

import h5py
import numpy as np

import toy
from selection import CONFIGS, SAMPLE, SMALL, WithFolder, events
from toy import jetseq, read_bytes, write_text


class HighLevelNetwork(WithFolder):
    """From the dump of a selection to a network of tag variables that the selection cuts on."""

    VARIABLES = ["tag_m_jj", "tag_delta_eta", "tag1_pt"]

    def dump(self):
        self.run_ok("select", self.config(), *events("?[bg]f_1000_2lep.h5"), "--out", self.path("out"), "--dump", self.path("sequences.h5"),
                    "--set", "select.variables=true")

    def scores_by_hand(self, model, rows):
        """The frozen layers once more with numpy; rows [events, variables]."""
        with open(model) as file:
            network = json.load(file)
        inputs = network["inputs"][0]["variables"]
        self.assertEqual([v["name"] for v in inputs], self.VARIABLES)
        x = (rows + [v["offset"] for v in inputs]) * [v["scale"] for v in inputs]
        for node in network["nodes"]:
            if node["type"] != "feed_forward":
                continue
            layer = network["layers"][node["layer_index"]]
            x = x @ np.reshape(layer["weights"], (-1, x.shape[1])).T + layer["bias"]
            x = {"rectified": lambda a: np.maximum(a, 0), "sigmoid": lambda a: 1 / (1 + np.exp(-a))}[layer["activation"]](x)
        return x[:, -1]

    def tag_variables_by_hand(self, jets):
        """Of the pair in opposite hemispheres with the largest mass, jets massless but for their energy."""
        best = [0, 0, 0]
        momentum = [np.array([j["e"], j["pt"] * np.cos(j["phi"]), j["pt"] * np.sin(j["phi"]), j["pt"] * np.sinh(j["eta"])], float) for j in jets]
        for i, one in enumerate(jets):
            for k in range(i + 1, len(jets)):
                if one["eta"] * jets[k]["eta"] < 0:
                    e, *p = momentum[i] + momentum[k]
                    best = max(best, [np.sqrt(e**2 - np.dot(p, p)), abs(one["eta"] - jets[k]["eta"]), one["pt"]], key=lambda b: b[0])
        return best

    def test_variables_stand_beside_the_dumped_sequences_of_regions(self):
        self.dump()
        with h5py.File(self.path("sequences.h5")) as file:
            variables, jets = file["variables"][:], file["jets"][:]
        self.assertEqual(len(variables), len(jets))
        np.testing.assert_array_equal(variables["n_jets"], jets["valid"].sum(axis=1))
        found = np.stack([variables[name] for name in self.VARIABLES], axis=1)[:300]
        np.testing.assert_allclose(found, [self.tag_variables_by_hand(row[row["valid"]]) for row in jets[:300]], rtol=1e-4)
        self.assertGreater((found[:, 0] > 0).sum(), 50)

    def test_variables_without_a_dump_are_refused_in_one_line(self):
        code, _, errors = jetseq("select", self.config(), *events("zjets_2lep.h5"), "--out", self.path("out"), "--set", "select.variables=true")
        self.assertEqual(code, 1)
        self.assertEqual(errors.strip().count("\n"), 0, errors)
        self.assertIn("--dump", errors)
        self.assertFalse(os.path.exists(self.path("out/selected.h5")))

    def test_decides_the_regions_of_a_selection(self):
        self.dump()
        self.run_ok("train", os.path.join(CONFIGS, "high_level.yaml"), "--data", self.path("sequences.h5"), "--out", self.path("run"),
                    "--set", f"network.variables=[{', '.join(self.VARIABLES)}]", "--set", "network.hidden=[8]", "--set", "train.max_epochs=5")
        text = SMALL.replace("forward pair: tag_m_jj > 770 GeV", "VBF: score > 0.6")
        for threads in (1, 3):
            self.run_ok("select", self.config(text), *events("?[bg]f_1000_2lep.h5"), "--out", self.path(f"scored{threads}"), "--model",
                        self.path("run"), "--dump", self.path("scored.h5"), "--threads", threads, "--part-rows", 500)
        self.assertEqual(read_bytes(self.path("scored1/selected.h5")), read_bytes(self.path("scored3/selected.h5")))
        with h5py.File(self.path("scored1/selected.h5")) as file:
            rows = {(r["sampleId"], r["eventNumber"]): (r["highlevel_pVBF"], r["region"]) for r in file["events"][:]}
        with h5py.File(self.path("scored.h5")) as file:
            info, jets = file["events"][:], file["jets"][:]
        found = np.array([rows[e["sampleId"], e["eventNumber"]] for e in info])
        by_hand = self.scores_by_hand(self.path("run/highlevel.json"), np.array([self.tag_variables_by_hand(j[j["valid"]]) for j in jets]))
        np.testing.assert_allclose(found[:, 0], by_hand, atol=1e-5)
        np.testing.assert_array_equal(found[:, 1], np.where(found[:, 0] > 0.6, 0, 1))
        self.assertTrue(100 < (found[:, 1] == 0).sum() < len(found) - 100)


class Ensemble(WithFolder):
    def test_warns_of_events_that_its_networks_have_seen_under_other_ids(self):
        files = events("?[bg]f_1000_2lep.h5")
        config, run = self.config(), self.path("run")
        self.run_ok("select", config, *files, "--out", self.path("out"), "--dump", self.path("sequences.h5"))
        self.run_ok("train", write_text(self.path("toy.yaml"), toy.SMALL_CONFIG), "--data", self.path("sequences.h5"), "--folds", "2",
                    "--set", "train.max_epochs=1", "--out", run)
        code, _, errors = jetseq("select", config, *files, "--model", run, "--out", self.path("same"))
        self.assertEqual(code, 0, errors)
        self.assertNotIn("warning", errors)
        self.assertFalse(os.path.exists(self.path("same/sequences.h5")))

        shutil.copy(files[0], self.path("copies.h5"))
        with h5py.File(self.path("copies.h5"), "r+") as file:
            rows = file["events"][:]
            rows["sampleId"] = 7  # of no training: all networks score its events
            file["events"][:] = rows
        code, _, errors = jetseq("select", config, self.path("copies.h5"), "--model", run, "--out", self.path("copies"))
        self.assertEqual(code, 0, errors)
        with h5py.File(self.path("copies/selected.h5")) as file:
            with_jets = int(np.sum(file["events"]["n_jets"] > 0))
        self.assertGreater(with_jets, 100)
        self.assertIn(f"warning: {with_jets} events have jets that the training of {run}", errors)


class Tagger(WithFolder):
    def test_is_tuned_frozen_and_used(self):
        config = write_text(self.path("tagger.yaml"), f"""
signal_w: [{SAMPLE}/vbf_1000_1lep.h5]
signal_z: [{SAMPLE}/vbf_1000_2lep.h5]
background: [{SAMPLE}/zjets_2lep.h5]
tuning: {{pt_edges: [200, 300, 400, 600]}}
""")
        for name in ("one", "two"):
            output = self.run_ok("tagger", config, "--out", self.path(name))
            self.assertIn("wrote " + self.path(name + "/boson_tagger.json"), output)
        for name in os.listdir(self.path("one")):
            self.assertEqual(read_bytes(self.path("one/" + name)), read_bytes(self.path("two/" + name)))
        self.assertEqual(len(os.listdir(self.path("one"))), 9)
        tagger = self.read_json("one/boson_tagger.json")
        for boson, mass in (("W", 80.4), ("Z", 91.2)):
            self.assertLess(tagger[boson]["mass_low"][0], mass)
            self.assertGreater(tagger[boson]["mass_high"][0], mass)
            self.assertGreater(tagger["training"][boson]["test_signal_efficiency"]["value"], 0.4)
            self.assertLess(tagger["training"][boson]["test_background_efficiency"]["value"], 0.1)
        text = SMALL.replace("tag_m_jj > 770 GeV", "large1_z_mass")
        self.run_ok("select", self.config(text), *events("vbf_1000_2lep.h5"), "--out", self.path("out"),
                    "--set", "boson_tagger=" + self.path("one/boson_tagger.json"))
        self.assertIn("boson tagger", self.run_ok("info", self.path("one/boson_tagger.json")))

    def test_that_cannot_be_used_replaces_none(self):
        good = write_text(self.path("tagger.yaml"), f"""
signal_w: [{SAMPLE}/vbf_1000_1lep.h5]
signal_z: [{SAMPLE}/vbf_1000_2lep.h5]
background: [{SAMPLE}/zjets_2lep.h5]
tuning: {{pt_edges: [200, 300, 400, 600]}}
""")
        self.run_ok("tagger", good, "--out", self.path("one"))
        before = {name: read_bytes(self.path("one/" + name)) for name in os.listdir(self.path("one"))}
        bad = write_text(self.path("bad.yaml"), f"""
signal_w: [{SAMPLE}/zjets_2lep.h5]
signal_z: [{SAMPLE}/vbf_1000_2lep.h5]
background: [{SAMPLE}/vbf_1000_1lep.h5]
tuning: {{pt_edges: [200, 203, 206, 1000], min_signal_jets: 3, min_background_jets: 1}}
""")
        self.assert_refused("tagger", bad, "--out", self.path("one"),
                            says=["the tuning gives a tagger that can't be used (W has a mass window upside down)", "more events"])
        self.assertEqual({name: read_bytes(self.path("one/" + name)) for name in os.listdir(self.path("one"))}, before)

    def test_that_is_damaged_is_refused(self):
        with open(os.path.join(toy.SOURCE, "models", "reference", "boson_tagger.json")) as file:
            tagger = json.load(file)
        tagger["Z"]["mass_low"][0] += 3
        write_text(self.path("damaged.json"), json.dumps(tagger))
        code, _, errors = jetseq("select", self.config(), *events("zjets_2lep.h5"), "--out", self.path("out"),
                                 "--set", "boson_tagger=" + self.path("damaged.json"))
        self.assertEqual(code, 1)
        self.assertIn("tagged otherwise", errors)


if __name__ == "__main__":
    unittest.main()
