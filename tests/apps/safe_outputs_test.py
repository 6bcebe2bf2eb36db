"""Outputs never destroy anything, several writers never mix, and a run directory knows its model."""

import os
import signal
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


def start(*arguments, **options):
    return subprocess.Popen([toy.JETSEQ, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


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


class FilesOfOthers(toy.WithToy):
    REGIONS = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")

    def test_of_another_kind_are_not_replaced(self):
        model = shutil.copy(MODEL, self.path("m.json"))
        events = shutil.copy(os.path.join(SAMPLE, "vbf_500_2lep.h5"), self.path("events.h5"))
        with h5py.File(self.path("foreign.h5"), "w") as file:
            file["mine"] = [1, 2]
        notes = toy.write_text(self.path("notes.txt"), "mine")
        for place, holds in ((model, "is a frozen model"), (events, "holds events"), (notes, "none that jetseq"),
                             (self.path("foreign.h5"), "none that jetseq has written")):
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
        os.mkdir(self.path("r"))
        place = shutil.copy(mine, self.path("r/report.json"))
        self.assert_kept_and_refused(place, "evaluate", MODEL, self.data, "--out", self.path("r"), says=["r/report.json (the file there"])

    def test_are_other_configurations(self):
        """A fit and a training both have a config.yaml."""
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        fit = toy.write_text(self.path("fit.yaml"), "title: x\n")
        self.assert_kept_and_refused(self.path("run/config.yaml"), "fit", fit, "--out", self.path("run"), says=["run holds a training"])
        os.mkdir(self.path("fit"))
        toy.write_text(self.path("fit/fit.json"), '{"kind": "jetseq_fit", "configuration": "title: x\\n"}')
        config = toy.write_text(self.path("fit/config.yaml"), "title: x\n")
        for command in (("train", self.config), ("scan", self.config)):
            self.assert_kept_and_refused(config, *command, "--data", self.data, "--out", self.path("fit"), says=["fit holds a fit"])

    def test_keep_all_files_of_a_selection_from_their_places(self):
        select = ("select", self.REGIONS, os.path.join(SAMPLE, "vbf_500_2lep.h5"), "--model", MODEL, "--out", self.path("s"))
        self.run_ok(*select)
        report = toy.write_text(self.path("s/cutflow.json"), '{"kind": "jetseq_report"}')
        before = [read_bytes(self.path("s/" + name)) for name in ("selected.h5", "cutflow.csv", "cutflow.json")]
        code, _, err = jetseq(*select)
        self.assertEqual(code, 1)
        self.assertIn("s/cutflow.json (the file there is the report of jetseq evaluate, and would be lost)", err)
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
            self.assert_refused(*select, says=[name + " is no part of a selection (it would be lost)"])
            self.assertEqual(read_bytes(place), b"mine " * 30)
            for target in (mine, "nothing"):
                os.remove(place)
                os.symlink(target, place)
                self.assert_refused(*select, says=[name + " is no part"])
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
        for name in ("roc-2.yaml", "score-2.csv", "score-2.pdf", "score-2.svg"):
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


class Writers(toy.WithToy):
    def test_say_for_whom_they_wait(self):
        first = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                      "--set", "train.patience=0")
        while first.poll() is None and not os.path.exists(self.path("run/checkpoint.pt")):
            time.sleep(0.01)
        second = start("evaluate", MODEL, self.data, "--all", "--out", self.path("run"))
        notes = iter(second.stderr.readline, "")
        said = next(line for line in notes if "toy.h5" not in line)
        first.kill()
        first.communicate()
        second.communicate()
        self.assertRegex(said, rf"note: .*/run is in use \(process {first.pid} on .* writes to it\); waiting for its end")
        self.assertEqual(second.returncode, 0)

    def test_of_one_output_end_well_and_leave_one_whole(self):
        info, jets = toy.tables(seed=2)
        toy.write(self.path("other.h5"), info, jets)
        alone = []
        for data in (self.data, self.path("other.h5")):
            self.run_ok("score", MODEL, data, "--out", self.path("alone.h5"))
            alone.append(read_bytes(self.path("alone.h5")))
        for _ in range(6):
            jobs = [start("score", MODEL, data, "--out", self.path("scores.h5")) for data in (self.data, self.path("other.h5"))]
            for job in jobs:
                _, err = job.communicate()
                self.assertEqual(job.returncode, 0, err)
            self.assertIn(read_bytes(self.path("scores.h5")), alone)
        self.assertEqual([name for name in os.listdir(self.folder) if name.endswith(".part")], [])

    def test_of_one_selection_are_one(self):
        regions = os.path.join(toy.SOURCE, "configs", "two_lepton.yaml")
        events = os.path.join(SAMPLE, "vbf_1000_2lep.h5")
        self.run_ok("select", regions, events, "--model", MODEL, "--out", self.path("alone"))
        for _ in range(4):
            shutil.rmtree(self.path("together"), ignore_errors=True)
            jobs = [start("select", regions, events, "--model", MODEL, "--out", self.path("together")) for _ in range(2)]
            ends = [(job.communicate()[1], job.returncode) for job in jobs]
            self.assertIn(0, [code for _, code in ends])
            for err, code in ends:
                self.assertTrue(code == 0 or (code == 1 and "is in use (" in err), err)
            self.assertEqual(read_bytes(self.path("together/selected.h5")), read_bytes(self.path("alone/selected.h5")))
            self.assertEqual(sorted(os.listdir(self.path("together"))), ["cutflow.csv", "cutflow.json", "selected.h5"])

    def test_of_one_training_are_one(self):
        first = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                      "--set", "train.patience=0")
        while first.poll() is None and not os.path.exists(self.path("run/checkpoint.pt")):
            time.sleep(0.01)
        self.assert_refused("train", "--resume", self.path("run"), says=["run is in use", f"process {first.pid} on "])
        self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("run"), says=["holds a training already"])
        first.kill()
        first.communicate()
        resumed = start("train", "--resume", self.path("run"))  # the lock went with the process
        time.sleep(0.3)
        resumed.send_signal(signal.SIGINT)
        _, err = resumed.communicate()
        self.assertNotIn("in use", err)

    def test_that_died_leave_nothing_for_long(self):
        job = start("score", MODEL, self.data, "--out", self.path("scores.h5"))
        job.communicate()
        name = f"scores.h5.{''.join(c if c.isalnum() else '_' for c in socket.gethostname())[:32]}-{job.pid}-0.jetseq.part"
        toy.write_text(self.path(name), "half")
        other = toy.write_text(self.path("scores.h5.elsewhere-1-0.jetseq.part"), "of another host")
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        if os.stat("/proc/self/ns/pid").st_ino == 0xEFFFFFFC:  # else the name holds more
            self.assertFalse(os.path.exists(self.path(name)))
        self.assertTrue(os.path.exists(other))
        os.utime(other, (time.time() - 8 * 86400,) * 2)
        self.run_ok("score", MODEL, self.data, "--out", self.path("scores.h5"))
        self.assertFalse(os.path.exists(other))


