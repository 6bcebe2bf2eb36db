"""`jetseq fit` on scored events that it did not write."""
import json
import os
import subprocess
import unittest

import h5py
import numpy
import pyhf

from fit_case import JETSEQ, SOURCE, run, write_scored, CONFIG, TWO_BINS, FitCase


class OfEvents(FitCase):
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
        self.assertNotIn("config.yaml", done.stderr)  # config.yaml says how the workspace was made
        self.assertEqual(sorted(os.listdir(self.out)),
                         ["config.yaml", "fit.html", "fit.json", "plots", "workspace.edges.json", "workspace.json"])
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
                              ("model=" + SOURCE + "/models/reference/vbf.json", ["columns.observable", "no effect with `model`"])):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, change + done.stdout)
            for word in words:
                self.assertIn(word, done.stderr, change)
        for change, line in (("process.Zjets.generated=10",
                              "key 'process.Zjets.generated' has no effect with a yield or `cross_section: files`. Remove it"),
                             ("process.VBF.files_are=repeats",
                              "key 'process.VBF.files_are' has no effect without `cross_section: files`. Remove it"),
                             ("measurement=m", "key 'measurement' has no effect on events (it is for a workspace). Remove it"),
                             ("toys.strength=1", "key 'toys.strength' has no effect without toys.count. Set that too"),
                             ("data.kind=observed", "key 'data.kind' is 'observed' (of a workspace). Set it to events, and data.files"),
                             ("thresholds.fixed=[0.5]", "key 'thresholds.fixed' leaves nothing to choose (thresholds.count and "
                              "thresholds.step have no effect). Remove one or the other"),
                             ("process.VBF.uncertainty=-1", "key 'process.VBF.uncertainty' is '-1' (a number >= 0 expected). Correct it")):
            done = run(config, "--out", self.out, "--set", change)  # one advice each
            self.assertEqual(done.stderr, f"jetseq: --set {change}: {line}\n")
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
        self.assertIn("The configuration of a fit has no such keys", done.stderr)

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

    def test_an_event_that_stands_twice_is_refused(self):
        config = self.events()
        first, again = (os.path.join(self.folder.name, name) for name in ("vbf.h5", "again.h5"))
        write_scored(again, 1, 10, 2, 9)
        for change in (f"process.VBF.files=[{first}, {again}]", f"data={{kind: events, files: [{first}, {again}]}}"):
            done = run(config, "--out", self.out, "--set", change)
            self.assertEqual(done.returncode, 1, done.stdout)
            for words in ("event 0 of sample 1 appears in", first + " ", again, "count twice"):
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
        for words in ("pyhf workspace, 2 channels", "normfactor mu_VBF", "parameter of interest mu_VBF", "next to it",
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


if __name__ == "__main__":
    unittest.main()
