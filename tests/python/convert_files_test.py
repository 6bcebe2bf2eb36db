"""The files of `jetseq convert`: its map, inputs that are not ROOT files, and outputs that replace nothing."""

import contextlib
import glob
import io
import os
import resource
import signal
import subprocess
import sys
import time
import unittest
from unittest import mock

from support import needs

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import h5py
from convert_support import Child, WithToy, a_map, run
from jetseq.convert.__main__ import main


class CommandLine(WithToy):
    def test_says_that_the_arguments_are_exchanged(self):
        self.ntuple()
        with open(self.path("map.yaml"), "w") as file:
            file.write(AMap.TEXT)
        done = run(self.path("in.root"), self.path("map.yaml"), "--out", self.out)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^jetseq convert: .*in.root is a ROOT file, not a map .*exchanged.*Write jetseq convert .*map.yaml .*in.root")
        self.assertEqual(len(done.stderr.splitlines()), 1)
        done = run("a.root", "b.root", "map.yaml", "--out", self.out)
        self.assertIn("Write jetseq convert map.yaml a.root b.root --out", done.stderr)
        self.assertRegex(run(self.path("in.root"), self.path("in.root"), "--out", self.out).stderr, "is a ROOT file, not a map .*comes first")

    def test_complains_in_one_line(self):
        for arguments in ((), ("map.yaml", "in.root"), ("map.yaml", "in.root", "--out", "e.h5", "--rows", "x")):
            error = io.StringIO()
            with contextlib.redirect_stderr(error), self.assertRaises(SystemExit) as end:
                main(list(arguments))
            self.assertEqual(end.exception.code, 2)
            self.assertRegex(error.getvalue(), r"\Ajetseq convert: .+ \(jetseq convert MAP FILES\.\.\. --out events.h5 expected\)\. Try --help\n\Z")


