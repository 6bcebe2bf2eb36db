"""`jetseq fit`, run as a user would: on workspaces, on scored events that it did not write, on mistakes."""
import json
import os
import subprocess
import tempfile
import unittest

import h5py
import numpy
import pyhf

import workspaces

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


class FitCommand(unittest.TestCase):
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

    def test_fits_a_workspace_of_pyhf(self):
        path = self.write("w.json", json.dumps(workspaces.ALL["everything"]))
        done = run(path, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        self.assertIn("mu", result["strengths"])
        for name in ("fit.html", "plots/impacts.svg", "plots/scan_mu.svg", "plots/yields.svg"):
            self.assertTrue(os.path.exists(os.path.join(self.out, name)), name)

    def test_writes_a_workspace_in_which_pyhf_finds_the_same(self):
        done = run(self.events(), "--out", self.out, "--set", "data.kind=pseudo")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(os.path.join(self.out, "workspace.json")) as file:
            document = json.load(file)
        pyhf.schema.validate(document, "workspace.json")
        workspace = pyhf.Workspace(document)
        model = workspace.model()
        data = workspace.data(model)
        result = self.result()
        best = [result["fit"]["parameters"][name]["value"] for name in model.config.par_names]
        value = float(pyhf.infer.mle.twice_nll(numpy.array(best), data, model)[0])
        self.assertAlmostEqual(value / result["fit"]["twice_nll"], 1, 10)
        _, theirs = pyhf.infer.mle.fit(data, model, return_fitted_val=True)
        self.assertLess(value, float(theirs) + 1e-6)
        limit = result["tests"]["upper_limit_95"]["observed"]
        self.assertAlmostEqual(float(pyhf.infer.hypotest(limit, data, model)), 0.05, 4)

    def test_nothing_of_an_earlier_fit_stays(self):
        self.assertEqual(run(self.events(), "--out", self.out).returncode, 0)
        path = self.write("w.json", json.dumps(TWO_BINS))
        done = run(path, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)), ["fit.html", "fit.json", "plots"])
        for name in ("config.yaml", "workspace.json", "workspace.edges.json", "plots/scan_mu_VBF.svg"):
            self.assertIn(os.path.join(self.out, name), done.stderr)

    def test_files_that_no_fit_has_written_or_that_this_one_reads_stay(self):
        self.assertEqual(run(self.events(), "--out", self.out).returncode, 0)
        workspace = os.path.join(self.out, "workspace.json")
        done = run(workspace, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("config.yaml, of an earlier run", done.stderr)
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["fit.html", "fit.json", "plots", "workspace.edges.json", "workspace.json"])
        for name in ("config.yaml", "workspace.json", "workspace.edges.json"):
            with open(os.path.join(self.out, name), "w") as file:
                file.write("{}")
        done = run(self.write("w.json", json.dumps(TWO_BINS)), "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(os.listdir(self.out)), 6)

    def test_chooses_a_threshold_and_says_what_the_cuts_give(self):
        done = run(self.events(), "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        categories = result["categories"]
        scanned = [error for _, error in categories["scan"] if error is not None]
        self.assertEqual(min(scanned), categories["expected_error_where_chosen"])
        names = [s["name"] for s in categories["selections"]]
        self.assertIn("cut-based category", names)
        self.assertLess(categories["selections"][0]["expected_error"], categories["selections"][1]["expected_error"])
        self.assertEqual(result["strengths"]["mu_VBF"]["value"], 1)
        self.assertIn("Process Zjets is a stand-in: not real", result["notes"])
        # half of 20,000 events stand for all: sigma * L * 20,000 / 40,000
        yields = [sum(c["fitted"]["VBF"]) for c in result["channels"].values()]
        self.assertAlmostEqual(sum(yields), 0.001 * 1000 * 100 * 0.5, 6)
        edges = json.load(open(os.path.join(self.out, "workspace.edges.json")))["edges"]
        for name, channel in result["channels"].items():
            self.assertEqual(channel["edges"], edges[name])

    def test_what_is_made_of_events_says_so(self):
        done = run(self.events(), "--out", self.out, "--set", "data={kind: pseudo, strengths: {mu_VBF: 2}}", "--set",
                   "seed=4", "--set", "process.VBF.part=test", "--set", "impacts=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        label = "pseudo-data (seed 4, mu_VBF = 2, mu_ggF = 1)"
        self.assertEqual((result["data"], result["data_kind"]), (label, "pseudo"))
        self.assertIn(label, done.stdout)
        with open(os.path.join(self.out, "workspace.json")) as file:
            self.assertEqual(json.load(file)["measurements"][0]["name"], label)
        self.assertEqual(run(os.path.join(self.out, "workspace.json"), "--out", self.out + "2").returncode, 0)
        with open(os.path.join(self.out + "2", "fit.json")) as file:
            again = json.load(file)
        self.assertEqual(again["data"], label)
        self.assertEqual(again["fit"]["twice_nll"], result["fit"]["twice_nll"])  # all digits went through the text
        notes = " ".join(result["notes"])
        self.assertIn("half of the simulated events", notes)
        self.assertIn("Of VBF only the test part of the standard split is used; whether the network that made the scores "
                      "has seen it is not known.", notes)
        self.assertNotIn("a network that has not seen", notes)

    def test_cross_sections_of_files_keep_all_digits(self):
        self.events()
        signal, background = (os.path.join(self.folder.name, name) for name in ("vbf.h5", "zjets.h5"))
        for sigma, luminosity in ((1e-12, 1e12), (1 / 3, 139), (1.23456789e-5, 1e5), (1e12, 1e-12)):
            config = self.write("digits.yaml", f"""
luminosity: {luminosity!r}
poi: mu
processes: [S, B]
process:
  S: {{files: {signal}, strength: mu, yield: 10}}
  B: {{files: {background}, cross_section: files}}
thresholds: {{fixed: [0.5]}}
limit: false
impacts: false
""")
            for kind in (float, repr):
                with h5py.File(background, "a") as file:
                    file.attrs["cross_section_pb"], file.attrs["sum_of_weights"] = kind(sigma), kind(20000.0)
                done = run(config, "--out", self.out)
                self.assertEqual(done.returncode, 0, done.stderr)
                with open(os.path.join(self.out, "workspace.json")) as file:
                    channels = json.load(file)["channels"]
                yields = [sum(s["data"]) for c in channels for s in c["samples"] if s["name"] == "B"]
                self.assertAlmostEqual(sum(yields) / (1000 * luminosity * sigma), 1, 12)

    def test_settings_without_effect_are_refused(self):
        config = self.events()
        for change, words in (("measurement=m", ["measurement", "events"]),
                              ("data.kind=observed", ["data.kind", "events"]),
                              ("poi=none", ["poi", "strength of no process"]),
                              ("poi=norm_Zjets", ["poi", "strength of no process"]),
                              ("fixed={mu_VBF: 1}", ["fixed", "mu_VBF", "parameter of interest"]),
                              ("thresholds.fixed=[0.5]", ["thresholds.fixed", "count"]),
                              ("process.Zjets.generated=10", ["generated", "yield"]),
                              ("process.VBF.files_are=repeats", ["files_are", "cross_section: files"]),
                              ("processes=[Zjets, VBF, ggF, VBF]", ["processes", "'VBF' twice"]),
                              ("bins={edges: []}", ["columns.observable", "bins.edges"]),
                              ("thresholds={count: 0, step: 0.1}", ["thresholds.step", "count is 0"]),
                              ("toys={count: 10, strength: -1}", ["toys.strength", "-1"]),
                              ("kappas={mu_VBF: VBF VV ggF}", ["kappas", "'VBF VV ggF'", "VBF VV`"]),
                              ("model=" + SOURCE + "/models/reference/vbf.json", ["columns.observable", "no effect beside `model`"])):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, change + done.stdout)
            for word in words:
                self.assertIn(word, done.stderr, change)
        yields = self.write("yields.yaml", CONFIG.replace("FOLDER", self.folder.name).replace(
            "cross_section: 0.001, generated: 40000", "yield: 9").replace("cross_section: 0.003, generated: 40000", "yield: 9"))
        done = run(yields, "--out", self.out)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("luminosity' has no effect", done.stderr)
        done = run(config, "--out", self.out, "--set", 'model=""', "--set", "columns.score=net_pVBF")
        self.assertEqual(done.returncode, 0, done.stderr)  # no model: nothing is without effect
        done = run(config, "--out", self.out, "--set", "fixed={mu_ggF: 1}", "--set", "kappas={mu_ggF: ggF VV}")
        self.assertEqual(done.returncode, 1)
        self.assertIn("'mu_ggF' is fixed", done.stderr)

    def test_settings_of_toys_without_toys_are_said(self):
        path = self.write("w.json", json.dumps(TWO_BINS))
        config = self.write("c.yaml", f"workspace: {path}\n")
        done = run(config, "--out", self.out, "--set", "seed=5")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("key 'seed' has no effect here (it counts with toys.count above 0", done.stderr + done.stdout)
        for more in (["data.kind=pseudo"], ["toys.count=10"], ["seed=1"]):  # the last: its default
            done = run(config, "--out", self.out, "--set", "seed=5" if more != ["seed=1"] else "seed=1",
                       *(word for one in more if one != "seed=1" for word in ("--set", one)))
            self.assertNotIn("'seed'", done.stderr + done.stdout, more)
        done = run(config, "--out", self.out, "--set", "poi=none", "--set", "toys.count=10")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("'toys.count' has no effect with poi: none", done.stderr)

    def test_labels_that_no_reader_knows_are_refused(self):
        config = self.events()
        with h5py.File(os.path.join(self.folder.name, "ggf.h5"), "a") as file:
            rows = file["events"][:]
            rows["signalType"][3] = 99
            file["events"][:] = rows
        done = run(config, "--out", self.out)
        self.assertEqual(done.returncode, 1, done.stdout)
        for word in ("ggf.h5: /events, row 3", "'signalType' is 99", "-1 unknown"):
            self.assertIn(word, done.stderr)

    def test_columns_that_are_missing_name_the_key_of_this_command(self):
        config = self.events()
        for change, words in (("columns.weight=w", ["no column 'w'", "with the key columns.weight"]),
                              ("columns.score=s", ["no column 's'", "with the key columns.score"])):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, done.stdout)
            for word in words:
                self.assertIn(word, done.stderr)
            self.assertNotIn("data.names", done.stderr)
        self.assertEqual(run(config, "--out", self.out, "--set", 'columns.weight=""').returncode, 0)
        with h5py.File(os.path.join(self.folder.name, "jets.h5"), "w") as file:
            file["events"] = numpy.zeros(3, [("nr", "u8")])
        scored = CONFIG.replace("FOLDER/vbf.h5", "FOLDER/jets.h5").replace("FOLDER", self.folder.name)
        scored = "".join(line for line in scored.splitlines(True) if not line.startswith(("columns:", "bins:")))
        done = run(self.write("scored.yaml", scored), "--out", self.out, "--set", f"model={SOURCE}/models/reference/vbf.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("jetseq fit has no such keys", done.stderr)

    def test_faults_that_no_threshold_mends_are_named(self):
        config = self.events()
        for change, words in (("fixed.nope=2", ["nope"]), ("thresholds.fixed=[0.0]", ["Raise the lowest threshold"]),
                              ("thresholds.fixed=[0.5, 0.5001]", ["Move the thresholds apart"]),
                              ("thresholds.fixed=[1.0]", ["Lower the threshold"])):
            if "thresholds" in change:
                chosen, fixed = "thresholds: {count: 1, step: 0.1}", "thresholds: {fixed: " + change.split("=")[1] + "}"
                changed = CONFIG.replace("FOLDER", self.folder.name).replace(chosen, fixed)
                done = run(self.write("fixed.yaml", changed), "--out", self.out)
            else:
                done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, change + done.stdout)
            for word in words:
                self.assertIn(word, done.stderr, change)
            self.assertNotIn("no threshold gives", done.stderr)
        with h5py.File(os.path.join(self.folder.name, "ggf.h5"), "a") as file:
            rows = file["events"][:]
            rows["mcEventWeight"] = -1
            file["events"][:] = rows
        done = run(self.write("neg.yaml", CONFIG.replace("FOLDER", self.folder.name).replace(
            "cross_section: 0.003, generated: 40000", "yield: 9")), "--out", self.out)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("'ggF' expects nothing (the weights of its", done.stderr)
        self.assertIn("have the sum -", done.stderr)

    def test_a_result_of_a_fit_is_no_workspace(self):
        path = self.write("w.json", json.dumps(TWO_BINS))
        self.assertEqual(run(path, "--out", self.out).returncode, 0)
        done = run(self.out + "/fit.json", "--out", self.out + "2")
        self.assertEqual(done.returncode, 1)
        self.assertIn("it is the result of jetseq fit, not a pyhf workspace", done.stderr)

    def test_attributes_that_give_no_yield_are_refused(self):
        self.events()
        background = os.path.join(self.folder.name, "zjets.h5")
        config = self.write("files.yaml", CONFIG.replace("yield: 2000", "cross_section: files").replace(
            "FOLDER", self.folder.name) + "limit: false\n")

        def refused(name, value, *says):
            with h5py.File(background, "a") as file:
                file.attrs["cross_section_pb"], file.attrs["sum_of_weights"] = 0.5, 20000.0
                file.attrs[name] = value
            done = run(config, "--out", self.out)
            self.assertEqual(done.returncode, 1, done.stdout)
            for words in ("key 'process.Zjets.cross_section' is 'files', but the attribute " + name + " of " + background, *says):
                self.assertIn(words, done.stderr)

        for name in ("cross_section_pb", "sum_of_weights"):
            for value, shown in ((" 0.5 ", "is ' 0.5 '"), ("0,5", "is '0,5'"), ("nan", "is 'nan'"), (float("nan"), "nan"),
                                 (0.0, "is '0'"), (-2000.0, "is '-2000'"), ([1.0, 2.0], "is not a number")):
                refused(name, value, shown, "above 0 expected")
        refused("sum_of_weights", 19900.0, "is 19900, less than the weights that the file holds, 20000")
        with h5py.File(background, "a") as file:
            file.attrs["sum_of_weights"] = 20000.0
        done = run(config, "--out", self.out)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_scores_of_different_models_are_noted(self):
        config, folder = self.events(), self.folder.name
        for name, model in (("vbf", "a"), ("ggf", "a")):
            with h5py.File(f"{folder}/{name}.h5", "a") as file:
                file.attrs["model_sha256"] = model
        self.assertEqual(run(config, "--out", self.out, "--set", "limit=false").returncode, 0)
        self.assertFalse([note for note in self.result()["notes"] if "another model" in note])
        note = (f"The scores of {folder}/zjets.h5 are another model's than those of {folder}/vbf.h5 (by their attributes "
                "model_sha256): thresholds cut on both alike.")
        write_scored(f"{folder}/seen.h5", 4, 3000, -1, 4)
        for name in ("zjets", "seen"):  # as a process, as data
            with h5py.File(f"{folder}/{name}.h5", "a") as file:
                file.attrs["model_sha256"] = "b"
            done = run(config, "--out", self.out, "--set", "limit=false", "--set",
                       f"data={{kind: events, files: {folder}/seen.h5}}")
            with h5py.File(f"{folder}/{name}.h5", "a") as file:
                file.attrs["model_sha256"] = "a"
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(self.result()["notes"].count(note.replace("zjets", name)), 1)
            self.assertIn("note: " + note.replace("zjets", name), done.stdout)

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

    def test_an_event_that_stands_twice_is_refused(self):
        config = self.events()
        first, again = (os.path.join(self.folder.name, name) for name in ("vbf.h5", "again.h5"))
        write_scored(again, 1, 10, 2, 9)
        for change in (f"process.VBF.files=[{first}, {again}]", f"data={{kind: events, files: [{first}, {again}]}}"):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, done.stdout)
            for words in ("event 0 of sample 1 stands in", first + " ", again, "count twice"):
                self.assertIn(words, done.stderr)

    def test_events_of_two_processes_are_noted(self):
        config, folder = self.events(), self.folder.name
        self.assertEqual(run(config, "--out", self.out, "--set", "limit=false").returncode, 0)
        self.assertFalse([note for note in self.result()["notes"] if "count in both" in note])
        done = run(config, "--out", self.out, "--set", f"process.ggF.files=[{folder}/ggf.h5, {folder}/zjets.h5]", "--set", "limit=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("20000 events of Zjets have the sampleId and eventNumber of events of ggF: they count in both, or their "
                      "numbers are not their own.", self.result()["notes"])

    def test_observed_events_are_counted(self):
        done = run(self.events(), "--out", self.out, "--set", "data.kind=events", "--set",
                   "data.files=" + os.path.join(self.folder.name, "ggf.h5"), "--set", "limit=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        self.assertFalse(result["is_asimov"])
        self.assertEqual(sum(sum(c["observed"]) for c in result["channels"].values()), 20000)
        self.assertFalse([note for note in result["notes"] if "data" in note])

    def test_weights_of_observed_events_and_files_without_events_are_noted(self):
        config = self.events()
        seen, empty, other = (os.path.join(self.folder.name, name) for name in ("seen.h5", "empty.h5", "other.h5"))
        write_scored(seen, 4, 3000, -1, 4)
        write_scored(empty, 5, 0, -1, 5)
        write_scored(other, 6, 50, 2, 6)  # of signalType 0
        for path, rows, column, value in ((seen, slice(0, 20), "mcEventWeight", 0.5),
                                          (os.path.join(self.folder.name, "vbf.h5"), slice(None), "signalType", 1)):
            with h5py.File(path, "a") as file:
                table = file["events"][:]
                table[column][rows] = value
                file["events"][:] = table
        vbf = os.path.join(self.folder.name, "vbf.h5")
        done = run(config, "--out", self.out, "--set", f"data={{kind: events, files: [{seen}, {empty}]}}", "--set",
                   f"process.VBF.files=[{vbf}, {other}]", "--set", "process.VBF.label=1", "--set", "limit=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        result = self.result()
        self.assertEqual(sum(sum(c["observed"]) for c in result["channels"].values()), 3000)
        for note in ("The weights of 20 events of data.files are not used: each event counts once.",
                     empty + " gives no event of data: its table of events is empty.",
                     other + " gives no event of VBF: none has signalType 1."):
            self.assertIn(note, result["notes"])
            self.assertIn(note, done.stdout)
        self.assertEqual(sum("gives no event" in note for note in result["notes"]), 2)

    def test_same_configuration_gives_the_same_bytes(self):
        config = self.events()
        texts = []
        for name in ("a", "b"):
            self.out = os.path.join(self.folder.name, name)
            done = run(config, "--out", self.out, "--set", "data.kind=pseudo", "--set", "toys.count=50", "--set",
                       f"threads={len(texts) + 1}", "--set", "impacts=false")
            self.assertEqual(done.returncode, 0, done.stderr)
            result = self.result()
            result.pop("configuration")
            texts.append(json.dumps(result))
        self.assertEqual(*texts)

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
        """Among them what pyhf itself stumbles over, or takes without a word."""
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

    def test_info_tells_what_files_hold(self):
        def info(path):
            done = subprocess.run([JETSEQ, "info", path], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout
        done = run(self.events(), "--out", self.out, "--set", "impacts=false")
        self.assertEqual(done.returncode, 0, done.stderr)
        of_fit = info(os.path.join(self.out, "fit.json"))
        result = self.result()
        expected = result["tests"]["upper_limit_95"]["expected"][2]
        for words in ("result of a fit, A test", "Asimov", "mu_VBF", "mu_ggF", f"expected {expected:.4g},",
                      "with cut-based category", "Process Zjets is a stand-in"):
            self.assertIn(words, of_fit)
        self.assertEqual(of_fit, info(self.out))  # of the folder
        of_workspace = info(os.path.join(self.out, "workspace.json"))
        for words in ("pyhf workspace, 2 channels", "normfactor mu_VBF", "parameter of interest mu_VBF", "beside it",
                      "Asimov data (mu_VBF = 1, mu_ggF = 1)", "events of Asimov data"):
            self.assertIn(words, of_workspace)
        self.assertIn("edges of the bins", info(os.path.join(self.out, "workspace.edges.json")))
        path = self.write("fit.json", '{"kind": "jetseq_fit", "title": "x"}')
        done = subprocess.run([JETSEQ, "info", path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("fit.json is not whole", done.stderr)

    def test_mistakes_are_named(self):
        config = self.events()
        for change, words in (("process.VBF.files=nowhere.h5", ["nowhere.h5"]),
                              ("process.VBF.generated=10", ["generated", "10, less than", "20000"]),
                              ("process.VBF.strenght=mu", ["strenght", "strength"]),
                              ("columns.observable=m_ZZ", ["m_ZZ", "m_VV"]),
                              ("columns.score=vbf", ["vbf"]),
                              ("process.Zjets.cross_section=1", ["yield", "cross_section"]),
                              ("poi=mu_VBFF", ["mu_VBFF", "mu_VBF"]),
                              ("fixed={mu_ggf: 1}", ["mu_ggf", "mu_ggF"]),
                              ("kappas={mu_VBF: VFB VV}", ["VFB", "VBF"]),
                              ("bins.edges=500", ["bins.edges", "two edges"]),
                              ("thresholds={count: 1, step: 1e-8}", ["thresholds.step", "1e-8", "from 0.0001 to below 1"]),
                              ("thresholds={count: 3, step: 0.6}", ["3 thresholds", "a step of 0.6 leaves 1 to"]),
                              ("toys.count=1000000000000", ["toys.count", "100000000"]),
                              ("bins.least_expected=1e6", ["least_expected"])):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, change + done.stdout)
            for word in words:
                self.assertIn(word, done.stderr, change)
        path = self.write("w.json", json.dumps({"channels": []}))
        done = run(path, "--out", self.out)
        self.assertEqual(done.returncode, 1)
        self.assertIn("w.json", done.stderr)
        self.assertEqual(run().returncode, 2)

    def test_values_beyond_the_bounds_are_refused(self):
        done = run(self.events(), "--out", self.out, "--set", "fixed={mu_ggF: -1}")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertTrue(done.stderr.strip().endswith("mu_ggF is fixed to -1 (its bounds are 0 to infinity). Change `fixed`, "
                                                     "or the bounds of the measurement"), done.stderr)
        self.assertNotIn("threshold", done.stderr)
        document = json.loads(json.dumps(TWO_BINS))
        document["measurements"][0]["config"]["parameters"] = [{"name": "mu", "bounds": [[0, 5]]}]
        self.write("w.json", json.dumps(document))
        config = self.write("c.yaml", f"workspace: {os.path.join(self.folder.name, 'w.json')}\nfixed: {{mu: 6}}\n")
        done = run(config, "--out", self.out)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("mu is fixed to 6 (its bounds are 0 to 5)", done.stderr)
        self.assertEqual(run(config, "--out", self.out, "--set", "fixed={mu: 5}").returncode, 0)

    def test_what_a_fit_can_not_give_is_said_in_words(self):
        """One bin for two parameters; without signal the data are 1.8 standard deviations away, whatever the strength."""
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
