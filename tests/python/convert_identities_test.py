"""Identities of events in `jetseq convert`: numbers, entries, and repeated events."""

import os
import tempfile
import unittest
from unittest import mock

from support import needs

for module in ("uproot", "awkward", "yaml"):
    needs(module)
import awkward as ak
import h5py
import jetseq
import numpy as np
from convert_support import WithToy, a_map
from jetseq.convert.duplicates import Duplicates
from jetseq.convert.source import Block


class Identities(WithToy):
    def test_negative_numbers_are_modulo_the_bits_of_the_branch(self):
        for type_, bits in (("i4", 32), ("i2", 16), ("i8", 64)):
            numbers = (np.arange(60) - 5).astype(type_)
            self.ntuple(n=numbers)
            found = self.converted(a_map({"eventNumber": "n"}))["events"]["eventNumber"]
            self.assertEqual(found.tolist(), [n % 2**bits for n in numbers.tolist()])
            self.assertIn(f"5 event numbers below 0 are taken modulo 2^{bits} (`n` has {bits} bits", self.said)

    def test_negative_numbers_of_several_widths_are_refused(self):
        files = [self.ntuple(f"{type_}.root", n=(np.arange(60) - 5 - 100 * i).astype(type_)) for i, type_ in enumerate(("i4", "i8"))]
        self.refused(a_map({"eventNumber": "n"}), "i8.root.*entry 0: `n` is -105 in 64 bits", *files)

    def test_numbers_that_name_nothing_are_refused(self):
        for value, type_, reason in ((0.5, "f4", "a whole number"), (np.nan, "f8", "a finite number"), (-3, "f8", "whole numbers from 0"), (2**24 + 2, "f4", "up to 16777216"),
                                     (2.0**60, "f8", "up to 9007199254740992"), (np.inf, "f4", "finite")):
            with self.subTest(value):
                self.ntuple(n=np.where(np.arange(60) == 9, value, np.arange(60)).astype(type_))
                self.refused(a_map({"eventNumber": "n"}), r"entry 9: events.eventNumber is .*" + reason)
        self.ntuple(n=np.arange(60).astype("f4"))
        self.assertEqual(self.converted(a_map({"eventNumber": "n"}))["events"]["eventNumber"].tolist(), list(range(60)))
        self.ntuple(n=np.arange(60) + 2**31)
        self.refused(a_map({"sampleId": "n"}), "entry 0: events.sampleId is 2147483648 ")
        self.refused(a_map({"eventNumber": "event - 5"}), "entry 0: events.eventNumber is -4 ")

    def test_the_entry_names_an_event_that_has_no_number(self):
        files = [self.ntuple(name, without=("event",)) for name in ("a.root", "b.root")]
        mapping = a_map({"eventNumber": "entry"})
        contents = []
        for rows in (7, 20000):
            self.assertEqual(self.run_map(mapping, *files, options=("--rows", rows)).returncode, 0)
            with h5py.File(self.out) as file:
                self.assertEqual(file["events"]["eventNumber"].tolist(), list(range(120)))
            os.remove(self.out)
        for _ in range(2):
            done = self.run_map(mapping, *files)
            self.assertRegex(done.stdout, "120 events are numbered by their entry, counted over the files in the order given")
            with open(self.out, "rb") as file:
                contents.append(file.read())
            os.remove(self.out)
        self.assertEqual(*contents)
        self.refused(a_map({"eventNumber": 1}), "appears twice.*without one, `eventNumber: entry`", *files)
        self.refused(mapping, "given twice", files[0], files[0])
        self.refused({**mapping, "duplicates": "first"}, "it would have no effect", *files)

    def test_a_branch_of_the_name_entry(self):
        self.ntuple(entry=np.arange(60) + 500)
        self.assertEqual(self.converted(a_map({"eventNumber": "entry"}))["events"]["eventNumber"].tolist(), list(range(60)))
        self.assertIn("the branch `entry` is not read", self.said)
        self.assertEqual(self.converted(a_map({"eventNumber": "`entry`"}))["events"]["eventNumber"].tolist(), list(range(500, 560)))

    def test_the_first_of_repeated_events(self):
        numbers = self.toy.branches["event"].copy()
        numbers[[7, 59]] = numbers[0]
        numbers[31] = numbers[30]
        self.ntuple(event=numbers)
        self.refused(a_map(), r"event 1 of sample 1 appears twice: .*entry 0, and .*entry 7, and 2 more such events.*`duplicates: first`")
        for rows in (7, 20000):
            tables = self.converted(a_map(duplicates="first"), options=("--rows", rows))
            kept = np.delete(np.arange(60), [7, 31, 59])
            np.testing.assert_array_equal(tables["events"]["eventNumber"], kept + 1)
            np.testing.assert_array_equal(tables["jets"]["valid"].sum(axis=1), self.toy.counts[kept])
            np.testing.assert_array_equal(self.of_jets(tables["jets"], "pt"), self.toy.jets["pt"][np.isin(self.toy.event_of, kept)])
            self.assertIn("3 repeated events are left out", self.said)
            self.assertRegex(self.said, "event 1 of sample 1: .*entry 59, as .*entry 0")
            self.assertEqual((self.attributes["duplicates"], self.attributes["duplicates_left_out"]), ("first", "3"))

    def test_the_first_of_two_files(self):
        files = [self.ntuple("a.root"), self.ntuple("b.root")]
        self.refused(a_map(), "leave a file out", *files)
        self.assertEqual(len(self.converted(a_map(duplicates="first"), *files)["events"]), 60)
        self.assertIn("and 40 more", self.said)
        self.refused(a_map(duplicates="last"), "`duplicates` is last .refuse or first expected", *files)

    def test_text_is_no_number(self):
        block = mock.Mock()
        block.place.file = "f.root"
        with self.assertRaisesRegex(jetseq.Error, "branch `uuid` holds string .*`eventNumber: entry`"):
            Block.numbers(block, ak.Array(["a", "b"]), "uuid", str)
        with self.assertRaisesRegex(jetseq.Error, "1: branch `n` has no value here"):
            Block.numbers(block, ak.Array([1, None]), "n", str)


