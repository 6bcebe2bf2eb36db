"""Folds, seeds, scans, the learning-rate finder and fine-tuning, as a user meets them."""

import csv
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import time
import unittest

import numpy as np

import toy


class WithFolder(toy.WithToy):
    def train(self, name, *arguments):
        return self.run_ok("train", self.config, "--data", self.data, "--out", self.path(name), *arguments)


class Folds(WithFolder):
    def test_freeze_an_ensemble_that_tests_each_event_once(self):
        out = self.train("run", "--folds", "3")
        self.assertIn("--all", out)
        ensemble, summary = self.read_json("run/toy.json"), self.read_json("run/summary.json")
        self.assertEqual((ensemble["kind"], ensemble["folds"]), ("jetseq_ensemble", 3))
        self.assertEqual(summary["frozen"], ["fold0", "fold1", "fold2"])
        tested = 0
        for fold, network in enumerate(ensemble["networks"]):
            self.assertEqual(network["jetseq"]["fold"], {"index": fold, "of": 3})
            data = network["jetseq"]["training"]["data"]
            counts = [sum(data[part].values()) for part in ("train", "validation", "test")]
            self.assertEqual(sum(counts), len(self.info))
            tested += counts[2]
        self.assertEqual(tested, len(self.info))

        self.run_ok("evaluate", self.path("run"), self.data, "--all", "--out", self.path("report"))
        report = self.read_json("report/report.json")
        self.assertAlmostEqual(report["auc"]["value"], summary["ensemble"]["auc"]["value"], places=12)
        self.assertEqual(report["working_points"][1]["vbf"], summary["ensemble"]["working_points"][1]["vbf"])
        self.assertEqual(ensemble["working_points"][1]["vbf"]["value"], report["working_points"][1]["vbf"]["value"])

    def test_are_measured_on_the_events_that_they_have_not_seen(self):
        self.train("run", "--folds", "2")
        self.run_ok("evaluate", self.path("run/fold1/toy.json"), self.data, "--out", self.path("report"))
        report, row = self.read_json("report/report.json"), self.read_json("run/summary.json")["trainings"][1]
        self.assertEqual(report["data"]["part"], "test part (fold 1, one of 2)")
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        self.assertAlmostEqual(report["auc"]["value"], row["auc"], places=12)
        self.assertAlmostEqual(report["working_points"][2]["ggf"]["value"], row["tight_ggf"], places=12)
        half = report["data"]["n_vbf"] + report["data"]["n_ggf"]
        self.assertAlmostEqual(half / len(self.info), 0.5, delta=4 * 0.5 / len(self.info) ** 0.5)

    def test_take_the_best_seed_of_each(self):
        self.train("run", "--folds", "2", "--seeds", "2")
        summary, ensemble = self.read_json("run/summary.json"), self.read_json("run/toy.json")
        for fold in (0, 1):
            best = min((row for row in summary["trainings"] if row["fold"] == fold), key=lambda row: row["validation_loss"])
            self.assertEqual(summary["frozen"][fold], best["name"])
            alone = self.read_json(f"run/{best['name']}/toy.json")
            self.assertEqual(ensemble["networks"][fold]["layers"], alone["layers"])

    def test_do_not_begin_with_a_model_that_may_have_seen_them(self):
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), "--folds", "2",
                            "--set", "train.from=" + model, says=["train.from", "seen"])


