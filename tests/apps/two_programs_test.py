"""`jetseq` loads no LibTorch; commands that need it continue as `jetseq-libtorch`, in the same folder."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

from toy import JETSEQ, SOURCE, jetseq

MODEL = f"{SOURCE}/models/reference/vbf.json"
SAMPLE = f"{SOURCE}/data/sample/sequences_1000_2lep.h5"


class TwoPrograms(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_the_first_is_not_linked_with_libtorch_and_the_second_is(self):
        libraries = [subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
                     for program in (JETSEQ, f"{JETSEQ}-libtorch")]
        self.assertNotIn("torch", libraries[0])
        self.assertIn("torch", libraries[1])

    def test_alone_the_first_scores_and_says_where_the_second_should_be(self):
        alone = shutil.copy(JETSEQ, self.folder)
        subprocess.run([alone, "score", MODEL, SAMPLE, "--out", f"{self.folder}/scores.h5"], check=True, capture_output=True)
        self.assertTrue(os.path.exists(f"{self.folder}/scores.h5"))
        refused = subprocess.run([alone, "train", "any.yaml"], capture_output=True, text=True)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(f"{os.path.realpath(self.folder)}/jetseq-libtorch", refused.stderr)
        self.assertEqual(refused.stderr.count("\n"), 1)

    def test_words_of_the_command_line_reach_the_second_as_they_are(self):
        code, _, complaint = jetseq("train", f"{self.folder}/two words, and\na line.yaml")
        self.assertEqual(code, 1)
        self.assertIn("two words, and a line.yaml", complaint)
        code, out, _ = jetseq("train", "--help")
        self.assertEqual(code, 0)
        self.assertIn("jetseq train", out)

    def test_a_link_to_the_first_finds_the_second(self):
        link = f"{self.folder}/a_link"
        os.symlink(JETSEQ, link)
        done = subprocess.run([link, "--version"], capture_output=True, text=True, check=True)
        self.assertIn("LibTorch", done.stdout)

    def test_the_version_is_printed_once_without_a_buffer(self):
        done = subprocess.run(["stdbuf", "-o0", JETSEQ, "--version"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.count("jetseq"), 1)

    def test_what_is_printed_is_printed_once(self):
        run = f"{self.folder}/run"
        self.assertEqual(jetseq("train", f"{SOURCE}/configs/deep_sets.yaml", "--data", SAMPLE, "--set", "train.max_epochs=1",
                                "--out", run)[0], 0)
        with open(f"{run}/metadata.json") as file:
            record = json.load(file)
        with open(f"{run}/metadata.json", "w") as file:
            json.dump({**record, "more": "x" * 100_000}, file)  # more than any buffer
        done = subprocess.run([JETSEQ, "info", run], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.count("training run"), 1)


if __name__ == "__main__":
    unittest.main()
