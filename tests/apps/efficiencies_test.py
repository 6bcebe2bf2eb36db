"""scripts/efficiencies: the numbers of docs/results/efficiencies.md are those that the command measures today."""
import os
import subprocess
import sys
import unittest

JETSEQ, SOURCE = os.environ["JETSEQ"], os.environ["JETSEQ_SOURCE_DIR"]


def rows_of(samples):
    done = subprocess.run([sys.executable, os.path.join(SOURCE, "scripts", "efficiencies"), "--jetseq", JETSEQ,
                           "--only", samples], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if samples in line]


class Efficiencies(unittest.TestCase):
    def test_of_both_kinds_are_those_of_the_page(self):
        self.check("1 TeV, hadronic")

    def test_of_one_kind_are_those_of_the_page(self):
        self.check("W' 1 TeV")

    def check(self, samples):
        with open(os.path.join(SOURCE, "docs", "results", "efficiencies.md")) as file:
            page = file.read().splitlines()
        rows = rows_of(samples)
        self.assertEqual(len(rows), 2)  # all events; those with one jet
        for row in rows:
            self.assertIn(row, page, "run scripts/efficiencies --into-docs")
        cells = [cell.strip() for cell in rows[1].split("|")]
        self.assertIn(cells[6], ("0", "-"))  # cuts keep no VBF event with one jet
        self.assertEqual(cells[11], "0")


if __name__ == "__main__":
    unittest.main()
