"""Which events are the same, which models are the same, and where a threshold lies: the reports of `jetseq evaluate`."""

import os
import unittest

import h5py
import numpy as np

import toy

REFERENCE = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")


def write_scores(path, info, scores, name="s"):
    rows = np.zeros(len(info), [("eventNumber", "u8"), ("sampleId", "i4"), (name, "f8")])
    rows["eventNumber"], rows["sampleId"], rows[name] = info["eventNumber"], info["sampleId"], scores
    with h5py.File(path, "w") as file:
        file["events"] = rows
    return path


class WithRefusals(toy.WithToy):
    def refused(self, *arguments, says):
        """The command ends with 1; the last line on standard error, after notes on the files, holds all of `says`."""
        code, _, err = toy.jetseq(*arguments)
        self.assertEqual(code, 1, err)
        for part in says:
            self.assertIn(part, err.strip().split("\n")[-1])


class Joins(WithRefusals):
    def setUp(self):
        super().setUp()
        self.files = []
        for label, name in ((1, "vbf.h5"), (0, "ggf.h5")):  # both count from 0, in one sample
            rows = self.info["signalType"] == label
            info = self.info[rows].copy()
            info["eventNumber"] = np.arange(len(info))
            toy.write(self.path(name), info, self.jets[rows])
            self.files.append(self.path(name))

    def test_refuse_events_of_one_id_with_different_jets(self):
        says = ["event ", "of sample 0", "vbf.h5", "ggf.h5", "different jets", "sampleId"]
        self.refused("evaluate", REFERENCE, *self.files, "--all", "--out", self.path("report"), says=says)
        self.assertFalse(os.path.exists(self.path("report")))
        code, _, err = toy.jetseq("train", self.config, "--data", ",".join(self.files), "--out", self.path("run"))
        self.assertEqual(code, 0, err)  # a split by such ids is still one
        for part in says + ["warning"]:
            self.assertIn(part, err)

    def test_refuse_two_rows_for_one_event(self):
        self.run_ok("score", REFERENCE, *self.files, "--out", self.path("scores.h5"))  # to score needs no id
        for option in ("--with", "--parity"):
            self.refused("evaluate", REFERENCE, self.data, "--all", option, self.path("scores.h5"), "--out",
                                self.path("report"), says=["scores.h5", "event ", "row ", "sampleId"])

    def remove_columns(self, *columns):
        for file in self.files:
            with h5py.File(file, "a") as opened:
                rows = opened["events"][:]
                del opened["events"]
                opened["events"] = rows[[name for name in rows.dtype.names if name not in columns]]

    def scores(self, model, *files, options=()):
        self.run_ok("score", model, *files, "--out", self.path("s.h5"), *options)
        with h5py.File(self.path("s.h5")) as file:
            return file["events"]["toy_pVBF"]

    def test_know_the_events_of_an_ensemble_alone_and_among_others(self):
        """The network that has not seen an event is the same, whichever files are read with its file."""
        self.remove_columns("sampleId")
        train = ("train", self.config, "--folds", "2", "--set", "train.max_epochs=1", "--out")
        self.run_ok(*train, self.path("both"), "--data", ",".join(self.files))
        together = self.scores(self.path("both"), *self.files)
        alone = [self.scores(self.path("both"), file) for file in sorted(self.files)]
        np.testing.assert_array_equal(np.concatenate(alone), together)

        toy.write(self.path("all.h5"), self.info, self.jets)
        self.files[0] = self.path("all.h5")
        self.remove_columns("sampleId")
        self.run_ok(*train, self.path("alone"), "--data", self.files[0])
        alone, together = self.scores(self.path("alone"), self.files[0]), self.scores(self.path("alone"), *self.files)
        np.testing.assert_array_equal(alone, together[:len(alone)])

    def test_know_rows_alone_and_among_others(self):
        self.remove_columns("sampleId", "eventNumber")
        names = toy.write_text(self.path("names.yaml"), "data: {names: {events.eventNumber: row}}\n")
        self.run_ok("train", self.config, "--folds", "2", "--set", "train.max_epochs=1", "--set",
                    "data.names={events.eventNumber: row}", "--data", ",".join(self.files), "--out", self.path("both"))
        together = self.scores(self.path("both"), *self.files, options=("--config", names))
        alone = [self.scores(self.path("both"), file, options=("--config", names)) for file in sorted(self.files)]
        np.testing.assert_array_equal(np.concatenate(alone), together)

    def test_know_rows_of_one_sample_alone_and_among_others(self):
        """Their numbers have the content of the file in the upper half, so that the split is the same in both cases."""
        self.remove_columns("eventNumber")
        names = "data.names={events.eventNumber: row}"
        self.run_ok("train", self.config, "--set", "train.max_epochs=1", "--set", names, "--data", ",".join(self.files),
                    "--out", self.path("run"))
        config = toy.write_text(self.path("names.yaml"), "data: {names: {events.eventNumber: row}}\n")
        ids = []
        for files in ([self.files[0]], [self.files[1]], self.files):
            self.scores(self.path("run"), *files, options=("--config", config))
            with h5py.File(self.path("s.h5")) as file:
                ids.append(file["events"]["eventNumber"])
        np.testing.assert_array_equal(np.concatenate([ids[1], ids[0]]), ids[2])  # ggf.h5 comes first
        self.assertEqual(len(set(ids[2])), len(ids[2]))
        rows = np.concatenate([np.arange(len(ids[1])), np.arange(len(ids[0]))])
        np.testing.assert_array_equal(ids[2] & np.uint64(2**32 - 1), rows)

    def test_refuse_scores_of_another_file_without_sample_ids(self):
        self.remove_columns("sampleId")
        for file in self.files:
            self.run_ok("score", REFERENCE, file, "--out", file + ".scores.h5")
        evaluate = ("evaluate", REFERENCE, self.files[0], "--all", "--out", self.path("report"), "--with")
        self.run_ok(*evaluate, self.files[0] + ".scores.h5")
        self.refused(*evaluate, self.files[1] + ".scores.h5", says=["ggf.h5.scores.h5", "another file", "no sampleId"])

    def test_refuse_scores_and_masses_of_events_of_other_classes(self):
        info, jets = toy.tables(len(self.info), seed=9)  # sample 0 again, counted from 0
        other = self.path("other.h5")
        toy.write(other, info, jets)
        self.run_ok("score", REFERENCE, other, "--out", self.path("scores.h5"))
        first = int(np.flatnonzero(info["signalType"] != self.info["signalType"])[0])
        self.refused("evaluate", REFERENCE, self.data, "--all", "--with", self.path("scores.h5"), "--out",
                     self.path("report"), says=["scores.h5 has another class for event " + str(first), "same files"])

    def test_refuse_scores_that_single_precision_makes_one(self):
        scores = np.random.default_rng(3).random(len(self.info))
        file = self.path("scores.h5")
        for values in (scores * 1e-300, 1 - scores * 1e-12):
            write_scores(file, self.info, values)
            self.refused("evaluate", REFERENCE, self.data, "--all", "--with", file + ":s", "--out", self.path("report"),
                         says=["scores.h5: the column s holds scores that are too close to each other", " % of the pairs"])
        near_one = 1 - np.minimum(scores, 0.02) * 1e-9  # one float
        for values, found in ((np.where(scores < 0.005, near_one, scores), 0), (np.where(scores < 0.1, near_one, scores), 1)):
            write_scores(file, self.info, values)
            code, _, err = toy.jetseq("evaluate", REFERENCE, self.data, "--all", "--with", file + ":s", "--out", self.path("report"))
            self.assertEqual(code, found, err)

    def test_take_other_doubles_than_floats(self):
        for values in (np.round(np.random.default_rng(3).random(len(self.info)) * 1e6) / 1e6, np.random.default_rng(4).random(len(self.info))):
            write_scores(self.path("scores.h5"), self.info, values)
            self.run_ok("evaluate", REFERENCE, self.data, "--all", "--with", self.path("scores.h5") + ":s", "--out", self.path("report"))

    def test_refuse_a_score_that_is_no_probability_with_its_event(self):
        scores = np.full(len(self.info), 0.5)
        scores[7] = -3.5
        write_scores(self.path("scores.h5"), self.info, scores)
        self.refused("evaluate", REFERENCE, self.data, "--all", "--with", self.path("scores.h5") + ":s", "--out",
                     self.path("report"), says=["scores.h5 has the score -3.5 for event 7 of sample 0", "0 to 1 expected"])

    def test_find_the_scores_of_each_event(self):
        self.run_ok("score", REFERENCE, self.data, "--out", self.path("scores.h5"))
        self.run_ok("evaluate", REFERENCE, self.data, "--all", "--with", "same=" + self.path("scores.h5"), "--out",
                    self.path("report"))
        report = self.read_json("report/report.json")
        self.assertEqual(report["comparisons"][0]["auc"], report["auc"])
        self.assertEqual(report["repeated"], 0)


