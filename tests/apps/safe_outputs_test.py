"""Outputs never destroy anything: inputs, files of others and of other kinds stay."""

import os
import shutil
import socket
import stat
import subprocess
import time
import unittest

import h5py

import toy
from toy import jetseq, read_bytes

MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
SAMPLE = os.path.join(toy.SOURCE, "data", "sample")
TWO_BINS = """{"version": "1.0.0", "channels": [{"name": "one", "samples": [
    {"name": "signal", "data": [2.0, 3.0], "modifiers": [{"name": "mu", "type": "normfactor", "data": null}]},
    {"name": "background", "data": [50.0, 60.0], "modifiers": []}]}],
  "observations": [{"name": "one", "data": [53.0, 60.0]}],
  "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": []}}]}"""


class Inputs(toy.WithToy):
    def assert_kept(self, *command, inputs, says=("would be lost",)):
        before = [read_bytes(file) for file in inputs]
        code, _, err = jetseq(*command)
        self.assertEqual(code, 1, err)
        for part in says:
            self.assertIn(part, err.strip().split("\n")[-1])  # notes on the data may stand before it
        self.assertEqual([read_bytes(file) for file in inputs], before)

    def test_are_no_outputs_by_any_name(self):
        link, hard = self.path("link.h5"), self.path("hard.h5")
        os.symlink("toy.h5", link)
        os.link(self.data, hard)
        os.mkdir(self.path("folder"))
        for out in (self.data, link, hard, self.path("folder/../toy.h5")):
            self.assert_kept("score", MODEL, self.data, "--out", out, inputs=[self.data])
        self.assert_kept("score", MODEL, link, "--out", self.data, inputs=[self.data])
        self.assert_kept("score", MODEL, self.path("*.h5"), "--out", self.data, inputs=[self.data])

    def test_of_every_option_are_safe_from_every_output(self):
        model = shutil.copy(MODEL, self.path("m.json"))
        events = shutil.copy(os.path.join(SAMPLE, "vbf_500_2lep.h5"), self.path("events.h5"))
        select = os.path.join(toy.SOURCE, "configs", "select.yaml")
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        names = toy.write_text(self.path("names.yaml"), "data: {unit: GeV}\n")
        scores = self.path("scores.h5")
        self.run_ok("score", model, self.data, "--out", scores)
        evaluate = ("evaluate", model, self.data, "--all", "--out", self.path("report"))
        for out in (model, names):
            self.assert_kept("score", model, self.data, "--config", names, "--out", out, inputs=[model, names])
        for out in (model, self.data, scores):
            self.assert_kept(*evaluate, "--parity", scores, "--freeze", out, inputs=[model, self.data, scores])
            self.assert_kept(*evaluate, "--with", scores, "--freeze", out, inputs=[model, self.data, scores])
        self.assertFalse(os.path.exists(self.path("report")))  # refused before any work
        self.assert_kept("export", model, "--format", "lwtnn", "--out", model, inputs=[model])
        self.assert_kept("select", select, events, "--dump", events, inputs=[events])
        for option in ("--dump", "--skim"):
            self.assert_kept("select", regions, events, "--model", model, "--out", self.path("s"), option, events, inputs=[events])
        self.assertFalse(os.path.exists(self.path("s")))

    def test_in_the_folder_that_is_written_are_safe(self):
        os.mkdir(self.path("run"))
        config = shutil.copy(self.config, self.path("run/config.yaml"))
        self.assert_kept("train", config, "--data", self.data, "--out", self.path("run"), inputs=[config])
        model = self.run_ok("train", self.config, "--data", self.data, "--out", self.path("a")) and self.path("a/toy.json")
        os.mkdir(self.path("b"))
        parent = shutil.copy(model, self.path("b/toy.json"))
        self.assert_kept("train", self.config, "--data", self.data, "--set", f"train.from={parent}", "--out", self.path("b"),
                         inputs=[parent])
        events = os.path.join(SAMPLE, "vbf_500_2lep.h5")
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        os.mkdir(self.path("s"))
        selected = shutil.copy(events, self.path("s/selected.h5"))
        self.assert_kept("select", regions, selected, "--model", MODEL, "--out", self.path("s"), inputs=[selected])

    def test_that_are_outputs_twice_are_a_wrong_command_line(self):
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        self.assert_refused("select", regions, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--out", self.path("s"), "--dump",
                            self.path("x.h5"), "--skim", self.path("./x.h5"), says=["--dump and --skim are both"], code=2)
        self.assert_refused("score", MODEL, self.data, "--out=", says=["--out is empty"], code=2)


