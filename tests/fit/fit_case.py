"""`jetseq fit` run as a user would, and scored events that it did not write."""
import json
import os
import subprocess
import tempfile
import unittest

import h5py
import numpy

JETSEQ, SOURCE = os.environ["JETSEQ"], os.environ["JETSEQ_SOURCE_DIR"]


def run(*arguments):
    return subprocess.run([JETSEQ, "fit", *arguments], capture_output=True, text=True)


def write_scored(path, sample, n, slope, seed):
    """n events whose score rises (slope > 0) or falls, with a mass and tag jets."""
    random = numpy.random.default_rng(seed)
    rows = numpy.zeros(n, [("eventNumber", "u8"), ("sampleId", "i4"), ("signalType", "i4"), ("mcEventWeight", "f4"),
                           ("net_pVBF", "f4"), ("net_pggF", "f4"), ("m_VV", "f4"), ("tag_m_jj", "f4"),
                           ("tag_delta_eta", "f4")])
    rows["eventNumber"], rows["sampleId"], rows["mcEventWeight"] = numpy.arange(n), sample, 1
    u = random.random(n)
    rows["net_pVBF"] = u ** (1 / (1 + slope)) if slope > 0 else 1 - u ** (1 / (1 - slope))
    rows["net_pggF"] = 1 - rows["net_pVBF"]
    rows["m_VV"] = random.normal(1000, 50, n) if slope > -2 else 500 + random.exponential(300, n)
    rows["tag_m_jj"], rows["tag_delta_eta"] = 1000 * (rows["net_pVBF"] > 0.5), 5 * (random.random(n) > 0.4)
    with h5py.File(path, "w") as file:
        file["events"] = rows


CONFIG = """
title: A test
luminosity: 100
poi: mu_VBF
processes: [VBF, ggF, Zjets]
process:
  VBF: {files: FOLDER/vbf.h5, strength: mu_VBF, cross_section: 0.001, generated: 40000}
  ggF: {files: FOLDER/ggf.h5, strength: mu_ggF, cross_section: 0.003, generated: 40000}
  Zjets: {files: FOLDER/zjets.h5, yield: 2000, uncertainty: 0.1, stand_in: not real}
columns: {observable: m_VV}
bins: {edges: [500, 800, 900, 1000, 1100, 1200, 2000], least_expected: 2}
thresholds: {count: 1, step: 0.1}
"""


TWO_BINS = {
    "channels": [{"name": "one", "samples": [
        {"name": "signal", "data": [2.0, 3.0], "modifiers": [{"name": "mu", "type": "normfactor", "data": None}]},
        {"name": "background", "data": [50.0, 60.0], "modifiers": []}]}],
    "observations": [{"name": "one", "data": [53.0, 60.0]}],
    "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": []}}], "version": "1.0.0"}


class FitCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.out = os.path.join(self.folder.name, "out")

    def write(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def result(self):
        with open(os.path.join(self.out, "fit.json")) as file:
            return json.load(file)

    def events(self):
        for name, sample, slope in (("vbf", 1, 2), ("ggf", 2, -1), ("zjets", 3, -2)):
            write_scored(os.path.join(self.folder.name, name + ".h5"), sample, 20000, slope, sample)
        return self.write("fit.yaml", CONFIG.replace("FOLDER", self.folder.name))

    def fit_of(self, change):
        document = json.loads(json.dumps(TWO_BINS))
        change(document)
        path = self.write("w.json", json.dumps(document))
        done = run(path, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        page = open(os.path.join(self.out, "fit.html")).read()
        for note in result["notes"]:
            self.assertIn(note, done.stdout)
            self.assertIn(note.split("'")[0], page)
        return result, done.stdout