class Names(WithRefusals):
    def setUp(self):
        super().setUp()
        self.runs = []
        for name, seed in (("run_a", 1), ("run_b", 2)):
            self.run_ok("train", self.config, "--data", self.data, "--out", self.path(name), "--seed", seed, "--set",
                        "train.max_epochs=1")
            self.runs.append(self.path(name))

    def names(self, *arguments):
        self.run_ok("evaluate", *arguments, "--out", self.path("report"))
        report = self.read_json("report/report.json")
        return [report["model"]] + [one["model"] for one in report["comparisons"]]

    def test_that_repeat_are_told_apart_everywhere(self):
        a, b = self.runs
        self.assertEqual(self.names(a, self.data, "--with", b + "/"), ["run_a", "run_b"])
        for name in ("report.html", "plots/roc.csv", "plots/roc.svg", "plots/roc-2.yaml"):
            with open(self.path("report/" + name)) as file:
                self.assertIn("run_b", file.read(), name)
        self.assertEqual(self.names(a + "/toy.json", self.data, "--with", b + "/toy.json"), ["run_a/toy", "run_b/toy"])
        self.assertEqual(self.names(a, self.data, "--with", b, "--with", b), ["run_a", "run_b (1)", "run_b (2)"])
        self.assertEqual(self.names(a, self.data), ["toy"])

    def test_given_win_and_are_given_once(self):
        a, b = self.runs
        self.assertEqual(self.names(a, self.data, "--with", "other=" + b), ["toy", "other"])
        self.assertEqual(self.names(a, self.data, "--with", "toy=" + b), ["run_a", "toy"])
        self.assertEqual(self.names(a, self.data, "--with", "TOY=" + b), ["run_a", "TOY"])
        for option, value in (("--with", "x=" + b), ("--cuts", "x=500/4"), ("--point", "x=vbf:0.5")):
            self.refused("evaluate", a, self.data, option, value, option, value, "--out", self.path("report"),
                                says=[option, "'x'", "twice"])


