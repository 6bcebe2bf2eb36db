"""The command `jetseq` as a user meets it: what it writes, and what it says when something is wrong."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np

import toy
from toy import jetseq


class Chain(toy.WithTraining):
    def test_train_score_evaluate_export_info(self):
        model = self.train("run")
        self.assertEqual(
            sorted(os.listdir(self.path("run"))),
            ["checkpoint.pt", "config.yaml", "metadata.json", "metrics.csv", "seen_jets.h5", "toy.json"],
        )
        with open(self.path("run/config.yaml")) as file:
            effective = file.read()
        for line in ("batch_size: 128", "beta2: 0.999", "toy.h5"):  # from the file, a default, from the command line
            self.assertIn(line, effective)
        out = self.run_ok("score", model, self.data, "--out", self.path("scores.h5"))
        self.assertIn("next: jetseq evaluate", out)
        with h5py.File(self.path("scores.h5")) as file:
            scores = file["events"][:]
        self.assertEqual(len(scores), len(self.info))
        np.testing.assert_array_equal(scores["eventNumber"], self.info["eventNumber"])
        np.testing.assert_allclose(scores["toy_pVBF"] + scores["toy_pggF"], 1, atol=1e-7)
        self.assertGreater(scores["toy_pVBF"][self.info["signalType"] == 1].mean(), 0.6)

        self.run_ok("evaluate", model, self.data, "--out", self.path("report"))
        report = self.read_json("report/report.json")
        keys = ["model", "data", "auc", "working_points", "cut_based", "vbf_at_cut_based_ggf", "by_mass", "by_n_jets",
                "by_leptons", "by_spin", "calibration", "parity", "leakage"]  # of docs/reference/formats.md
        self.assertEqual([key for key in keys if key not in report], [])
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        self.assertLess(report["parity"]["LibTorch"], 1e-6)
        self.assertGreater(report["auc"]["value"], 0.75)

        for file, word in {model: "frozen model", self.data: "/jets", self.path("run"): "training run",
                           self.path("scores.h5"): "toy_pVBF", self.path("run/metadata.json"): "training run",
                           self.path("run/checkpoint.pt"): "checkpoint",
                           self.path("report/report.json"): "vbf_at_cut_based_ggf"}.items():
            self.assertIn(word, self.run_ok("info", file))

    def test_info_lists_the_variables_of_cuts(self):
        lines = self.run_ok("info", "--variables").splitlines()
        header = lines[0]
        self.assertEqual(header.split(), ["variable", "unit", "kind", "meaning"])
        rows = {line.split()[0]: line for line in lines[1:] if line and not line.endswith(":")}
        for name in ("met", "large1_z_n_trk", "m_vv", "score"):
            self.assertGreater(len(rows[name][header.index("meaning"):]), 10)
        self.assertEqual(rows["met"][header.index("unit"):].split()[:2], ["GeV", "number"])
        for arguments, says in {("--variables", "x.json"): "stands alone", (): "file is missing"}.items():
            code, _, error = jetseq("info", *arguments)
            self.assertEqual(code, 2)
            self.assertIn(says, error)

    def test_evaluates_the_test_part_unless_told_otherwise(self):
        model = self.train("run")
        self.run_ok("evaluate", model, self.data, "--out", self.path("part"))
        self.run_ok("evaluate", model, self.data, "--all", "--out", self.path("all"))
        sizes, leakage = [], []
        for name in ("part", "all"):
            report = self.read_json(name + "/report.json")
            sizes.append(report["data"]["n_vbf"] + report["data"]["n_ggf"])
            leakage.append(report["leakage"]["training"])
        self.assertEqual(sizes[1], len(self.info))
        self.assertAlmostEqual(sizes[0] / sizes[1], 0.30, delta=4 * (0.3 * 0.7 / sizes[1]) ** 0.5)
        self.assertEqual(leakage[0], 0)
        self.assertAlmostEqual(leakage[1] / sizes[1], 0.56, delta=4 * (0.56 * 0.44 / sizes[1]) ** 0.5)

    def test_an_ensemble_scores_each_event_by_the_network_that_has_not_seen_it(self):
        members = [self.train("run%d" % fold, "--seed", str(fold + 1)) for fold in range(2)]
        networks = []
        for fold, member in enumerate(members):
            with open(member) as file:
                networks.append(json.load(file))
            networks[fold]["jetseq"]["fold"] = {"index": fold, "of": 2}
        points = networks[0]["jetseq"]["working_points"]
        ensemble = toy.write_text(self.path("both.json"), json.dumps(
            {"kind": "jetseq_ensemble", "format_version": 1, "folds": 2, "working_points": points, "networks": networks}))

        scores = [self.scores_of(model) for model in (*members, ensemble)]
        fold = [toy.event_hash(event["sampleId"], event["eventNumber"]) % 2 for event in self.info]
        np.testing.assert_array_equal(scores[2], np.where(fold, scores[1], scores[0]))
        self.assertFalse(np.array_equal(scores[0], scores[1]))

        self.run_ok("evaluate", ensemble, self.data, "--all", "--out", self.path("report"))
        report = self.read_json("report/report.json")
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        self.assertLess(report["parity"]["LibTorch"], 1e-6)

        self.assert_refused("evaluate", ensemble, self.data, "--out", self.path("x"), "--freeze", self.path("y.json"),
                            says=["ensemble of 2 networks", "jetseq export --format frozen --fold 0"])
        self.assertFalse(os.path.exists(self.path("x")) or os.path.exists(self.path("y.json")))
        self.assertIn("ensemble of 2 networks", self.run_ok("info", ensemble))
        self.assert_refused("export", ensemble, "--format", "lwtnn", "--out", self.path("x"), says=["--fold"], code=2)
        self.assert_refused(
            "export", ensemble, "--fold", 2, "--format", "lwtnn", "--out", self.path("x"), says=["0 ... 1"], code=2)
        self.run_ok("export", ensemble, "--fold", 1, "--format", "frozen", "--out", self.path("one.json"))
        np.testing.assert_array_equal(self.scores_of(self.path("one.json")), scores[1])
        self.run_ok("export", ensemble, "--fold", 1, "--format", "lwtnn", "--out", self.path("lwtnn.json"))
        self.assertEqual(self.read_json("lwtnn.json")["layers"], networks[1]["layers"])

    def test_trains_on_foreign_files(self):
        """Datasets and columns with other names and types, in MeV, several files by a glob, no weights."""
        for part in (0, 1):
            rows = slice(part, None, 2)
            info = np.zeros(len(self.info[rows]), [("number", "i8"), ("label", "i2"), ("run", "i2")])
            info["number"], info["label"] = self.info["eventNumber"][rows], self.info["signalType"][rows]
            jets = np.zeros(self.jets[rows].shape, [("valid", "?"), ("pt", "f8"), ("eta", "f2"), ("phi", "f4"), ("energy", "f4")])
            for ours, theirs in {"valid": "valid", "pt": "pt", "eta": "eta", "phi": "phi", "e": "energy"}.items():
                jets[theirs] = self.jets[rows][ours] * (1000 if ours in ("pt", "e") else 1)
            with h5py.File(self.path(f"foreign{part}.h5"), "w") as file:
                file.create_dataset("info", data=info)
                file.create_dataset("objects", data=jets, compression="gzip")
        config = toy.write_text(self.path("foreign.yaml"), toy.SMALL_CONFIG + """
