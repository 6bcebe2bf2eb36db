"""The page of `jetseq evaluate` in headless Chromium, and its numbers beside scikit-learn's and puma's."""

import json
import os
import re
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "apps"))
import h5py
import numpy as np
import toy

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

# Runs in the page: what sticks out of it, texts that lie on each other, what was loaded from elsewhere.
PROBE = """
<script>
addEventListener("load", () => {
  const frame = document.querySelector("iframe"), page = frame.contentDocument, found = [];
  const root = page.documentElement;
  for (const e of page.body.querySelectorAll("*"))
    if (!e.closest(".wide, svg") && e.getBoundingClientRect().right > root.clientWidth + 1)
      found.push("wider than the screen: " + e.tagName + " " + e.className + ": " + e.textContent.slice(0, 40));
  if (root.scrollWidth > root.clientWidth) found.push("scrolls sideways: " + root.scrollWidth + " > " + root.clientWidth);
  for (const svg of page.querySelectorAll("svg")) {
    const name = svg.parentElement.id || "svg", box = svg.getBoundingClientRect(), boxes = [];
    for (const text of svg.querySelectorAll("text")) {
      const r = text.getBoundingClientRect();
      if (r.left < box.left - 1 || r.right > box.right + 1 || r.top < box.top - 1 || r.bottom > box.bottom + 1)
        found.push(name + ": outside: " + text.textContent);
      for (const [other, o] of boxes) {
        const across = Math.min(r.right, o.right) - Math.max(r.left, o.left);
        const down = Math.min(r.bottom, o.bottom) - Math.max(r.top, o.top);
        if (across > 1 && down > 0.35 * Math.min(r.height, o.height))
          found.push(name + ": on each other: " + text.textContent + " | " + other);
      }
      boxes.push([text.textContent, r]);
    }
  }
  const loaded = frame.contentWindow.performance.getEntriesByType("resource").map(entry => entry.name);
  const bottom = selector => { const e = page.querySelector(selector); return e ? e.getBoundingClientRect().bottom : -1; };
  const result = {found, loaded, verdict: bottom(".verdict"), roc: bottom("#roc svg"), figures: page.querySelectorAll("figure").length};
  document.querySelector("pre").textContent = JSON.stringify(result);
});
</script>
"""


def browse(url, *options):
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
               "--enable-logging=stderr", *options, url]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