class RunDirectory(toy.WithTraining):
    def model_of(self, folder):
        self.run_ok("score", folder, self.data, "--out", self.path("scores.h5"))
        return self.run_ok("info", self.path("scores.h5"))

    def test_means_the_model_of_its_training(self):
        model = self.train("run")
        for name in ("aaa", "best", "zzz"):
            self.run_ok("evaluate", model, self.data, "--calibrate", "temperature", "--freeze", self.path(f"run/{name}.json"),
                        "--out", self.path("report"))
            self.assertIn("run/toy.json", self.model_of(self.path("run")))
        os.remove(model)
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("scores.h5"),
                            says=["holds several frozen models", "aaa.json", "best.json", "zzz.json"])
        for name in ("aaa", "best"):
            os.remove(self.path(f"run/{name}.json"))
        self.assert_refused("score", self.path("run"), self.data, "--out", self.path("scores.h5"),
                            says=["has no toy.json yet", "zzz.json"])

    def test_is_any_folder_with_one_model(self):
        os.mkdir(self.path("models"))
        shutil.copy(MODEL, self.path("models/some.json"))
        toy.write_text(self.path("models/notes.json"), '{"a": 1}')
        self.assertIn("models/some.json", self.model_of(self.path("models")))
        shutil.copy(MODEL, self.path("models/other.json"))
        self.assert_refused("info", self.path("models"), says=["other.json", "some.json", "which of them"])

    def test_has_no_model_called_like_another_of_its_files(self):
        for name in ("config", "metadata", "summary", "scan", "best", "checkpoint", "Metrics", "REPORT", "fit", "cutflow"):
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), "--set", f"name={name}",
                                says=[f"key 'name' is '{name}'", "another name"])
        for name in ("a/b", "..", "'a b'", "x" * 101):
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), "--set", f"name={name}",
                                says=["key 'name' is out of range"])
        self.assertFalse(os.path.exists(self.path("x")))

    def test_holds_no_network_that_cannot_be_read(self):
        for settings in (["network.cells=2048", "network.layers=16"], ["network.cells=2048"], ["network.cells=500", "train.folds=5"]):
            options = [word for setting in settings for word in ("--set", setting)]
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("x"), *options,
                                says=["toy.yaml", "too large to be read again", "256 MiB"])
        self.assertFalse(os.path.exists(self.path("x")))


class Interrupted(toy.WithToy):
    def begun(self):
        job = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=100000",
                    "--set", "train.patience=0")
        while job.poll() is None and not os.path.exists(self.path("run/metrics.csv")):
            time.sleep(0.01)
        return job

    def test_by_a_signal_that_is_ignored_they_are_not(self):
        """As under nohup, and in the background of a script."""
        job = start("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=2",
                    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        while not os.path.exists(self.path("run/config.yaml")) and job.poll() is None:
            time.sleep(0.005)
        job.send_signal(signal.SIGINT)
        self.assertIn("next: jetseq evaluate", job.communicate()[0])
        self.assertEqual(job.returncode, 0)

    def test_trainings_say_so_in_their_exit_code(self):
        for sign, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            job = self.begun()
            job.send_signal(sign)
            out, err = job.communicate()
            self.assertEqual(job.returncode, code, err)
            self.assertIn("next: jetseq train --resume " + self.path("run"), out)
            self.assertFalse(os.path.exists(self.path("run/.jetseq.lock")))
            shutil.rmtree(self.path("run"))


if __name__ == "__main__":
    unittest.main()
