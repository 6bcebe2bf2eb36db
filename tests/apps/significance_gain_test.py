"""scripts/significance-gain: its sums on events made by hand, and that it runs on the events in the box."""
import importlib.machinery
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import unittest

import numpy

JETSEQ, SOURCE = os.environ["JETSEQ"], os.environ["JETSEQ_SOURCE_DIR"]
SCRIPT = os.path.join(SOURCE, "scripts", "significance-gain")
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("significance_gain", SCRIPT)
gain = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(gain)


def events(categories, masses):
    return {"id": numpy.arange(len(masses)), "w": numpy.ones(len(masses)), "m": numpy.array(masses, float),
            "category": numpy.array(categories)}


class SignificanceGain(unittest.TestCase):
    def test_share_of_an_exponential(self):
        quantile = (numpy.arange(100000) + 0.5) / 100000
        tau, length = 200.0, gain.FITTED[1] - gain.FITTED[0]
        m = gain.FITTED[0] - tau * numpy.log1p(quantile * numpy.expm1(-length / tau))
        inside = numpy.mean(gain.inside(m, gain.WINDOW))
        self.assertAlmostEqual(gain.share_of_exponential(m, numpy.ones(len(m))), inside, 3)

    def test_nine_of_nine_signal_events_over_twice_the_background_gain_as_much_as_the_root(self):
        names = [name for name, _, _ in gain.CATEGORISATIONS]
        signal = {name: events([0] * 9, [1000] * 9) for name in names}
        background = {name: events([0] * 4, [1000] * 4) for name in names}
        background[names[-1]] = events([0] * 8, [1000] * 8)  # the cuts keep twice as much
        z = gain.significances([signal], background, [numpy.ones(9), numpy.ones(8)], smooth=False)
        self.assertAlmostEqual(z[0, 0, 0], 9 / 2)
        self.assertAlmostEqual(gain.gains(z)[0, 0, 1], 100 * (2**0.5 - 1))

    def test_categories_of_ggf_count_only_in_all(self):
        names = [name for name, _, _ in gain.CATEGORISATIONS]
        signal = {name: events([0, 2], [1000, 1000]) for name in names}
        z = gain.significances([signal], signal, [numpy.ones(2), numpy.ones(2)], smooth=False)
        self.assertAlmostEqual(z[0, 0, 0], 1)
        self.assertAlmostEqual(z[0, 0, 1], 2**0.5)

    def test_parts_of_a_region_are_told_by_the_score(self):
        table = {"region": numpy.array([0, 0, 2, 1]), "d": numpy.array([0.65, 0.75, 0.75, 0.9])}
        n = gain.N_REGIONS
        self.assertEqual(gain.categories_of(table, [0.7, 0.8]).tolist(), [0, n, 2, 1 + 2 * n])

    def test_a_discriminant_among_three_classes(self):
        row = numpy.array([(0.2, 0.6, 0.2)], [("net_pggF", "f4"), ("net_pVBF", "f4"), ("net_pbackground", "f4")])
        self.assertAlmostEqual(gain.discriminant_of(row, [])[0], 0.6, 6)
        self.assertAlmostEqual(gain.discriminant_of(row, ["background"])[0], 0.75, 6)

    def test_a_discriminant_decides_as_the_regions_of_select_do(self):
        """Events taken from the selections with all and with none called VBF are those of `score > 0.7`."""
        sample = os.path.join(SOURCE, "data", "sample", "vbf_1000_2lep.h5")
        model = os.path.join(SOURCE, "models", "reference", "vbf.json")
        with tempfile.TemporaryDirectory() as folder:
            tables = [gain.selected(JETSEQ, model, d, sample, folder) for d in ("score > -1", "score > 2", "score > 0.7")]
        found, expected = gain.by_discriminant(tables[0], tables[1], 0.7), tables[2]
        order = numpy.argsort(found["key"])
        for name in ("key", "region", "m"):
            numpy.testing.assert_array_equal(found[name][order], expected[name])

    def test_a_sample_that_the_model_has_seen_is_refused(self):
        sequences = os.path.join(SOURCE, "data", "sample", "sequences_1000_2lep.h5")
        done = subprocess.run([sys.executable, SCRIPT, "--jetseq", JETSEQ, "--background", sequences], capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("was trained on", done.stderr)

    def test_runs_on_the_box(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "gain.json")
            subprocess.run([sys.executable, SCRIPT, "--jetseq", JETSEQ, "--replicas", "20", "--json", out, "--background",
                            os.path.join(SOURCE, "data", "sample", "zjets_skim_2lep.h5")], capture_output=True, check=True)
            with open(out) as file:
                rows = json.load(file)
        for row in rows:
            if row["categories"].startswith("score > 0.7"):
                self.assertGreater(row["all_error"], 0)
        # looser scores keep more background: less significance
        of_vbf = [row["vbf"] for row in rows if row["signal"] == "VBF"]
        self.assertLess(of_vbf[0], of_vbf[2])


if __name__ == "__main__":
    unittest.main()
