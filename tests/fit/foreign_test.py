"""Workspaces as others publish them, fitted by `jetseq fit`: legal ones are accepted, and choices are noted.

Right values: pyhf 0.7.6, written down, and computed anew where that is quick.
"""
import copy
import json
import os
import re
import subprocess
import tempfile
import unittest

import numpy
import pyhf

from workspaces import MU, modifier, sample, workspace

JETSEQ = os.environ["JETSEQ"]


def region(*samples, observed=(53.0, 65.0), parameters=(), poi="mu"):
    """One channel: a signal, a background with an uncertainty in each bin, and `samples`."""
    n = len(observed)
    return workspace([{"name": "region", "samples": [
        sample("signal", [5.0, 10.0, 0.0][:n], MU),
        sample("background", [50.0, 60.0, 0.0][:n], modifier("shapesys", "bkg_stat", [5.0, 12.0, 0.0][:n])), *samples]}],
        [list(observed)], parameters, poi)


def background_only(poi="mu", *modifiers, parameters=()):
    document = region(parameters=parameters, poi=poi)
    signal, background = document["channels"][0]["samples"]
    signal["modifiers"] = list(modifiers)
    background["modifiers"] += modifiers
    return document


LUMI = modifier("lumi", "lumi")
LUMI_SETTING = {"name": "lumi", "auxdata": [1.0], "sigmas": [0.017], "bounds": [[0.5, 1.5]], "inits": [1.0]}


class Fit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder, self.out = folder.name, os.path.join(folder.name, "out")

    def run_fit(self, document, config=None):
        path = os.path.join(self.folder, "workspace.json")
        with open(path, "w") as file:
            json.dump(document, file)
        if config is not None:
            config = {"workspace": path, **config}
            path = os.path.join(self.folder, "fit.yaml")
            with open(path, "w") as file:
                json.dump(config, file)  # JSON is YAML
        return subprocess.run([JETSEQ, "fit", path, "--out", self.out], capture_output=True, text=True)

    def fit(self, document, config=None):
        """fit.json, after checking that each of its notes is on the page and on the command line."""
        done = self.run_fit(document, config)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.printed, self.notes, self.page = done.stdout, done.stderr, self.read("fit.html")
        result = json.loads(self.read("fit.json"))
        for note in result["notes"]:
            self.assertIn("note: " + note + "\n", self.printed)
            self.assertIn(note.replace("'", "&#39;"), self.page.replace("'", "&#39;"))
        return result

    def read(self, name):
        with open(os.path.join(self.out, name)) as file:
            return file.read()

    def refused(self, document, *words, config=None):
        self.out = os.path.join(self.folder, "refused")
        done = self.run_fit(document, config)
        self.assertEqual(done.returncode, 1, done.stdout)
        for word in words:
            self.assertIn(word, done.stderr)
        self.assertFalse(os.path.exists(self.out))

    def assert_note(self, result, *words):
        self.assertTrue(any(all(word in note for word in words) for note in result["notes"]), result["notes"])

    def assert_strength(self, result, mu, limit, expected, significance=None):
        tests = result["tests"]
        values = [result["strengths"]["mu"]["value"], tests["upper_limit_95"]["observed"],
                  tests["upper_limit_95"]["expected"][2]]
        numpy.testing.assert_allclose(values, [mu, limit, expected], rtol=3e-5)
        if significance is not None:
            self.assertAlmostEqual(tests["discovery"]["significance"], significance, 4)


    def assert_as_pyhf(self, document, result, poi="mu"):
        """The same parameters at the best fit and the same -2 ln L."""
        ws = pyhf.Workspace(document)
        model = ws.model(poi_name=poi)
        data = ws.data(model)
        values = [result["fit"]["parameters"][name]["value"] for name in model.config.par_names]
        ours = result["fit"]["twice_nll"]
        self.assertAlmostEqual(float(pyhf.infer.mle.twice_nll(numpy.array(values), data, model)[0]), ours, 8)
        _, theirs = pyhf.infer.mle.fit(data, model, return_fitted_val=True)
        self.assertLess(ours, float(theirs) + 1e-8)
        self.assertAlmostEqual(ours, float(theirs), 5)


