"""Each kind of bad input: what `jetseq` says, and that it leaves what was there."""

import hashlib
import json
import os
import resource
import unittest

import h5py
import numpy as np

import toy
from toy import jetseq


class BadInput(toy.WithTraining):
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
        self.assert_data_refused(self.data, ["has 0 ggF, ", " VBF events (", "needs both"])

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
            resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

        commands = [["export", model, "--format", format, "--out", self.path("x")] for format in ("onnx", "torchscript", "lwtnn")]
        select = os.path.join(toy.SOURCE, "configs", "select.yaml")
        events = os.path.join(toy.SOURCE, "data", "sample", "vbf_1000_2lep.h5")
        commands += [["score", model, events, "--out", self.path("x")], ["select", select, events, "--dump", self.path("x")],
                     ["train", self.config, "--data", self.data, "--out", self.path("full")]]
        for command in commands:
            code, _, err = jetseq(*command, preexec_fn=small_files_only)
            self.assertEqual(code, 1, err)
            self.assertIn("jetseq: can't write ", err)
            self.assertNotIn(".jetseq.part", err)
            self.assertNotIn("unknown HDF5 error", err)
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
            self.assert_refused(*command, "--expect-sha256", right[:9], says=["is not a SHA-256"], code=2)
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
                                self.path(other), says=["silent.json: its record of the training can't be read", "sample_ids"])

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
            if arguments[0] == "simulate" and "(not in this build)" in jetseq("--help")[1]:
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
