"""`jetseq fit` on workspaces."""
import json
import os
import subprocess
import unittest

import workspaces
from fit_case import JETSEQ, SOURCE, run, TWO_BINS, FitCase


class OfWorkspaces(FitCase):
    def test_fits_a_workspace_of_pyhf(self):
        path = self.write("w.json", json.dumps(workspaces.ALL["everything"]))
        done = run(path, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        self.assertIn("mu", result["strengths"])
        for name in ("fit.html", "plots/impacts.svg", "plots/scan_mu.svg", "plots/yields.svg"):
            self.assertTrue(os.path.exists(os.path.join(self.out, name)), name)

    def test_settings_of_toys_without_toys_are_said(self):
        path = self.write("w.json", json.dumps(TWO_BINS))
        config = self.write("c.yaml", f"workspace: {path}\n")
        done = run(config, "--out", self.out, "--set", "seed=5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("key 'seed' has no effect here (it is only used with toys.count above 0", done.stderr + done.stdout)
        for more in (["data.kind=pseudo"], ["toys.count=10"], ["seed=1"]):  # the last: its default
            done = run(config, "--out", self.out, "--set", "seed=5" if more != ["seed=1"] else "seed=1",
                       *(word for one in more if one != "seed=1" for word in ("--set", one)))
            self.assertNotIn("'seed'", done.stderr + done.stdout, more)
        done = run(config, "--out", self.out, "--set", "poi=none", "--set", "toys.count=10")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("'toys.count' has no effect with poi: none", done.stderr)

    def test_a_result_of_a_fit_is_no_workspace(self):
        path = self.write("w.json", json.dumps(TWO_BINS))
        self.assertEqual(run(path, "--out", self.out).returncode, 0)
        done = run(self.out + "/fit.json", "--out", self.out + "2")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it is the result of a fit, not a pyhf workspace", done.stderr)

    def test_what_toys_lack_is_said(self):
        failed = 0
        for strength in ("1e13", "1e15", "1e16", "1e40", "1e300"):
            document = json.loads(json.dumps(TWO_BINS))
            document["channels"][0]["samples"][1]["modifiers"] = [{"name": "s", "type": "staterror", "data": [5.0, 4.0]}]
            path = self.write("w.json", json.dumps(document))
            config = self.write("c.yaml", f"workspace: {path}\ntoys: {{count: 50, strength: {strength}}}\nlimit: false\n")
            done = run(config, "--out", self.out)
            self.assertEqual(done.returncode, 0, done.stderr)
            toys = self.result()["tests"]["toys"]
            notes = ["CLs of toys is 0 without an uncertainty: none of the 50 with the signal"]  # far too large a strength
            self.assertIsNone(toys["cls_error"])
            if toys["failed"] > 0:
                notes.append(f"{toys['failed']} of 100 toys ")
            if None in toys["expected_cls"]:
                notes.append("expected CLs of toys")
            failed += toys["failed"]
            with open(os.path.join(self.out, "fit.html")) as page:
                for output in (done.stdout, page.read(), " ".join(self.result()["notes"])):
                    for note in notes:
                        self.assertIn(note, output)
        self.assertGreater(failed, 0)

    def test_examples_run(self):
        words = "Events of VBF, ggF are scored by a network that has not seen them, by their sampleId and eventNumber"
        for name in ("fit_heavy_higgs", "fit_kappa"):
            done = subprocess.run([JETSEQ, "fit", f"configs/{name}.yaml", "--out", self.out], capture_output=True,
                                  text=True, cwd=SOURCE)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("stand-in", done.stdout)
            self.assertEqual(words in done.stdout, name == "fit_heavy_higgs")  # the one with `part: test`
        self.assertIn("kappa_V", self.result()["kappas"])

    def test_bad_workspaces_are_refused_with_the_place(self):
        """Including workspaces at which pyhf fails or which it accepts without a warning."""
        def first(document):
            return document["channels"][0]["samples"][0]

        def empty_bin(document):
            for sample in document["channels"][0]["samples"]:
                sample["data"][1] = 0

        def negative_bin(document):
            for sample in document["channels"][0]["samples"]:
                sample["data"][0] = -2.0
        cases = [
            (empty_bin, ["channel 'one'", "bin 1", "no sample expects anything"]),
            (negative_bin, ["channel 'one'", "bin 0", "no sample expects anything"]),
            (lambda d: d["observations"][0]["data"].__setitem__(1, -1), ["channel 'one'", "observation, bin 1"]),
            (lambda d: first(d)["modifiers"].append(first(d)["modifiers"][0]), ["'signal'", "'mu'", "twice"]),
            (lambda d: first(d)["data"].append(3.0), ["'signal'", "3 bins", "2"]),
            (lambda d: d["observations"][0]["data"].clear(), ["'one'", "no observation"]),
        ]
        for number, (spoil, words) in enumerate(cases):
            document = json.loads(json.dumps(TWO_BINS))
            spoil(document)
            path = self.write(f"bad{number}.json", json.dumps(document))
            for done in (run(path, "--out", self.out), subprocess.run([JETSEQ, "info", path], capture_output=True, text=True)):
                self.assertEqual(done.returncode, 1, done.stdout)
                for word in [f"bad{number}.json"] + words:
                    self.assertIn(word, done.stderr)

    def test_a_bound_that_holds_a_value_is_noted_and_nothing_is_measured_from_it(self):
        def bound(document):
            document["observations"][0]["data"] = [80.0, 90.0]
            document["measurements"][0]["config"]["parameters"] = [{"name": "mu", "bounds": [[0, 5]]}]

        def free(document):
            document["observations"][0]["data"] = [80.0, 90.0]
        at_bound, text = self.fit_of(bound)
        beyond, _ = self.fit_of(free)
        self.assertIn("mu is at its upper bound 5: -2 ln L falls beyond it.", at_bound["notes"])
        self.assertIn("mu = 5\n", text)
        self.assertEqual(at_bound["strengths"]["mu"]["value"], 5)
        self.assertIsNone(at_bound["strengths"]["mu"]["error"])
        self.assertIsNone(at_bound["strengths"]["mu"]["interval_68"]["low"])
        self.assertGreater(beyond["strengths"]["mu"]["value"], 10)  # pyhf's usual bound is none
        for number in (lambda r: r["tests"]["upper_limit_95"]["observed"],
                       lambda r: r["tests"]["discovery"]["significance"]):
            self.assertAlmostEqual(number(at_bound) / number(beyond), 1, 6)

    def test_a_factor_without_effect_and_a_signal_in_other_units_change_nothing(self):
        def idle(document):
            factor = {"name": "mu_top", "type": "normfactor", "data": None}
            document["channels"][0]["samples"].append({"name": "top", "data": [0.0, 0.0], "modifiers": [factor]})

        def weak(document):
            document["channels"][0]["samples"][0]["data"] = [2e-6, 3e-6]
        plain, _ = self.fit_of(lambda document: None)
        held, _ = self.fit_of(idle)
        scaled, _ = self.fit_of(weak)
        self.assertIn("mu_top changes no bin: held at 1.", held["notes"])
        self.assertIsNone(held["fit"]["parameters"]["mu_top"]["error"])
        for number in (lambda r: r["strengths"]["mu"]["value"], lambda r: r["strengths"]["mu"]["interval_68"]["high"],
                       lambda r: r["tests"]["upper_limit_95"]["observed"]):
            self.assertAlmostEqual(number(held) / number(plain), 1, 6)
            self.assertAlmostEqual(number(scaled) / number(plain) / 1e6, 1, 6)

    def test_what_a_fit_can_not_give_is_said_in_words(self):
        """One bin for two parameters; at every strength the data without signal are at most 1.8 standard deviations away."""
        def uncertain(document):
            channel = document["channels"][0]
            for sample, data in zip(channel["samples"], ([10.0], [100.0])):
                sample["data"] = data
            channel["samples"][0]["modifiers"].append({"name": "stat", "type": "staterror", "data": [5.5]})
            document["observations"][0]["data"] = [100.0]
        result, text = self.fit_of(uncertain)
        limit = result["tests"]["upper_limit_95"]
        self.assertEqual([limit["observed"], *limit["expected"][2:]], [None] * 4)
        self.assertGreater(limit["expected"][1], limit["expected"][0])
        self.assertIn("mu: no observed limit at 95 % CLs, expected without signal not found", text)
        done = subprocess.run([JETSEQ, "info", self.out], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("not found; expected not found, 68 % ", done.stdout)
        page = open(os.path.join(self.out, "fit.html")).read()
        for output in (text, done.stdout, page):
            self.assertIn("none: no degrees of freedom are left", output)
            self.assertNotIn("nan", output)


if __name__ == "__main__":
    unittest.main()
