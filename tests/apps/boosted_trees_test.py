"""scripts/boosted-trees: its split is jetseq's, and the report shows its scores beside those of the networks."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import unittest

import h5py
import numpy as np

import toy

SCRIPT = os.path.join(toy.SOURCE, "scripts", "boosted-trees")
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("boosted_trees", SCRIPT)
trees = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(trees)


class Split(unittest.TestCase):
    def test_is_that_of_jetseq(self):
        info, _ = toy.tables(3)
        info["sampleId"], info["eventNumber"] = [1, 2, -1], [2, 1, 1]
        hashes = [16171810823986729605, 13608149317741381227, 13454248463650051962]  # as in tests/event/event_id_test.cpp
        self.assertEqual([toy.event_hash(e["sampleId"], e["eventNumber"]) for e in info], hashes)
        self.assertEqual(trees.percent_of(info).tolist(), [each % 100 for each in hashes])


@unittest.skipIf(trees.xgboost is None, "xgboost is not installed")
class Trees(toy.folders.WithOneFolder):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.path("toy.h5")
        toy.write(cls.data, *toy.tables(6000))
        cls.run_script("trees.h5", cls.data)

    @classmethod
    def run_script(cls, out, *files):
        subprocess.run([sys.executable, SCRIPT, *files, "--jetseq", toy.JETSEQ, "--out", cls.path(out)], check=True, capture_output=True)

    def test_give_scores_to_the_test_part_only(self):
        with h5py.File(self.path("trees.h5")) as file, h5py.File(self.data) as data:
            scored, everything = file["events"][:], data["events"][:]
        test = {e["eventNumber"] for e in everything if toy.event_hash(e["sampleId"], e["eventNumber"]) % 100 >= 70}
        self.assertEqual(set(scored["eventNumber"]), test)
        self.assertTrue(((scored["trees_pVBF"] > 0) & (scored["trees_pVBF"] < 1)).all())

    def test_are_the_same_again(self):
        self.run_script("again.h5", self.data)
        with h5py.File(self.path("trees.h5")) as one, h5py.File(self.path("again.h5")) as two:
            np.testing.assert_array_equal(one["events"][:], two["events"][:])

    def test_learn_nothing_from_labels_of_the_test_part(self):
        info, jets = toy.tables(6000)
        test = np.array([toy.event_hash(e["sampleId"], e["eventNumber"]) % 100 >= 70 for e in info])
        info["signalType"][test] = 1 - info["signalType"][test]
        toy.write(self.path("swapped.h5"), info, jets)
        self.run_script("swapped_trees.h5", self.path("swapped.h5"))
        scores = []
        for name in ("trees.h5", "swapped_trees.h5"):
            with h5py.File(self.path(name)) as file:
                rows = np.sort(file["events"][:], order="eventNumber")
                scores.append(rows["trees_pVBF"])
        np.testing.assert_array_equal(*scores)

    def test_stand_in_the_report_with_the_auc_that_their_scores_have(self):
        config = toy.write_text(self.path("toy.yaml"), toy.SMALL_CONFIG)
        for arguments in (("train", config, "--data", self.data, "--out", self.path("run")),
                          ("evaluate", self.path("run"), self.data, "--with", "trees=" + self.path("trees.h5"), "--out", self.path("report"))):
            code, _, errors = toy.jetseq(*arguments)
            self.assertEqual(code, 0, errors)
        report = self.read_json("report/report.json")
        found = next(model for model in report["comparisons"] if model["model"] == "trees")["auc"]["value"]
        with h5py.File(self.path("trees.h5")) as file:
            rows = file["events"][:]
        vbf, ggf = (rows["trees_pVBF"][rows["signalType"] == label] for label in (1, 0))
        expected = (vbf[:, None] > ggf).mean() + 0.5 * (vbf[:, None] == ggf).mean()
        self.assertAlmostEqual(found, expected, 6)
        self.assertGreater(found, 0.6)

    def test_are_refused_where_events_have_no_score(self):
        code, _, errors = toy.jetseq("evaluate", os.path.join(toy.SOURCE, "models", "reference", "vbf.json"), self.data, "--all", "--with",
                                     self.path("trees.h5"), "--out", self.path("all"))
        self.assertEqual(code, 1)
        self.assertIn("has no score for event", errors)


if __name__ == "__main__":
    unittest.main()
