"""Events at the edge of what there is: what commands do with them (docs/reference/messages.md)."""

import json
import os
import unittest

import h5py
import numpy as np

import toy

MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")


class EdgeCases(toy.WithTraining):
    def write(self, info=None, jets=None):
        toy.write(self.data, self.info if info is None else info, self.jets if jets is None else jets)

    def scores(self):
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            return file["events"]["vbf_pVBF"]

    def report(self):
        self.run_ok("evaluate", MODEL, self.data, "--all", "--out", self.path("report"))
        return self.read_json("report/report.json")

    def train_here(self):
        return ["train", self.config, "--data", self.data, "--out", self.path("run")]

    def test_denormal_momenta_and_weights_are_numbers_like_any(self):
        jets, info = self.jets.copy(), self.info.copy()
        soft = jets["valid"] & (np.arange(len(jets)) % 2 == 1)[:, None]  # all of them would be of another unit
        jets["eta"][soft], jets["pt"][soft], jets["e"][soft] = 0, 1e-42, 1e-42
        info["mcEventWeight"] = 1e-42
        self.write(info, jets)
        scores = self.scores()
        self.assertTrue(((scores >= 0) & (scores <= 1)).all())
        self.assertTrue(0 <= self.report()["auc"]["value"] <= 1)
        self.write(info)
        denormal = toy.read_bytes(self.train("run"))
        info["mcEventWeight"] = 1
        self.write(info)
        self.assertEqual(json.loads(denormal)["layers"], json.loads(toy.read_bytes(self.train("unit")))["layers"])

    def test_infinities_and_nan_are_refused_with_their_row(self):
        for value in (np.inf, -np.inf, np.nan):
            jets = self.jets.copy()
            row = int(np.flatnonzero(jets["valid"][:, 0])[3])
            jets["e"][row, 0] = value
            self.write(jets=jets)
            for command in (self.train_here(), ["score", MODEL, self.data, "--out", self.path("s.h5")],
                            ["evaluate", MODEL, self.data, "--all", "--out", self.path("report")]):
                self.assert_refused(*command, says=[f"/jets, row {row}"])

    def test_an_event_of_ten_thousand_jets_is_scored_evaluated_and_trained_on(self):
        info, few = toy.tables(events=300)
        jets = np.zeros((300, 10000), toy.JET)
        jets[:, :4] = few
        jets[7]["valid"] = True
        jets[7]["pt"], jets[7]["eta"], jets[7]["e"] = 40, 0, 40
        toy.write(self.data, info, jets, compression="gzip")
        scores = self.scores()
        self.assertTrue(((scores >= 0) & (scores <= 1)).all())
        self.assertIsNotNone(self.report()["auc"]["value"])
        self.train("run")

    def test_no_events_are_refused(self):
        self.write(self.info[:0], self.jets[:0])
        for command in (self.train_here(), ["score", MODEL, self.data, "--out", self.path("s.h5")],
                        ["evaluate", MODEL, self.data, "--all", "--out", self.path("report")]):
            self.assert_refused(*command, says=["gives no events"])

    def test_one_class_only_is_scored_and_reported_without_auc_but_not_trained_on(self):
        info = self.info.copy()
        info["signalType"] = 1
        self.write(info)
        self.assertEqual(len(self.scores()), len(info))
        self.assertIsNone(self.report()["auc"]["value"])
        self.assert_refused(*self.train_here(), says=["ggF"])

    def test_weights_that_are_all_zero_are_scored_and_reported_as_undefined_but_not_trained_on(self):
        info = self.info.copy()
        info["mcEventWeight"] = 0
        self.write(info)
        self.assertEqual(len(self.scores()), len(info))
        report = self.report()
        self.assertIsNone(report["auc"]["value"])
        self.assertIsNone(report["working_points"][0]["vbf"]["value"])
        self.assert_refused(*self.train_here(), says=["weights of the training part add up to 0"])

    def test_an_event_that_stands_twice_counts_twice_and_stays_in_one_part(self):
        once = self.scores()
        auc = self.report()["auc"]["value"]
        self.write(np.concatenate([self.info, self.info]), np.concatenate([self.jets, self.jets]))
        np.testing.assert_array_equal(self.scores(), np.concatenate([once, once]))
        self.assertAlmostEqual(self.report()["auc"]["value"], auc, places=12)
        self.train("run")
        twice = self.read_json("run/metadata.json")["data"]
        self.write()
        self.train("single")
        single = self.read_json("single/metadata.json")["data"]
        for part in ("train", "validation", "test"):
            self.assertEqual(twice[part], {name: 2 * count for name, count in single[part].items()})


if __name__ == "__main__":
    unittest.main()
