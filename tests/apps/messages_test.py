"""What a command says of files that others made, of closed outputs, and what comes next."""

import fcntl
import gzip
import hashlib
import json
import lzma
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np

import toy

MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")
SAMPLE = os.path.join(toy.SOURCE, "data", "sample")
TAGGER = os.path.join(toy.SOURCE, "models", "reference", "boson_tagger.json")


class ForeignFiles(toy.WithToy):
    def write_bytes(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def test_are_named_wherever_a_model_is_wanted(self):
        self.run_ok("export", MODEL, "--format", "lwtnn", "--out", self.path("lwtnn.json"))
        model = toy.read_bytes(MODEL)
        cases = {
            self.path("lwtnn.json"): ["an lwtnn model", "jetseq export"],
            self.data: ["an HDF5 file"],
            self.write_bytes("m.json.gz", gzip.compress(model)): ["compressed by gzip", "gunzip"],
            self.write_bytes("m.json.xz", lzma.compress(model)): ["compressed by xz"],
            self.write_bytes("ntuple.root", b"root\0\0\xf7\x14" + bytes(100)): ["a ROOT file", "jetseq convert"],
            self.write_bytes("patches.json", b'{"metadata": {}, "patches": [], "version": "1.0.0"}'): ["a pyhf patchset"],
            self.write_bytes("list.json", b'[{"op": "add"}]'): ["a JSON list"],
            self.write_bytes("lfs.json", b"version https://git-lfs.github.com/spec/v1\noid"): ["Git LFS", "git lfs pull"],
        }
        if os.path.exists(TAGGER):
            cases[TAGGER] = ["a boson tagger", "boson_tagger"]
        for file, says in cases.items():
            for command in (["score", file, self.data, "--out", self.path("s.h5")], ["info", file]):
                if command[0] == "info" and (file == self.data or "tagger" in file):
                    continue
                self.assert_refused(*command, says=[os.path.basename(file), *says])

    def test_are_named_where_events_configurations_or_workspaces_are_wanted(self):
        ntuple = self.write_bytes("ntuple.root", b"root\0\0\xf7\x14" + bytes(100))
        packed = self.write_bytes("toy.h5.gz", gzip.compress(toy.read_bytes(self.data)))
        patches = self.write_bytes("patches.json", b'{"metadata": {}, "patches": [], "version": "1.0.0"}')
        score = lambda file: ["score", MODEL, file, "--out", self.path("s.h5")]
        train = lambda file: ["train", file, "--data", self.data, "--out", self.path("run")]
        fit = lambda file: ["fit", file, "--out", self.path("fit")]
        for command, says in ((score(ntuple), ["a ROOT file", "jetseq convert"]), (score(packed), ["gzip", "gunzip"]),
                              (score(MODEL), ["a frozen model", "not an HDF5 file"]), (train(MODEL), ["a frozen model", "not a configuration"]),
                              (train(self.data), ["an HDF5 file", "not a configuration"]), (fit(patches), ["a pyhf patchset", "pyhf patchset apply"]),
                              (fit(MODEL), ["a frozen model", "not a pyhf workspace"])):
            self.assert_refused(*command, says=says)

    def test_are_not_guessed_at(self):
        self.assert_refused("score", self.write_bytes("a.json", b'{"a": 1}'), self.data, "--out", self.path("s.h5"),
                            says=["has no key 'input_sequences'"])
        config = toy.write_text(self.path("root.yaml"), "root: 1\n" + toy.SMALL_CONFIG)
        self.assert_refused("train", config, "--data", self.data, "--out", self.path("run"), says=["unknown key 'root'"])


class OwnFiles(toy.WithTraining):
    """A file of jetseq in the place of another kind is named by its content."""

    def refused_by_all(self, file, says, commands):
        config = os.path.join(toy.SOURCE, "configs", "select.yaml")
        arguments = {"score": ["score", MODEL, file, "--out", self.path("s.h5")],
                     "evaluate": ["evaluate", MODEL, file, "--all", "--out", self.path("report")],
                     "train": ["train", self.config, "--data", file, "--out", self.path("new")],
                     "select": ["select", config, file, "--dump", self.path("d.h5")]}
        for command in commands:
            self.assert_refused(*arguments[command], says=[os.path.basename(file), *says])

    def test_are_named_where_events_are_wanted(self):
        self.train("run")
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        self.run_ok("select", os.path.join(toy.SOURCE, "configs", "two_lepton.yaml"), os.path.join(SAMPLE, "vbf_500_2lep.h5"),
                    "--model", MODEL, "--out", self.path("out"))
        events = ("score", "evaluate", "train", "select")
        self.refused_by_all(self.path("scores.h5"), ["holds scores", "jetseq fit takes"], events)
        self.refused_by_all(self.path("out/selected.h5"), ["holds selected events", "select --dump"], events)
        self.refused_by_all(self.path("run/seen_jets.h5"), ["the jets that a training has seen", "Leave it out"], events)
        tagger = toy.write_text(self.path("tagger.yaml"), f"signal_w: [{self.data}]\nbackground: [{self.path('run/seen_jets.h5')}]\n")
        self.assert_refused("tagger", tagger, "--set", "signal_w=[" + os.path.join(SAMPLE, "sequences_1000_2lep.h5") + "]",
                            "--out", self.path("x"), says=["sequences_1000_2lep.h5", "holds sequences of jets"])

    def test_of_json_are_named_where_a_model_is_wanted(self):
        pair = [os.path.join(SAMPLE, name) for name in ("vbf_500_2lep.h5", "ggf_500_2lep.h5")]
        self.run_ok("evaluate", MODEL, *pair, "--all", "--out", self.path("report"))
        report = self.path("report/report.json")
        says = ["report.json", "it is a report", "jetseq compare"]
        self.assert_refused("score", report, self.data, "--out", self.path("s.h5"), says=says)
        self.assert_refused("evaluate", MODEL, *pair, "--all", "--out", self.path("other"), "--with", report, says=says)
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("new"), "--set",
                            "train.from=" + report, says=says)
        self.assert_refused("score", self.path("report"), self.data, "--out", self.path("s.h5"), says=["holds no frozen model"])
        self.assert_refused("score", MODEL, self.data, "--out", report, says=["is a report", "would be lost"])

    def test_that_are_no_json_are_asked_for_by_their_kind(self):
        table = toy.write_text(self.path("x.csv"), "a,b\n")
        two_lepton = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        for command, wanted in ((["select", "--add", table], "Name a cutflow.json"),
                                (["compare", table, table], "Name the report.json"),
                                (["select", two_lepton, self.data, "--set", "boson_tagger=" + table], "Name a boson tagger"),
                                (["train", self.config, "--data", self.data, "--set", "train.from=" + table],
                                 "Name a frozen model or a run directory")):
            self.assert_refused(*command, "--out", self.path("x"), says=["x.csv (not a JSON object). " + wanted])

    def test_of_json_that_are_cut_short_say_so(self):
        cut = self.path("cut.json")
        with open(cut, "wb") as file:
            file.write(toy.read_bytes(MODEL)[:150000])
        self.assert_refused("score", MODEL, cut, "--out", self.path("s.h5"), says=["JSON that ends early", "Copy or make it again"])
        self.assert_refused("train", cut, "--data", self.data, "--out", self.path("x"), says=["JSON that ends early"])

    def test_of_foreign_names_are_told_the_keys_that_the_command_has(self):
        self.info = self.info.astype([(name if name != "sampleId" else "dsid", kind) for name, kind in toy.EVENT.descr])
        toy.write(self.path("renamed.h5"), self.info, self.jets)
        with h5py.File(self.path("renamed.h5"), "a") as file:
            for name in ("large_jets", "leptons"):
                file[name] = self.jets[:, :1]
        merged = toy.write_text(self.path("merged.yaml"), "channel: 2-lepton\nregions:\n  - {name: m, cuts: [candidate: candidate]}\n")
        code, _, err = toy.jetseq("select", merged, self.path("renamed.h5"), "--out", self.path("x"))
        self.assertEqual(code, 1)
        self.assertIn("no column 'sampleId'", err)
        self.assertIn("Give it this name in the file", err)
        self.assertNotIn("data.names", err)
        numberless = self.path("numberless.h5")
        toy.write(numberless, self.info.astype([(name if name != "eventNumber" else "nr", kind) for name, kind in self.info.dtype.descr]), self.jets)
        self.assert_refused("select", os.path.join(toy.SOURCE, "configs", "select.yaml"), numberless, "--dump", self.path("x.h5"),
                            says=["no column 'eventNumber'", "The configuration of a selection has no such keys"])
        info = np.zeros(len(self.info), toy.EVENT.descr + [("met", "f4")])
        info["eventNumber"], info["met"] = self.info["eventNumber"], -5  # score refuses it too, but has the key
        toy.write(self.path("met.h5"), info, self.jets)
        self.assert_refused("select", os.path.join(toy.SOURCE, "configs", "select.yaml"), self.path("met.h5"), "--dump",
                            self.path("x.h5"), says=["'met' is -5", "jetseq train, score and evaluate have them"])
        self.assert_refused("train", self.config, "--data", self.path("renamed.h5"), "--out", self.path("x"),
                            "--set", "data.names={events.eventNumber: nr}", says=["no column 'nr'", "under data.names"])

    def test_of_other_commands_are_named_where_a_configuration_is_wanted(self):
        configs = os.path.join(toy.SOURCE, "configs")
        events = os.path.join(SAMPLE, "vbf_500_2lep.h5")
        for command, config, belongs in (("select", "vbf_rnn.yaml", "train"), ("fit", "two_lepton.yaml", "select"),
                                         ("train", "two_lepton.yaml", "select"), ("tagger", "vbf_rnn.yaml", "train"),
                                         ("train", "boson_tagger.yaml", "tagger"), ("select", "fit_kappa.yaml", "fit"),
                                         ("train", "simulate.yaml", "simulate"), ("scan", "fit_selected.yaml", "fit"),
                                         ("fit", "simulate.yaml", "simulate"), ("fit", "convert.yaml", "convert"),
                                         ("train", "convert.yaml", "convert"), ("select", "convert.yaml", "convert")):
            files = {"select": [events], "train": ["--data", events]}.get(command, [])
            kind = "map" if belongs == "convert" else "configuration"
            with self.subTest(command=command, config=config):
                self.assert_refused(command, os.path.join(configs, config), *files, "--out", self.path("x"),
                                    says=[config, "key '", f"this looks like a {kind} of `jetseq {belongs}`"])

    def test_a_run_directory_may_be_begun_with(self):
        self.train("run")
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("more"), "--set",
                    "train.from=" + self.path("run"))
        begun = self.read_json("more/toy.json")["jetseq"]["training"]["data"]
        self.assertEqual(begun["from"]["sha256"], hashlib.sha256(toy.read_bytes(self.path("run/toy.json"))).hexdigest())

    def test_a_scan_is_gone_on_with_by_its_command(self):
        scan = toy.write_text(self.path("scan.yaml"), toy.SMALL_CONFIG + "scan: {network.cells: [3, 4]}\n")
        self.run_ok("scan", scan, "--data", self.data, "--out", self.path("scan"))
        self.assert_refused("train", "--resume", self.path("scan"), says=["holds a scan", "jetseq scan --resume " + self.path("scan")])

    def test_of_a_training_that_runs_say_so(self):
        self.train("run")
        os.remove(self.path("run/toy.json"))
        commands = (["info", self.path("run")], ["score", self.path("run"), self.data, "--out", self.path("s.h5")])
        with open(self.path("run/.jetseq.lock"), "w") as lock:
            lock.write("process 7 on a_host")
            lock.flush()
            for command in commands:  # left behind by a crash: nobody holds it
                self.assertIn("--resume", toy.jetseq(*command)[2])
            fcntl.flock(lock, fcntl.LOCK_EX)
            for command in commands:
                self.assert_refused(*command, says=["its training runs, and has finished 3 epochs", "Wait for its end",
                                                    "process 7 on a_host writes to it"])
            os.remove(self.path("run/config.yaml"))
            self.assert_refused(*commands[1], says=["no frozen model yet (process 7 on a_host writes to it)"])

    def test_of_a_key_without_its_section_name_the_section(self):
        config = toy.write_text(self.path("top.yaml"), "seed: 3\nthreads: 2\n" + toy.SMALL_CONFIG)
        self.assert_refused("train", config, "--data", self.data, "--out", self.path("x"),
                            says=["unknown key 'seed'", "did you mean 'train.seed'?"])

    def test_without_labels_say_so(self):
        self.info["signalType"] = -1
        toy.write(self.path("unknown.h5"), self.info, self.jets)
        evaluate = ("evaluate", MODEL, self.path("unknown.h5"), "--out", self.path("report"))
        for command in (evaluate, (*evaluate, "--all"),
                        ("train", self.config, "--data", self.path("unknown.h5"), "--out", self.path("run"))):
            self.assert_refused(*command, says=["all 2000 events have no class: signalType is -1", "data.labels", "jetseq convert"])

    def test_with_one_class_have_undefined_numbers(self):
        self.info["signalType"] = 1
        toy.write(self.path("vbf.h5"), self.info, self.jets)
        out = self.run_ok("evaluate", MODEL, self.path("vbf.h5"), "--all", "--out", self.path("report"))
        self.assertNotIn("nan", out)
        self.assertIn("AUC undefined", out)


