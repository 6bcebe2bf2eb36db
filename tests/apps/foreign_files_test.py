"""Files that jetseq did not write: what is read of them, what is said, and what is refused."""

import json
import os
import time
import unittest

import h5py
import numpy as np

import toy
from toy import jetseq

MODEL = os.path.join(toy.SOURCE, "models", "reference", "vbf.json")


def retyped(table, **types):
    """The same table with columns of other types."""
    return table.astype([(name, types.get(name, table.dtype[name])) for name in table.dtype.names])


def only(table, *names):
    """The same table with these columns."""
    out = np.zeros(table.shape, [(name, table.dtype[name]) for name in names])
    for name in names:
        out[name] = table[name]
    return out


class ForeignFiles(toy.WithTraining):
    def write(self, info=None, jets=None, path=None, **options):
        toy.write(path or self.data, self.info if info is None else info, self.jets if jets is None else jets, **options)

    def score(self, *arguments, data=None):
        """Rows of the file of scores, and what is said on standard error."""
        code, _, said = jetseq("score", MODEL, *(data or [self.data]), "--out", self.path("scores.h5"), *arguments)
        self.assertEqual(code, 0, said)
        with h5py.File(self.path("scores.h5")) as file:
            return file["events"][:], said

    def assert_all_refuse(self, says, *more):
        """train, score and evaluate say the same."""
        names = ["--config", toy.write_text(self.path("names.yaml"), "data: " + more[0])] if more else []
        config = toy.write_text(self.path("with_names.yaml"), toy.SMALL_CONFIG + "".join("data: " + one for one in more))
        self.assert_refused("train", config, "--data", self.data, "--out", self.path("run"), says=says)
        self.assert_refused("score", MODEL, self.data, "--out", self.path("s.h5"), *names, says=says)
        self.assert_refused("evaluate", MODEL, self.data, "--all", "--out", self.path("report"), *names, says=says)

    def test_ids_and_labels_of_floats_are_exact_or_refused(self):
        whole = retyped(self.info, eventNumber="f8", sampleId="f8", signalType="f4")
        expected, _ = self.score()
        self.write(whole)
        np.testing.assert_array_equal(self.score()[0], expected)
        for column, value, word in (("eventNumber", np.nan, "nan"), ("eventNumber", -1, "-1"), ("eventNumber", 1e20, "1e+20"),
                                    ("sampleId", 3e9, "3000000000"), ("signalType", 0.7, "0.7")):
            wrong = whole.copy()
            wrong[column][9] = value
            self.write(wrong)
            self.assert_all_refuse([self.data + ": /events, row 9", f"'{column}' is {word}"])

    def test_units_and_masses_are_checked_by_all_commands(self):
        spoilt = {"degrees?": dict(phi=180 / np.pi), "look like MeV": dict(pt=1e3, e=1e3), "a mass": dict(e=0.01)}
        for word, factors in spoilt.items():
            jets = self.jets.copy()
            for name, factor in factors.items():
                jets[name] *= np.float32(factor)
            self.write(jets=jets)
            self.assert_all_refuse([self.data + ": /jets, row ", word])
        self.write()
        self.assert_all_refuse([self.data + ": /jets", "GeV taken for MeV"], "{unit: MeV}")

    def test_two_names_may_mean_one_column(self):
        jets = self.jets.copy()
        jets["eta"], jets["e"] = 0, jets["pt"]  # there e = pt is right
        self.write(jets=jets)
        expected, _ = self.score()
        names = toy.write_text(self.path("names.yaml"), "data: {names: {jets.e: pt}}")
        np.testing.assert_array_equal(self.score("--config", names)[0], expected)

    def test_data_without_labels_are_scored_but_not_trained_on(self):
        expected, _ = self.score()
        self.write(only(self.info, "eventNumber"))
        scores, said = self.score()
        self.assertIn("signalType -1", said)
        np.testing.assert_array_equal(scores["signalType"], -1)
        np.testing.assert_array_equal(scores["vbf_pVBF"], expected["vbf_pVBF"])
        for command in (["train", self.config, "--data", self.data, "--out", self.path("run")],
                        ["evaluate", MODEL, self.data, "--all", "--out", self.path("report")]):
            self.assert_refused(*command, says=["no column 'signalType'", "it has: eventNumber", "data.names"])

    def test_labels_of_samples_that_are_not_there_are_noted(self):
        names = toy.write_text(self.path("names.yaml"), "data: {labels: {0: 1, 77: 0}}")
        _, said = self.score("--config", names)
        self.assertEqual([line for line in said.splitlines() if "data.labels" in line],
                         ["jetseq: note: data.labels names sampleId 77, which no event has"])

    def test_a_table_that_cannot_be_read_is_described_by_its_reason(self):
        layout = h5py.VirtualLayout(self.jets.shape, self.jets.dtype)
        layout[:] = h5py.VirtualSource("gone.h5", "jets", self.jets.shape)
        with h5py.File(self.data, "w") as file:
            file["events"] = self.info
            file.create_virtual_dataset("jets", layout)
        self.assertRegex(self.run_ok("info", self.data), "/jets .*toy.h5: /jets is a virtual dataset, .*gone.h5 .no such file")

    def test_padding_without_valid_gives_the_same_scores(self):
        expected, _ = self.score()
        for padding in (0, np.nan, -999):
            jets = only(self.jets, "pt", "eta", "phi", "e")
            for name in jets.dtype.names:
                jets[name][~self.jets["valid"]] = padding
            self.write(jets=jets)
            scores, said = self.score()
            np.testing.assert_array_equal(scores, expected)
            self.assertIn("jetseq: note: " + self.data + ": no column 'valid'", said)

    def test_plain_arrays_give_the_network_of_the_tables(self):
        frozen = toy.read_bytes(self.train("tables"))
        arrays = self.path("toy.h5")  # the name stands in the frozen file
        with h5py.File(arrays, "w") as file:
            file["X"] = np.stack([self.jets[name] for name in ("pt", "eta", "phi", "e")], axis=-1)
            file["y"] = self.info["signalType"]
        keys = ("--set", "data.names={jets: X, events.signalType: y, events.eventNumber: row}",
                "--set", "data.columns={X: [pt, eta, phi, e]}")
        self.run_ok("train", self.config, "--data", arrays, "--out", self.path("arrays"), *keys)
        self.assertEqual(json.loads(frozen)["layers"], self.read_json("arrays/toy.json")["layers"])
        self.assert_refused("train", self.config, "--data", arrays, "--out", self.path("run"), *keys[:2],
                            says=["/X is not a compound dataset", "data.columns"])

    def test_several_files_without_sample_ids_get_one_each(self):
        half = len(self.info) // 2
        parts = [self.path("a.h5"), self.path("b.h5")]
        for path, rows in zip(parts, (slice(0, half), slice(half, None))):
            info = only(self.info[rows], "eventNumber", "signalType")
            info["eventNumber"] = np.arange(len(info))
            self.write(info, self.jets[rows], path)
        scores, said = self.score(data=parts)
        self.assertIn("and 1 more: no column sampleId", said)
        ids = scores["sampleId"]
        self.assertEqual(len(set(ids[:half])), 1)
        self.assertEqual(len(set(ids[half:])), 1)
        self.assertNotEqual(ids[0], ids[half])
        turned, _ = self.score(data=parts[::-1])
        np.testing.assert_array_equal(np.sort(turned["sampleId"]), np.sort(ids))  # not by the order of files

    def test_one_large_chunk_takes_no_longer_than_small_ones(self):
        info, jets = toy.tables(events=100_000)
        seconds = {}
        for rows in (2048, len(info)):
            with h5py.File(self.data, "w") as file:
                file.create_dataset("events", data=info, chunks=(rows,), compression="gzip", compression_opts=1)
                file.create_dataset("jets", data=jets, chunks=(rows, 4), compression="gzip", compression_opts=1)
            begin = time.monotonic()
            self.score()
            seconds[rows] = time.monotonic() - begin
        self.assertLess(seconds[len(info)], 3 * seconds[2048] + 1)  # it was more than ten times as long


if __name__ == "__main__":
    unittest.main()