class FilesOfTheCommandItself(toy.WithToy):
    def test_are_no_place_for_a_frozen_model(self):
        os.mkdir(self.path("there"))
        os.symlink("there", self.path("link"))
        freeze = ("evaluate", MODEL, self.data, "--all", "--point", "h=vbf:0.5", "--freeze")
        for out, name in (("r", "r/report.json"), ("r", "r/report.html"), ("r", "r/plots/roc.svg"), ("r", "r/plots"), ("r", "r/plots/"),
                          ("r", "./r/x/../plots/new/m.json"), ("r", "r/.jetseq.lock"), ("there", "link/report.json"),
                          ("link", "there/report.json"), ("r", os.path.relpath(self.path("r/report.json")))):
            name = name if name.startswith("..") else self.path(name)
            self.assert_refused(*freeze, name, "--out", self.path(out), says=["--freeze", "writes", "itself", "another --freeze"], code=2)
        self.assert_refused(*freeze, self.path("r"), "--out", self.path("r/deep"), says=["is a folder that --out makes"], code=2)
        self.assertFalse(os.path.exists(self.path("r")))
        self.assertEqual(os.listdir(self.path("there")), [])

    def test_that_are_links_to_the_frozen_model_do_not_replace_it(self):
        os.mkdir(self.path("r"))
        os.symlink(self.path("m.json"), self.path("r/report.json"))
        self.assert_refused("evaluate", MODEL, self.data, "--all", "--freeze", self.path("m.json"), "--out", self.path("r"),
                            says=["r/report.json itself"], code=2)

    def test_are_no_place_for_selected_events(self):
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        select = ("select", regions, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL, "--out", self.path("s"))
        for option in ("--dump", "--skim"):
            for name in ("selected.h5", "cutflow.json", "cutflow.csv", "correlations.csv", ".jetseq.lock", "parts", "parts/0.part"):
                self.assert_refused(*select, option, self.path("s/" + name), says=[option, "itself", "another " + option], code=2)
        self.assertFalse(os.path.exists(self.path("s")))
        self.run_ok(*select, "--dump", self.path("s/sequences.h5"), "--skim", self.path("s/skim.h5"))
        self.assertEqual(sorted(os.listdir(self.path("s"))),
                         ["cutflow.csv", "cutflow.json", "selected.h5", "sequences.h5", "skim.h5"])

    def test_are_no_training_data(self):
        for name, options in (("seen_jets.h5", ()), ("fold1/seen_jets.h5", ("--folds", "2"))):
            os.makedirs(os.path.dirname(self.path("run/" + name)), exist_ok=True)
            data = shutil.copy(self.data, self.path("run/" + name))
            code, out, err = jetseq("train", self.config, "--data", data, "--out", self.path("run"), *options)
            self.assertEqual((code, out), (1, ""), err)  # before it trains
            self.assertIn(f"{name} (it is an input of this command, and would be lost)", err)
            self.assertEqual(read_bytes(data), read_bytes(self.data))
            self.assertFalse(os.path.exists(self.path("run/checkpoint.pt")))
            os.remove(data)