class AMap(WithToy):
    TEXT = "tree: t\nunit: GeV\nevents: {eventNumber: event, sampleId: run, leptons: 2}\njets: {pt: jet_pt, eta: jet_eta, phi: jet_phi, m: jet_m}\n"

    def test_loses_nothing(self):
        self.ntuple()
        for addition, reason in {
            "unit: MeV": r"map.yaml, line 5: `unit` appears twice .first in line 2",
            "jets: {pt: jet_m}": r"line 5: `jets` appears twice",
            "---\nunit: MeV": r"line 5: a second YAML document",
            "leptons: {pt: a, pt: b}": "line 5: `pt` appears twice",
            "jets.btag: jet_pt > 3": "unknown key `jets.btag`",
            "? [a, b]\n: 3": "line 5: a key is a list",
            "wrap_phi:": "`wrap_phi` is empty",
            "wrap_phi: 'no'": "`wrap_phi` is no .true or false",
            "leptons: []": "`leptons` is empty", "leptons:": "`leptons` is empty", "leptons: 3": "`leptons` is 3 .columns expected",
            "duplicates: yes": "line 5: `yes` is a flag in one version of YAML", "wrap_phi: on": "line 5: `on` is a flag",
            "large_jets: {pt: '', eta: 0, phi: 0, m: 0}": "`large_jets.pt`: `` can't be read .it ends",
            "large_jets: {pt: |\n a >\n b >, eta: 0, phi: 0, m: 0}": "isn't YAML", "large_jets:\n  pt: |\n    a >\n    b >\n  eta: 0\n  phi: 0\n  m: 0": "`a > b >` can't be read",
            "duplicates: |\n  a\n  b": "`duplicates` is a b ",
            "\t": "isn't YAML", "a: b: c": "isn't YAML", "large_jets: &a [*a]": "line 5: an anchor, `&a`",
            "large_jets: *a": r"line 5: an alias, `\*a`", "large_jets: {<<: {pt: 1}}": "line 5: the merge key `<<`",
            "large_jets: !mine {pt: 1}": "line 5: the tag `!mine`",
        }.items():
            with self.subTest(addition):
                self.refused(self.TEXT + addition, reason)

    def test_has_one_meaning_for_a_number(self):
        self.ntuple()
        for number in ("010", "0100", "-010", "0o17", "0b11", "1_000", "1:30", "'010'"):
            with self.subTest(number):
                self.refused(self.TEXT.replace("sampleId: run", "sampleId: " + number), "line 3: .*(every version of YAML|begins with 0)|begins with 0")
        for text, value in (("10", 10), ("1e1", 10), ("-3", -3), ("'10'", 10), ("2 * 5", 10)):
            tables = self.converted(self.TEXT.replace("sampleId: run", "sampleId: " + text))
            self.assertEqual(set(tables["events"]["sampleId"].tolist()), {value})
        for text in ("0x10", ".inf", "-.inf", ".nan"):
            self.refused(self.TEXT.replace("sampleId: run", "sampleId: " + text), f"line 3: `{text}` is no decimal number")

    def test_says_which_value_is_wrong(self):
        self.ntuple()
        for change, reason in {
            ("sampleId: run", "sampleId:"): "`events.sampleId` is empty", ("leptons: 2", "leptons: true"): "`events.leptons` is True",
            ("sampleId: run", "sampleId: [run]"): "`events.sampleId` is ", ("sampleId: run", "sampleId: 2016-01-01"): "`events.sampleId` is 2016",
            ("tree: t", "tree: 5"): "`tree` is 5", ("unit: GeV", "unit: gev"): "`unit` is gev", ("unit: GeV", "unit: [GeV]"): "`unit` is", ("m: jet_m", "m: jet_m, sort: 'false'"): "`jets.sort` is false",
            ("m: jet_m", "m: jet_m, keep:"): "`jets.keep` is empty", ("m: jet_m", "m: []"): "`jets.m` is empty", ("m: jet_m", "m: jet_m, unit:"): "`jets.unit` is empty",
            ("sampleId: run", "sampleId: 1" + "0" * 400): "`events.sampleId` is 10",
            ("eventNumber: event, ", ""): "`events.eventNumber` is missing.*`entry` if there is none",
        }.items():
            with self.subTest(change):
                self.refused(self.TEXT.replace(*change), "map.yaml: " + reason)

    def test_that_can_not_be_read(self):
        self.ntuple()
        done = run(self.path("none.yaml"), self.path("in.root"), "--out", self.out)
        self.assertRegex(done.stderr, "can't read .*none.yaml")
        with open(self.path("map.yaml"), "wb") as file:
            file.write(b"tree: \xff\xfe")
        self.assertRegex(run(self.path("map.yaml"), self.path("in.root"), "--out", self.out).stderr, "isn't YAML")


class Files(WithToy):
    def test_that_are_no_root_files_name_what_reads_them(self):
        self.ntuple()
        self.assertEqual(self.run_map(a_map()).returncode, 0)
        os.rename(self.out, self.path("ours.h5"))
        for name, content, reason in (("a.gz", b"\x1f\x8b\x08", "compressed by gzip: unpack"), ("a.lhe", b"<LesHouchesEvents>", "`jetseq simulate` reads it"),
                                      ("text", b"pt eta phi", "Name a ROOT file"), ("empty", b"", "Name a ROOT file")):
            with open(self.path(name), "wb") as file:
                file.write(content)
            self.refused(a_map(), f"can't read .*{name} .*{reason}", self.path(name))
        self.refused(a_map(), "HDF5: jetseq reads it as it is", self.path("ours.h5"))
        self.refused(a_map(), "no file", self.path("none*.root"))

    def test_of_any_name(self):
        for name in ("a[1].root", "b*.root", os.fsdecode(b"c\xff.root"), "d e.root"):
            os.rename(self.ntuple(), self.path(name))
            self.converted(a_map(), self.path(name))
            self.assertIn("\\xff" if "c" in name else name, self.attributes["inputs"])


