"""The command `jetseq` as a user meets it: what it writes, and what it says when something is wrong."""

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np

import toy
from toy import jetseq


class WithFolder(toy.WithToy):
    def train(self, name, *arguments):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path(name), *arguments)
        return self.path(name + "/toy.json")

    def scores_of(self, model):
        self.run_ok("score", model, self.data, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            return file["events"]["toy_pVBF"]


class Chain(WithFolder):
    def test_train_score_evaluate_export_info(self):
        model = self.train("run")
        self.assertEqual(
            sorted(os.listdir(self.path("run"))),
            ["checkpoint.pt", "config.yaml", "metadata.json", "metrics.csv", "toy.json"],
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
        with open(self.path("report/report.json")) as file:
            report = json.load(file)
        keys = ["model", "data", "auc", "working_points", "cut_based", "vbf_at_cut_based_ggf", "by_mass", "by_n_jets",
                "by_leptons", "by_spin", "calibration", "parity", "leakage"]  # the contract of docs/formats.md
        self.assertEqual([key for key in keys if key not in report], [])
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        self.assertLess(report["parity"]["LibTorch"], 1e-6)
        self.assertGreater(report["auc"]["value"], 0.75)

        for file, word in {model: "frozen model", self.data: "/jets", self.path("run"): "training run",
                           self.path("scores.h5"): "toy_pVBF", self.path("run/metadata.json"): "training run",
                           self.path("run/checkpoint.pt"): "checkpoint",
                           self.path("report/report.json"): "vbf_at_cut_based_ggf"}.items():
            self.assertIn(word, self.run_ok("info", file))

    def test_evaluates_the_test_part_unless_told_otherwise(self):
        model = self.train("run")
        self.run_ok("evaluate", model, self.data, "--out", self.path("part"))
        self.run_ok("evaluate", model, self.data, "--all", "--out", self.path("all"))
        sizes, leakage = [], []
        for name in ("part", "all"):
            with open(self.path(name + "/report.json")) as file:
                report = json.load(file)
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
        with open(self.path("report/report.json")) as file:
            report = json.load(file)
        self.assertEqual(report["leakage"], {"training": 0, "validation": 0})
        self.assertLess(report["parity"]["LibTorch"], 1e-6)

        self.assert_refused("evaluate", ensemble, self.data, "--out", self.path("x"), "--freeze", self.path("y.json"),
                            says=["ensemble of 2 networks", "jetseq export --fold"])
        self.assertFalse(os.path.exists(self.path("x")) or os.path.exists(self.path("y.json")))
        self.assertIn("ensemble of 2 networks", self.run_ok("info", ensemble))
        self.assert_refused("export", ensemble, "--format", "lwtnn", "--out", self.path("x"), says=["--fold"], code=2)
        self.assert_refused(
            "export", ensemble, "--fold", 2, "--format", "lwtnn", "--out", self.path("x"), says=["0 ... 1"], code=2)
        self.run_ok("export", ensemble, "--fold", 1, "--format", "frozen", "--out", self.path("one.json"))
        np.testing.assert_array_equal(self.scores_of(self.path("one.json")), scores[1])
        self.run_ok("export", ensemble, "--fold", 1, "--format", "lwtnn", "--out", self.path("lwtnn.json"))
        with open(self.path("lwtnn.json")) as file:
            self.assertEqual(json.load(file)["layers"], networks[1]["layers"])

    def test_trains_on_foreign_files(self):
        """Datasets and columns with other names and types, in MeV, several files by a glob, no weights."""
        for part in (0, 1):
            rows = slice(part, None, 2)
            info = np.zeros(len(self.info[rows]), [("number", "i8"), ("label", "i2")])
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
  names: {events: info, jets: objects, jets.e: energy, events.eventNumber: number, events.signalType: label}
""")
        self.run_ok("train", config, "--data", self.path("foreign*.h5"), "--out", self.path("foreign"))
        with open(self.path("foreign/metadata.json")) as file:
            record = json.load(file)
        ours = self.train("run")
        with open(self.path("run/metadata.json")) as file:
            same = json.load(file)
        for part in ("train", "validation", "test"):
            self.assertEqual(record["data"][part], same["data"][part])
        self.assertTrue(os.path.exists(ours))


class Simulate(WithFolder):
    """Needs Pythia 8: where `jetseq` was built without it, these tests are skipped."""

    FAST = ["--set", "events=60", "--set", "events_per_chunk=20", "--set", 'pythia_settings=["PartonLevel:MPI = off"]']

    def setUp(self):
        super().setUp()
        if "simulate" not in jetseq("--help")[1]:
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
        self.assertEqual(toy.read_bytes(self.path("killed.h5")), toy.read_bytes(self.path("whole.h5")))
        self.assert_refused(*arguments, "--out", self.path("whole.h5"), says=["whole.h5 exists already"])

    def test_unknown_process(self):
        self.assert_refused("simulate", self.recipe, "--out", self.path("x.h5"), "--set", "process=vbff", says=["vbff", "zprime"])


class Reproducible(WithFolder):
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
        self.assertIn("the same command goes on", process.communicate()[0])
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
        with open(self.path("report/report.json")) as file:
            found = json.load(file)["parity"]
        self.assertEqual((found["engine"], found["other"]), (0, 0))
        self.assertAlmostEqual(found["off"], 0.25, places=6)
        self.assertLess(found["one batch"], 1e-6)
        self.assert_refused(*evaluate, "--parity", self.path("broken.h5"), says=["broken.h5", "no finite number"])
        for name in ("engine", "LibTorch", "one batch"):
            self.assert_refused(*evaluate, *parity[:2], "--parity", name + "=" + self.path("off.h5"),
                                says=[f"'{name}' stands in the table already"])

    def test_widths_of_layers_are_whole_numbers(self):
        for network in ("kind: dense, hidden: [2.7]", "kind: deep_sets, embedding: [4.9]", "kind: dense, hidden: [-1]"):
            config = toy.write_text(self.path("bad.yaml"), toy.SMALL_CONFIG.replace("cells: 5", network))
            self.assert_refused("train", config, "--data", self.data, "--out", self.path("x"), says=["whole number from 1 to 4096"])

    def test_resume_needs_the_same_data(self):
        self.train("run")
        info, jets = toy.tables(seed=2)
        toy.write(self.data, info, jets)
        self.assert_refused("train", "--resume", self.path("run"), says=["belongs to another training"])

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


class BadInput(WithFolder):
    """Each kind of bad input is refused with one line that says what, where, why and what to try."""

    def assert_data_refused(self, data, says):
        self.assert_refused("train", self.config, "--data", data, "--out", self.path("run"), says=says)
        self.assertFalse(os.path.exists(self.path("run/toy.json")))

    def rewrite(self, **changes):
        toy.write(self.data, changes.get("info", self.info), changes.get("jets", self.jets))

    def test_missing_file(self):
        self.assert_data_refused(self.path("none.h5"), ["none.h5", "no such file", "Check the path"])

    def test_missing_dataset(self):
        with h5py.File(self.data, "a") as file:
            file.move("jets", "objects")
        self.assert_data_refused(self.data, ["has no dataset /jets", "objects", "data.names"])

    def test_missing_column(self):
        renamed = self.jets.astype([(name if name != "pt" else "pT", kind) for name, kind in toy.JET.descr])
        self.rewrite(jets=renamed)
        self.assert_data_refused(self.data, ["no column 'pt'", "did you mean 'pT'?"])

    def test_wrong_type(self):
        self.rewrite(jets=self.jets.astype([(name, kind if name != "pt" else "S8") for name, kind in toy.JET.descr]))
        self.assert_data_refused(self.data, ["column 'pt' is not a number"])

    def test_nan_and_infinity(self):
        for value, word in ((np.nan, "nan"), (np.inf, "inf")):
            jets = self.jets.copy()
            row = int(np.flatnonzero(jets["valid"][:, 0])[5])
            jets["eta"][row, 0] = value
            self.rewrite(jets=jets)
            self.assert_data_refused(self.data, ["/jets, row %d" % row, word, "finite"])
        info = self.info.copy()
        info["mcEventWeight"][7] = np.nan
        self.rewrite(info=info)
        self.assert_data_refused(self.data, ["/events, row 7", "mcEventWeight"])

    def test_empty_file(self):
        open(self.data, "w").close()
        self.assert_data_refused(self.data, ["toy.h5", "the file is empty"])

    def test_file_without_events(self):
        self.rewrite(info=self.info[:0], jets=self.jets[:0])
        self.assert_data_refused(self.data, ["toy.h5", "no events"])

    def test_truncated_file(self):
        content = toy.read_bytes(self.data)
        with open(self.data, "wb") as file:
            file.write(content[: len(content) // 2])
        self.assert_data_refused(self.data, ["toy.h5", "cut short"])

    def test_file_that_hdf5_crashes_over(self):
        if "ASAN_OPTIONS" in os.environ:
            self.skipTest("a sanitizer stops HDF5 before it crashes")
        content = bytearray(toy.read_bytes(os.path.join(toy.SOURCE, "data", "sample", "vbf_1000_2lep.h5")))
        width = content.find((2000).to_bytes(4, "little") + (3).to_bytes(4, "little"))  # of a chunk of large-R jets
        content[width + 5] = 1  # far wider than what is stored
        with open(self.path("damaged.h5"), "wb") as file:
            file.write(content)
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        self.assert_refused("score", model, self.path("damaged.h5"), "--out", self.path("scores.h5"), says=["damaged.h5", "damaged"])
        self.assertFalse(os.path.exists(self.path("scores.h5")))

    def test_foreign_file(self):
        toy.write_text(self.data, "a,table\n1,2\n")
        self.assert_data_refused(self.data, ["toy.h5", "not a readable HDF5 file"])

    def test_one_class_only(self):
        info = self.info.copy()
        info["signalType"] = 1
        self.rewrite(info=info)
        self.assert_data_refused(self.data, ["0 ggF/DY events", "needs both"])

    def test_unknown_configuration_key(self):
        config = toy.write_text(self.path("typo.yaml"), "name: toy\ntrain:\n  batchsize: 12\n")
        self.assert_refused("train", config, "--data", self.data,
                            says=["typo.yaml:3", "unknown key 'train.batchsize'", "did you mean 'train.batch_size'?"])

    def test_value_of_the_wrong_type(self):
        config = toy.write_text(self.path("typo.yaml"), "train:\n  batch_size: many\n")
        self.assert_refused("train", config, "--data", self.data, says=["typo.yaml:2", "batch_size", "'many'", "whole number"])

    def test_not_yaml(self):
        config = toy.write_text(self.path("bad.yaml"), "train: [1, 2\nname: x")
        self.assert_refused("train", config, "--data", self.data, says=["bad.yaml:", "not YAML"])

    def test_unwritable_folder(self):
        self.assert_refused("train", self.config, "--data", self.data, "--out", "/proc/nowhere",
                            says=["can't write /proc/nowhere", "Choose a folder"])
        model = self.train("run")
        self.assert_refused("score", model, self.data, "--out", "/proc/nowhere/scores.h5",
                            says=["can't write /proc/nowhere/scores.h5"])
        self.assert_refused("evaluate", model, self.data, "--out", "/proc/nowhere", says=["can't write /proc/nowhere"])

    def test_full_disk_keeps_the_old_file(self):
        model = self.train("run")
        for format in ("onnx", "torchscript", "lwtnn"):
            self.assert_refused("export", model, "--format", format, "--out", "/dev/full/x", says=["can't write /dev/full/x"])

    def test_disk_that_is_full_while_a_file_is_written(self):
        """No file may grow beyond 2 kB, which is an error to the program that writes, as a full disk is."""
        model = self.train("run")

        def small_files_only():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

        commands = [["export", model, "--format", format, "--out", self.path("x")] for format in ("onnx", "torchscript", "lwtnn")]
        select = os.path.join(toy.SOURCE, "configs", "select.yaml")
        events = os.path.join(toy.SOURCE, "data", "sample", "vbf_1000_2lep.h5")
        commands += [["score", model, events, "--out", self.path("x")], ["select", select, events, "--dump", self.path("x")],
                     ["train", self.config, "--data", self.data, "--out", self.path("full")]]
        for command in commands:
            code, _, err = jetseq(*command, preexec_fn=small_files_only, restore_signals=False)
            self.assertEqual(code, 1, err)
            self.assertIn("jetseq: can't write ", err)
            self.assertNotIn("terminate called", err)
            self.assertFalse(os.path.exists(self.path("x")))

    def test_truncated_and_foreign_model(self):
        model = self.train("run")
        text = toy.read_bytes(model).decode()
        cut = toy.write_text(self.path("cut.json"), text[: len(text) // 2])
        self.assert_refused("score", cut, self.data, "--out", self.path("s.h5"), says=["cut.json", "not a whole JSON"])
        self.assert_refused("info", self.path("none.json"), says=["none.json", "no such file"])
        self.assert_refused("score", self.data, self.data, "--out", self.path("s.h5"), says=["toy.h5", "JSON"])

    def test_another_model_than_the_one_expected(self):
        model = self.train("run")
        right = hashlib.sha256(toy.read_bytes(model)).hexdigest()
        wrong = right.replace(right[0], "0" if right[0] != "0" else "1")
        for command in (["score", model, self.data, "--out", self.path("s.h5")], ["info", model], ["info", self.path("run")],
                        ["export", model, "--format", "lwtnn", "--out", self.path("x.json")],
                        ["evaluate", model, self.data, "--out", self.path("report")],
                        ["select", os.path.join(toy.SOURCE, "configs", "two_lepton.yaml"), self.data, "--model", model,
                         "--out", self.path("selected")]):
            self.assert_refused(*command, "--expect-sha256", wrong, says=["toy.json has the SHA-256 " + right, wrong])
            self.assert_refused(*command, "--expect-sha256", right[:9], says=["is no SHA-256"], code=2)
        self.run_ok("score", model, self.data, "--out", self.path("s.h5"), "--expect-sha256", right.upper())
        self.run_ok("info", self.path("run"), "--expect-sha256", right)
        dump = ["select", os.path.join(toy.SOURCE, "configs", "select.yaml"), self.data, "--dump", self.path("d.h5")]
        self.assert_refused(*dump, "--expect-sha256", right, says=["model is missing"], code=2)
        self.assert_refused(*dump, "--model", model, "--expect-sha256", right, says=["has no regions"])

    def test_model_that_does_not_name_its_samples(self):
        model = json.loads(toy.read_bytes(self.train("run")))
        del model["jetseq"]["training"]["data"]["sample_ids"]
        toy.write_text(self.path("silent.json"), json.dumps(model))
        for first, other in (("silent.json", "run"), ("run", "silent.json")):
            self.assert_refused("evaluate", self.path(first), self.data, "--out", self.path("report"), "--with",
                                self.path(other), says=["silent.json: what it says of its training", "sample_ids"])

    def test_report_that_is_damaged(self):
        damaged = toy.write_text(self.path("damaged.json"), '{"kind": "jetseq_report", "roc": [{}]}')
        whole = toy.write_text(self.path("whole.json"), '{"kind": "jetseq_report", "roc": []}')
        for both in ((damaged, whole), (whole, damaged)):
            self.assert_refused("compare", *both, "--out", self.path("out"), says=["damaged.json is not whole"])

    def test_model_with_a_changed_weight(self):
        with open(self.train("run")) as file:
            model = json.load(file)
        model["layers"][0]["components"]["f"]["bias"][2] += 0.5
        spoilt = toy.write_text(self.path("spoilt.json"), json.dumps(model))
        self.assert_refused("score", spoilt, self.data, "--out", self.path("s.h5"), says=["spoilt.json", "canaries[", "misses"])

    def test_mev_for_gev(self):
        model = self.train("run")
        jets = self.jets.copy()
        jets["pt"] *= 1000
        jets["e"] *= 1000
        toy.write(self.path("mev.h5"), self.info, jets)
        self.assert_refused("score", model, self.path("mev.h5"), "--out", self.path("s.h5"), says=["mev.h5", "look like MeV"])

    def test_command_line(self):
        for arguments, says in (
            (["trian"], ["did you mean 'train'?"]),
            (["train"], ["CONFIG or --resume"]),
            (["train", self.config, "--colour", "red"], ["colour"]),
            (["score", "model.json"], ["is missing"]),
        ):
            self.assert_refused(*arguments, says=says, code=2)

    def test_commas_stay_in_what_set_is_given(self):
        """Every command that takes --set; a value without '=' is quoted in the complaint."""
        config, out = self.config, ("--out", self.path("none"))
        for arguments in (["simulate", config, *out], ["select", config, self.data, *out], ["tagger", config, *out],
                          ["train", config, *out], ["scan", config, *out], ["fit", config, *out]):
            if arguments[0] == "simulate" and "simulate" not in jetseq("--help")[1]:
                continue
            self.assert_refused(*arguments, "--set", "seed=1", "--set", "here, and there", says=["--set here, and there has no '='"])

    def test_set_takes_lists_and_maps(self):
        toy.write(self.path("toy, too.h5"), *toy.tables(seed=2))
        self.run_ok("train", self.config, "--set", f"data.files=[{self.data}, '{self.path('toy, too.h5')}']", "--out", self.path("run"),
                    "--set", "train.max_epochs=1", "--set", "train.flatten={variable: n_jets, bins: [0, 2, 4], to: same}")
        with open(self.path("run/config.yaml")) as file:
            text = file.read()
        for part in ("toy.h5", "toy, too.h5", "max_epochs: 1", "variable: n_jets"):
            self.assertIn(part, text)

    def test_no_cuda(self):
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), "--device", "coda",
                            says=["train.device"])


if __name__ == "__main__":
    unittest.main()