class Stopped(toy.WithTraining):
    def test_while_the_events_are_read_says_so(self):
        """It waits for a pipe that nobody writes to. What is left of the folder is no training."""
        pipe = self.path("pipe.h5")
        os.mkfifo(pipe)
        for number in (signal.SIGINT, signal.SIGTERM):
            run = self.path(f"run{number}")
            process = subprocess.Popen([toy.JETSEQ, "train", self.config, "--data", pipe, "--out", run],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            while not os.path.exists(run) and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(number)
            _, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 128 + number, err)
            self.assertEqual(len(err.splitlines()), 1, err)
            self.assertIn("interrupted while the events were read", err)
            self.assert_refused("train", "--resume", run, says=["holds no training", "nothing was saved"])
            self.assert_refused("evaluate", run, self.data, "--out", self.path("report"), says=["holds no frozen model (and no training)"])
        self.train(f"run{number}")

    def test_before_the_first_epoch_leaves_nothing_that_misleads(self):
        os.mkdir(self.path("empty"))
        for folder in (self.path("empty"), os.path.join(toy.SOURCE, "configs")):
            self.assert_refused("train", "--resume", folder, says=[folder, "holds no training", "nothing was saved"])

    def test_without_an_end_is_resumed(self):
        os.remove(self.train("run"))
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("s.h5"),
                            says=["holds no frozen model", "cut off after 3 epochs", "jetseq train --resume"])


