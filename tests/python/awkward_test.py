"""Awkward Arrays are scored in place, or after one copy, or refused with a reason."""

import unittest

import jetseq
import numpy as np
from support import NAMES, classifier, needs, sequences

needs("awkward")
needs("vector")
import awkward as ak
import vector


class Jets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        *cls.columns, cls.offsets = sequences(5000)
        cls.classifier = classifier()
        cls.scores = cls.classifier.score(*cls.columns, cls.offsets)
        counts = np.diff(cls.offsets)
        cls.jets = ak.zip({name: ak.unflatten(column, counts) for name, column in zip(NAMES, cls.columns)})

    def score(self, jets):
        return self.classifier.score(jets)

    def assert_same(self, jets, scores, copied):
        pt = jetseq.jagged(jets)[0]
        self.assertEqual(np.shares_memory(pt, self.columns[0]), not copied)
        np.testing.assert_array_equal(self.score(jets), scores)

    def test_zipped_columns_are_not_copied(self):
        self.assert_same(self.jets, self.scores, copied=False)
        np.testing.assert_array_equal(self.classifier.score(self.jets, threads=2), self.scores)

    def test_slices_of_events_are_not_copied(self):
        self.assert_same(self.jets[1000:2000], self.scores[1000:2000], copied=False)

    def test_other_fields_and_names(self):
        named = ak.zip({"btag": self.jets.pt > 50, "E": self.jets.e, "phi": self.jets.phi, "pt": self.jets.pt, "eta": self.jets.eta})
        self.assert_same(named, self.scores, copied=False)

    def test_selected_events_and_jets_are_copied(self):
        selected = self.scores > 0.5
        self.assert_same(self.jets[selected], self.scores[selected], copied=True)
        hard = self.jets[self.jets.pt > 50]
        expected = [self.classifier(*(event[name] for name in NAMES)) for event in hard[:200]]
        np.testing.assert_array_equal(self.score(hard[:200]), np.array(expected, np.float32))

    def test_double_precision_is_copied(self):
        doubles = ak.values_astype(self.jets, np.float64)
        self.assert_same(doubles, self.scores, copied=True)
        self.assert_same(ak.Array(ak.to_list(self.jets[:50])), self.scores[:50], copied=True)

    def test_regular_and_empty(self):
        pairs = self.jets[ak.num(self.jets) == 2]
        np.testing.assert_array_equal(self.score(ak.to_regular(pairs)), self.scores[np.diff(self.offsets) == 2])
        self.assertEqual(len(self.score(self.jets[:0])), 0)

    def test_momenta(self):
        momenta = ak.zip({name: self.jets[name] for name in NAMES[:3]} | {"energy": self.jets.e}, with_name="Momentum4D",
                         behavior=vector.backends.awkward.behavior)
        self.assert_same(momenta, self.scores, copied=False)
        by_mass = ak.zip({name: self.jets[name] for name in NAMES[:3]} | {"mass": momenta.mass}, with_name="Momentum4D",
                         behavior=vector.backends.awkward.behavior)
        np.testing.assert_allclose(self.score(by_mass), self.scores, atol=1e-3)

    def test_refused(self):
        for jets, says in ((self.jets[["pt", "eta", "phi"]], "fields pt, eta, phi .*are needed"), (self.jets.pt, "fields none"),
                           (ak.flatten(self.jets), "lists of records are needed"), (ak.mask(self.jets, self.jets.pt > 50), "drop_none")):
            with self.assertRaisesRegex(jetseq.Error, says):
                self.score(jets)


if __name__ == "__main__":
    unittest.main()