class ManyDuplicates(unittest.TestCase):
    def test_are_found_in_parts(self):
        for events in ([5, 9, 5], [4, 1, 2, 3, 4], list(range(1000)) + [777]):
            for at_once in (1, 3, 10000) if len(events) < 10 else (300, 10000):
                duplicates = Duplicates(tempfile.gettempdir(), at_once)
                duplicates.add(np.full(len(events), 2), np.array(events, np.uint64))
                duplicates.add(np.full(len(events), 3), np.arange(len(events)).astype(np.uint64))
                self.assertEqual(duplicates.repeats().tolist(), [(2, events[-1], events.index(events[-1]), len(events) - 1)])
                duplicates.close()

    def test_each_but_the_first_is_a_repeat(self):
        events = np.random.default_rng(1).integers(0, 40, 200).astype(np.uint64)
        expected = [(0, e, int(np.argmax(events == e)), row) for row, e in enumerate(events.tolist()) if np.argmax(events == e) < row]
        for at_once in (7, 60, 1000):
            duplicates = Duplicates(tempfile.gettempdir(), at_once)
            duplicates.add(np.zeros(200), events)
            self.assertEqual(duplicates.repeats().tolist(), expected)
            duplicates.close()

    def test_are_not_found_where_the_sample_differs(self):
        duplicates = Duplicates(tempfile.gettempdir(), 2)
        duplicates.add(np.array([1, 2, 3]), np.array([7, 7, 7], np.uint64))
        self.assertEqual(len(duplicates.repeats()), 0)
        duplicates.close()


if __name__ == "__main__":
    unittest.main()