data:
  unit: MeV
  names: {events: info, jets: objects, jets.e: energy, events.eventNumber: number, events.signalType: label,
          events.sampleId: run}
""")
        self.run_ok("train", config, "--data", self.path("foreign*.h5"), "--out", self.path("foreign"))
        record = self.read_json("foreign/metadata.json")
        ours = self.train("run")
        same = self.read_json("run/metadata.json")
        for part in ("train", "validation", "test"):
            self.assertEqual(record["data"][part], same["data"][part])
        self.assertTrue(os.path.exists(ours))


class Simulate(toy.WithTraining):
    """Needs Pythia 8: skipped if `jetseq` was built without it."""

    FAST = ["--set", "events=60", "--set", "events_per_chunk=20", "--set", 'pythia_settings=["PartonLevel:MPI = off"]']

    def setUp(self):
        super().setUp()
        if "(not in this build)" in jetseq("--help")[1]:
            self.skipTest("built without Pythia 8")
        self.recipe = os.path.join(toy.SOURCE, "configs", "simulate.yaml")

    def test_events_become_sequences_that_a_model_scores(self):
        events = self.path("ggf.h5")
        self.run_ok("simulate", self.recipe, "--out", events, "--set", "process=ggf", *self.FAST)
        cuts = os.path.join(toy.SOURCE, "configs", "select.yaml")
        self.run_ok("select", cuts, events, "--dump", self.path("sequences.h5"))
        with h5py.File(self.path("sequences.h5")) as file:
            self.assertEqual(set(file["events"]["signalType"]), {0})
            self.assertGreater(len(file["events"]), 40)
            self.assertIn("HiggsSM:gg2H = on", file.attrs["inputs"])
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        self.run_ok("score", model, events, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            self.assertEqual(len(file["events"]), 60)  # a row for each event, with a candidate or not
            self.assertLess(file["events"]["vbf_pVBF"].mean(), 0.5)

    def test_killed_and_started_again_gives_the_same_bytes(self):
        arguments = ["simulate", self.recipe, "--threads", "1", *self.FAST]
        begin = time.time()
        self.run_ok(*arguments, "--out", self.path("whole.h5"))
        duration = time.time() - begin
        process = subprocess.Popen([toy.JETSEQ, *arguments, "--out", self.path("killed.h5")], stderr=subprocess.DEVNULL)
        time.sleep(0.6 * duration)
        process.kill()
        process.wait()
        if not os.path.exists(self.path("killed.h5")):
            self.run_ok(*arguments, "--out", self.path("killed.h5"))
            self.assertFalse(os.path.exists(self.path("killed.h5.parts")))
        self.assertEqual(toy.read_bytes(self.path("killed.h5")), toy.read_bytes(self.path("whole.h5")))
        self.assert_refused(*arguments, "--out", self.path("whole.h5"), says=["whole.h5 exists already"])

    def test_parts_leave_the_files_of_others_alone(self):
        arguments = ["simulate", self.recipe, *self.FAST, "--out"]
        os.mkdir(self.path("e.h5.parts"))
        toy.write_text(self.path("e.h5.parts/notes.txt"), "mine")
        self.run_ok(*arguments, self.path("e.h5"))
        self.assertEqual(os.listdir(self.path("e.h5.parts")), ["notes.txt"])
        os.symlink(self.path("e.h5.parts"), self.path("f.h5.parts"))
        self.assert_refused(*arguments, self.path("f.h5"), says=["f.h5.parts for parts of a run (it is a link"])
        os.link(self.data, os.path.join(self.path("e.h5.parts"), ".jetseq.lock"))
        os.remove(self.path("e.h5"))
        self.assert_refused(*arguments, self.path("e.h5"), says=[".jetseq.lock is not the lock that jetseq makes"])
        self.assertEqual(sorted(os.listdir(self.path("e.h5.parts"))), [".jetseq.lock", "notes.txt"])

    def test_a_folder_is_no_output(self):
        os.mkdir(self.path("there"))
        for out in ("new/", "new/..", "new/.", "there"):
            self.assert_refused("simulate", self.recipe, "--out", self.path("") + out, says=["it names a folder"])
        self.assertFalse(os.path.exists(self.path("new")))

    def test_unknown_process(self):
        self.assert_refused("simulate", self.recipe, "--out", self.path("x.h5"), "--set", "process=vbff", says=["vbff", "zprime"])


class Reproducible(toy.WithTraining):
    def test_same_seed_gives_the_same_bytes(self):
        self.assertEqual(toy.read_bytes(self.train("a")), toy.read_bytes(self.train("b")))

    def test_killed_at_any_moment_and_resumed_gives_the_same_bytes(self):
        settings = ["--set", "train.max_epochs=30"]
        begin = time.time()
        whole = toy.read_bytes(self.train("whole", *settings))
        duration = time.time() - begin
        moments = random.Random(7)
        kills = 0
        for trial in range(6):
            folder = self.path(f"killed{trial}")
            command = ["train", self.config, "--data", self.data, "--out", folder, *settings]
            process = subprocess.Popen([toy.JETSEQ, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0.05, 0.95) * duration)
            process.send_signal(signal.SIGKILL if trial % 2 == 0 else signal.SIGINT)
            kills += process.wait() != 0
            again = ["--resume", folder] if os.path.exists(folder + "/config.yaml") else command[1:]
            self.run_ok("train", *again)
            self.assertEqual(toy.read_bytes(folder + "/toy.json"), whole)
        self.assertGreater(kills, 0)

    def test_rerun_gives_the_same_bytes_or_says_that_it_does_not(self):
        self.train("run")
        self.assertIn("the same bytes", self.run_ok("rerun", self.path("run")))
        self.assert_refused("rerun", self.path("run"), says=["run_again holds a training already"])
        self.assert_refused("rerun", self.folder, says=["no config.yaml"])
        with open(self.path("run/toy.json"), "a") as file:
            file.write(" ")
        self.assertIn("but for the versions", self.run_ok("rerun", self.path("run"), "--out", self.path("third")))
        info, jets = toy.tables(seed=2)
        toy.write(self.data, info, jets)
        code, _, err = jetseq("rerun", self.path("run"), "--out", self.path("fourth"))
        self.assertEqual(code, 1)
        self.assertIn("fourth/toy.json differs from", err)

    def test_an_interrupted_rerun_goes_on_with_the_same_command(self):
        self.train("run", "--set", "train.max_epochs=60")
        rerun = [toy.JETSEQ, "rerun", self.path("run")]
        process = subprocess.Popen(rerun, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        while not os.path.exists(self.path("run_again/metrics.csv")) and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        self.assertIn("run the same command again to resume", process.communicate()[0])
        self.assertIn("the same bytes", self.run_ok("rerun", self.path("run")))

    def test_parity_shows_what_another_engine_gets_wrong(self):
        model = self.train("run")
        self.run_ok("score", model, self.data, "--out", self.path("engine.h5"))
        for name, change in {"off": lambda score: score + 0.25, "broken": lambda score: score * np.nan}.items():
            shutil.copy(self.path("engine.h5"), self.path(name + ".h5"))
            with h5py.File(self.path(name + ".h5"), "a") as file:
                rows = file["events"][:]
                rows["toy_pVBF"] = change(rows["toy_pVBF"])
                file["events"][:] = rows
        parity = [word for name in ("engine", "off", "other=engine") for word in
                  ("--parity", self.path(name + ".h5") if "=" not in name else "other=" + self.path("engine.h5"))]
        evaluate = ["evaluate", model, self.data, "--out", self.path("report")]
        self.run_ok(*evaluate, *parity)
        found = self.read_json("report/report.json")["parity"]
        self.assertEqual((found["engine"], found["other"]), (0, 0))
        self.assertAlmostEqual(found["off"], 0.25, places=6)
        self.assertLess(found["one batch"], 1e-6)
        self.assert_refused(*evaluate, "--parity", self.path("broken.h5"), says=["broken.h5", "no finite number"])
        for name in ("engine", "LibTorch", "one batch"):
            self.assert_refused(*evaluate, *parity[:2], "--parity", name + "=" + self.path("off.h5"),
                                says=[f"'{name}' is already in the table. Give it another NAME"])
        self.assert_refused(*evaluate, "--parity", self.path("off.h5"), "--parity", self.path("off.h5"),
                            says=["'off' is already in the table. Name it: --parity NAME=FILE"])

    def test_widths_of_layers_are_whole_numbers(self):
        for network in ("kind: dense, hidden: [2.7]", "kind: deep_sets, embedding: [4.9]", "kind: dense, hidden: [-1]"):
            config = toy.write_text(self.path("bad.yaml"), toy.SMALL_CONFIG.replace("cells: 5", network))
            self.assert_refused("train", config, "--data", self.data, "--out", self.path("x"), says=["whole number from 1 to 4096"])

    def test_resume_needs_the_same_data(self):
        self.train("run")
        info, jets = toy.tables(seed=2)
        toy.write(self.data, info, jets)
        self.assert_refused("train", "--resume", self.path("run"), says=["belongs to another training"])

    def test_files_that_were_moved_and_renamed_give_the_same_training(self):
        """Two files, under names that sort in reverse order, in another folder."""
        info, jets = toy.tables(seed=2)
        info["sampleId"] += 1
        toy.write(self.path("b.h5"), info, jets)
        os.makedirs(self.path("elsewhere"))
        moved = [self.path("elsewhere/1.h5"), self.path("elsewhere/2.h5")]
        shutil.copy(self.data, moved[1])
        shutil.copy(self.path("b.h5"), moved[0])

        def train(name, files):
            data = [word for file in files for word in ("--data", file)]
            self.run_ok("train", self.config, *data, "--out", self.path(name))
            return self.read_json(name + "/toy.json")

        first, second = train("first", [self.data, self.path("b.h5")]), train("second", moved)
        self.assertEqual(first["layers"], second["layers"])
        data = [word for file in moved for word in ("--data", file)]
        self.assertIn("names of the data's files", self.run_ok("rerun", self.path("first"), *data))
        self.run_ok("train", "--resume", self.path("first"), *data)

    def test_a_training_that_diverges_says_where(self):
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), "--set",
                            "train.learning_rate=1e37", says=["loss is not finite in epoch 1", "train.learning_rate"])
        self.assertFalse(os.path.exists(self.path("run/toy.json")))

    def test_a_point_of_a_scan_that_diverges_leaves_the_others_alone(self):
        config = toy.write_text(self.path("scan.yaml"), toy.SMALL_CONFIG + "scan: {train.learning_rate: [0.01, 1e37]}\n")
        printed = self.run_ok("scan", config, "--data", self.data, "--out", self.path("scan"))
        self.assertIn("failed", printed)
        points = self.read_json("scan/scan.json")["points"]
        self.assertEqual([point["values"]["train.learning_rate"] for point in points], ["0.01", "1e37"])
        self.assertIsNone(points[1]["validation_loss"]["mean"])

    def test_scoring_on_a_gpu_is_refused_where_there_is_none(self):
        model, scores = self.train("run"), self.path("scores.h5")
        arguments = ["score", model, self.data, "--out", scores, "--device"]
        if jetseq(*arguments, "cuda")[0] == 0:
            self.skipTest("there is a CUDA device")
        self.assert_refused(*arguments, "cuda", says=["device cuda", "--device cpu"])
        self.assert_refused(*arguments, "tpu", says=["'tpu'", "cuda"], code=2)
        self.assertFalse(os.path.exists(scores))

    def test_a_refused_resume_leaves_the_run_as_it_was(self):
        self.train("run")
        before = {name: toy.read_bytes(self.path("run/" + name)) for name in os.listdir(self.path("run"))}
        self.assert_refused("train", "--resume", self.path("run"), "--set", "train.learning_rate=0.002",
                            says=["belongs to another training"])
        after = {name: toy.read_bytes(self.path("run/" + name)) for name in os.listdir(self.path("run"))}
        self.assertEqual(after, before)
        self.run_ok("train", "--resume", self.path("run"))

    def test_does_not_train_over_an_older_run(self):
        self.train("run")
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"),
                            says=["holds a training already", "--resume"])


if __name__ == "__main__":
    unittest.main()