class CommandLines(toy.WithToy):
    def test_say_what_is_missing(self):
        for command in ("score", "evaluate"):
            self.assert_refused(command, MODEL, self.data, says=[command + ": --out is missing", "EVENTS... --out"], code=2)
        self.assert_refused("score", "--out", self.path("s.h5"), says=["score: model is missing", "MODEL EVENTS"], code=2)
        self.assert_refused("select", "--add", "c.json", says=["--out is missing", "--add FILE"], code=2)

    def test_name_an_option_that_is_empty(self):
        regions = ["select", os.path.join(toy.SOURCE, "configs", "two_lepton.yaml"), self.data, "--out", self.path("s")]
        evaluate = ["evaluate", MODEL, self.data, "--out", self.path("r")]
        for command, option in ((regions, "--model"), (evaluate, "--with"), (evaluate, "--parity"), (evaluate, "--config"),
                                (evaluate, "--masses"), (evaluate, "--plots"), (evaluate, "--title"), (evaluate, "--trainings"),
                                (evaluate, "--calibrate"), (evaluate, "--freeze"),
                                (["train", self.config, "--out", self.path("t")], "--data"),
                                (["train", self.config, "--out", self.path("t")], "--set"),
                                (["score", MODEL, self.data], "--out")):
            self.assert_refused(*command, option, "", code=2,
                                says=[f"{command[0]}: {option} is empty (an unset variable?). Give it a value, or leave it out"])
        for command, name in ((["score", "", self.data, "--out", self.path("s.h5")], "model"), (["info", ""], "file"),
                              (["evaluate", "", self.data, "--out", self.path("r")], "model"),
                              (["score", MODEL, "", "--out", self.path("s.h5")], "events"), (["fit", "", "--out", self.path("f")], "config")):
            self.assert_refused(*command, code=2, says=[f"{command[0]}: {name} is empty (an unset variable?). Give it a value. Try"])
        self.assert_refused("score", MODEL, self.data + ",", "--out", self.path("s.h5"), code=2,
                            says=["score: events has an empty entry in '" + self.data + ",'"])

    def test_advise_set_only_where_it_is_an_option(self):
        file = self.path("e.yaml")
        with open(file, "w") as text:
            text.write("select: {jet_pt_min: x}\n")
        for command in ("score", "evaluate"):
            code, _, err = toy.jetseq(command, MODEL, self.data, "--config", file, "--out", self.path("o"))
            self.assertEqual(code, 1)
            self.assertTrue(err.endswith("e.yaml:1: key 'select.jet_pt_min' is 'x' (a number >= 0 expected). Mend it there\n"), err)
        self.assert_refused("select", file, self.data, "--dump", self.path("d.h5"), says=["Mend it there, or with --set select.jet_pt_min=..."])
        with open(file, "w") as text:
            text.write("train: {max_epochs: 1}\n")
        self.assert_refused("train", file, "--out", self.path("t"), says=["Add it there, or with --set data.files=..."])

    def test_name_the_option_that_gives_a_key(self):
        train = ["train", self.config, "--out", self.path("t")]
        for given, line in ((["--seeds", "0"], "--seeds 0: key 'train.seeds' is '0' "),
                            (["--device", "gpu"], "--device gpu: key 'train.device' is 'gpu' "),
                            (["--backend", "x y"], "--backend 'x y': key 'train.backend' is 'x y' "),
                            (["--threads", "-1"], "--threads -1: key 'train.threads' is '-1' "),
                            (["--set", "train.seed=2", "--seed", "1"], "--set train.seed=2 and --seed 1 (one of them"),
                            (["--set", "train.seed=10", "--seed", "1"], "--set train.seed=10 and --seed 1 (one of them"),
                            (["--data", "a.h5", "--set", "data.files=b.h5"],
                             "--set data.files=b.h5 and --data a.h5 (one of them"),
                            (["--set", "train.seeds=0"], "--set train.seeds=0: key 'train.seeds' is '0' ")):
            for command in ("train", "scan"):
                self.assert_refused(command, *train[1:], *given, says=["jetseq: " + line])
        simulate = ["simulate", os.path.join(toy.SOURCE, "configs", "simulate.yaml"), "--out", self.path("e.h5")]
        if toy.jetseq("simulate", "--help")[0] == 0:
            self.assert_refused(*simulate, "--threads", "-1", says=["jetseq: --threads -1: key 'threads' is '-1' "])

    def test_advise_no_set_in_a_rerun(self):
        run = self.path("run")
        os.mkdir(run)
        shutil.copy(MODEL, run + "/toy.json")
        toy.write_text(run + "/config.yaml", toy.SMALL_CONFIG + "select: {jet_pt_min: x}\n")
        code, _, err = toy.jetseq("rerun", run)
        self.assertEqual(code, 1)
        self.assertTrue(err.endswith("key 'select.jet_pt_min' is 'x' (a number >= 0 expected). Mend it there\n"), err)
        toy.write_text(run + "/config.yaml", toy.SMALL_CONFIG)
        self.assert_refused("rerun", run, "--data", self.path("none.h5"), says=["none.h5"])

    def test_name_the_nearest_option(self):
        select = ("select", os.path.join(toy.SOURCE, "configs", "select.yaml"), self.data)
        for wrong, meant in (("--modle", "--model"), ("--modle=x", "--model"), ("--thread", "--threads"), ("-skim", "--skim")):
            self.assert_refused(*select, wrong, "x", says=[f"did you mean '{meant}'?"], code=2)

    def test_name_the_whole_key(self):
        train = ("train", self.config, "--data", self.data, "--out", self.path("run"), "--set")
        self.assert_refused(*train, "cells=32", says=["did you mean 'network.cells'?"])
        self.assert_refused(*train, "train.learning_rate", "0.01", code=2,
                            says=["--set takes KEY=VALUE", "--set train.learning_rate=0.01"])


