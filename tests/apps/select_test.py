"""`jetseq select` with regions: what a user does, on the sample in the box."""

import csv
import math
import os
import shutil
import signal
import subprocess
import time
import unittest

import h5py
import numpy as np

import toy
from selection import CONFIGS, MODEL, SAMPLE, SMALL, WithFolder, events
from toy import jetseq, read_bytes, write_text

REFERENCE = os.path.join(os.path.dirname(__file__), "cutflow_reference.csv")

CHANNELS = {
    "two_lepton": "*_2lep.h5", "one_lepton": "*_1lep.h5", "zero_lepton": "*_0lep.h5", "hadronic": "*_hadronic.h5",
}


class Reference(WithFolder):
    def test_the_cutflow_of_the_sample_is_the_one_frozen(self):
        with open(REFERENCE) as file:
            frozen = list(csv.reader(file))
        found = [frozen[0]]
        for channel, pattern in CHANNELS.items():
            self.run_ok("select", os.path.join(CONFIGS, channel + ".yaml"), *events(pattern), "--model", MODEL, "--out", self.path(channel))
            with open(self.path(channel + "/cutflow.csv")) as file:
                for row in csv.DictReader(file):
                    found.append([channel, row["sample_id"], row["region"], row["step"], row["cut"], row["raw"]])
        if os.environ.get("JETSEQ_FREEZE"):  # by hand, after an intended change of the numbers
            with open(REFERENCE, "w", newline="") as file:
                csv.writer(file, lineterminator="\n").writerows(found)
            return
        self.assertEqual(len(found), len(frozen))
        for ours, theirs in zip(found, frozen):
            self.assertEqual(ours, theirs)

    def test_purities_and_categories_add_up(self):
        with open(REFERENCE) as file:
            rows = list(csv.DictReader(file))
        counts = {(r["channel"], r["sample"], r["region"], r["cut"]): int(r["events"]) for r in rows}
        checked = 0
        for (channel, sample, region, cut), n in counts.items():
            if cut not in ("VBF", "ggF/DY") or "_hp" not in region:
                continue
            low = region.replace("_hp", "_lp")
            before = counts[channel, sample, region, cut if channel == "zero_lepton" else "pt over m"]
            self.assertEqual(counts[channel, sample, region, "high purity"] + counts[channel, sample, low, "low purity"], before)
            category = {"VBF": ("ggf", "ggF/DY"), "ggF/DY": ("vbf", "VBF")}[cut]
            other = counts[channel, sample, category[0] + region[3:], category[1]]
            self.assertEqual(n + other, counts[channel, sample, region, "no extra b-jet"])
            checked += 1
        self.assertEqual(checked, 58)

    def test_an_independent_selection_agrees(self):
        """Z -> ll, the preselection of the 2-lepton channel, once more with numpy."""
        file = os.path.join(SAMPLE, "ggf_700_2lep.h5")
        with h5py.File(file) as f:
            leptons, jets, large = f["leptons"][:], f["jets"][:], f["large_jets"][:]
        kept = []
        for lep, jet, big in zip(leptons, jets, large):
            distance = lambda a, b: np.hypot(a["eta"] - b["eta"], (a["phi"] - b["phi"] + np.pi) % (2 * np.pi) - np.pi)
            good = [l for l in lep[lep["valid"]] if l["pt"] > 7 and abs(l["eta"]) < (2.47 if abs(l["pdg_id"]) == 11 else 2.7)]
            clean = [j for j in jet[jet["valid"]] if not any(abs(l["pdg_id"]) == 11 and distance(j, l) < 0.2 for l in good)]
            good = [l for l in good if not any(distance(j, l) < 0.4 for j in clean)]
            bigs = [b for b in big[big["valid"]] if b["pt"] > 200 and not any(abs(l["pdg_id"]) == 11 and distance(b, l) < 1 for l in good)]
            central = [j for j in clean if j["pt"] > 30 and abs(j["eta"]) < 2.5]
            if len(good) != 2 or good[1]["pt"] <= 30 or good[0]["pdg_id"] != -good[1]["pdg_id"]:
                continue
            a, b = good
            m = np.sqrt(2 * a["pt"] * b["pt"] * (np.cosh(a["eta"] - b["eta"]) - np.cos(a["phi"] - b["phi"])))
            kept.append(76 < m < 106 and (len(bigs) >= 1 or len(central) >= 2))
        with open(REFERENCE) as f:
            rows = [r for r in csv.DictReader(f) if r["sample"] == "15" and r["cut"] == "one large-R or two small-R jets"]
        self.assertEqual(sum(kept), int(rows[0]["events"]))


