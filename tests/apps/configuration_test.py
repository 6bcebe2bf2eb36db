"""Configurations and options of the command line, as a user meets them: what is read counts, or is refused with its line."""

import os
import subprocess
import unittest

import toy
from toy import jetseq

SAMPLE = os.path.join(toy.SOURCE, "data", "sample")
REGIONS = "regions:\n  - name: a\n    cuts: [two leptons: n_loose_leptons == 2]\n"
FIT = "poi: mu\nprocesses: [S]\nprocess: {S: {files: none.h5, strength: mu, yield: 1}}\n"


class Strict(toy.WithToy):
    def refused(self, command, text, says, *more):
        """The configuration `text` is refused at once by `command`, which writes nothing."""
        config, out = toy.write_text(self.path("c.yaml"), text), self.path("out")
        events = {"select": [os.path.join(SAMPLE, "vbf_1000_2lep.h5")], "train": ["--data", self.data],
                  "scan": ["--data", self.data]}
        self.assert_refused(command, config, *events.get(command, []), "--out", out, *more, says=says)
        self.assertFalse(os.path.exists(out))

    def test_each_command_refuses_what_yaml_would_lose(self):
        texts = {"train": toy.SMALL_CONFIG, "scan": toy.SMALL_CONFIG + "scan: {network.cells: [3, 4]}\n", "select": REGIONS,
                 "tagger": "background: [none.h5]\n", "fit": FIT}
        if "needs Pythia 8" not in jetseq("simulate", "none.yaml", "--out", self.path("none.h5"))[2]:
            texts["simulate"] = "events: 10\n"
        for command, text in texts.items():
            lines = text.count("\n")
            self.refused(command, text + "extra: 1\nextra: 2\n", [f"c.yaml:{lines + 2}: key 'extra' appears twice, first in line {lines + 1}"])
            self.refused(command, text + "---\nname: x\n", [f"c.yaml:{lines + 1}: a second YAML document"])
            self.refused(command, text + "seed:\n", [f"c.yaml:{lines + 1}: key 'seed' has no value"])
            self.refused(command, text + "seed: &x 1\n", [f"c.yaml:{lines + 1}: an anchor"])

    def test_train_refuses_the_slips_of_the_hand(self):
        begin = "name: toy\nnetwork: {cells: 5}\n"
        for text, says in (("train: {max_epochs: 1}\ntrain: {learning_rate: 0.05}\n", ["c.yaml:4", "'train' appears twice"]),
                           ("train: {max_epochs: 1}\ntrain.learning_rate: 0.05\n", ["c.yaml:4", "train.learning_rate", "has a dot", "train: {learning_rate"]),
                           ("train: {max_epochs: 012}\n", ["c.yaml:3", "train.max_epochs", "'012'", "Write 12"]),
                           ("train: {seed: 18446744073709551616}\n", ["c.yaml:3", "train.seed", "18446744073709551616"]),
                           ("train: {batch_size: 0x10}\n", ["c.yaml:3", "'0x10'", "whole number"]),
                           ("train: {weights: yes}\n", ["c.yaml:3", "'yes'", "true or false"]),
                           ("train: {learning_rate: .inf}\n", ["c.yaml:3", "'.inf'", "a number >= 1e-8 expected"]),
                           ("train: {learning_rate: 0.5, weight_decay: 3}\n",
                            ["c.yaml:3: key 'train.weight_decay' is out of range (less than 1 / learning_rate expected). Mend it there"]),
                           ("data: {labels: {33: 1, 33: 0}}\n", ["c.yaml:3", "data.labels.33", "appears twice"]),
                           ("data: {labels: {033: 1}}\n", ["c.yaml:3", "data.labels", "Write 33"]),
                           ("data: {labels: {33: 1, +33: 0}}\n", ["c.yaml:3", "data.labels", "33 twice"]),
                           ("data: {names: {jets: a, jets: b}}\n", ["c.yaml:3", "data.names.jets", "appears twice"])):
            self.refused("train", begin + text, says)
        self.refused("train", "network:\n  classes: [A, B]\n", ["c.yaml:2: key 'network.classes' is out of range (ggF and VBF, or three names"])
        self.refused("train", begin, ["--set network.classes=[A]: key 'network.classes' is out of range (2 to 16 names expected). Correct it"],
                     "--set", "network.classes=[A]")
        self.refused("train", "name: report\n", ["c.yaml:1: key 'name' is 'report'", "another name"])

    def test_other_commands_refuse_dots_and_doubles(self):
        self.refused("select", "objects.lepton_pt_min: 200\n" + REGIONS, ["c.yaml:1", "objects.lepton_pt_min", "has a dot"])
        self.refused("select", "definitions:\n  vbf: n_jets >= 1\n  vbf: n_jets >= 3\n" + REGIONS, ["c.yaml:3", "definitions.vbf", "twice"])
        self.refused("select", "shared_cuts:\n  a: [x: met > 1 GeV]\n  a: [x: met > 2 GeV]\n" + REGIONS, ["c.yaml:3", "shared_cuts.a", "twice"])
        self.refused("select", REGIONS + "    name: b\n", ["c.yaml:4", "regions.name", "twice"])
        self.refused("select", REGIONS + "    cuts:\n", ["c.yaml:4", "regions.cuts", "twice"])
        self.refused("scan", toy.SMALL_CONFIG + "scan: {network.cells: [3], network.cells: [4]}\n", ["scan.network.cells", "twice"])
        self.refused("scan", toy.SMALL_CONFIG + "scan: {network.cells: [03, 4]}\n", ["'03'", "Write 3"])
        self.refused("fit", "workspace: a.json\nworkspace: b.json\n", ["c.yaml:2", "'workspace' appears twice"])
        self.refused("fit", FIT + "fixed: {mu: 010}\n", ["c.yaml:4", "'fixed.mu'", "Write 10"])
        self.refused("fit", FIT + "bins: {edges: [0, 010, 020]}\n", ["c.yaml:4", "'bins.edges'", "Write 10"])
        self.refused("tagger", "background: [none.h5]\ntuning: {pt_edges: [0200, 300]}\n", ["c.yaml:2", "tuning.pt_edges", "Write 200"])
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        for command in ("score", "evaluate"):
            config = toy.write_text(self.path("names.yaml"), "data: {unit: GeV}\ndata: {unit: MeV}\n")
            self.assert_refused(command, model, self.data, "--config", config, "--out", self.path("out"),
                                says=["names.yaml:2: key 'data' appears twice"])

    def test_options_and_overrides_read_numbers_alike(self):
        train = ["train", self.config, "--data", self.data, "--out", self.path("out")]
        self.assert_refused(*train, "--set", "train.seed=010", says=["--set train.seed=010: key 'train.seed'", "leading zero", "Write 10"])
        self.assert_refused(*train, "--seed", "010", says=["--seed is '010'", "leading zero", "Write 10"], code=2)
        for option, value in (("--seed", "0x10"), ("--seed", "-1"), ("--seed", "18446744073709551616"),
                              ("--seeds", "1e1"), ("--folds", "02"), ("--threads", "1.0"), ("--threads", "3000000000")):
            self.assert_refused(*train, option, value, says=[f"{option} is '{value}'"], code=2)
        self.assert_refused(*train, "--seed", "1", "--seed", "2", says=["train: --seed is given twice"], code=2)
        self.assert_refused(*train, "--find-learning-rate=false", says=["--find-learning-rate takes no value"], code=2)
        select = ["select", os.path.join(toy.SOURCE, "configs", "two_lepton.yaml"), os.path.join(SAMPLE, "vbf_1000_2lep.h5"),
                  "--out", self.path("out"), "--model", os.path.join(toy.SOURCE, "models", "reference", "vbf.json")]
        self.assert_refused(*select, "--threads", "02", says=["--threads is '02'"], code=2)
        self.assert_refused(*select, "--part-rows", "1e3", says=["--part-rows is '1e3'"], code=2)
        self.assertFalse(os.path.exists(self.path("out")))

    def test_overrides_that_would_be_lost_are_refused(self):
        train = ["train", self.config, "--data", self.data, "--out", self.path("out")]
        for overrides, says in ((["train.seed="], ["--set train.seed=", "has no value"]),
                                (["train.seed=2", "train.seed=3"], ["--set train.seed=2 and train.seed=3", "lost"]),
                                (["train=5"], ["--set train=5", "key 'train' is '5'"]),
                                (["train.flatten.bins=[1, 2]", "train.flatten={to: same}"], ["--set train.flatten={to: same} and"]),
                                (["train.seed.x=2"], ["unknown key 'train.seed.x'"])):
            self.assert_refused(*train, *(word for text in overrides for word in ("--set", text)), says=says)
        self.assert_refused(*train, "--seed", "3", "--set", "train.seed=4", says=["--set train.seed=4 and --seed 3 (one"])
        self.assert_refused(*train, "--seed", "3", "--set", "train.seed=3", says=["--set train.seed=3 and --seed 3 (one"])
        self.assert_refused(*train, "--set", "data.files=[x.h5]", says=["data.files=[x.h5] and --data "])

    def test_trainings_that_never_end_are_refused(self):
        for text, says in (("seed: 18446744073709551615, seeds: 2", ["c.yaml:4: key 'train.seeds'", "last is 18446744073709551615"]),
                           ("seeds: 1000000000000", ["1e+12 trainings", "100000 at most"]),
                           ("folds: 1024, seeds: 1000", ["1024000 trainings"])):
            self.refused("train", toy.SMALL_CONFIG.replace("threads: 1", "threads: 1, " + text), says)

    def test_may_come_through_a_pipe(self):
        config = toy.write_text(self.path("c.yaml"), REGIONS)
        done = subprocess.run(["bash", "-c", '"$0" select <(cat "$1") "$2" --out "$3"', toy.JETSEQ, config,
                               os.path.join(SAMPLE, "vbf_500_2lep.h5"), self.path("out")], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_defaults_in_other_digits_are_defaults(self):
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        config = toy.write_text(self.path("c.yaml"), "select: {jet_pt_min: 30.0, merged_radius: 1.0}\n")  # of full events
        self.run_ok("score", model, self.data, "--config", config, "--out", self.path("s.h5"))

    def test_names_of_files_are_taken_as_they_stand(self):
        name = self.path('a"b\\c #1.h5')
        toy.write(name, self.info, self.jets)
        self.run_ok("train", self.config, "--data", name, "--out", self.path("run"), "--set", "train.max_epochs=1")
        self.run_ok("rerun", self.path("run"))  # from the record of the run

    def test_each_configuration_of_ours_is_read(self):
        """Of each the command complains about the data, which are not there, and about nothing before."""
        folder = os.path.join(toy.SOURCE, "configs")
        commands = {"convert": None, "simulate": None, "select": "select", "boson": "tagger", "fit": "fit", "scan": "scan",
                    "zero": "select", "one": "select", "two": "select", "skim": "select", "hadronic": "select"}
        for name in sorted(os.listdir(folder)):
            command = commands.get(name.split(".")[0].split("_")[0], "train")
            if command is None:
                continue
            out = self.path("out")
            more = {"select": ["none.h5", "--dump" if name == "select.yaml" else "--out", out], "train": ["--data", "none.h5", "--out", out],
                    "scan": ["--data", "none.h5", "--out", out]}.get(command, ["--out", out])
            code, _, errors = jetseq(command, os.path.join(folder, name), *more, cwd=self.folder)
            self.assertEqual((code, errors.count("\n")), (1, 1), errors)
            self.assertTrue("no such file" in errors.lower() or "score" in errors, name + ": " + errors)

    def test_settings_without_effect_are_refused_or_said(self):
        network = toy.SMALL_CONFIG.replace("{cells: 5}", "{kind: dense, cells: 5}")
        self.refused("train", network, ["c.yaml:3: key 'network.cells' has no effect here (it is only used with network.kind: lstm | gru)"])
        self.refused("train", toy.SMALL_CONFIG + "select: {jet_pt_min: 50}\n", ["c.yaml:5: key 'select.jet_pt_min' has no effect", "sequences"])
        shared = REGIONS.replace("regions", "shared_cuts").replace("  - name: a\n    cuts", "  a") + "objects: {lepton_pt_min: 9}\n"
        self.assert_refused("select", toy.write_text(self.path("c.yaml"), shared),
                            os.path.join(SAMPLE, "vbf_1000_2lep.h5"), "--dump", self.path("d.h5"),
                            says=["'shared_cuts' has no effect here (it is only used with regions)"])
        self.refused("select", REGIONS, ["no cut uses 'vbg' of definitions"], "--set", "definitions.vbg=met > 1 GeV")
        defined = "definitions: {vbf: met > 2 GeV}\n" + REGIONS.replace("n_loose_leptons == 2", "vbf")
        self.refused("select", defined, ["no cut uses 'vbg' of definitions; did you mean 'vbf'?"], "--set", "definitions.vbg=met > 1 GeV")
        self.refused("fit", "workspace: none.json\nluminosity: 139\n", ["c.yaml:2: key 'luminosity' has no effect here"])
        self.refused("fit", "workspace: none.json\ndata: {files: none.h5}\n", ["'data.files' has no effect here", "data.kind: events"])
        self.refused("scan", toy.SMALL_CONFIG + "scan: {network.cells: [3, 4]}\n", ["--set network.cells=5 has no effect"], "--set", "network.cells=5")
        self.assert_refused("fit", "none.json", "--out", self.path("out"), "--set", "seed=2", says=["--set is for a configuration"], code=2)
        select = ["select", os.path.join(toy.SOURCE, "configs", "select.yaml"), os.path.join(SAMPLE, "vbf_1000_2lep.h5"), "--dump", self.path("d.h5")]
        self.assert_refused(*select, "--correlations", says=["has no regions (--correlations has no effect)"])

        code, _, errors = jetseq("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1",
                                 "--set", "train.plateau_patience=3")
        self.assertEqual(code, 0, errors)
        self.assertIn("jetseq: note: --set train.plateau_patience=3: key 'train.plateau_patience' has no effect here "
                      "(it is only used with train.schedule: plateau)", errors)
        for setting, more, says in (("warmup_epochs=2", (), "train.warmup_epochs is not below train.max_epochs, 1 (train.learning_rate is never reached)"),
                                    ("plateau_patience=3", ("--set", "train.schedule=plateau", "--set", "train.patience=3"),
                                     "train.plateau_patience is not below train.patience, 3 (the training ends before the learning rate falls)")):
            code, _, errors = jetseq("train", self.config, "--data", self.data, "--out", self.path(setting), "--set", "train.max_epochs=1",
                                     "--set", "train." + setting, *more)
            self.assertEqual(code, 0, errors)
            self.assertIn("jetseq: note: " + says, errors)
        model = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
        config = toy.write_text(self.path("names.yaml"), "select: {jet_pt_min: 50}\n")
        self.assert_refused("score", model, os.path.join(SAMPLE, "vbf_1000_2lep.h5"), "--config", config, "--out", self.path("s.h5"),
                            says=["names.yaml:1: key 'select.jet_pt_min' is 50", "trained on jets with 30"])


if __name__ == "__main__":
    unittest.main()
