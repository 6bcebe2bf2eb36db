"""More than two classes, and networks of variables of the event, from configuration to scores."""

import json
import os
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np
import onnxruntime
from sklearn.metrics import confusion_matrix, roc_auc_score

import toy

CLASSES = ("ggF", "VBF", "background")
TAG_VARIABLES = ["n_jets", "tag_found", "tag_m_jj", "tag_delta_eta", "tag1_pt", "tag1_eta", "tag2_pt", "tag2_eta"]


class ThreeClasses(toy.WithTraining):
    def setUp(self):
        super().setUp()
        self.info["signalType"][::3] = 2
        self.jets["eta"][::3] = 3.5 * self.jets["valid"][::3]  # what tells the third class
        self.jets["e"] = self.jets["pt"] * np.cosh(self.jets["eta"])
        toy.write(self.data, self.info, self.jets)
        self.config = toy.write_text(self.path("three.yaml"), toy.SMALL_CONFIG.replace(
            "cells: 5", f"cells: 5, classes: [{', '.join(CLASSES)}]"))

    def scores(self, run, *data):
        self.run_ok("score", self.path(run), *(data or [self.data]), "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            events = file["events"][:]
        return np.stack([events[f"toy_p{name}"] for name in CLASSES], axis=1)

    def test_are_learnt_alike_by_both_backends(self):
        more = ("--set", "network.dropout=0", "--set", "train.max_epochs=8")
        self.train("fused", *more)
        self.train("torch", *more, "--backend", "torch")
        fused, torch = self.scores("fused"), self.scores("torch")
        np.testing.assert_allclose(fused, torch, atol=2e-3)  # some hundred steps of rounding apart
        np.testing.assert_allclose(fused.sum(axis=1), 1, atol=3e-7)
        for label in range(3):
            of_class = self.info["signalType"] == label
            self.assertGreater(fused[of_class, label].mean(), fused[~of_class, label].mean() + 0.02)

    def test_are_those_of_onnx_runtime(self):
        self.train("run")
        self.run_ok("export", self.path("run"), "--format", "onnx", "--out", self.path("m.onnx"))
        jets = np.stack([self.jets[name] for name in ("pt", "eta", "phi", "e")], axis=-1)
        found = onnxruntime.InferenceSession(self.path("m.onnx")).run(
            [f"toy_p{name}" for name in CLASSES], {"jets": jets, "lengths": self.jets["valid"].sum(axis=1, dtype="i4")})
        np.testing.assert_allclose(np.stack(found, axis=1), self.scores("run"), atol=2e-6)

    def test_stand_by_name_in_the_frozen_file(self):
        self.train("run")
        model = self.read_json("run/toy.json")
        self.assertEqual(model["jetseq"]["classes"], list(CLASSES))
        self.assertEqual(model["outputs"]["toy"]["labels"], ["pggF", "pVBF", "pbackground"])
        self.assertGreater(json.loads(json.dumps(model["jetseq"]["training"]))["data"]["train"]["background"], 100)

    def test_are_the_same_from_any_number_of_threads(self):
        self.train("one")
        self.train("two", "--threads", "2")
        self.assertEqual(self.read_json("one/toy.json")["layers"], self.read_json("two/toy.json")["layers"])

    def test_go_on_after_an_interruption_to_the_same_bytes(self):
        settings = ("--set", "train.max_epochs=40")
        self.train("whole", *settings)
        for number, sign in enumerate((signal.SIGINT, signal.SIGKILL)):
            folder = self.path(f"part{number}")
            process = subprocess.Popen(
                [toy.JETSEQ, "train", self.config, "--data", self.data, "--out", folder, *settings],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and not os.path.exists(folder + "/metrics.csv"):  # written after an epoch
                time.sleep(0.001)
            process.send_signal(sign)
            process.wait()
            with open(folder + "/metrics.csv") as file:
                self.assertLess(len(file.readlines()), 41)  # it was interrupted
            self.run_ok("train", "--resume", folder)
            self.assertEqual(toy.read_bytes(folder + "/toy.json"), toy.read_bytes(self.path("whole/toy.json")))

    def test_are_given_by_sample(self):
        self.info["sampleId"] = np.where(self.info["signalType"] == 2, 33, 1)
        self.info["signalType"] = np.where(self.info["signalType"] == 2, 0, self.info["signalType"])
        toy.write(self.data, self.info, self.jets)
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("none"),
                            says=[f", 0 {CLASSES[2]} events (", "needs all 3 classes"])
        self.train("run", "--set", "data.labels={33: 2}")

    def test_without_a_name_are_refused(self):
        two = toy.write_text(self.path("two.yaml"), toy.SMALL_CONFIG)
        self.assert_refused("train", two, "--data", self.data, "--out", self.path("none"),
                            says=["has the label 2", "2 classes", "network.classes"])
        self.info["signalType"][::3] = 0
        toy.write(self.path("two.h5"), self.info, self.jets)
        self.run_ok("train", two, "--data", self.path("two.h5"), "--out", self.path("run"))
        self.assert_refused("evaluate", self.path("run"), self.data, "--out", self.path("report"), says=["has the label 2"])

    def test_are_evaluated_as_scikit_learn_does(self):
        self.train("run")
        self.run_ok("evaluate", self.path("run"), self.data, "--all", "--out", self.path("report"))
        probabilities, label = self.scores("run"), self.info["signalType"]
        report = self.read_json("report/report.json")
        self.assertEqual(report["data"]["n_vbf"] + report["data"]["n_ggf"], int((label < 2).sum()))
        matrix = confusion_matrix(label, probabilities.argmax(1), normalize="true")
        for k, one in enumerate(report["classes"]):
            self.assertEqual((one["name"], one["n"]), (CLASSES[k], int((label == k).sum())))
            area = roc_auc_score(label == k, probabilities[:, k])
            self.assertAlmostEqual(one["auc_against_others"]["value"], area, places=10)
            for other, name in enumerate(CLASSES):
                share = one["called"][name]
                self.assertAlmostEqual(share["value"], matrix[k, other], places=10)
                self.assertLess(share["low"], share["high"])
                if other == k:
                    continue
                two = (label == k) | (label == other)
                pair = probabilities[two].astype("f8")
                ratio = (pair[:, k] / (pair[:, k] + pair[:, other])).astype("f4")
                self.assertAlmostEqual(one["auc_against"][name]["value"], roc_auc_score(label[two] == k, ratio), places=6)
        page = toy.read_bytes(self.path("report/report.html")).decode()
        self.assertIn("What events are taken for", page)
        self.assertIn('id="roc-classes"', page)
        test_part = self.run_ok("evaluate", self.path("run"), self.data, "--out", self.path("test"))
        self.assertIn("next: open", test_part)


class Variables(toy.WithTraining):
    def setUp(self):
        super().setUp()
        self.config = toy.write_text(self.path("dense.yaml"), toy.SMALL_CONFIG.replace(
            "cells: 5", f"kind: dense, hidden: [16, 8], variables: [{', '.join(TAG_VARIABLES)}]"))

    def scores(self, run):
        self.run_ok("score", self.path(run), self.data, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            return file["events"]["toy_pVBF"][:]

    def test_are_computed_from_the_jets(self):
        self.train("run")
        scores = self.scores("run")
        vbf = self.info["signalType"] == 1
        self.assertGreater(scores[vbf].mean(), scores[~vbf].mean() + 0.2)
        model = self.read_json("run/toy.json")
        self.assertEqual([one["name"] for one in model["inputs"][0]["variables"]], TAG_VARIABLES)
        self.assertIn("tag_m_jj", self.run_ok("info", self.path("run/toy.json")))
        self.run_ok("evaluate", self.path("run"), self.data, "--out", self.path("report"))

    def evaluated(self, first, name, *options):
        self.run_ok("evaluate", self.path(first), self.data, "--out", self.path(name), *options)
        return self.read_json(name + "/report.json")

    def test_are_found_by_name_whatever_another_model_reads(self):
        self.train("all/ordered")
        self.config = toy.write_text(self.path("other.yaml"), toy.SMALL_CONFIG.replace(
            "cells: 5", "kind: dense, hidden: [16, 8], variables: [tag2_eta, tag1_pt, tag_delta_eta, n_jets]"))
        self.train("all/other")
        self.config = toy.write_text(self.path("lstm.yaml"), toy.SMALL_CONFIG)
        self.train("all/sequence")
        alone = {name: self.evaluated("all/" + name, "alone_" + name)["auc"] for name in ("ordered", "other", "sequence")}
        self.assertNotEqual(alone["ordered"], alone["other"])
        for first in alone:
            others = [name for name in alone if name != first]
            options = [word for name in others for word in ("--with", f"{name}={self.path('all/' + name)}")]
            report = self.evaluated("all/" + first, "beside_" + first, *options, "--trainings", self.path("all"))
            self.assertEqual(report["auc"], alone[first])
            self.assertLess(report["parity"]["LibTorch"], 1e-6)
            for name, compared in zip(others, report["comparisons"]):
                self.assertEqual(compared["auc"], alone[name], (first, name))
            self.assertEqual({one["name"]: one["auc"] for one in report["trust"]["trainings"]}, alone)

    def test_of_trainings_on_other_jets_are_refused(self):
        self.train("all/one")
        shutil.copytree(self.path("all/one"), self.path("others/two"))
        model = self.read_json("others/two/toy.json")
        model["jetseq"]["contract"]["jet_pt_min"] += 5
        toy.write_text(self.path("others/two/toy.json"), json.dumps(model))
        for option, value in (("--with", "others/two"), ("--trainings", "others")):
            self.assert_refused("evaluate", self.path("all/one"), self.data, "--out", self.path("report"), option,
                                self.path(value), says=["trained on other jets"])

    def test_scores_of_them_are_calibrated(self):
        self.train("run")
        frozen = self.path("frozen.json")
        report = self.evaluated("run", "report", "--calibrate", "logistic", "--freeze", frozen)
        self.assertIn("logistic", report["provenance"]["Calibration"])
        self.assertRegex(self.run_ok("info", frozen), "calibration +logistic: logit of the score times")
        self.assertEqual(self.evaluated("frozen.json", "again")["auc"], report["auc"])  # loads: its canaries live
        before = self.evaluated("run", "raw")
        report = self.evaluated("run", "report", "--calibrate", "isotonic", "--freeze", frozen)
        self.assertAlmostEqual(report["auc"]["value"], before["auc"]["value"], delta=1e-5)
        self.assertRegex(self.run_ok("info", frozen), "calibration +isotonic: [0-9]+ knots")
        self.assertEqual(self.evaluated("frozen.json", "again")["auc"], report["auc"])

    def test_train_the_same_bytes_again(self):
        self.train("one"), self.train("two")
        self.assertEqual(toy.read_bytes(self.path("one/toy.json")), toy.read_bytes(self.path("two/toy.json")))

    def test_are_found_for_a_model_that_stands_beside_one_of_jets(self):
        self.train("dense")
        jets = toy.write_text(self.path("jets.yaml"), toy.SMALL_CONFIG)
        self.run_ok("train", jets, "--data", self.data, "--out", self.path("jets"))
        for first, other in (("jets", "dense"), ("dense", "jets")):
            self.run_ok("evaluate", self.path(first), self.data, "--with", self.path(other), "--out", self.path("report_" + first))
        with open(self.path("report_jets/report.json")) as one, open(self.path("report_dense/report.json")) as two:
            beside, alone = json.load(one)["comparisons"][0]["auc"], json.load(two)["auc"]
        self.assertEqual(beside, alone)

    def test_may_be_the_users_own(self):
        random = np.random.default_rng(5)
        own = np.zeros(len(self.info), [("rapidity_gap", "f4"), ("other", "f8")])
        own["rapidity_gap"] = self.info["signalType"] + random.normal(0, 0.3, len(own))
        own["other"] = 100 + random.normal(0, 1, len(own))
        with h5py.File(self.data, "a") as file:
            file.create_dataset("variables", data=own)
        self.config = toy.write_text(self.path("own.yaml"), toy.SMALL_CONFIG.replace(
            "cells: 5", "kind: dense, hidden: [8], activation: tanh, variables: [other, rapidity_gap]"))
        self.train("run", "--set", "train.max_epochs=8")
        scores = self.scores("run")
        vbf = self.info["signalType"] == 1
        self.assertGreater(scores[vbf].mean(), scores[~vbf].mean() + 0.5)
        self.run_ok("export", self.path("run"), "--format", "onnx", "--out", self.path("m.onnx"))
        rows = np.stack([own["other"], own["rapidity_gap"]], axis=1).astype("f4")
        found, = onnxruntime.InferenceSession(self.path("m.onnx")).run(["toy_pVBF"], {"variables": rows})
        np.testing.assert_allclose(found, scores, atol=2e-6)

    def test_that_nobody_knows_are_refused(self):
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("none"),
                            "--set", "network.variables=[m_jj]", says=["variable 'm_jj' can't be computed", "tag_m_jj"])
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("none"), "--backend", "fused",
                            says=["train.backend", "dense"])