class Thresholds(toy.WithToy):
    def test_are_not_passed_by_scores_of_their_own_value(self):
        arguments = []
        for value in (0.6, 0.7, 0.8):
            arguments += ["--with", f"{value}=" + write_scores(self.path(f"{value}.h5"), self.info, value) + ":s"]
        self.run_ok("evaluate", REFERENCE, self.data, "--all", *arguments, "--out", self.path("report"))
        kept = {one["model"]: [point["vbf"]["value"] for point in one["working_points"]]
                for one in self.read_json("report/report.json")["comparisons"]}
        self.assertEqual(kept, {"0.6": [0, 0, 0], "0.7": [1, 0, 0], "0.8": [1, 1, 0]})

    def test_are_the_same_number_in_the_report_and_the_frozen_file(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"))
        frozen = self.path("frozen.json")
        self.run_ok("evaluate", self.path("run"), self.data, "--point", "half=vbf:0.5", "--freeze", frozen, "--out",
                    self.path("report"))
        point = self.read_json("report/report.json")["trust"]["chosen_points"][0]
        stored = self.read_json("frozen.json")["jetseq"]["working_points"][-1]
        self.assertEqual(stored["threshold"], point["threshold"])
        self.assertEqual(np.float32(point["threshold"]), point["threshold"])
        self.run_ok("score", frozen, self.data, "--out", self.path("scores.h5"))
        with h5py.File(self.path("scores.h5")) as file:
            scores = file["events"]["toy_pVBF"]
        part = np.array([toy.event_hash(0, n) % 100 for n in self.info["eventNumber"]])
        chosen = (part >= 70) & (self.info["signalType"] == 1)
        self.assertEqual(np.mean(scores[chosen] > np.float32(stored["threshold"])), point["test"]["vbf"]["value"])


if __name__ == "__main__":
    unittest.main()