class HadronicTags(WithFolder):
    def test_count_both_tags_as_the_signal_region_does(self):
        """The kinematic cuts of configs/hadronic_tags.yaml are those of the signal region, and so are its tags."""
        file = os.path.join(SAMPLE, "vbf_2000_hadronic.h5")
        counts = {}
        for name, more in (("hadronic_tags", []), ("hadronic", ["--model", MODEL])):
            self.run_ok("select", os.path.join(CONFIGS, name + ".yaml"), file, "--out", self.path(name), *more)
            with open(self.path(name + "/cutflow.csv")) as table:
                counts.update({(row["region"], row["cut"]): int(row["raw"]) for row in csv.DictReader(table)})
        self.assertEqual(counts["kinematics", "pt asymmetry"], counts["vbf_signal", "pt asymmetry"])
        leading = counts["leading_tagged", "leading jet boson-tagged"]
        self.assertEqual(leading, counts["vbf_signal", "leading jet boson-tagged"])
        self.assertTrue(0 < counts["vbf_signal", "second jet boson-tagged"] < leading)


class Select(WithFolder):
    def select(self, name, *options, config=None, files=None):
        return self.run_ok("select", config or self.config(), *(files or events("*_1000_2lep.h5")), "--out", self.path(name), *options)

    def assert_same(self, first, second, names=("selected.h5", "cutflow.json", "cutflow.csv")):
        for name in names:
            self.assertEqual(read_bytes(self.path(f"{first}/{name}")), read_bytes(self.path(f"{second}/{name}")), name)

    def test_writes_events_and_cutflow_and_says_so(self):
        output = self.select("out", "--model", MODEL)
        self.assertIn("wrote " + self.path("out/selected.h5"), output)
        self.assertIn("\nnext: jetseq ", output)
        self.assertIn("forward pair", output)
        self.assertEqual(sorted(os.listdir(self.path("out"))), ["cutflow.csv", "cutflow.json", "selected.h5"])
        with h5py.File(self.path("out/selected.h5")) as file:
            rows = file["events"][:]
            self.assertEqual(list(file["events"].attrs["region_label"]), ["near", "far"])
            self.assertEqual(file.attrs["kind"], "jetseq_selected")
            self.assertEqual(file.attrs["model_name"], "vbf")
        self.assertEqual(set(rows["region"]), {0, 1})
        self.assertTrue((rows["category"] == 1 - rows["region"]).all())
        self.assertTrue((rows["tag_m_jj"][rows["region"] == 0] > 770).all())
        self.assertTrue(np.isfinite(rows["m_VV"]).all())
        self.assertLess(abs(np.median(rows["m_VV"]) - 1000), 50)
        self.assertTrue(np.allclose(rows["vbf_pVBF"] + rows["vbf_pggF"], 1))
        cutflow = self.read_json("out/cutflow.json")
        left = sum(sample["regions"][r]["cuts"][-1]["raw"] for sample in cutflow["samples"] for r in (0, 1))
        self.assertEqual(left, len(rows))
        self.assertIn("jetseq_selected", self.run_ok("info", self.path("out/selected.h5")))
        self.assertIn("forward pair", self.run_ok("info", self.path("out/cutflow.json")))

    def test_gives_wilsons_interval_of_each_efficiency(self):
        output = self.select("out", files=events("vbf_1000_2lep.h5"))  # of weight 1
        with open(self.path("out/cutflow.csv")) as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            n, k = 2000, float(row["sum_w"])
            p = k / n
            centre, half = (p + 0.5 / n) / (1 + 1 / n), math.sqrt(p * (1 - p) / n + 0.25 / n**2) / (1 + 1 / n)
            self.assertAlmostEqual(float(row["efficiency"]), p)
            self.assertAlmostEqual(float(row["low"]), max(0, centre - half), 9)
            self.assertAlmostEqual(float(row["high"]), min(1, centre + half), 9)
        share = next(row for row in rows if 0.2 < float(row["efficiency"]) < 0.8)
        half = 50 * (float(share["high"]) - float(share["low"]))
        self.assertIn(f"{100 * float(share['efficiency']):.2f} +- {half:.2f}", output)

    def test_scores_are_those_of_jetseq_score(self):
        file = events("vbf_1000_2lep.h5")
        merged = "channel: 2-lepton\nregions:\n  - {name: merged, cuts: [candidate: candidate]}\n"
        self.select("out", "--model", MODEL, config=self.config(merged), files=file)
        self.run_ok("score", MODEL, *file, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as f:
            scores = dict(zip(f["events"]["eventNumber"], f["events"]["vbf_pVBF"]))
        with h5py.File(self.path("out/selected.h5")) as f:
            rows = f["events"][:]
        self.assertGreater(len(rows), 1000)
        for row in rows:
            self.assertEqual(row["vbf_pVBF"], scores[row["eventNumber"]])

    def test_masses_that_are_none_are_refused_or_counted(self):
        files = events("vbf_1000_2lep.h5") + events("ggf_1000_2lep.h5")
        merged = "channel: 2-lepton\nregions:\n  - {name: merged, cuts: [candidate: candidate]}\n"
        self.select("out", "--model", MODEL, config=self.config(merged), files=files)
        selected = self.path("out/selected.h5")
        with h5py.File(selected) as file:
            good = file["events"][:]
        arguments = ["evaluate", MODEL, *files, "--all", "--masses", selected, "--out", self.path("report")]

        def write(rows):
            with h5py.File(selected, "a") as file:
                file["events"][:] = rows

        for value, text in ((-999, "-999"), (np.nan, "nan")):
            rows = good.copy()
            rows["m_VV"][5] = value
            write(rows)
            number = rows["eventNumber"][5]
            self.assert_refused(*arguments, says=["/events, row 5", str(number), "m_VV is " + text])
        rows = good.copy()
        rows["m_VV"][:] = 1000
        rows["m_VV"][:7] = 0
        write(rows)
        code, _, err = toy.jetseq(*arguments)
        self.assertEqual(code, 0, err)
        self.assertIn(f"leaves out 7 of {len(rows)} events, whose m_VV is 0", err)
        rows["m_VV"][rows["signalType"] == 0] = 0
        write(rows)
        self.assert_refused(*arguments, says=["holds no mass of a ggF/DY event", "are VBF", "drop --masses"])

    def test_masses_show_how_the_model_sculpts_them(self):
        files = events("vbf_1000_2lep.h5") + events("ggf_1000_2lep.h5")
        merged = "channel: 2-lepton\nregions:\n  - {name: merged, cuts: [candidate: candidate]}\n"
        self.select("out", "--model", MODEL, config=self.config(merged), files=files)
        self.run_ok("evaluate", MODEL, *files, "--all", "--masses", self.path("out/selected.h5"), "--out", self.path("report"))
        found, = (one for one in self.read_json("report/report.json")["trust"]["sculpting"] if "VV" in one["variable"])
        with h5py.File(self.path("out/selected.h5")) as file:
            rows = file["events"][:]
        rows = rows[rows["m_VV"] > 0]  # a candidate alone has no mass of two bosons
        mass, weight = rows["m_VV"].astype(float), rows["mcEventWeight"].astype(float)
        low, high = np.sort(mass)[[len(mass) // 100, len(mass) - 1 - len(mass) // 100]]
        np.testing.assert_allclose(found["edges"], np.linspace(low, high, 26), rtol=1e-9)
        background = rows["signalType"] == 0
        passes = background & (rows["vbf_pVBF"] > np.float32(0.6))
        self.assertTrue(50 < passes.sum() < background.sum())
        for name, chosen in (("all", background), ("selected", passes)):
            sums, _ = np.histogram(mass[chosen].clip(low, high), found["edges"], weights=weight[chosen])
            np.testing.assert_allclose(found[name]["density"], sums / sums.sum() * 25 / (high - low), rtol=1e-9)

        def below(chosen):
            return np.array([weight[chosen & (mass <= m)].sum() for m in mass[background]]) / weight[chosen].sum()

        distance = np.abs(below(passes) - below(background & ~passes)).max()
        self.assertAlmostEqual(found["test"]["distance"], distance, places=9)

    def test_threads_change_nothing(self):
        for threads in (1, 2, 5):
            self.select(f"threads{threads}", "--model", MODEL, "--threads", threads, "--part-rows", 300, "--n-minus-1", "--correlations")
        names = ("selected.h5", "cutflow.json", "cutflow.csv", "correlations.csv")
        self.assert_same("threads1", "threads2", names)
        self.assert_same("threads1", "threads5", names)

    def test_parts_change_nothing(self):
        self.select("whole")
        self.select("parts", "--part-rows", 77)
        self.assert_same("whole", "parts")

    def test_goes_on_after_an_interruption(self):
        files = events("*_1000_2lep.h5")
        arguments = ["select", self.config(), *files, "--model", MODEL, "--threads", "2", "--part-rows", "25"]
        process = subprocess.Popen([toy.JETSEQ, *arguments, "--out", self.path("out")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        parts = self.path("out/parts")
        for _ in range(6000):
            if (os.path.isdir(parts) and len(os.listdir(parts)) > 20) or process.poll() is not None:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        errors = process.communicate()[1]
        self.assertEqual(process.returncode, 130, errors)
        self.assertIn("Run the same command again", errors)
        self.assertFalse(os.path.exists(self.path("out/selected.h5")))
        done = {name: os.stat(os.path.join(parts, name)).st_mtime_ns for name in os.listdir(parts) if name.endswith(".part")}
        self.assertGreater(len(done), 5)
        self.run_ok(*arguments, "--out", self.path("out"))
        self.run_ok(*arguments, "--out", self.path("new"))
        self.assert_same("out", "new")
        self.assertFalse(os.path.exists(parts))

    def test_parts_of_another_selection_are_not_used(self):
        os.makedirs(self.path("out/parts"))
        write_text(self.path("out/parts/0.part"), "0123456789abcdef" * 4 + "\0" * 200)
        self.select("new")
        shutil.copy(self.path("new/cutflow.json"), self.path("out/parts/0.part.json"))
        for name in ("0.part", "0.part.json"):
            shutil.copy(self.path("out/parts/" + name), self.path("out/parts/" + name.replace("0", "777")))
        self.select("out")
        self.assert_same("out", "new")
        self.assertFalse(os.path.exists(self.path("out/parts")))

    def test_parts_of_a_file_that_has_changed_are_not_used(self):
        """Also if its size and date are the same."""
        file = self.path("events.h5")
        with h5py.File(events("vbf_1000_2lep.h5")[0]) as given, h5py.File(file, "w") as copy:
            for name, value in given.attrs.items():
                copy.attrs[name] = value
            for name in given:
                copy[name] = given[name][:]
        os.makedirs(self.path("out"))
        write_text(self.path("out/cutflow.json"), '{"kind": "jetseq_report"}')  # keeps the results out, so the parts stay
        code, _, errors = jetseq("select", self.config(), file, "--out", self.path("out"))
        self.assertEqual(code, 1, errors)
        self.assertTrue(os.path.exists(self.path("out/parts/0.part")))
        os.remove(self.path("out/cutflow.json"))
        before = os.stat(file)
        with h5py.File(file, "r+") as copy:
            rows = copy["events"][:]
            rows["mcEventWeight"] *= 2
            copy["events"][:] = rows
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        self.assertEqual(os.stat(file).st_size, before.st_size)
        self.select("out", files=[file])
        self.select("new", files=[file])
        self.assert_same("out", "new")

    def test_cutflows_add_up_exactly(self):
        files = events("*_1000_2lep.h5")
        self.select("all", "--n-minus-1", files=files)
        for n, file in enumerate(files):
            self.select(f"one{n}", "--n-minus-1", files=[file])
        pieces = [self.path(f"one{n}/cutflow.json") for n in range(len(files))]
        for order in (pieces, pieces[::-1]):
            self.run_ok("select", "--out", self.path("sum"), "--add", ",".join(order))
            self.assert_same("all", "sum", ("cutflow.json", "cutflow.csv"))

    def test_dumps_the_sequences_of_the_selected_events(self):
        self.select("out", "--dump", self.path("sequences.h5"))
        with h5py.File(self.path("sequences.h5")) as s, h5py.File(self.path("out/selected.h5")) as e:
            key = lambda rows: {(row["sampleId"], row["eventNumber"]) for row in rows}
            self.assertEqual(key(s["events"][:]), key(e["events"][:]))
            jets = s["jets"]["valid"].sum(axis=1)
            n_jets = {(r["sampleId"], r["eventNumber"]): r["n_jets"] for r in e["events"][:]}
            for row, n in zip(s["events"][:], jets):
                self.assertEqual(n_jets[row["sampleId"], row["eventNumber"]], n)


    def test_dumps_what_inputs_name(self):
        """Numbers of the file of events, found by numpy."""
        config = self.config(SMALL + "inputs: {jets: {features: [pt, eta, pt / event.met, btag], sort: -pt, first: 4}, leptons: {features: [pt]}, event: [log(met + 1)]}\n")
        self.select("out", "--dump", self.path("sequences.h5"), "--part-rows", "300", config=config, files=events("vbf_1000_2lep.h5"))
        self.select("one", "--dump", self.path("one.h5"), config=config, files=events("vbf_1000_2lep.h5"))
        self.assertEqual(read_bytes(self.path("sequences.h5")), read_bytes(self.path("one.h5")))
        with h5py.File(self.path("sequences.h5")) as s, h5py.File(events("vbf_1000_2lep.h5")[0]) as e:
            met, jets, valid = s["events"]["met"], s["jets"][:], s["jets"]["valid"]
            self.assertEqual(jets.dtype.names, ("pt", "eta", "pt / event.met", "btag", "valid"))
            self.assertEqual(jets.shape[1], 4)
            np.testing.assert_allclose(jets["pt / event.met"], np.where(valid, jets["pt"] / met[:, None], 0), rtol=1e-6)
            np.testing.assert_allclose(s["variables"]["log(met + 1)"], np.log(met.astype("f8") + 1), rtol=1e-6)
            self.assertTrue((np.diff(jets["pt"], axis=1)[valid[:, 1:]] <= 0).all())
            rows = {number: row for row, number in enumerate(e["events"]["eventNumber"])}
            for i in range(0, len(met), 7):
                of_event = e["jets"][rows[s["events"]["eventNumber"][i]]]
                self.assertLessEqual(set(jets["pt"][i][valid[i]]), set(of_event["pt"][of_event["valid"]]))

    def test_cuts_on_expressions(self):
        config = self.config("channel: 2-lepton\nregions:\n  - {name: all, cuts: [ratio: pt_miss / met < 3 or met < 5]}\n")
        files = events("vbf_1000_2lep.h5")
        self.select("out", config=config, files=files)
        with h5py.File(self.path("out/selected.h5")) as s, h5py.File(files[0]) as e:
            met, pt_miss = e["events"]["met"].astype("f8"), e["events"]["pt_miss"].astype("f8")
            passed = e["events"]["eventNumber"][(pt_miss / met < 3) | (met < 5)]
            self.assertEqual(sorted(s["events"]["eventNumber"]), sorted(passed))


class Mistakes(WithFolder):
    def complaint(self, text, *options, code=1):
        found, _, errors = jetseq("select", self.config(text), *events("zjets_2lep.h5"), "--out", self.path("out"), *options)
        self.assertEqual(found, code, errors)
        self.assertFalse(os.path.exists(self.path("out/selected.h5")))
        return errors

    def test_of_the_configuration_are_named_with_their_line(self):
        for wrong, right, said in [
            ("n_loos_leptons == 2", "n_loose_leptons == 2", ["regions.yaml:4", "no variable", "did you mean 'n_loose_leptons'?"]),
            ("tag_m_jj > 770", "tag_m_jj > 770 GeV", ["regions.yaml:10", "needs a unit: GeV"]),
            ("tag_m_jj > 770 rad", "tag_m_jj > 770 GeV", ["regions.yaml:10", "'rad'"]),
            ("tag_m_jj / 2 > 385 GeV", "tag_m_jj > 770 GeV", ["regions.yaml:10", "Leave 'GeV' out"]),
            ("tag_m_j / met > 2", "tag_m_jj > 770 GeV", ["regions.yaml:10", "did you mean 'tag_m_jj'?"]),
            ("tag_m_jj / met", "tag_m_jj > 770 GeV", ["regions.yaml:10", "Compare it"]),
            ("{not_in: [nearer]}", "{not_in: [near]}", ["regions.yaml:15", "no region 'nearer'"]),
            ("{nott_in: [near]}", "{not_in: [near]}", ["regions.yaml:15", "did you mean 'not_in'?"]),
            ("category: vbff", "category: vbf", ["regions.yaml:7", "did you mean 'vbf'?"]),
            ("name: near", "name: far", ["regions.yaml:11", "a second region 'near'"]),
            ("catgory: vbf", "category: vbf", ["regions.yaml:7", "did you mean 'category'?"]),
            ("channel: 3-lepton", "channel: 2-lepton", ["channel", "3-lepton"]),
            ("- candidate\n", "- candidate: candidate\n", ["regions.yaml:9", "shared_cuts"]),
        ]:
            self.assertIn(right, SMALL)
            message = self.complaint(SMALL.replace(right, wrong, 1))
            for part in said:
                self.assertIn(part, message)

    def test_a_key_that_nobody_reads(self):
        self.assertIn("did you mean 'objects.lepton_pt_min'?", self.complaint(SMALL + "objects: {lepton_pt_mn: 10}\n"))

    def test_definitions_in_a_circle(self):
        text = SMALL.replace("candidate: candidate", "circle: a", 1) + "definitions: {a: b, b: a}\n"
        self.assertIn("Break the circle", self.complaint(text))

    def test_shared_cuts_in_a_circle(self):
        text = SMALL.replace("- candidate: candidate", "- a", 1) + "shared_cuts: {a: [b], b: [a]}\n"
        self.assertIn("Break the circle", self.complaint(text))

    def test_what_is_no_list_no_map_and_no_text(self):
        for regions in ("{}", "[]", "5", "[a]", "[{name: a}]", "[{name: [a], cuts: []}]", "[{name: a, cuts: 5}]",
                        "[{name: a, cuts: [{x: {all: 5}}]}]", "[{name: a, cuts: [{x: {all: [], any: []}}]}]",
                        "[{name: a, cuts: [{x: }]}]", "[{name: a, cuts: [{[x]: met > 1 GeV}]}]",
                        "[{name: a, category: [x], cuts: []}]", "[{name: a, cuts: [{x: {not_in: a}}]}]"):
            self.assertIn("regions.yaml:1", self.complaint(f"regions: {regions}\n"), regions)

    def test_a_score_without_a_model_and_a_tag_without_a_tagger(self):
        self.assertIn("--model", self.complaint(SMALL.replace("tag_m_jj > 770 GeV", "score > 0.7")))
        self.assertIn("boson_tagger", self.complaint(SMALL.replace("tag_m_jj > 770 GeV", "large1_w_mass")))

    def test_of_the_command_line(self):
        self.assertEqual(jetseq("select")[0], 2)
        self.assertEqual(jetseq("select", self.config(), *events("zjets_2lep.h5"))[0], 2)
        self.assertIn("--part-rows", self.complaint(SMALL, "--part-rows", 0, code=2))
        code, _, errors = jetseq("select", os.path.join(CONFIGS, "select.yaml"), *events("zjets_2lep.h5"), "--out", self.path("out"))
        self.assertEqual(code, 1)
        self.assertIn("has no regions", errors)

    def test_sequences_instead_of_events(self):
        code, _, errors = jetseq("select", self.config(), os.path.join(SAMPLE, "sequences_1000_2lep.h5"), "--out", self.path("out"))
        self.assertEqual(code, 1)
        self.assertIn("holds sequences", errors)

    def test_mev_for_gev(self):
        shutil.copy(events("vbf_1000_2lep.h5")[0], self.path("mev.h5"))
        with h5py.File(self.path("mev.h5"), "r+") as file:
            jets = file["jets"][:]
            jets["pt"] *= 1000
            jets["e"] *= 1000
            file["jets"][:] = jets
        code, _, errors = jetseq("select", self.config(), self.path("mev.h5"), "--out", self.path("out"))
        self.assertEqual(code, 1)
        self.assertIn("MeV", errors)


if __name__ == "__main__":
    unittest.main()