class FilesOfOthers(toy.WithToy):
    REGIONS = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")

    def test_of_another_kind_are_not_replaced(self):
        model = shutil.copy(MODEL, self.path("m.json"))
        events = shutil.copy(os.path.join(SAMPLE, "vbf_500_2lep.h5"), self.path("events.h5"))
        with h5py.File(self.path("foreign.h5"), "w") as file:
            file["mine"] = [1, 2]
        notes = toy.write_text(self.path("notes.txt"), "mine")
        for place, holds in ((model, "is a frozen model"), (events, "holds events"), (notes, "was not written by jetseq"),
                             (self.path("foreign.h5"), "was not written by jetseq")):
            self.assert_kept_and_refused(place, "score", MODEL, self.data, "--out", place, says=[place, holds, "this writes scores"])
        select = ("select", self.REGIONS, events, "--model", MODEL)
        scores = self.path("scores.h5")
        for _ in range(2):  # of its own kind it is replaced
            self.run_ok("score", MODEL, self.data, "--out", scores)
        for option, kind in (("--dump", "sequences"), ("--skim", "events")):
            self.assert_kept_and_refused(scores, *select, "--out", self.path("s"), option, scores, says=["holds scores", "this writes " + kind])
        self.assert_kept_and_refused(model, "export", MODEL, "--format", "lwtnn", "--out", model, says=["the file there is a frozen model"])
        self.assert_kept_and_refused(scores, "export", MODEL, "--format", "onnx", "--out", scores, says=["the file there is an HDF5 file"])
        toy.write_text(self.path("empty"), "")  # such as mktemp makes
        self.run_ok("score", MODEL, self.data, "--out", self.path("empty"))

    def test_are_refused_before_long_work(self):
        mine = toy.write_text(self.path("mine.json"), '{"mine": 1}')
        os.makedirs(self.path("run"), exist_ok=True)
        for name, more in (("toy.json", ()), ("metadata.json", ()), ("summary.json", ("--seeds", "2")), ("toy.json", ("--folds", "2"))):
            place = shutil.copy(MODEL if "--folds" in more else mine, self.path("run/" + name))
            kind = "a frozen model" if "--folds" in more else "of another kind"
            self.assert_kept_and_refused(place, "train", self.config, "--data", self.data, "--out", self.path("run"), *more,
                                         says=["run/" + name + " (the file there is " + kind])
            self.assertFalse(os.path.exists(self.path("run/config.yaml")))
            os.remove(place)
        scores, text = self.path("scores.h5"), toy.write_text(self.path("mine.txt"), "mine\n")
        lightning = toy.write_text(self.path("lightning.csv"), "epoch,step,train_loss,val_loss\n0,10,0.5,0.6\n")
        self.run_ok("score", MODEL, self.data, "--out", scores)
        scan = toy.write_text(self.path("scan.yaml"), toy.SMALL_CONFIG + "scan: {train.clip: [1.0, 2.0]}\n")
        one, seeds, point = ("train", self.config), ("train", self.config, "--seeds", "2"), ("scan", scan)
        for name, mine_is, command in (("seen_jets.h5", scores, one), ("metrics.csv", text, one), ("config.yaml", text, one),
                                       ("learning_rates.csv", text, (*one, "--find-learning-rate")),
                                       ("metrics.csv", mine, one), ("metrics.csv", lightning, one), ("seen_jets.h5", scores, seeds), ("config.yaml", text, point),
                                       ("seed1/toy.json", mine, seeds), ("seed2/metrics.csv", text, seeds),
                                       ("scan.csv", text, point), ("best.yaml", text, point), ("best.yaml", MODEL, point),
                                       ("train.clip_2.0/seen_jets.h5", scores, point)):
            os.makedirs(os.path.dirname(self.path("run/" + name)), exist_ok=True)
            place = shutil.copy(mine_is, self.path("run/" + name))
            self.assert_kept_and_refused(place, *command, "--data", self.data, "--out", self.path("run"),
                                         says=["run/" + name + " (the file there ", "would be lost"])
            self.assertFalse(os.path.exists(self.path("run/checkpoint.pt")))
            os.remove(place)
            os.mkdir(place)
            self.assert_refused(*command, "--data", self.data, "--out", self.path("run"), says=["run/" + name, "it is a folder"])
            os.rmdir(place)
        os.mkdir(self.path("r"))
        place = shutil.copy(mine, self.path("r/report.json"))
        self.assert_kept_and_refused(place, "evaluate", MODEL, self.data, "--out", self.path("r"), says=["r/report.json (the file there"])

    def test_are_refused_before_a_training_goes_on(self):
        parent = self.trained("parent")
        child = ("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.from=" + parent)
        self.run_ok(*child)
        resume = ("train", "--resume", self.path("run"), "--set", "train.max_epochs=5")
        mine = toy.write_text(self.path("mine.json"), '{"mine": 1}')
        for name, mine_is in (("toy.json", mine), ("metadata.json", mine), ("metrics.csv", mine), ("seen_jets.h5", self.data)):
            os.rename(self.path("run/" + name), self.path("kept"))
            place = shutil.copy(mine_is, self.path("run/" + name))
            self.assert_kept_and_refused(place, *resume, says=["run/" + name, "would be lost"])
            os.replace(self.path("kept"), place)
        os.remove(self.path("run/toy.json"))
        for link in (os.symlink, os.link):
            link(parent, self.path("run/toy.json"))
            self.assert_kept_and_refused(parent, *resume, says=["run/toy.json", "would be lost"])
            os.remove(self.path("run/toy.json"))
        os.remove(self.path("run/seen_jets.h5"))
        os.symlink(self.path("parent/seen_jets.h5"), self.path("run/seen_jets.h5"))
        self.assert_kept_and_refused(self.path("parent/seen_jets.h5"), *resume, says=["run/seen_jets.h5 (it is an input", "would be lost"])
        os.remove(self.path("run/seen_jets.h5"))
        config = shutil.move(self.path("run/config.yaml"), self.path("mine.yaml"))
        os.symlink(config, self.path("run/config.yaml"))
        os.symlink(os.path.dirname(config), self.path("run/elsewhere"))
        self.assert_kept_and_refused(config, *resume, says=["run/config.yaml is a link to " + config, "Put a copy"])

    def trained(self, name):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path(name), "--set", "train.max_epochs=1")
        return self.path(name + "/toy.json")

    def test_of_a_training_stand_in_no_folder_of_fits(self):
        workspace = toy.write_text(self.path("w.json"), TWO_BINS)
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--seeds", "2", "--set", "train.max_epochs=1")
        toy.write_text(self.path("run/fit.json"), '{"kind": "jetseq_fit"}')
        self.assert_refused("fit", workspace, "--out", self.path("run"), says=["run holds a training"])
        os.remove(self.path("run/toy.json"))
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("s.h5"), says=["its trainings are not finished"])
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), says=["train --resume"])

    def test_that_are_runs_stay(self):
        self.trained("runs/seed1")
        seeds = ("train", self.config, "--data", self.data, "--seeds", "2", "--out")
        before = read_bytes(self.path("runs/seed1/checkpoint.pt"))
        self.assert_refused(*seeds, self.path("runs"), says=["runs/seed1 holds a run of its own"])
        os.remove(self.path("runs/seed1/config.yaml"))
        self.assert_refused(*seeds, self.path("runs"), says=["runs holds trainings without a config.yaml (seed1"])
        self.assertEqual(read_bytes(self.path("runs/seed1/checkpoint.pt")), before)

    def fit_that_waits(self, *arguments):
        """While it waits for the folder, a training runs there. Gives what it says."""
        run = self.path("run")
        with toy.held(run):
            fit = subprocess.Popen([toy.JETSEQ, "fit", *arguments, "--out", run], stderr=subprocess.PIPE, text=True)
            said = ""
            while "waiting for its end" not in said and fit.poll() is None:
                said += fit.stderr.readline()
            toy.write_text(run + "/config.yaml", toy.SMALL_CONFIG)
            toy.write_text(run + "/checkpoint.pt", "of a training")
        err = said + fit.communicate()[1]
        self.assertEqual((fit.returncode, os.path.exists(run + "/fit.json")), (1, False), err)
        self.assertEqual(read_bytes(run + "/config.yaml"), toy.SMALL_CONFIG.encode())
        shutil.rmtree(run)
        self.assertIn("waiting for its end", err)
        return err

    def test_is_a_training_that_ran_while_a_fit_waited(self):
        workspace = toy.write_text(self.path("w.json"), TWO_BINS)
        config = toy.write_text(self.path("fit.yaml"), f"workspace: {workspace}\n")
        for what in (workspace, config):
            self.assertIn("run holds a training", self.fit_that_waits(what))

    def test_is_the_configuration_of_another_program(self):
        workspace = toy.write_text(self.path("w.json"), TWO_BINS)
        fit = toy.write_text(self.path("fit.yaml"), f"workspace: {workspace}\n")
        os.mkdir(self.path("out"))
        for text, says in (("my notes\n", "would be lost"), (toy.SMALL_CONFIG, "holds a training (its config.yaml")):
            config = toy.write_text(self.path("out/config.yaml"), text)
            self.assert_kept_and_refused(config, "fit", fit, "--out", self.path("out"), says=[says])
        toy.write_text(self.path("out/config.yaml"), "my notes\n")
        self.run_ok("fit", workspace, "--out", self.path("out"))  # which writes none
        self.assertEqual(read_bytes(self.path("out/config.yaml")), b"my notes\n")
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("out"), says=["out holds a fit"])

    def test_are_other_configurations(self):
        """A fit and a training both have a config.yaml."""
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        fit = toy.write_text(self.path("fit.yaml"), "title: x\n")
        self.assert_kept_and_refused(self.path("run/config.yaml"), "fit", fit, "--out", self.path("run"), says=["run holds a training"])
        os.mkdir(self.path("fit"))
        toy.write_text(self.path("fit/fit.json"), '{"kind": "jetseq_fit", "configuration": "title: x\\n"}')
        for text in ("title: x\n", "# my note\ntitle: y\n"):  # a fit's also where it is not that of fit.json
            config = toy.write_text(self.path("fit/config.yaml"), text)
            for command in (("train", self.config), ("scan", self.config)):
                self.assert_kept_and_refused(config, *command, "--data", self.data, "--out", self.path("fit"), says=["fit holds a fit"])

    def test_keep_all_files_of_a_selection_from_their_places(self):
        select = ("select", self.REGIONS, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL, "--out", self.path("s"))
        self.run_ok(*select)
        report = toy.write_text(self.path("s/cutflow.json"), '{"kind": "jetseq_report"}')
        before = [read_bytes(self.path("s/" + name)) for name in ("selected.h5", "cutflow.csv", "cutflow.json")]
        code, _, err = jetseq(*select)
        self.assertEqual(code, 1)
        self.assertIn("s/cutflow.json (the file there is a report, and would be lost)", err)
        self.assertEqual([read_bytes(self.path("s/" + name)) for name in ("selected.h5", "cutflow.csv", "cutflow.json")], before)
        self.assertTrue(os.listdir(self.path("s/parts")))  # so that nothing is done again
        os.remove(report)
        self.run_ok(*select)
        self.assertEqual(sorted(os.listdir(self.path("s"))), ["cutflow.csv", "cutflow.json", "selected.h5"])

    def assert_kept_and_refused(self, file, *command, says):
        before = read_bytes(file)
        self.assert_refused(*command, says=says)
        self.assertEqual(read_bytes(file), before)

    def test_among_the_parts_of_a_selection_stay(self):
        os.makedirs(self.path("s/parts/0"))
        events = shutil.copy(os.path.join(SAMPLE, "vbf_500_2lep.h5"), self.path("s/parts/ev.h5"))
        for name in ("notes.txt", "9.part", "9.part.json", "a.part", "0/file"):
            toy.write_text(self.path("s/parts/" + name), "mine")
        self.run_ok("select", self.REGIONS, events, "--model", MODEL, "--out", self.path("s"))
        self.assertEqual(sorted(os.listdir(self.path("s/parts"))), ["0", "9.part", "9.part.json", "a.part", "ev.h5", "notes.txt"])
        self.assertEqual(read_bytes(events), read_bytes(os.path.join(SAMPLE, "vbf_500_2lep.h5")))

    def test_in_the_place_of_a_part_are_refused(self):
        select = ("select", self.REGIONS, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL, "--out", self.path("s"))
        os.makedirs(self.path("s/parts"))
        mine = toy.write_text(self.path("mine"), "mine")
        for name in ("0.part", "0.part.json"):
            place = toy.write_text(self.path("s/parts/" + name), "mine " * 30)
            self.assert_refused(*select, says=[name + " is not a part of a selection (it would be lost)"])
            self.assertEqual(read_bytes(place), b"mine " * 30)
            for target in (mine, "nothing"):
                os.remove(place)
                os.symlink(target, place)
                self.assert_refused(*select, says=[name + " is not a part"])
            self.assertEqual(read_bytes(mine), b"mine")
            os.remove(place)
        os.rmdir(self.path("s/parts"))
        os.mkdir(self.path("elsewhere"))
        os.symlink(self.path("elsewhere"), self.path("s/parts"))
        self.assert_refused(*select, says=["s/parts for parts of a run (it is a link"])
        self.assertEqual((os.listdir(self.path("elsewhere")), os.listdir(self.path("s"))), ([], ["parts"]))
        os.remove(self.path("s/parts"))
        toy.write_text(self.path("s/parts"), "mine")
        self.assert_refused(*select, says=["s/parts (it is a file"])
        self.assertEqual(os.listdir(self.path("s")), ["parts"])

    def test_by_the_name_of_a_lock_stay(self):
        commands = {"select": (self.REGIONS, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL),
                    "evaluate": (MODEL, self.data, "--all"), "train": (self.config, "--data", self.data)}
        before = read_bytes(self.data)
        for command, arguments in commands.items():
            for make in (os.symlink, os.link):
                out = self.path(command + make.__name__)
                os.mkdir(out)
                make(self.data, os.path.join(out, ".jetseq.lock"))
                self.assert_refused(command, *arguments, "--out", out, says=[".jetseq.lock is not the lock that jetseq makes"])
                self.assertEqual(os.listdir(out), [".jetseq.lock"])
                self.assertEqual(read_bytes(self.data), before)
        os.mkdir(self.path("report"))
        toy.write_text(self.path("report/.lock"), "of another program")
        self.run_ok("evaluate", *commands["evaluate"], "--out", self.path("report"))
        self.assertEqual(read_bytes(self.path("report/.lock")), b"of another program")