class SetNetworks(toy.WithTraining):
    def test_of_several_seeds_stand_beside_a_model(self):
        self.train("lstm")
        self.config = toy.write_text(
            self.path("sets.yaml"), toy.SMALL_CONFIG.replace("cells: 5", "kind: deep_sets, embedding: [4], hidden: [4]"))
        out = self.run_ok("train", self.config, "--data", self.data, "--seeds", 2, "--out", self.path("sets"))
        self.run_ok(*out[out.index("next: jetseq ") + len("next: jetseq "):].split())  # their scores
        self.run_ok("evaluate", self.path("lstm"), self.data, "--with", self.path("sets"), "--trainings", self.path("sets"),
                    "--out", self.path("report"))
        report = self.read_json("report/report.json")
        alone = [self.evaluated_beside(self.path("lstm"), f"sets/{one['name']}") for one in report["trust"]["trainings"]]
        self.assertEqual([one["auc"] for one in report["trust"]["trainings"]], alone)
        self.assertIn(report["comparisons"][0]["auc"], alone)

    def evaluated_beside(self, model, other):
        self.run_ok("evaluate", model, self.data, "--with", self.path(other), "--out", self.path("beside"))
        return self.read_json("beside/report.json")["comparisons"][0]["auc"]


if __name__ == "__main__":
    unittest.main()
