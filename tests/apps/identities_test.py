"""Which events are the same, which models are the same, and where a threshold lies: the reports of `jetseq evaluate`."""
import os
import shutil
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
                         says=["scores.h5: the column s holds scores too near to one another", " % of the pairs"])
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


class Copies(toy.WithToy):
    """The first 300 events once more, with numbers of their own."""

    def setUp(self):
        super().setUp()
        copies = self.info[:300].copy()
        copies["eventNumber"] += 10_000
        self.with_jets = int(np.sum(self.jets["valid"][:300].any(axis=1)))
        self.copies = self.path("copies.h5")
        toy.write(self.copies, copies, self.jets[:300])

    def test_across_the_parts_of_a_split_are_counted(self):
        numbers = np.concatenate([np.arange(300), np.arange(300) + 10_000])
        part = np.array([toy.event_hash(0, n) % 100 for n in numbers])
        with_jets = np.tile(self.jets["valid"][:300].any(axis=1), 2)
        other_trains = np.roll(part < 56, 300)
        validation = int(np.sum(with_jets & other_trains & (part >= 56) & (part < 70)))
        test = int(np.sum(with_jets & other_trains & (part >= 70)))
        code, _, err = toy.jetseq("train", self.config, "--data", self.data, "--data", self.copies, "--out",
                                  self.path("run"))
        self.assertEqual(code, 0, err)
        self.assertIn(f"{validation} validation and {test} test events have the jets of a training event", err)

    def test_across_folds_are_counted(self):
        """Ten folds, and no copy in the first of them: there it was the only one that was looked at."""
        fold = lambda number: toy.event_hash(0, number) % 10  # noqa: E731
        copies = self.info[:300].copy()
        inside = np.array([fold(n) != 0 and fold(n + 10_000) not in (0, fold(n)) for n in range(300)])
        copies["eventNumber"] += 10_000
        toy.write(self.copies, copies[inside], self.jets[:300][inside])
        events = 2 * int(np.sum(self.jets["valid"][:300].any(axis=1)[inside]))
        code, _, err = toy.jetseq("train", self.config, "--data", self.data, "--data", self.copies, "--out", self.path("run"),
                                  "--folds", "10", "--set", "train.max_epochs=1")
        self.assertEqual(code, 0, err)
        self.assertIn(f"warning: {events} events have the jets of an event in another fold", err)
        self.assertNotIn("validation and", err)

    def test_of_events_that_were_trained_on_are_leakage(self):
        code, _, err = toy.jetseq("train", self.config, "--data", self.data, "--out", self.path("run"))
        self.assertEqual(code, 0, err)
        self.assertNotIn("warning", err)
        out = self.path("report")
        self.run_ok("evaluate", self.path("run"), self.copies, "--all", "--out", out)
        part = np.array([toy.event_hash(0, n) % 100 for n in range(300)])
        by_id = np.array([toy.event_hash(0, n + 10_000) % 100 for n in range(300)]) >= 70
        with_jets = self.jets["valid"][:300].any(axis=1) & by_id  # the others count as seen by their numbers
        report = self.read_json("report/report.json")
        self.assertEqual(report["leakage_by_jets"],
                         {"training": int(np.sum(with_jets & (part < 56))),
                          "validation": int(np.sum(with_jets & (part >= 56) & (part < 70)))})
        self.assertTrue(any("under another sampleId" in warning for warning in report["warnings"]))
        self.run_ok("evaluate", self.path("run"), self.data, self.copies, "--all", "--out", out)
        self.assertEqual(self.read_json("report/report.json")["copies"], self.with_jets)

    def test_are_not_looked_for_in_a_file_that_is_damaged(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        for bound in ("0", "1", "junk", ""):
            with h5py.File(self.path("run/seen_jets.h5"), "a") as file:
                file.attrs["bound"] = bound
            self.assert_refused("evaluate", self.path("run"), self.copies, "--all", "--out", self.path("report"),
                                says=["seen_jets.h5 is damaged (its attribute bound is '" + bound + "'", "remove it"])
        with h5py.File(self.path("run/seen_jets.h5"), "a") as file:
            file.attrs["bound"] = str(int(file["seen"]["jets"][-1]))  # of a sample of the jets
        self.run_ok("evaluate", self.path("run"), self.copies, "--all", "--out", self.path("report"))

    def test_are_not_known_beside_a_record_of_an_earlier_jetseq(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        with h5py.File(self.path("run/seen_jets.h5"), "a") as file:
            del file.attrs["hash"]
        self.run_ok("evaluate", self.path("run"), self.copies, "--all", "--out", self.path("report"))
        report = self.read_json("report/report.json")
        self.assertIsNone(report["leakage_by_jets"])
        self.assertTrue(any("has the hashes of an earlier jetseq" in warning for warning in report["warnings"]))

    def test_of_a_parent_with_a_damaged_record_are_refused_before_the_training(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        os.truncate(self.path("run/seen_jets.h5"), 700)
        for more in ((), ("--seeds", "2")):
            self.assert_refused("train", self.config, "--data", self.data, "--out", self.path("child"), "--set",
                                "train.from=" + self.path("run/toy.json"), *more, says=["seen_jets.h5"])
            self.assertFalse(os.path.exists(self.path("child")))

    def test_are_told_from_other_events_of_the_same_numbers(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"))
        info, jets = toy.tables(400, seed=2)  # sample 0 again, counted from 0
        toy.write(self.path("others.h5"), info, jets)
        self.run_ok("evaluate", self.path("run"), self.path("others.h5"), "--all", "--out", self.path("report"))
        seen = sum(toy.event_hash(0, n) % 100 < 70 and bool(jets["valid"][n].any()) for n in range(400))
        self.assertTrue(any(warning.startswith(f"{seen} of the events that count as seen")
                            for warning in self.read_json("report/report.json")["warnings"]))

    def test_are_found_for_an_ensemble_whose_networks_have_seen_them(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--folds", "2", "--set",
                    "train.max_epochs=1")
        with_jets = self.jets["valid"][:300].any(axis=1)
        other_fold = np.array([toy.event_hash(0, n) % 2 != toy.event_hash(0, n + 10_000) % 2 for n in range(300)])
        for sample, seen in ((0, with_jets & other_fold), (7, with_jets)):  # of another sample: all networks score it
            copies = self.info[:300].copy()
            copies["eventNumber"] += 10_000
            copies["sampleId"] = sample
            toy.write(self.copies, copies, self.jets[:300])
            self.run_ok("evaluate", self.path("run"), self.copies, "--all", "--out", self.path("report"))
            report = self.read_json("report/report.json")
            self.assertEqual(report["leakage_by_jets"], {"training": int(np.sum(seen)), "validation": 0})
            code, _, err = toy.jetseq("score", self.path("run"), self.copies, "--out", self.path("scores.h5"))
            self.assertEqual(code, 0, err)
            self.assertIn(f"warning: {np.sum(seen)} events have jets that the training of", err)
        self.run_ok("evaluate", self.path("run"), self.data, "--all", "--out", self.path("report"))
        self.assertEqual(self.read_json("report/report.json")["leakage_by_jets"], {"training": 0, "validation": 0})

    def test_in_three_folds_are_seen_by_whichever_network_scores_them(self):
        fold = lambda number: toy.event_hash(0, number) % 3  # noqa: E731
        with_jets = self.jets["valid"].any(axis=1)
        first = next(n for n in range(2000) if with_jets[n] and fold(n) == 0)  # in folds 0, 0, 1 and 2 with its copies
        numbers = {}
        for number in range(50_000, 50_100):
            numbers.setdefault(fold(number), number)
        rows = np.full(3, first)
        copies = self.info[rows].copy()
        copies["eventNumber"] = [numbers[k] for k in range(3)]
        toy.write(self.copies, copies, self.jets[rows])
        self.run_ok("train", self.config, "--data", self.data, "--data", self.copies, "--out", self.path("run"), "--folds",
                    "3", "--set", "train.max_epochs=1")
        self.run_ok("evaluate", self.path("run"), self.copies, "--all", "--out", self.path("report"))
        self.assertEqual(self.read_json("report/report.json")["leakage_by_jets"], {"training": 3, "validation": 0})

    def test_are_not_known_where_those_of_an_ancestor_are_not(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--set", "train.max_epochs=1")
        os.makedirs(self.path("moved"))
        shutil.copy(self.path("run/toy.json"), self.path("moved/toy.json"))
        info, jets = toy.tables(600, seed=5)
        info["sampleId"] = 3
        toy.write(self.path("second.h5"), info, jets)
        for parent, known in (("run", True), ("moved", False)):
            child = self.path("child_of_" + parent)
            self.run_ok("train", self.config, "--data", self.path("second.h5"), "--out", child, "--set",
                        "train.max_epochs=1", "--set", "train.from=" + self.path(parent + "/toy.json"))
            self.run_ok("evaluate", child, self.copies, "--all", "--out", self.path("report"))
            leakage = self.read_json("report/report.json")["leakage_by_jets"]
            if known:
                self.assertGreater(leakage["training"], 0)
            else:
                self.assertIsNone(leakage)

    def test_are_asked_for_where_the_best_of_several_seeds_lies(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--seeds", "2", "--set",
                    "train.max_epochs=1")
        self.run_ok("evaluate", self.path("run"), self.data, "--out", self.path("report"))
        self.assertEqual(self.read_json("report/report.json")["leakage_by_jets"], {"training": 0, "validation": 0})

    def test_are_not_asked_for_where_the_model_does_not_lie_in_its_run_directory(self):
        self.run_ok("evaluate", REFERENCE, self.data, "--all", "--out", self.path("report"))
        self.assertIsNone(self.read_json("report/report.json")["leakage_by_jets"])


    def fit_notes(self, data, part):
        """Notes of a fit of VBF over ggF/DY among `data`, which the network of `run` scores."""
        config = toy.write_text(self.path("fit.yaml"), f"""
model: {self.path("run")}
part: {part}
poi: mu
processes: [S, B]
process:
  S: {{files: {data}, label: 1, strength: mu, yield: 10}}
  B: {{files: {data}, label: 0, yield: 10}}
thresholds: {{count: 0}}
limit: false
impacts: false
""")
        self.run_ok("fit", config, "--out", self.path("fit"))
        return self.read_json("fit/fit.json")["notes"]

    def test_are_named_by_a_fit_of_the_test_part(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"))
        part = [np.array([toy.event_hash(0, n + offset) % 100 for n in range(300)]) for offset in (0, 10_000)]
        seen = self.jets["valid"][:300].any(axis=1) & (part[0] < 70) & (part[1] >= 70)  # the others are left out
        notes = self.fit_notes(self.copies, "test")
        for process, label in (("S", 1), ("B", 0)):
            number = np.sum(seen & (self.info["signalType"][:300] == label))
            self.assertGreater(number, 1)
            self.assertTrue(any(note.startswith(f"Of {process} {number} events have jets that the training of")
                                and "another sampleId or eventNumber" in note for note in notes), notes)
        for data, part in ((self.copies, "all"), (self.data, "test")):
            self.assertFalse([note for note in self.fit_notes(data, part) if "another sampleId" in note])

    def test_are_named_by_a_fit_with_an_ensemble(self):
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("run"), "--folds", "2", "--set",
                    "train.max_epochs=1")
        other_fold = np.array([toy.event_hash(0, n) % 2 != toy.event_hash(0, n + 10_000) % 2 for n in range(300)])
        number = np.sum(self.jets["valid"][:300].any(axis=1) & other_fold & (self.info["signalType"][:300] == 1))
        self.assertTrue(any(note.startswith(f"Of S {number} events have jets") for note in
                            self.fit_notes(self.copies, "all")))


class Ancestors(toy.WithToy):
    """Models that began with others have seen what those have seen."""

    def setUp(self):
        super().setUp()
        self.second = self.path("second.h5")
        info, jets = toy.tables(600, seed=2)
        info["sampleId"] = 2
        toy.write(self.second, info, jets)

    def train(self, name, data, *arguments):
        self.run_ok("train", self.config, "--data", data, "--out", self.path(name), "--set", "train.max_epochs=1",
                    *arguments)
        return self.path(name, "toy.json")

    def leakage(self, model):
        self.run_ok("evaluate", model, self.data, "--all", "--out", self.path("report"))
        return self.read_json("report/report.json")["leakage"]

    def path(self, *names):
        return super().path(os.path.join(*names))

    def test_are_found_through_fine_tuning_twice_and_calibration(self):
        parent = self.train("parent", self.data)
        seen = self.leakage(parent)
        self.assertGreater(seen["training"], 1000)
        child = self.train("child", self.second, "--set", "train.from=" + parent)
        self.assertEqual(self.leakage(child), seen)
        grandchild = self.train("grandchild", self.second, "--set", "train.from=" + child)
        self.assertEqual(self.leakage(grandchild), seen)
        frozen = self.path("frozen.json")
        self.run_ok("evaluate", grandchild, self.second, "--all", "--calibrate", "temperature", "--freeze", frozen,
                    "--out", self.path("report"))
        self.assertEqual(self.leakage(frozen), seen)
        self.run_ok("export", grandchild, "--format", "frozen", "--out", self.path("exported.json"))
        self.assertEqual(self.leakage(self.path("exported.json")), seen)

    def test_that_are_folds_count_with_their_own_split(self):
        self.run_ok("train", self.config, "--data", self.data, "--folds", "2", "--out", self.path("folds"), "--set",
                    "train.max_epochs=1")
        fold = self.path("fold.json")
        self.run_ok("export", self.path("folds", "toy.json"), "--fold", "1", "--format", "frozen", "--out", fold)
        seen = self.leakage(fold)
        self.assertEqual(seen["training"] + seen["validation"],
                         sum(toy.event_hash(0, n) % 2 != 1 for n in range(len(self.info))))
        child = self.train("child", self.second, "--set", "train.from=" + fold)
        self.assertEqual(self.leakage(child), seen)

    def test_are_kept_out_of_the_spread_of_trainings(self):
        self.run_ok("train", self.config, "--data", self.data, "--folds", "2", "--out", self.path("folds"), "--set",
                    "train.max_epochs=1")
        fold = self.path("fold.json")
        self.run_ok("export", self.path("folds", "toy.json"), "--fold", "1", "--format", "frozen", "--out", fold)
        self.train("child", self.data, "--set", "train.from=" + fold, "--seeds", "2")
        seen = [toy.event_hash(0, n) % 2 != 1 for n in self.info["eventNumber"]]
        toy.write(self.path("seen.h5"), self.info[seen], self.jets[seen])
        code, _, err = toy.jetseq("evaluate", fold, self.path("seen.h5"), "--all", "--trainings", self.path("child"),
                                  "--out", self.path("report"))
        self.assertEqual(code, 1)
        self.assertIn("has seen all of the events evaluated", err)

    def test_have_not_seen_events_where_none_lies_in_the_test_part(self):
        self.train("seeds", self.data, "--seeds", "2")
        train = [toy.event_hash(0, n) % 100 < 56 for n in self.info["eventNumber"]]
        toy.write(self.path("train.h5"), self.info[train], self.jets[train])
        code, _, err = toy.jetseq("evaluate", self.path("seeds"), self.path("train.h5"), "--all", "--trainings",
                                  self.path("seeds"), "--out", self.path("report"))
        self.assertEqual(code, 1)
        self.assertIn("has none of the events evaluated in its test part", err)

    def test_that_do_not_say_what_they_have_seen_make_it_unknown(self):
        import json
        parent = self.train("parent", self.data)
        with open(parent) as file:
            model = json.load(file)
        del model["jetseq"]["training"]["data"]
        with open(parent, "w") as file:
            json.dump(model, file)
        self.assertIsNone(self.leakage(parent))
        child = self.train("child", self.second, "--set", "train.from=" + parent)
        self.assertIsNone(self.leakage(child))
        self.assertTrue(any("is not known" in w for w in self.read_json("report/report.json")["warnings"]))


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