class WhatIsLegal(Fit):
    FREE = (0.54010, 2.54504, 2.17162, 0.48168)  # of region()

    def test_a_bin_that_says_nothing_changes_nothing(self):
        result = self.fit(region(observed=(53, 65, 0)))
        self.assert_strength(result, *self.FREE)
        self.assertEqual(result["goodness_of_fit"]["degrees_of_freedom"], 1)
        self.assert_note(result, "Left out", "channel 'region', bin 2")
        self.assertNotIn("nan", self.read("plots/yields.svg"))

    def test_events_in_an_empty_bin_are_refused(self):
        self.refused(region(observed=(53, 65, 1)), "channel 'region', bin 2", "events were seen")

    def test_an_empty_channel_and_a_sample_of_zeros_change_nothing(self):
        document = region(sample("zero", [0, 0], modifier("normsys", "zero_norm", {"lo": 0.9, "hi": 1.1})))
        document["channels"].append({"name": "idle", "samples": [sample("background", [0.0, 0.0])]})
        document["observations"].append({"name": "idle", "data": [0, 0]})
        result = self.fit(document)
        self.assert_strength(result, *self.FREE)
        self.assert_note(result, "Left out", "channel 'idle'")

    def test_a_surplus_observation_is_left_out(self):
        document = region()
        document["observations"].append({"name": "validation", "data": [3.0]})
        result = self.fit(document)
        self.assert_strength(result, *self.FREE)
        self.assert_note(result, "'validation'", "left out")
        document["observations"][1]["name"] = "region"
        self.refused(document, "'region'", "twice")

    def test_settings_of_what_is_not_there_are_said(self):
        result = self.fit(region(parameters=[LUMI_SETTING]))
        self.assert_strength(result, *self.FREE)
        self.assert_note(result, "'lumi'", "not used")
        twice = [{"name": "mu", "inits": [1.0]}, {"name": "mu", "inits": [2.0]}]
        self.refused(region(parameters=twice), "'mu'", "twice")

    def test_a_negative_bin_of_a_sample(self):
        result = self.fit(region(sample("interference", [-0.5, 1.0])))
        self.assert_strength(result, 0.52022, 2.52199, 2.16612, 0.46619)
        self.assert_note(result, "below 0", "'interference'", "bin 0", "-0.5")
        self.assertEqual(result["channels"]["region"]["fitted"]["interference"], [-0.5, 1.0])
        plot = self.read("plots/yields.svg")
        self.assertNotIn("nan", plot)
        self.assertIn("\u2212 interference", plot)  # the part below 0 is drawn by its size, and called so
        self.assertRegex(self.page, r"<tr><th>interference</th><td>0\.50*</td></tr>")

    def test_a_negative_variation(self):
        shape = {"lo_data": [-0.0003, 1.8], "hi_data": [0.8, 2.2]}
        result = self.fit(region(sample("small", [0.4, 2.0], modifier("histosys", "jes", shape))))
        self.assert_strength(result, 0.38808, 2.4265, 2.1659)
        self.assert_note(result, "lo_data of 'jes'", "-0.0003")
        self.assertIn("jes", [impact["name"] for impact in result["impacts"]])

    def test_a_total_below_zero_names_bin_and_parameter(self):
        held = [{"name": "k", "inits": [1.0], "bounds": [[0.9, 1.1]]},
                {"name": "mu", "inits": [0.1], "bounds": [[0, 0.5]]}]
        document = workspace([{"name": "region", "samples": [
            sample("signal", [5.0, 10.0], MU), sample("background", [50.0, 60.0]),
            sample("sink", [-70.0, 0.0], modifier("normfactor", "k"))]}], [[53, 65]], held)
        self.refused(document, "channel 'region', bin 0", "events were seen")

    def test_a_limit_where_the_model_ends_is_said(self):
        """Nothing was seen in the bin that the signal empties: at mu = 20 it expects 0."""
        document = workspace([{"name": "region", "samples": [
            sample("signal", [-0.05, 0.1], MU), sample("background", [1.0, 60.0])]}], [[0, 60]],
            [{"name": "mu", "bounds": [[0, 100]]}])
        result = self.fit(document)
        self.assertAlmostEqual(result["tests"]["upper_limit_95"]["observed"], 20, 1)
        self.assert_note(result, "where the model ends", "channel 'region', bin 0", "'mu' = 20")

    def test_a_staterror_of_two_channels(self):
        stat = modifier("staterror", "stat", [1.0, 2.0])
        document = region(sample("second", [10.0, 20.0], stat))
        document["channels"].append({"name": "control", "samples": [sample("second", [30.0, 40.0], stat)]})
        document["observations"].append({"name": "control", "data": [33, 41]})
        result = self.fit(document)
        self.assert_as_pyhf(document, result)
        self.assert_note(result, "'stat'", "'region', 'control'")