class StandardOutput(toy.WithToy):
    def run_into(self, stdout, *arguments):
        return subprocess.run([toy.JETSEQ, *arguments], stdout=stdout, stderr=subprocess.PIPE, text=True)

    def test_that_is_full_is_an_error(self):
        with open("/dev/full", "w") as full:
            done = self.run_into(full, "score", MODEL, self.data, "--out", self.path("scores.h5"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("can't write to the standard output (No space left", done.stderr)
        self.assertTrue(os.path.exists(self.path("scores.h5")))

    def test_that_nobody_reads_is_no_success(self):
        reader, writer = os.pipe()
        os.close(reader)
        for command in (["info", MODEL], ["score", MODEL, self.data, "--out", self.path("scores.h5")]):
            done = self.run_into(writer, *command)
            said = [line for line in done.stderr.splitlines() if not line.startswith("jetseq: note: ")]
            self.assertEqual((done.returncode, said), (141, []))
        os.close(writer)
        self.assertTrue(os.path.exists(self.path("scores.h5")))  # the work is done all the same

    def test_that_is_closed_takes_no_file_of_ours_for_it(self):
        done = subprocess.run(["sh", "-c", '"$0" score "$1" "$2" --out "$3" >&-', toy.JETSEQ, MODEL, self.data, self.path("scores.h5")],
                              stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output", done.stderr)
        with h5py.File(self.path("scores.h5")) as file:
            self.assertEqual(len(file["events"]), len(self.info))


class Commands(toy.WithCommand):
    def test_that_this_build_lacks_say_how_to_get_them(self):
        _, out, _ = toy.jetseq("--help")
        self.assertIn("simulate", out)
        if "not in this build" in out:
            self.assert_refused("simulate", "x.yaml", "--out", self.path("e.h5"), says=["needs Pythia 8", "scripts/install-pythia"])

    def test_name_a_folder_of_pythia_that_is_gone(self):
        if "not in this build" in toy.jetseq("--help")[1]:
            self.skipTest("Pythia 8 is not in this build")
        code, _, err = toy.jetseq("simulate", os.path.join(toy.SOURCE, "configs", "simulate.yaml"), "--set", "events=5", "--out",
                                  self.path("e.h5"), env=dict(os.environ, PYTHIA8DATA=self.path("gone")))
        self.assertEqual((code, os.path.exists(self.path("e.h5"))), (1, False), err)
        self.assertIn("PYTHIA8DATA is '" + self.path("gone") + "'", err)
        self.assertEqual(len(err.splitlines()), 1, err)


class Next(toy.WithToy):
    """The commands that `next:` proposes work."""

    def run_next(self, out, folder=None):
        line = re.search(r"next: (jetseq .*)", out).group(1)
        words = shlex.split(line)
        environment = {**os.environ, "PATH": os.path.dirname(toy.JETSEQ) + os.pathsep + os.environ["PATH"]}
        done = subprocess.run(line, shell=True, cwd=folder or self.folder, env=environment, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, line + "\n" + done.stderr)
        return words, done.stdout

    def run_in(self, folder, *arguments):
        code, out, err = toy.jetseq(*arguments, cwd=folder)
        self.assertEqual(code, 0, err)
        return out

    def foreign(self, folder):
        """A file in MeV with names of its own, and the configuration that reads it."""
        info, jets = toy.tables()
        info.dtype.names = tuple("truth" if name == "signalType" else name for name in info.dtype.names)
        jets["pt"] *= 1000
        jets["e"] *= 1000
        with h5py.File(os.path.join(folder, "data.h5"), "w") as file:
            file["things"], file["objects"] = info, jets
        return toy.write_text(os.path.join(folder, "train.yaml"), toy.SMALL_CONFIG +
                              "data: {files: [data.h5], unit: MeV, names: {events: things, jets: objects, events.signalType: truth}}\n")

    def test_reads_foreign_names_and_units(self):
        folder = self.path("it's a \"folder\"")
        os.mkdir(folder)
        config = self.foreign(folder)
        words, out = self.run_next(self.run_in(folder, "train", config, "--out", "my run"), folder)
        self.assertEqual(words[1:3], ["evaluate", "my run/toy.json"])
        self.assertEqual(words[words.index("--config") + 1], "my run/config.yaml")
        for given in ("train.yaml", "my run/config.yaml"):
            self.run_in(folder, "evaluate", "my run", "data.h5", "--config", given, "--out", "report")
        out = self.run_in(folder, "score", "my run", "data.h5", "--config", "train.yaml", "--out", "scores.h5")
        self.assertIn("--config", self.run_next(out, folder)[0])

    def test_takes_a_configuration_for_what_it_says_of_data_only(self):
        config = self.foreign(self.folder)
        text = open(config).read()
        self.run_in(self.folder, "train", "train.yaml", "--out", "run")
        for wrong, says in ((text.replace("unit: MeV", "units: MeV"), ["unknown key 'data.units'"]),
                            (text.replace("data:", "dta:"), ["unknown key 'dta'"])):
            toy.write_text(self.path("wrong.yaml"), wrong)
            self.assert_refused("evaluate", self.path("run"), self.path("data.h5"), "--config", self.path("wrong.yaml"),
                                "--out", self.path("report"), says=says)

    def test_evaluates_all_files_folds_and_seeds(self):
        for n in range(2):
            info, jets = toy.tables(1500, seed=n)
            info["sampleId"] = n
            toy.write(self.path(f"part {n}, of two.h5"), info, jets)
        out = self.run_in(self.folder, "train", self.config, "--data", "part*two.h5", "--out", "run")
        words, out = self.run_next(out)
        self.assertEqual(words[3], "part*two.h5")
        with open(self.path("run/report/report.json")) as file:
            self.assertEqual(len(json.load(file)["data"]["files"]), 2)
        for options in (["--folds", "2"], ["--seeds", "2"]):
            self.run_next(self.run_in(self.folder, "train", self.config, "--data", self.data, "--out", options[0][2:], *options))

    def test_of_scan_rate_set_and_score(self):
        scan = toy.write_text(self.path("scan.yaml"), toy.SMALL_CONFIG + "scan: {network.cells: [3, 4]}\n")
        self.run_next(self.run_in(self.folder, "scan", scan, "--data", self.data, "--out", "scan"))
        out = self.run_in(self.folder, "train", self.config, "--data", self.data, "--find-learning-rate", "--out", "rate")
        self.run_next(out)
        sets = toy.write_text(self.path("sets.yaml"), toy.SMALL_CONFIG.replace("cells: 5", "kind: deep_sets, embedding: [4], hidden: [4]"))
        out = self.run_next(self.run_in(self.folder, "train", sets, "--data", self.data, "--out", "sets"))[1]
        self.run_next(out)
        self.run_next(self.run_in(self.folder, "score", MODEL, self.data, "--out", "scores.h5"))
        words, _ = self.run_next(self.run_in(self.folder, "score", MODEL, self.data, "--out", "scored/scores.h5"))
        self.assertEqual(words[-2:], ["--out", "scored/report"])

    def test_of_selections(self):
        events = [os.path.join(SAMPLE, name) for name in ("vbf_500_2lep.h5", "ggf_500_2lep.h5")]
        configs = os.path.join(toy.SOURCE, "configs")
        out = self.run_in(self.folder, "select", os.path.join(configs, "select.yaml"), *events, "--dump", "a b.h5")
        line = re.search(r"next: jetseq train (\S+) --data 'a b.h5'", out)
        self.assertTrue(line and os.path.exists(line.group(1)), out)  # an installed program has no configurations: CONFIG
        out = self.run_in(self.folder, "select", os.path.join(configs, "select.yaml"), events[0], "--dump", "vbf.h5")
        self.assertIn("next: jetseq info vbf.h5", out)  # one class alone can't be trained on
        out = self.run_in(self.folder, "select", os.path.join(configs, "two_lepton.yaml"), *events, "--model", MODEL, "--out", "out")
        self.run_next(out)


class Report(toy.WithToy):
    def test_names_the_characters_that_no_font_has(self):
        evaluate = ("evaluate", MODEL, self.data, "--all", "--out", self.path("report"))
        code, _, err = toy.jetseq(*evaluate, "--title", "H → ZZ → ℓℓqq")
        self.assertEqual(code, 0, err)
        if "makes no PDF" in err:
            self.skipTest("built without librsvg")
        self.assertNotIn("in place of", err)
        if shutil.which("pdftotext"):
            text = subprocess.run(["pdftotext", self.path("report/plots/roc.pdf"), "-"], capture_output=True, text=True).stdout
            self.assertIn("H → ZZ → ℓℓqq", text)
        none = "\u0378"  # Unicode leaves it empty
        code, _, err = toy.jetseq(*evaluate, "--title", none + " and ℓ")
        self.assertEqual(code, 0)
        self.assertIn("in place of " + none + " (no installed font has them)", err)


class Documentation(unittest.TestCase):
    OUTPUT = re.compile(r"--(?:out|dump|skim|freeze) +([^ `\n]+)")
    ALLOWED = re.compile(r"(out/|demo|runs/|DIR|RUN|FILE|[\"$~/])")

    def test_writes_no_result_into_a_folder_of_the_source(self):
        where = [os.path.join(toy.SOURCE, "README.md")]
        for folder in ("docs", "configs", "scripts"):
            for place, folders, names in os.walk(os.path.join(toy.SOURCE, folder)):
                folders[:] = [name for name in folders if name != "images"]
                where += [os.path.join(place, name) for name in names if name != "options.md"]  # that is --help
        self.assertGreater(sum(file.endswith(".md") for file in where), 15)  # pages lie in folders of docs/
        wrong = []
        for file in where:
            with open(file) as text:
                for line in text:
                    if "jetseq" not in line and "--out" not in line or "add_argument" in line:
                        continue
                    wrong += [f"{file}: {out}" for out in self.OUTPUT.findall(line) if not self.ALLOWED.match(out)]
        self.assertEqual(wrong, [])
        with open(os.path.join(toy.SOURCE, ".gitignore")) as file:
            ignored = file.read().split()
        self.assertLessEqual({"/out/", "/runs/", "/demo/"}, set(ignored))


if __name__ == "__main__":
    unittest.main()