class Seeds(WithFolder):
    def test_report_mean_and_spread_and_freeze_the_best(self):
        out = self.train("run", "--seeds", "3", "--seed", "5")
        summary = self.read_json("run/summary.json")
        rows = summary["trainings"]
        self.assertEqual([row["seed"] for row in rows], [5, 6, 7])
        for key in ("validation_loss", "auc", "medium_vbf", "medium_ggf"):
            values = [row[key] for row in rows]
            self.assertAlmostEqual(summary["mean"][key], statistics.mean(values), places=12)
            self.assertAlmostEqual(summary["spread"][key], statistics.stdev(values), places=12)
        best = min(rows, key=lambda row: row["validation_loss"])["name"]
        self.assertEqual(toy.read_bytes(self.path("run/toy.json")), toy.read_bytes(self.path(f"run/{best}/toy.json")))
        self.assertIn("(of %s" % best, out)
        self.assertIn("spread", out)

    def test_are_the_trainings_that_one_gets_alone(self):
        """Weights, history, working points: all bytes; and on any number of cores."""
        self.train("many", "--seeds", "3", "--threads", "3")
        self.train("few", "--seeds", "3", "--threads", "1")
        self.train("alone", "--seed", "2")
        for seed in ("seed1", "seed2", "seed3"):
            self.assertEqual(toy.read_bytes(self.path(f"many/{seed}/toy.json")), toy.read_bytes(self.path(f"few/{seed}/toy.json")))
        self.assertEqual(toy.read_bytes(self.path("many/seed2/toy.json")), toy.read_bytes(self.path("alone/toy.json")))

    def test_go_on_after_an_interruption_to_the_same_bytes(self):
        settings = ["--folds", "2", "--seeds", "2", "--set", "train.max_epochs=20"]
        begin = time.time()
        self.train("whole", *settings)
        duration = time.time() - begin
        moments = random.Random(3)
        for trial in range(4):
            folder = self.path(f"killed{trial}")
            command = ["train", self.config, "--data", self.data, "--out", folder, *settings]
            process = subprocess.Popen([toy.JETSEQ, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0.1, 0.9) * duration)
            process.send_signal(signal.SIGKILL if trial % 2 == 0 else signal.SIGINT)
            process.wait()
            self.run_ok("train", *(["--resume", folder] if os.path.exists(folder + "/config.yaml") else command[1:]))
            self.assertEqual(toy.read_bytes(folder + "/toy.json"), toy.read_bytes(self.path("whole/toy.json")))

    def test_can_be_added_later(self):
        self.train("run", "--seeds", "2")
        before = toy.read_bytes(self.path("run/seed1/metrics.csv"))
        self.run_ok("train", "--resume", self.path("run"), "--seeds", "3")
        self.assertEqual(len(self.read_json("run/summary.json")["trainings"]), 3)
        self.assertEqual(toy.read_bytes(self.path("run/seed1/metrics.csv")), before)  # with its times: not trained again

    def assert_resume_refused(self, *arguments, says):
        before = self.contents("run")
        self.assert_refused("train", "--resume", self.path("run"), *arguments, says=says)
        self.assertEqual(self.contents("run"), before)
        self.run_ok("train", "--resume", self.path("run"))  # as it began, it still goes on

    def contents(self, folder):
        return {os.path.join(place, name): toy.read_bytes(os.path.join(place, name))
                for place, _, names in os.walk(self.path(folder)) for name in names}

    def test_are_as_they_were_after_a_refused_resume(self):
        self.train("run", "--folds", "2")
        for change in ("train.learning_rate=0.5", "train.batch_size=64", "name=other"):
            self.assert_resume_refused("--set", change, says=["belongs to another training"])

    def test_stay_as_many(self):
        self.train("run", "--seeds", "3")
        self.assert_resume_refused("--seeds", "2", says=["holds the training seed3", "more seeds may be added"])
        self.assert_resume_refused("--seeds", "1", says=["holds several trainings (seed1, seed2, seed3"])
        self.assert_resume_refused("--seeds", "1", "--folds", "2", says=["holds the training seed1"])
        self.assert_resume_refused("--folds", "2", says=["holds the training seed1"])

    def test_are_not_made_of_a_single_training(self):
        self.train("run")
        self.assert_resume_refused("--seeds", "2", says=["holds a single training", "these are 2"])
        self.assert_resume_refused("--folds", "2", says=["holds a single training"])

    def test_are_evaluated_as_the_summary_names_them(self):
        self.train("run", "--seeds", "3")
        evaluate = ("evaluate", self.path("run"), self.data, "--out", self.path("report"), "--trainings", self.path("run"))
        self.run_ok(*evaluate)
        names = lambda: [training["name"] for training in self.read_json("report/report.json")["trust"]["trainings"]]  # noqa: E731
        self.assertEqual(names(), ["seed1", "seed2", "seed3"])
        summary = self.read_json("run/summary.json")
        summary["trainings"] = summary["trainings"][:2]
        toy.write_text(self.path("run/summary.json"), json.dumps(summary))
        self.run_ok(*evaluate)
        self.assertEqual(names(), ["seed1", "seed2"])
        os.remove(self.path("run/summary.json"))  # of a run that has not ended
        self.run_ok(*evaluate)
        self.assertEqual(names(), ["seed1", "seed2", "seed3"])
        summary["trainings"][0]["name"] = "seed9"
        toy.write_text(self.path("run/summary.json"), json.dumps(summary))
        self.assert_refused(*evaluate, says=["names the training", "seed9, which is not there"])

    def test_do_not_train_over_an_older_run(self):
        self.train("run", "--seeds", "2")
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"),
                            says=["holds a training already", "jetseq train --resume"])

    def test_go_on_with_data_that_moved(self):
        self.train("run", "--seeds", "2")
        os.rename(self.data, self.path("moved.h5"))
        self.run_ok("train", "--resume", self.path("run"), "--data", self.path("moved.h5"))

    def test_keep_the_models_that_they_begin_with(self):
        """Also by links in folders of the run."""
        self.train("parent")
        self.train("run", "--seeds", "2", "--set", "train.from=" + self.path("parent/toy.json"))
        before = self.contents("parent")
        resume = ("train", "--resume", self.path("run"), "--seeds", "3")
        os.symlink(self.path("parent"), self.path("run/seed3"))
        self.assert_refused(*resume, says=["run/seed3 holds a run of its own"])
        os.remove(self.path("run/seed3"))
        os.symlink(self.path("parent"), self.path("run/parent"))
        self.run_ok(*resume)
        self.assertEqual(self.contents("parent"), before)
        os.makedirs(self.path("other/seed3"))
        inside = shutil.copy(self.path("parent/toy.json"), self.path("other/seed3/toy.json"))
        self.train("other", "--seeds", "2", "--set", "train.from=" + inside)
        self.assert_refused("train", "--resume", self.path("other"), "--seeds", "3", says=["seed3/toy.json (it is an input", "would be lost"])

    def test_may_stand_elsewhere(self):
        """Folders of trainings on another disk, linked to."""
        os.makedirs(self.path("disk/seed1"))
        os.mkdir(self.path("run"))
        os.symlink(self.path("disk/seed1"), self.path("run/seed1"))
        self.train("run", "--seeds", "2")
        self.run_ok("train", "--resume", self.path("run"), "--seeds", "3")

    def test_stand_beside_files_of_others(self):
        self.train("run", "--seeds", "2")
        os.symlink("loop", self.path("run/loop"))
        self.run_ok("train", "--resume", self.path("run"))
        os.mkdir(self.path("new"))
        os.symlink("loop", self.path("new/loop"))
        os.mkdir(self.path("new/seed1"))
        toy.write_text(self.path("new/seed1/metadata.json"), "{}")  # a training among many writes none
        self.train("new", "--seeds", "2", "--set", "train.max_epochs=1")

    def test_may_stand_in_a_folder_of_other_runs(self):
        self.train("runs/first", "--seeds", "2")
        self.train("runs/second")
        self.train("runs", "--set", "train.max_epochs=1")

    def test_may_be_tried_again_after_an_error(self):
        info = self.info.copy()
        info["signalType"] = 1
        toy.write(self.data, info, self.jets)
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), "--seeds", "2",
                            says=["has 0 ggF, ", " VBF events (", "needs both"])
        toy.write(self.data, self.info, self.jets)
        self.train("run", "--seeds", "2")