class Places(toy.WithToy):
    def test_that_are_no_plain_files_are_refused(self):
        os.mkfifo(self.path("pipe"))
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(self.path("s"))
            places = {"/dev/null": "a device", "/dev/full": "a device", self.path("pipe"): "a pipe", self.path("s"): "a socket",
                      self.folder: "a folder"}
            for place, kind in places.items():
                self.assert_refused("score", MODEL, self.data, "--out", place, says=["it is " + kind])
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        self.assertTrue(stat.S_ISFIFO(os.stat(self.path("pipe")).st_mode))
        with open(self.path("printed"), "w") as file:
            done = subprocess.run([toy.JETSEQ, "score", MODEL, self.data, "--out", "/dev/stdout"], stdout=file, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("where the standard output goes", done.stderr)

    def test_that_are_links_are_followed(self):
        toy.write_text(self.path("target.h5"), "")
        os.symlink("target.h5", self.path("link.h5"))
        os.symlink("new.h5", self.path("dangling.h5"))
        for link, target in (("link.h5", "target.h5"), ("dangling.h5", "new.h5")):
            self.run_ok("score", MODEL, self.data, "--out", self.path(link))
            self.assertTrue(os.path.islink(self.path(link)))
            self.assertTrue(read_bytes(self.path(target)).startswith(b"\x89HDF"))

    def test_for_folders_are_no_files(self):
        file = toy.write_text(self.path("file"), "kept")
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        for command in (["evaluate", MODEL, self.data, "--all"], ["train", self.config, "--data", self.data],
                        ["select", regions, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL]):
            self.assert_refused(*command, "--out", file, says=["it is a file", "folder is wanted"])
        self.assertEqual(read_bytes(file), b"kept")

    def test_for_folders_are_no_links_to_nothing(self):
        os.symlink("nothing", self.path("link"))
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        for command in (["evaluate", MODEL, self.data, "--all"], ["train", self.config, "--data", self.data],
                        ["select", regions, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL]):
            self.assert_refused(*command, "--out", self.path("link"), says=["link (it is a link to nothing)"])
            self.assert_refused(*command, "--out", self.path("link/deep"), says=["link is a link to nothing"])
        self.assertFalse(os.path.exists(self.path("nothing")))

    def test_get_the_permissions_of_any_new_file(self):
        before = os.umask(0o027)
        try:
            self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        finally:
            os.umask(before)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("scores.h5")).st_mode), 0o640)