class ParameterOfInterest(Fit):
    def assert_without_limit(self, result):
        self.assertNotIn("tests", result)
        self.assertNotIn("95 % CLs", self.printed + self.page)
        self.assertIn("goodness of fit", self.printed)
        self.assertTrue(os.path.exists(os.path.join(self.out, "plots", "pulls.svg")))

    def test_a_background_whose_signal_comes_as_a_patch(self):
        document = background_only()
        result = self.fit(document)
        self.assertAlmostEqual(result["fit"]["twice_nll"], 23.50725, 5)
        self.assertAlmostEqual(result["fit"]["parameters"]["bkg_stat[0]"]["value"], 0.98751, 5)
        self.assertAlmostEqual(result["fit"]["parameters"]["bkg_stat[1]"]["value"], 0.94408, 5)
        self.assert_note(result, "no modifier", "'mu'", "limit")
        self.assert_without_limit(result)
        self.assert_as_pyhf(document, result, poi=None)

    def test_lumi(self):
        document = background_only("lumi", LUMI, parameters=[LUMI_SETTING])
        result = self.fit(document)
        self.assertAlmostEqual(result["fit"]["twice_nll"], 17.19345, 5)
        for name, value in (("lumi", 0.99914), ("bkg_stat[0]", 0.98780), ("bkg_stat[1]", 0.94472)):
            self.assertAlmostEqual(result["fit"]["parameters"][name]["value"], value, 5)
        self.assert_note(result, "'lumi'", "constrained", "limit")
        self.assert_without_limit(result)
        chosen = self.fit(document, {"poi": "lumi"})
        self.assert_note(chosen, "lumi is constrained", "no limit")
        self.assertIn("lumi", chosen["strengths"])
        self.assertEqual(len(chosen["impacts"]), 2)

    def test_another_or_none_from_the_configuration(self):
        document = region(sample("other", [9.0, 3.0], modifier("normfactor", "k")))
        result = self.fit(document, {"poi": "k"})
        self.assertEqual(result["tests"]["parameter"], "k")
        ws = pyhf.Workspace(document)
        model = ws.model(poi_name="k")
        limit = result["tests"]["upper_limit_95"]["observed"]
        self.assertAlmostEqual(float(pyhf.infer.hypotest(limit, ws.data(model), model)), 0.05, 4)
        self.assert_without_limit(self.fit(document, {"poi": "none"}))
        self.refused(document, "'kk'", "'k'", config={"poi": "kk"})

    def test_a_fixed_one_has_no_limit(self):
        fixed = [{"name": "mu", "inits": [1.0], "fixed": True}]
        for document, config in ((region(parameters=fixed), None), (region(), {"fixed": {"mu": 1}})):
            result = self.fit(document, config)
            self.assert_note(result, "mu is fixed to 1", "no limit")
            self.assertNotIn("upper_limit_95", result["tests"])
            self.assertNotIn("discovery", result["tests"])
            self.assertNotIn("impacts", result)
            self.assertNotIn("95 % CLs", self.printed)
        self.assert_note(self.fit(region(), {"fixed": {"mu": 1}, "scans": ["mu"]}), "mu is fixed to 1", "no scan")


class Choices(Fit):
    def test_the_first_of_two_measurements_is_taken_and_said(self):
        document = region()
        document["channels"][0]["samples"][1]["modifiers"].append(modifier("normfactor", "k_bkg"))
        document["measurements"] = [{"name": name, "config": {"poi": poi, "parameters": []}}
                                    for name, poi in (("m", "mu"), ("second", "k_bkg"))]
        result = self.fit(document)
        self.assert_note(result, "'m' (of mu)", "'second' (of k_bkg)", "measurement: NAME")
        self.assertEqual(result["measurement"], "m")
        limit = result["tests"]["upper_limit_95"]
        numpy.testing.assert_allclose([limit["observed"], limit["expected"][2]], [6.32980, 6.22471], rtol=1e-4)
        chosen = self.fit(document, {"measurement": "second"})
        self.assertEqual((chosen["measurement"], chosen["notes"]), ("second", []))
        self.assertIn("<td>Measurement</td><td>second</td>", self.page.replace("<th>", "<td>").replace("</th>", "</td>"))
        self.refused(document, "'secnd'", "'second'", config={"measurement": "secnd"})

    def test_keys_without_effect_are_refused(self):
        for config, words in (({"thresholds": {"fixed": [0.5]}}, ["thresholds", "workspace"]),
                              ({"luminosity": 139}, ["luminosity", "workspace"]),
                              ({"data": {"kind": "events"}}, ["data.kind", "asimov"]),
                              ({"data": {"kind": "observed", "strengths": {"mu": 1}}}, ["data.strengths", "observed"]),
                              ({"toys": {"strength": 2}}, ["toys.strength", "toys.count"])):
            self.refused(region(), *words, config=config)


