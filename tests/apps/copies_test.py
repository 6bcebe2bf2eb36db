"""Events that a training has seen: under other ids, in other units, through the model that it began with."""

import os
import shutil
import unittest

import h5py
import numpy as np

import toy

REFERENCE = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")


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
        self.run_ok("train", self.config, "--data", self.data, "--out", self.path("new"), "--set", "train.max_epochs=1")
        self.run_ok("evaluate", self.path("new"), self.copies, "--all", "--with", self.path("run"), "--out", self.path("other"))
        warnings = self.read_json("other/report.json")["warnings"]
        self.assertTrue(any("run/seen_jets.h5 has the hashes of an earlier jetseq" in warning for warning in warnings), warnings)

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


if __name__ == "__main__":
    unittest.main()
