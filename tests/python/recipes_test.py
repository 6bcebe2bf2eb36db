"""The recipes of docs/guide/embedding.md, run unchanged."""

import os
import re
import shutil
import subprocess
import sys
import unittest

import jetseq
import numpy as np
from support import MODEL, SOURCE, WithFolder, classifier, needs, sequences

needs("awkward")

TWO_JETS = [120, 80], [2.9, -2.6], [-2.0, 1.5], [1093, 542]
AROUND_CPP = """
#include <cstdio>
#include <jetseq/infer/scorer.hpp>
int main() {
    float const pt[] = {120, 80}, eta[] = {2.9F, -2.6F}, phi[] = {-2.0F, 1.5F}, e[] = {1093, 542};
    std::uint64_t const offsets[] = {0, 2, 2};
    std::size_t const count = 2, events = 2;
    float scores[2], probabilities[4];
    %s
    std::printf("%%d %%.9g %%.9g\\n", is_vbf, scores[0], scores[1]);
}
"""

AROUND_CPP_BY_NAMES = """
#include <cstdio>
#include <jetseq/infer/input_binding.hpp>
#include <jetseq/infer/scorer.hpp>
int main() {
    auto const classifier = jetseq::Classifier::load("flavour.json");
    jetseq::Scorer score{classifier};
    float const d0[] = {0.5F}, e[] = {3, 2}, eta[] = {-0.5F, 0.5F};
    double const met[] = {1, 2};
    std::uint64_t const track_offsets[] = {0, 1, 1}, jet_offsets[] = {0, 0, 2};
    std::size_t const events = 2;
    float scores[2];
    %s
    std::printf("%%.9g %%.9g\\n", scores[0], scores[1]);
}
"""

with open(os.path.join(SOURCE, "docs", "guide", "embedding.md")) as page:
    BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", page.read(), re.M | re.S)


def block(language, word):
    [found] = [text for name, text in BLOCKS if name == language and word in text]
    return found


class Recipes(WithFolder):
    def setUp(self):
        super().setUp()
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        shutil.copy(MODEL, "vbf.json")

    def run_python(self, text):
        *columns, offsets = sequences(1000)
        names = dict(zip(("pt", "eta", "phi", "e"), columns), offsets=offsets, counts=np.diff(offsets))
        exec(text, names)
        np.testing.assert_array_equal(names["scores"], classifier().score(*columns, offsets))
        return names

    def compiled(self, compiler, name, text):
        with open(name, "w") as file:
            file.write(text)
        subprocess.run([*compiler, "-Wall", "-Werror", "-o", "score", name, "-I" + jetseq.include, jetseq.library,
                        "-Wl,-rpath," + os.path.dirname(jetseq.library)], check=True)
        return [float(word) for word in subprocess.run(["./score"], check=True, capture_output=True, text=True).stdout.split()]

    def test_numpy(self):
        names = self.run_python(block("python", "classifier.threshold"))
        self.assertGreater(names["one"], 0.8)
        self.assertGreater(names["is_vbf"].sum(), 100)

    def test_awkward(self):
        self.assertEqual(len(self.run_python(block("python", "awkward"))["hard"]), 1000)

    def test_inputs_by_names(self):
        import awkward as ak

        shutil.copy(os.path.join(SOURCE, "tests", "infer", "joined.json"), "flavour.json")
        tracks, jets = [[{"d0": 0.5}], []], [[], [{"e": 2.0, "eta": 0.5}, {"e": 3.0, "eta": -0.5}]]
        names = {"events": ak.zip({"tracks": tracks, "jets": jets, "met": [1.0, 2.0]}, depth_limit=1)}
        exec(block("python", "flavour"), names)
        self.assertEqual(names["found"].shape, (2,))
        scores = self.compiled(["c++", "-std=c++17"], "by_names.cpp", AROUND_CPP_BY_NAMES % block("cpp", "InputBinding"))
        np.testing.assert_array_equal(np.float32(scores), np.float32(names["found"]))

    def test_c(self):
        [score] = self.compiled(["cc", "-std=c11"], "score.c", block("c", "int main"))
        self.assertEqual(np.float32(score), np.float32(classifier()(*TWO_JETS)))

    def test_c_as_it_is_printed(self):
        """In a shell whose environment has only the path of Python."""
        with open("score.c", "w") as file:
            file.write(block("c", "int main"))
        environment = {"PATH": os.path.dirname(sys.executable) + ":/usr/bin:/bin", "PYTHONPATH": os.environ["PYTHONPATH"]}
        printed = subprocess.run(["bash", "-ec", block("sh", "cc score.c")], env=environment, check=True,
                                 capture_output=True, text=True).stdout
        self.assertEqual(np.float32(printed), np.float32(classifier()(*TWO_JETS)))
        self.assertIn(printed.strip(), open(os.path.join(SOURCE, "docs", "guide", "embedding.md")).read())

    def test_cpp(self):
        is_vbf, *scores = self.compiled(["c++", "-std=c++17"], "score.cpp", AROUND_CPP % "\n".join(
            text for name, text in BLOCKS if name == "cpp" and "InputBinding" not in text))
        expected = classifier()(*TWO_JETS), classifier()([], [], [], [])
        np.testing.assert_array_equal(np.float32(scores), np.float32(expected))
        self.assertEqual(is_vbf, 1)

    def test_root(self):
        """Its script is run by root_test.py: here, that the page shows the same lines."""
        with open(os.path.join(SOURCE, "examples", "root", "score.py")) as file:
            script = file.read()
        for line in block("python", "ROOT").splitlines():
            if "score_jets.hpp" not in line:
                self.assertIn(line.replace("vbf.json", "{model}"), script)


if __name__ == "__main__":
    unittest.main()