class MadeData(Fit):
    def outputs(self):
        """Everything that was written, including plots."""
        texts = {}
        for folder, _, names in os.walk(self.out):
            for name in names:
                path = os.path.join(folder, name)
                with open(path) as file:
                    texts[os.path.relpath(path, self.out)] = file.read()
        return texts

    def test_asimov_data_show_nothing_of_what_was_observed(self):
        outputs = []
        for observed in ((53, 65), (71, 99)):
            result = self.fit(region(observed=observed), {"data": {"kind": "asimov"}})
            outputs.append((self.printed, self.outputs()))
        self.assertEqual(*outputs)
        self.assertAlmostEqual(result["strengths"]["mu"]["value"], 1, 6)
        self.assertEqual(result["channels"]["region"]["observed"], [55, 70])
        self.assertEqual((result["data_kind"], result["data"]), ("asimov", "Asimov data (mu = 1)"))
        self.assertTrue(result["is_asimov"])

    def test_nothing_of_a_fit_of_observed_data_stays_beside_asimov_data(self):
        document = region(sample("other", [9.0, 3.0], modifier("normfactor", "k")))
        self.fit(document)
        self.assertIn("plots/scan_k.svg", list(self.outputs()))
        self.fit(document, {"data": {"kind": "asimov"}, "fixed": {"k": 1}})
        self.assertNotIn("plots/scan_k.svg", list(self.outputs()))
        self.assertIn("scan_k.svg, of an earlier run", self.notes)

    def test_set_without_a_configuration_is_refused(self):
        path = os.path.join(self.folder, "workspace.json")
        with open(path, "w") as file:
            json.dump(region(), file)
        done = subprocess.run([JETSEQ, "fit", path, "--out", self.out, "--set", "data.kind=asimov"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("--set", done.stderr)
        self.assertFalse(os.path.exists(self.out))

    def test_asimov_data_have_the_strengths_asked_for(self):
        result = self.fit(region(), {"data": {"kind": "asimov", "strengths": {"mu": 0}}})
        self.assertAlmostEqual(result["strengths"]["mu"]["value"], 0, 6)
        self.assertEqual(result["channels"]["region"]["observed"], [50, 60])
        limit = result["tests"]["upper_limit_95"]
        self.assertAlmostEqual(limit["observed"], limit["expected"][2], 5)
        self.assertEqual(result["data_strengths"], {"mu": 0})

    def test_data_of_less_than_nothing_are_not_made(self):
        for kind in ("asimov", "pseudo"):
            self.refused(region(), "mu = -20", "channel 'region', bin 0", "-50",
                         config={"data": {"kind": kind, "strengths": {"mu": -20}}})

    def test_what_an_auxiliary_count_excludes_is_refused(self):
        for kind in ("asimov", "pseudo"):
            self.refused(region(), "'bkg_stat[0]' is -0.05", "0 or more",
                         config={"data": {"kind": kind, "strengths": {"mu": 1, "bkg_stat[0]": -0.05}}})
        self.refused(region(), "bkg_stat[0] is fixed to 0", "above 0", config={"fixed": {"bkg_stat[0]": 0}})

    def test_asimov_data_are_of_the_signal_as_predicted_wherever_the_fit_starts(self):
        result = self.fit(region(parameters=[{"name": "mu", "inits": [3.0]}]), {"data": {"kind": "asimov"}})
        self.assertAlmostEqual(result["strengths"]["mu"]["value"], 1, 6)

    def test_pseudo_data_are_never_called_data(self):
        result = self.fit(region(), {"data": {"kind": "pseudo", "strengths": {"mu": 3}}, "seed": 5})
        label = "pseudo-data (seed 5, mu = 3)"
        self.assertEqual((result["data_kind"], result["data"], result["data_seed"]), ("pseudo", label, 5))
        self.assertFalse(result["is_asimov"])
        self.assertEqual(result["channels"]["region"]["observed"], [70, 88])
        self.assertAlmostEqual(result["strengths"]["mu"]["value"], 3.256, 3)
        for text in (self.printed, self.page, self.read("plots/yields.svg"), self.read("plots/scan_mu.svg")):
            self.assertIn(label, text)
            plain = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
            self.assertIsNone(re.search(r".{30}((?<!pseudo-)\bdata\b|observed).{30}", plain))

    def test_observed_data_are_called_so(self):
        result = self.fit(region())
        self.assertEqual((result["data_kind"], result["data"]), ("observed", "data"))
        self.assertIn("data as observed", self.printed)


if __name__ == "__main__":
    unittest.main()