class Outputs(WithToy):
    def setUp(self):
        super().setUp()
        self.ntuple()
        self.ntuple_bytes = self.bytes()

    def bytes(self):
        with open(self.path("in.root"), "rb") as file:
            return file.read()

    def refused_out(self, out, expected):
        self.out = out
        done = self.run_map(a_map())
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1), done.stderr)
        self.assertRegex(done.stderr, expected)
        self.assertEqual(glob.glob(self.path("*.part")), [])
        self.assertEqual(self.bytes(), self.ntuple_bytes)

    def test_that_are_an_input(self):
        os.symlink(self.path("in.root"), self.path("soft"))
        os.link(self.path("in.root"), self.path("hard"))
        for name in ("in.root", "soft", "hard", "map.yaml", os.path.join("..", os.path.basename(self.folder), "in.root")):
            self.refused_out(self.path(name), "is the same file as the input")

    def test_that_are_no_files(self):
        self.refused_out("/dev/null", "/dev/null .a device or a pipe")
        self.refused_out(self.folder, "a folder")
        self.refused_out(self.folder + "/", "a folder")
        self.refused_out("", "--out is empty")
        self.refused_out(os.path.join(self.path("in.root"), "x.h5"), "can't write")
        os.symlink(self.path("b"), self.path("a"))
        os.symlink(self.path("a"), self.path("b"))
        self.refused_out(self.path("a"), "circle|Too many")
        os.mkfifo(self.path("pipe"))
        self.refused_out(self.path("pipe"), "a device or a pipe")

    def test_that_are_links_are_followed(self):
        os.mkdir(self.path("disk"))
        os.symlink(self.path("disk/events.h5"), self.path("link.h5"))
        self.out = self.path("link.h5")
        self.assertEqual(self.run_map(a_map()).returncode, 0)
        self.assertTrue(os.path.islink(self.out))
        with h5py.File(self.path("disk/events.h5")) as file:
            self.assertEqual(len(file["events"]), 60)

    def test_with_a_fault_at_the_first_attribute(self):
        with mock.patch("jetseq.convert.events_file.version", new=object()), self.assertRaises(TypeError):
            self.run_map(a_map())
        self.assertEqual(glob.glob(self.out + "*"), [])

    def test_on_a_file_system_without_links(self):
        with mock.patch("os.link", side_effect=OSError(95, "not supported")):
            self.assertEqual(len(self.converted(a_map())["events"]), 60)

    def prepared(self):
        """What converts the ntuple."""
        self.run_map(a_map())
        os.remove(self.out)
        return lambda: main([self.path("map.yaml"), self.path("in.root"), "--out", self.out])

    def test_that_do_not_fit_on_the_disk(self):
        convert = self.prepared()

        def convert_on_a_full_disk():
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
            return convert()

        child = Child(convert_on_a_full_disk)
        self.assertRegex(child.said.read(), "^jetseq convert: can't write .*File too large")
        self.assertEqual(child.exit_code(), 1)
        self.assertEqual(glob.glob(self.out + "*"), [])

    def test_that_are_interrupted(self):
        convert = self.prepared()

        def wait(*_):
            print("here", flush=True)
            time.sleep(60)

        for number, expected in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            with mock.patch("jetseq.convert.convert.sample_ids", wait):
                child = Child(convert)
            self.assertEqual(child.said.readline(), "here\n")
            os.kill(child.id, number)
            self.assertEqual(child.said.read(), "jetseq convert: interrupted (by a signal; no file is left half-written). Start it again\n")
            self.assertEqual(child.exit_code(), expected)
            self.assertEqual(glob.glob(self.out + "*"), [])

    def test_are_written_although_nothing_can_be_said(self):
        self.run_map(a_map())
        os.remove(self.out)
        with open("/dev/full", "w") as full:
            done = subprocess.run([sys.executable, "-m", "jetseq.convert", self.path("map.yaml"), self.path("in.root"), "--out", self.out], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "^jetseq convert: .*events.h5 is written, .*No space left")
        with h5py.File(self.out) as file:
            self.assertEqual(len(file["events"]), 60)

    def test_a_broken_input_is_named(self):
        with open(self.path("in.root"), "r+b") as file:
            file.truncate(os.path.getsize(self.path("in.root")) // 2)
        self.refused(a_map(), "in.root")


if __name__ == "__main__":
    unittest.main()