class Leftovers(toy.WithToy):
    """Files of an earlier run of the command, which the new one does not write."""

    REGIONS = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")

    def says(self, *command):
        code, _, err = jetseq(*command)
        self.assertEqual(code, 0, err)
        return err

    def files(self, folder):
        return sorted(os.path.relpath(os.path.join(place, name), self.path(folder))
                      for place, _, names in os.walk(self.path(folder)) for name in names)

    def test_of_selections_go(self):
        events = os.path.join(SAMPLE, "vbf_500_2lep.h5")
        select = ("select", self.REGIONS, events, "--model", MODEL, "--out")
        self.run_ok(*select, self.path("s"), "--correlations")
        self.assertIn("note: removed " + self.path("s/correlations.csv") + ", of an earlier run", self.says(*select, self.path("s")))
        self.assertEqual(self.files("s"), ["cutflow.csv", "cutflow.json", "selected.h5"])
        self.assertNotIn("removed", self.says(*select, self.path("s")))
        shutil.copy(self.path("s/cutflow.json"), self.path("one.json"))
        self.assert_refused("select", "--add", self.path("one.json"), "--out", self.path("s"), says=["s holds the selected.h5 of one selection"])
        self.assertEqual(self.files("s"), ["cutflow.csv", "cutflow.json", "selected.h5"])

    def test_of_others_stay(self):
        os.mkdir(self.path("s"))
        toy.write_text(self.path("s/correlations.csv"), "mine\n")
        shutil.copy(self.data, self.path("s/selected.h5"))
        self.run_ok("select", self.REGIONS, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL, "--out", self.path("one"))
        self.assertNotIn("removed", self.says("select", "--add", self.path("one/cutflow.json"), "--out", self.path("s")))
        self.assertEqual(self.files("s"), ["correlations.csv", "cutflow.csv", "cutflow.json", "selected.h5"])

    def test_of_reports_go(self):
        evaluate = ("evaluate", MODEL, self.data, "--all", "--out")
        self.run_ok(*evaluate, self.path("fresh"))
        self.run_ok(*evaluate, self.path("r"), "--with", "other=" + shutil.copy(MODEL, self.path("m.json")))
        self.assertIn("plots/roc-2.yaml", self.files("r"))
        mine = toy.write_text(self.path("r/plots/score-3.csv"), "mine\n"), toy.write_text(self.path("r/plots/my.svg"), "<svg")
        said = self.says(*evaluate, self.path("r"))
        for name in ("roc-2.yaml", "score-2.csv", "score-2.svg"):
            self.assertIn(self.path("r/plots/" + name), said)
        for file in mine:
            os.remove(file)
        self.assertEqual(self.files("r"), self.files("fresh"))


class Reports(toy.WithToy):
    def test_that_are_refused_leave_the_frozen_model(self):
        with open(MODEL) as file:
            frozen = toy.write_text(self.path("fz.json"), file.read() + "\n")  # other bytes than a new one has
        before = read_bytes(frozen)
        os.mkdir(self.path("rb"))
        shutil.copy(MODEL, self.path("rb/report.json"))
        code, _, err = jetseq("evaluate", MODEL, self.data, "--all", "--freeze", frozen, "--out", self.path("rb"))
        self.assertEqual(code, 1)
        self.assertIn("rb/report.json (the file there is a frozen model, and would be lost)", err)
        self.assertEqual(read_bytes(frozen), before)
        os.remove(self.path("rb/report.json"))
        self.run_ok("evaluate", MODEL, self.data, "--all", "--freeze", frozen, "--out", self.path("rb"))
        self.run_ok("score", frozen, self.data, "--out", self.path("scores.h5"))


if __name__ == "__main__":
    unittest.main()
