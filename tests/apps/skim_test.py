"""The skims of `jetseq select`, and how a fit normalises files that hold a part of the events."""

import os
import unittest

import h5py
import numpy as np

from selection import CONFIGS, MODEL, SAMPLE, WithFolder, events
from toy import jetseq


class Skim(WithFolder):
    SKIM = os.path.join(CONFIGS, "skim_two_lepton.yaml")

    def test_keeps_the_events_of_all_regions_whole(self):
        source, skim = os.path.join(SAMPLE, "zjets_tail_2lep.h5"), self.path("skim.h5")
        self.run_ok("select", self.SKIM, source, "--out", self.path("all"), "--skim", skim)
        with h5py.File(source) as whole, h5py.File(skim) as kept:
            numbers = whole["events"]["eventNumber"][:]
            row = {number: n for n, number in enumerate(numbers)}
            rows = [row[number] for number in kept["events"]["eventNumber"]]
            self.assertEqual(rows, sorted(rows))
            self.assertTrue(1000 < len(rows) < len(numbers) / 5, len(rows))
            for name in ("events", "jets", "large_jets", "leptons"):
                found = kept[name][:]
                expected = whole[name][:][rows]
                np.testing.assert_array_equal(found, expected if name == "events" else expected[:, :found.shape[1]])
            for name in ("cross_section_pb", "sum_of_weights", "seed", "kind"):
                self.assertEqual(kept.attrs[name], whole.attrs[name])
            self.assertIn("skim", kept.attrs)
        last = []
        for file, folder in ((source, "from_whole"), (skim, "from_skim")):
            self.run_ok("select", os.path.join(CONFIGS, "two_lepton.yaml"), file, "--model", MODEL, "--out", self.path(folder))
            with h5py.File(self.path(folder + "/selected.h5")) as selected:
                last.append((selected["events"][:].tolist(), selected.attrs["cross_section_pb"], selected.attrs["sum_of_weights"]))
        self.assertEqual(*last)

    def test_is_of_one_file(self):
        code, _, errors = jetseq("select", self.SKIM, *events("?gf_1000_2lep.h5"), *events("vbf_1000_2lep.h5"), "--out", self.path("x"),
                                 "--skim", self.path("skim.h5"))
        self.assertEqual(code, 2)
        self.assertIn("--skim is of one file", errors)


class Normalisation(WithFolder):
    def test_the_readme_says_what_the_files_say(self):
        with open(os.path.join(SAMPLE, "README.md")) as file:
            rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in file if line.startswith("| `") and "+-" in line]
        self.assertEqual(len(rows), 8)
        for name, cross_section, weights in rows:
            value, error = (float(number.replace(",", "")) for number in cross_section.split("+-"))
            with h5py.File(os.path.join(SAMPLE, name)) as file:
                self.assertAlmostEqual(float(file.attrs["cross_section_pb"]) / value, 1, delta=5e-4)
                self.assertAlmostEqual(float(file.attrs["cross_section_error_pb"]) / error, 1, delta=0.03)
                self.assertAlmostEqual(float(file.attrs["sum_of_weights"]) / float(weights.split(" ")[0].replace(",", "")), 1, delta=1e-5)
                if "skim" not in file.attrs:
                    self.assertAlmostEqual(file["events"]["mcEventWeight"].astype(float).sum() / float(file.attrs["sum_of_weights"]), 1, delta=1e-5)

    def test_fit_takes_the_cross_section_of_a_file_of_its_own(self):
        """A yield by hand: luminosity * cross-section * selected / all weights."""
        skims = [f"zjets_skim{part}_2lep" for part in ("", "2", "3")]
        for name in ["vbf_1000_2lep", "ggf_1000_2lep"] + skims:
            self.run_ok("select", os.path.join(CONFIGS, "two_lepton.yaml"), os.path.join(SAMPLE, name + ".h5"), "--model", MODEL,
                        "--out", self.path("selected/" + name))
        with open(os.path.join(CONFIGS, "fit_selected.yaml")) as text:
            config = self.config(text.read().replace("selected/", f"{self.folder}/selected/"))
        for files_are, scale in (("repeats", 1), ("parts", 3)):
            self.run_ok("fit", config, "--out", self.path("fit"), "--set", "process.Zjets.files_are=" + files_are, "--set", "limit=false",
                        "--set", "impacts=false")
            channels = self.read_json("fit/workspace.json")["channels"]
            found = sum(sum(s["data"]) for channel in channels for s in channel["samples"] if s["name"] == "Zjets")
            made = selected = 0
            for name in skims:
                with h5py.File(os.path.join(SAMPLE, name + ".h5")) as skim, \
                        h5py.File(self.path(f"selected/{name}/selected.h5")) as events_file:
                    made += float(skim.attrs["sum_of_weights"])
                    selected += float(skim.attrs["cross_section_pb"]) * events_file["events"]["mcEventWeight"].astype(float).sum()
            # parts are three times as much, but for what 50,000 events fluctuate
            self.assertAlmostEqual(found / (scale * 139e3 * selected / made), 1, delta=1e-4 if scale == 1 else 0.02)

    def test_fit_says_which_file_has_none(self):
        self.run_ok("select", os.path.join(CONFIGS, "two_lepton.yaml"), *events("?gf_1000_2lep.h5"), "--model", MODEL, "--out", self.path("s"))
        config = self.config(f"luminosity: 139\nprocesses: [one]\nprocess:\n  one: {{files: {self.path('s/selected.h5')}, cross_section: files}}\n")
        code, _, errors = jetseq("fit", config, "--out", self.path("fit"))
        self.assertEqual(code, 1)
        self.assertIn("selected.h5 has no attribute cross_section_pb", errors)


if __name__ == "__main__":
    unittest.main()