class WithReport(toy.folders.WithOneFolder):
    """One report of toy events with weights and three models, for all tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.path("toy.h5")
        cls.info, jets = toy.tables(4000)
        cls.info["mcEventWeight"] = np.random.default_rng(2).gamma(2, 0.5, len(cls.info))
        toy.write(cls.data, cls.info, jets)
        cls.run_ok("train", toy.write_text(cls.path("toy.yaml"), toy.SMALL_CONFIG), "--data", cls.data, "--out",
                   cls.path("run"), "--seeds", "2")
        cls.run_ok("score", cls.path("run/seed2"), cls.data, "--out", cls.path("scores.h5"))
        code, _, err = toy.jetseq("evaluate", cls.path("run"), cls.data, "--out", cls.path("report"), "--literature",
                                  "--with", "seed 2=" + cls.path("run/seed2"), "--with", "column=" + cls.path("scores.h5"),
                                  "--cuts", "loose=100/1", "--trainings", cls.path("run"), "--label", "Private work")
        assert code == 0, err
        cls.has_librsvg = "makes no PDF" not in err
        with open(cls.path("report/report.json")) as file:
            cls.report = json.load(file)

    @classmethod
    def run_ok(cls, *arguments):
        code, out, err = toy.jetseq(*arguments)
        assert code == 0, err
        return out


class Numbers(WithReport):
    def test_auc_is_that_of_scikit_learn(self):
        from sklearn.metrics import roc_auc_score
        with h5py.File(self.path("scores.h5")) as file:
            rows = file["events"][:]
        percent = np.array([toy.event_hash(row["sampleId"], row["eventNumber"]) % 100 for row in rows])
        test = rows[percent >= 70]
        expected = roc_auc_score(test["signalType"], test["toy_pVBF"], sample_weight=test["mcEventWeight"])
        for other in self.report["comparisons"]:
            self.assertAlmostEqual(other["auc"]["value"], expected, places=9)
        self.assertEqual(self.report["comparisons"][0]["model"], "seed 2")
        difference = self.report["comparisons"][1]["auc"]["value"] - self.report["auc"]["value"]
        self.assertAlmostEqual(self.report["comparisons"][1]["auc_above_first"]["value"], difference, places=12)
        w = test["mcEventWeight"][test["signalType"] == 1].astype(float)
        self.assertAlmostEqual(self.report["data"]["n_eff_vbf"], w.sum() ** 2 / (w**2).sum(), places=3)

    def test_puma_reads_the_curves_and_agrees_on_their_errors(self):
        try:
            import puma
        except ImportError:
            self.skipTest("puma is not installed")
        roc = puma.Roc.load(self.path("report/plots/roc-2.yaml"))
        self.assertEqual(roc.label, "seed 2")
        points = {point["vbf"]["value"]: point["ggf"] for point in self.report["comparisons"][0]["roc"]}
        errors, checked = roc.binomial_error(), 0
        for efficiency, rejection, error in zip(roc.sig_eff, roc.bkg_rej, errors):
            ggf = points[efficiency]
            self.assertAlmostEqual(rejection * ggf["value"], 1, places=6)
            if 0.05 < ggf["value"] < 0.9:  # Wald's error there is nearly half of Wilson's interval
                wilson = (ggf["high"] - ggf["low"]) / 2 / ggf["value"] ** 2
                self.assertAlmostEqual(error / wilson, 1, delta=0.03)
                checked += 1
        self.assertGreater(checked, 20)

    def test_every_plot_is_there_as_data(self):
        names = os.listdir(self.path("report/plots"))
        plots = [name[:-4] for name in names if name.endswith(".svg")]
        self.assertIn("roc", plots)
        self.assertIn("overtraining", plots)
        for name in plots:
            with open(self.path("report/plots/" + name + ".csv")) as file:
                lines = file.read().splitlines()
            self.assertEqual(lines[0], "panel,kind,series,category,x,y,x_low,x_high,y_low,y_high")
            self.assertGreater(len(lines), 2, name)
            if self.has_librsvg:
                self.assertTrue(toy.read_bytes(self.path("report/plots/" + name + ".pdf")).startswith(b"%PDF-1."))

    def test_plots_have_the_formats_asked_for(self):
        evaluate = ("evaluate", self.path("run/seed2"), self.data, "--out", self.path("formats"))
        self.run_ok(*evaluate, "--plots", "svg")
        kinds = lambda: {os.path.splitext(name)[1] for name in os.listdir(self.path("formats/plots"))}  # noqa: E731
        self.assertEqual(kinds(), {".svg", ".csv", ".yaml"})
        if not self.has_librsvg:
            code, _, err = toy.jetseq(*evaluate, "--plots", "png")
            self.assertEqual((code, len(err.splitlines())), (1, 1), err)
            self.assertIn("Install librsvg2-dev", err)
            self.skipTest("built without librsvg")
        self.run_ok(*evaluate, "--plots", "pdf,png")
        self.assertEqual(kinds(), {".svg", ".pdf", ".png", ".csv", ".yaml"})
        width = int.from_bytes(toy.read_bytes(self.path("formats/plots/roc.png"))[16:20], "big")
        self.assertEqual(width, 1280)
        before = toy.read_bytes(self.path("formats/plots/roc.pdf"))
        self.run_ok(*evaluate)
        self.assertEqual(kinds(), {".svg", ".pdf", ".csv", ".yaml"})  # PNG of the earlier run would be of another
        self.assertEqual(toy.read_bytes(self.path("formats/plots/roc.pdf")), before)
        code, _, err = toy.jetseq(*evaluate, "--plots", "jpg")
        self.assertEqual(code, 1)
        self.assertIn("no format 'jpg' (svg, pdf and png are known). Name", err)
        for formats in ("svg,", ",svg", "svg,,pdf"):
            code, _, err = toy.jetseq(*evaluate, "--plots", formats)
            self.assertEqual((code, err), (2, f"jetseq: evaluate: --plots has an empty entry in '{formats}' (commas separate entries). "
                                              "Give it, or take it out. Try --help\n"))

    def test_fonts_that_are_not_set_up_are_one_note(self):
        if not self.has_librsvg:
            self.skipTest("built without librsvg")
        with open(self.path("broken.conf"), "w") as file:
            file.write("<fontconfig><dir>")
        for file, why in (("/nonexistent", "Cannot load default config file"), (self.path("broken.conf"), "line ")):
            code, _, err = toy.jetseq("evaluate", self.path("run/seed2"), self.data, "--out", self.path("fonts"), "--plots", "pdf",
                                      env=dict(os.environ, FONTCONFIG_FILE=file))
            self.assertEqual(code, 0, err)
            notes = [line for line in err.splitlines() if "ontconfig" in line]
            self.assertEqual(len(notes), 1, err)
            self.assertTrue(notes[0].startswith("jetseq: note: fontconfig does not take its configuration ("), err)
            self.assertIn(why, notes[0])
            self.assertTrue(toy.read_bytes(self.path("fonts/plots/roc.pdf")).startswith(b"%PDF-1."))

    def test_each_training_is_measured_on_the_test_part(self):
        shown = {training["name"]: training for training in self.report["trust"]["trainings"]}
        self.assertEqual(sorted(shown), ["seed1", "seed2"])
        second = self.report["comparisons"][0]  # the same network, checked against scikit-learn above
        self.assertAlmostEqual(shown["seed2"]["auc"]["value"], second["auc"]["value"], places=12)
        self.assertNotEqual(shown["seed1"]["auc"], shown["seed2"]["auc"])

    def test_compare_names_what_changed(self):
        self.run_ok("evaluate", self.path("run/seed2"), self.data, "--all", "--out", self.path("other"), "--with",
                    "first=" + self.path("run"), "--title", "Another <title>", "--vbf-name", "signal")
        with open(self.path("other/report.json")) as file:
            leakage = json.load(file)["comparisons"][0]["leakage"]
        self.assertGreater(leakage["training"], 0)  # named for each model
        self.assertIn("Another &lt;title&gt;", toy.read_bytes(self.path("other/report.html")).decode())
        out = self.run_ok("compare", self.path("report"), self.path("other"), "--out", self.path("compared"))
        self.assertIn("numbers changed", out)
        with open(self.path("compared/compare.json")) as file:
            compared = json.load(file)
        numbers = {change["where"]: change for change in compared["numbers"]}
        self.assertEqual(numbers["auc"]["before"], self.report["auc"]["value"])
        self.assertEqual(numbers["leakage / training"]["verdict"], "changed")
        self.assertIn("data / part", [text["where"] for text in compared["texts"]])
        same = self.run_ok("compare", self.path("report"), self.path("report/report.json"))
        self.assertIn("0 numbers changed by more than two standard deviations, 0 by less", same)

    def test_working_points_and_a_calibration_are_frozen_into_the_model(self):
        model = self.path("frozen.json")
        self.run_ok("evaluate", self.path("run"), self.data, "--out", self.path("frozen"), "--calibrate", "logistic",
                    "--point", "half=vbf:0.5", "--point", "tight=ggf:0.1", "--point", "best=significance:20/1000",
                    "--freeze", model)
        with open(self.path("frozen/report.json")) as file:
            report = json.load(file)
        chosen = {point["name"]: point for point in report["trust"]["chosen_points"]}
        self.assertAlmostEqual(chosen["half"]["validation"]["vbf"]["value"], 0.5, delta=0.02)
        self.assertLessEqual(chosen["tight"]["validation"]["ggf"]["value"], 0.1)
        self.assertAlmostEqual(report["auc"]["value"], self.report["auc"]["value"], delta=1e-6)  # the order stays
        again = [row for row in report["trust"]["recalibrations"] if row["name"].startswith("logistic")]
        self.assertRegex(again[0]["name"], r"slope 1\.000, offset -?0\.000")  # nothing is left to calibrate
        with open(model) as file:
            frozen = json.load(file)["jetseq"]
        points = {point["name"]: point for point in frozen["working_points"]}
        self.assertEqual(sorted(points), ["best", "half", "loose", "medium", "tight"])
        self.assertAlmostEqual(points["half"]["threshold"], chosen["half"]["threshold"], places=6)
        self.assertEqual(frozen["training"]["calibration"]["kind"], "logistic")
        self.run_ok("evaluate", model, self.data, "--out", self.path("again"))  # loads: its canaries live
        with open(self.path("again/report.json")) as file:
            self.assertEqual(json.load(file)["auc"], report["auc"])

    def test_an_isotonic_calibration_is_that_of_scikit_learn_in_straight_pieces(self):
        from sklearn.isotonic import IsotonicRegression
        model = self.path("isotonic.json")
        self.run_ok("score", self.path("run/seed2"), self.data, "--out", self.path("raw.h5"))
        self.run_ok("evaluate", self.path("run/seed2"), self.data, "--out", self.path("raw"))
        self.run_ok("evaluate", self.path("run/seed2"), self.data, "--out", self.path("isotonic"), "--calibrate", "isotonic", "--freeze", model)
        with h5py.File(self.path("raw.h5")) as file:
            rows = file["events"][:]
        percent = np.array([toy.event_hash(row["sampleId"], row["eventNumber"]) % 100 for row in rows])
        rows = rows[(percent >= 56) & (percent < 70)]
        score, label, weight = (rows[name].astype(float) for name in ("toy_pVBF", "signalType", "mcEventWeight"))
        steps = IsotonicRegression().fit(score, label, sample_weight=weight).predict(score)
        logit = lambda p: np.log(p / (1 - p))  # noqa: E731
        blocks = [[sum((weight * what)[steps == step]) for what in (1, label, logit(score))] for step in np.unique(steps)]
        knots = self.knots(blocks, (weight**2).sum() / weight.sum() / 2)
        with open(model) as file:
            said = json.load(file)["jetseq"]["training"]["calibration"]
        self.assertEqual(said["kind"], "isotonic")
        np.testing.assert_allclose(said["logits"], knots[:, 2] / knots[:, 0], atol=1e-6)
        np.testing.assert_allclose(said["calibrated"], logit(knots[:, 1] / knots[:, 0]), atol=1e-6)
        self.assertRegex(self.run_ok("info", model), f"calibration +isotonic: {len(knots)} knots")
        reports = []
        for name in ("raw", "isotonic"):
            with open(self.path(name + "/report.json")) as file:
                reports.append(json.load(file))
        raw, calibrated = reports
        # one pair of some 90,000 that becomes equal in single precision counts 6e-6
        self.assertAlmostEqual(calibrated["auc"]["value"], raw["auc"]["value"], delta=2e-5)
        self.assertLess(calibrated["calibration"]["expected_error"], raw["calibration"]["expected_error"])
        self.run_ok("score", model, self.data, "--out", self.path("calibrated.h5"))
        with h5py.File(self.path("calibrated.h5")) as file:
            found = file["events"]["toy_pVBF"][(percent >= 56) & (percent < 70)]
        x, y = np.array(said["logits"]), np.array(said["calibrated"])
        beyond = (y[-1] - y[0]) / (x[-1] - x[0])
        x, y = np.array([x[0] - 9, *x, x[-1] + 9]), np.array([y[0] - 9 * beyond, *y, y[-1] + 9 * beyond])
        np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.interp(logit(score), x, y))), atol=2e-6)

    @staticmethod
    def knots(blocks, half):
        """The rules of fit_isotonic_line() once more; rows of weight, weight of VBF, weight times logit."""
        blocks = np.array(blocks)
        blocks[0, 1] = blocks[0, 1] or half
        blocks[-1, 1] -= half * (blocks[-1, 1] == blocks[-1, 0])
        while True:
            w, vbf, logits = blocks.T
            if w.min() < w.sum() / 32:
                n = w.argmin()
            else:
                x, y = logits / w, np.log(vbf / (w - vbf))
                rise = np.diff(y) / np.diff(x)
                wrong = np.flatnonzero((rise <= 0) | (rise >= 10 * (y[-1] - y[0]) / (x[-1] - x[0])))
                if len(wrong) == 0:
                    return blocks
                n = wrong[0] + (w[wrong[0]] >= w[wrong[0] + 1])
            low = n - 1 if n == len(w) - 1 or (n > 0 and w[n - 1] <= w[n + 1]) else n
            blocks = np.vstack([blocks[:low], blocks[low] + blocks[low + 1], blocks[low + 2:]])

    def test_a_name_may_hold_commas(self):
        self.run_ok("evaluate", self.path("run/seed2"), self.data, "--out", self.path("commas"), "--with", "first, of two=" + self.path("run"),
                    "--cuts", "m_jj, loose=100/1", "--parity", "itself, again=" + self.path("scores.h5"), "--point", "half, of VBF=vbf:0.5")
        with open(self.path("commas/report.json")) as file:
            report = json.load(file)
        self.assertEqual([one["model"] for one in report["comparisons"]], ["first, of two"])
        self.assertEqual([one["name"] for one in report["other_cuts"]], ["m_jj, loose"])
        self.assertEqual(report["parity"]["itself, again"], 0)
        self.assertEqual([one["name"] for one in report["trust"]["chosen_points"]], ["half, of VBF"])

    def test_refuses_what_does_not_fit(self):
        def refused(says, *arguments):
            code, _, err = toy.jetseq(*arguments)
            lines = [line for line in err.strip().splitlines() if not line.startswith("jetseq: note: ")]
            self.assertEqual((code, len(lines)), (1, 1), err)
            self.assertIn(says, err)

        evaluate = ("evaluate", self.path("run"), self.data, "--out", self.path("refused"))
        refused("(not [NAME=]M_JJ/DELTA_ETA)", *evaluate, "--cuts", "strange")
        refused("(not [NAME=]M_JJ/DELTA_ETA)", *evaluate, "--cuts", "nan/3")
        refused("has no NAME before the '='", *evaluate, "--with", "=" + self.path("scores.h5"))
        refused("is not NAME=AIM", *evaluate, "--point", "vbf:0.5")
        refused("is not an aim", *evaluate, "--point", "half=best")
        refused("no calibration 'more'", *evaluate, "--calibrate", "more")
        refused("no column", *evaluate, "--with", self.path("scores.h5") + ":nothing")
        refused("holds no trainings", *evaluate, "--trainings", self.path("report"))
        refused("has no score for event", *evaluate[:2], toy_copy(self), "--all", "--out", self.path("refused"), "--with",
                self.path("scores.h5"))
        refused("holds no report.json", "compare", self.path("run"), self.path("report"))


def toy_copy(test):
    path = test.path("others.h5")
    info, jets = toy.tables(50)
    info["sampleId"] = 7
    toy.write(path, info, jets)
    return path


@unittest.skipUnless(CHROMIUM, "skipped: Chromium is not installed")
class Page(WithReport):
    def probe(self, width, height=900):
        page = self.path("probe.html")
        toy.write_text(page, "<!DOCTYPE html><html><head>" + PROBE + "</head><body><pre></pre>"
                       f"<iframe src='report/report.html' width='{width}' height='{height}'></iframe></body></html>")
        done = browse("file://" + page, "--window-size=1600,1200", "--virtual-time-budget=10000", "--dump-dom")
        self.assertEqual(re.findall(r".*CONSOLE.*", done.stderr), [])
        text = re.search(r"<pre>(.*?)</pre>", done.stdout, re.S).group(1)
        return json.loads(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))

    def test_fits_a_screen_and_a_phone(self):
        for width in (1200, 390):
            with self.subTest(width=width):
                result = self.probe(width)
                self.assertEqual(result["found"], [])
                self.assertEqual(result["loaded"], [])
                self.assertGreater(result["figures"], 15)

    def test_the_first_screen_says_whether_it_is_better_than_the_cuts(self):
        result = self.probe(1200)
        self.assertGreater(result["verdict"], 0)
        self.assertLess(result["verdict"], 900)
        self.assertLess(result["roc"], 900)

    def test_can_be_printed(self):
        done = browse("file://" + self.path("report/report.html"), "--print-to-pdf=" + self.path("page.pdf"))
        self.assertEqual(re.findall(r".*CONSOLE.*", done.stderr), [])
        content = toy.read_bytes(self.path("page.pdf"))
        self.assertTrue(content.startswith(b"%PDF"))
        pages = len(re.findall(rb"/Type\s*/Page\b", content))
        self.assertTrue(4 <= pages <= 40, pages)


if __name__ == "__main__":
    unittest.main()