class Scan(WithFolder):
    GRID = "scan: {network.cells: [3, 5], train.learning_rate: [0.0001, 0.02]}\n"

    def setUp(self):
        super().setUp()
        self.grid = toy.write_text(self.path("grid.yaml"), toy.SMALL_CONFIG + self.GRID)

    def scan(self, name, *arguments):
        return self.run_ok("scan", self.grid, "--data", self.data, "--out", self.path(name), *arguments)

    def test_sorts_the_points_by_validation_loss_and_writes_the_best(self):
        out = self.scan("run", "--seeds", "2")
        with open(self.path("run/scan.csv")) as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 4)
        losses = [float(row["validation_loss"]) for row in rows]
        self.assertEqual(losses, sorted(losses))
        self.assertEqual({row["train.learning_rate"] for row in rows[:2]}, {"0.02"})  # three epochs: others learn nothing
        points = self.read_json("run/scan.json")["points"]
        for row, point in zip(rows, points):
            self.assertEqual(row["network.cells"], point["values"]["network.cells"])
            single = [self.lowest_loss(f"run/{name}") for name in point["trainings"]]
            self.assertAlmostEqual(point["validation_loss"]["mean"], statistics.mean(single), places=8)
            self.assertAlmostEqual(float(row["validation_loss_spread"]), statistics.stdev(single), places=8)
        lines = out.splitlines()
        self.assertTrue(lines[2].startswith(rows[0]["network.cells"]), out)

        self.run_ok("train", self.path("run/best.yaml"), "--out", self.path("again"))
        alone, scanned = self.read_json("again/toy.json"), self.read_json(f"run/{points[0]['trainings'][0]}/toy.json")
        self.assertEqual(alone, scanned)

    def lowest_loss(self, run):
        with open(self.path(run + "/metrics.csv")) as file:
            return min(float(row["validation_loss"]) for row in csv.DictReader(file))

    def test_goes_on_after_an_interruption(self):
        begin = time.time()
        self.scan("whole", "--set", "train.max_epochs=10")
        duration = time.time() - begin
        command = ["scan", self.grid, "--data", self.data, "--out", self.path("parts"), "--set", "train.max_epochs=10"]
        process = subprocess.Popen([toy.JETSEQ, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.6 * duration)
        process.send_signal(signal.SIGINT)
        process.wait()
        self.run_ok("scan", *(["--resume", self.path("parts")] if os.path.exists(self.path("parts/config.yaml")) else command[1:]))
        for file in ("scan.csv", "scan.json", "best.yaml"):
            self.assertEqual(toy.read_bytes(self.path("parts/" + file)), toy.read_bytes(self.path("whole/" + file)))

    def test_is_as_it_was_after_a_refused_resume(self):
        self.scan("run")
        before = toy.read_bytes(self.path("run/config.yaml"))
        for change, says in (("train.batch_size=64", "belongs to another training"), ("name=other", "belongs to another training"),
                             ("train.seeds=2", "holds the training")):
            self.assert_refused("scan", "--resume", self.path("run"), "--set", change, says=[says])
            self.assertEqual(toy.read_bytes(self.path("run/config.yaml")), before)
        self.run_ok("scan", "--resume", self.path("run"))

    def test_goes_on_with_data_that_moved(self):
        self.scan("run")
        os.rename(self.data, self.path("moved.h5"))
        self.run_ok("scan", "--resume", self.path("run"), "--data", self.path("moved.h5"))

    def test_does_not_leave_points_behind(self):
        self.scan("run")
        config = self.path("run/config.yaml")
        text = toy.read_bytes(config).decode()
        fewer = re.sub(r"(network.cells: )\[.*\]", r"\1[3]", text)
        self.assertNotEqual(fewer, text)
        toy.write_text(config, fewer)
        self.assert_refused("scan", "--resume", self.path("run"), says=["holds the training network.cells"])

    def test_goes_on_beside_a_training_that_was_set_aside(self):
        self.scan("run")
        name = self.read_json("run/scan.json")["points"][0]["trainings"][0]
        for aside in (".old", "-old", "_copy2", "~", " (copy)", ".~1~", " - Copy", " 2"):
            shutil.copytree(self.path("run/" + name), self.path("run/" + name + aside))
        self.run_ok("scan", "--resume", self.path("run"))

    def test_keeps_the_others_where_one_learns_nothing(self):
        config = toy.write_text(self.path("clip.yaml"), toy.SMALL_CONFIG + "scan: {train.clip: [1.0, 1.0e-300]}\n")
        out = self.run_ok("scan", config, "--data", self.data, "--out", self.path("run"))
        self.assertRegex(out, r"1.0e-300 +failed")
        points = self.read_json("run/scan.json")["points"]
        self.assertEqual([point["values"]["train.clip"] for point in points], ["1.0", "1.0e-300"])
        self.assertIsNone(points[1]["validation_loss"]["mean"])

    def test_says_what_cannot_be_scanned(self):
        for grid, says in (("data.files: [a, b]", ["data.files", "can't be scanned"]),
                           ("train.seed: [1, 2]", ["train.seed", "can't be scanned"]),
                           ("network.cells: 3", ["'scan'", "map of lists"]),
                           ("network.cell: [3]", ["network.cell", "did you mean 'network.cells'?"]),
                           ("network.cells: []", ["no values"]),
                           ("network.cells: [3, 3]", ["appears twice"])):
            config = toy.write_text(self.path("bad.yaml"), toy.SMALL_CONFIG + "scan: {%s}\n" % grid)
            self.assert_refused("scan", config, "--data", self.data, "--out", self.path("bad"), says=says)
        self.assert_refused("scan", self.config, "--data", self.data, "--out", self.path("bad"), says=["nothing to scan"])
        self.assert_refused("train", self.grid, "--data", self.data, "--out", self.path("bad"), says=["jetseq scan"])


class LearningRate(WithFolder):
    def test_is_suggested_from_a_sweep(self):
        out = self.train("rates", "--find-learning-rate")
        with open(self.path("rates/learning_rates.csv")) as file:
            rows = list(csv.DictReader(file))
        lowest = min(rows[9:], key=lambda row: float(row["smoothed_loss"]))
        suggested = float(out.split("learning rate: ")[1].split()[0])
        self.assertAlmostEqual(suggested / (float(lowest["learning_rate"]) / 10), 1, places=5)
        self.assertIn("<svg", toy.read_bytes(self.path("rates/learning_rates.svg")).decode())
        self.assertTrue(1e-4 < suggested < 0.1, suggested)


class FineTuning(WithFolder):
    def test_begins_with_the_weights_and_normalisation_of_a_model(self):
        self.train("first")
        first = self.path("first/toy.json")
        other = self.jets.copy()
        other["pt"] *= 1.2
        other["e"] *= 1.2
        toy.write(self.data, self.info, other)
        still = ["--set", "train.learning_rate=1e-8", "--set", "train.max_epochs=1"]
        self.train("second", "--set", "train.from=" + first, *still)
        before, after = self.read_json("first/toy.json"), self.read_json("second/toy.json")
        self.assertEqual(before["input_sequences"], after["input_sequences"])
        np.testing.assert_allclose(after["layers"][0]["weights"] if "weights" in after["layers"][0] else
                                   after["layers"][0]["components"]["f"]["weights"],
                                   before["layers"][0]["components"]["f"]["weights"], atol=2e-7)  # 9 steps of 1e-8
        record = after["jetseq"]["training"]["data"]["from"]
        self.assertEqual(record["file"], "toy.json")
        self.assertEqual(len(record["sha256"]), 64)

    def test_refuses_a_model_of_another_size_or_frame(self):
        self.train("first")
        common = ["train", self.config, "--data", self.data, "--out", self.path("second"), "--set",
                  "train.from=" + self.path("first/toy.json")]
        self.assert_refused(*common, "--set", "network.cells=6", says=["train.from", "2 layers of 5 cells", "6 cells"])
        self.assert_refused(*common, "--set", "network.layers=1", says=["train.from", "1 layers of 5 cells"])
        self.assert_refused(*common, "--set", "network.frame=canonical", says=["canonical frame"])
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("third"), "--set",
                            "train.from=none.json", says=["none.json", "Check the path"])


class EventWeights(WithFolder):
    def configured(self, keys):
        return toy.write_text(self.config, toy.SMALL_CONFIG.replace("train: {", "train: {%s, " % keys))

    def test_are_said_in_the_configuration(self):
        self.configured("balance: classes, flatten: {variable: n_jets, bins: [0, 2, 4], to: same}")
        self.train("run")
        effective = toy.read_bytes(self.path("run/config.yaml")).decode()
        for line in ("balance: classes", "variable: n_jets", "to: same"):
            self.assertIn(line, effective)

    def test_name_the_bin_that_one_class_does_not_have(self):
        for bins, says in (("0, 1, 4", ["bin 0", "0 VBF events"]), ("0, many", ["train.flatten.bins", "'many'"]),
                           ("4, 0", ["train.flatten.bins", "rising"])):
            config = self.configured("flatten: {variable: n_jets, bins: [%s]}" % bins)
            self.assert_refused("train", config, "--data", self.data, "--out", self.path("run"), says=says)


if __name__ == "__main__":
    unittest.main()
