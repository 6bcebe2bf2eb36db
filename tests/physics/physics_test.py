"""Physics numbers of the sample in the box against references.json: a change of them is seen here, and its commit must say so.

Each reference is [value, error]. Of the frozen model the error is that of the events; these and the model's weights are always
the same, so a tenth of it is allowed, for rounding; of a fit it is that of the result, of which a fiftieth is allowed. Of a
training the value is the mean over five seeds and the error their spread; four of them are allowed. (Cutflows of all selections are held exactly: tests/apps/cutflow_reference.csv.)

    JETSEQ_FREEZE=1 ... physics_test.py      writes references.json anew, where a change is meant"""

import json
import os
import statistics
import subprocess
import tempfile
import unittest

SOURCE = os.environ["JETSEQ_SOURCE_DIR"]
SEQUENCES = "data/sample/sequences_1000_2lep.h5"
REFERENCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "references.json")
FREEZE = bool(os.environ.get("JETSEQ_FREEZE"))
ALLOWED_OF_FROZEN, ALLOWED_OF_FIT, ALLOWED_OF_TRAINING = 0.1, 0.02, 4  # errors


def jetseq(*arguments):
    done = subprocess.run([os.environ["JETSEQ"], *arguments], cwd=SOURCE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def read(*path):
    with open(os.path.join(*path)) as file:
        return json.load(file)


def with_error(share):
    return [share["value"], (share["high"] - share["low"]) / 2]


def worth(model, folder):
    """AUC and efficiencies of a model on the test part."""
    jetseq("evaluate", model, SEQUENCES, "--out", folder)
    report = read(folder, "report.json")
    numbers = {"AUC": [report["auc"]["value"], report["auc"]["error"]]}
    selections = {f"score > {point['threshold']:.1f}": point for point in report["working_points"]}
    for name, selection in {**selections, "cut-based": report["cut_based"]}.items():
        for kind in ("vbf", "ggf"):
            numbers[f"{kind} efficiency, {name}"] = with_error(selection[kind])
    numbers["vbf efficiency at the ggf of the cuts"] = with_error(report["vbf_at_cut_based_ggf"])
    return numbers


def fitted(config, folder):
    """Ends of the intervals, the limit and the significance that are expected, each with the width of what it is of."""
    jetseq("fit", "configs/" + config, "--out", folder)
    found = read(folder, "fit.json")
    numbers = {}
    for name, strength in {**found["strengths"], **found.get("kappas", {})}.items():
        for end in ("low", "high"):
            numbers[f"{name}, 68 %, {end}"] = [strength["interval_68"][end], strength["error"]]
    limit = found["tests"].get("upper_limit_95")
    if limit:
        numbers["limit at 95 %"] = [limit["observed"], (limit["expected"][3] - limit["expected"][1]) / 2]
    numbers["significance"] = [found["tests"]["discovery"]["expected_significance"], 1]
    return numbers


class Physics(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def compare(self, group, found, allowed):
        """`found`: name -> [value, error]; of the reference's errors so many are allowed."""
        if FREEZE:
            references = read(REFERENCES) if os.path.exists(REFERENCES) else {}
            references[group] = {name: [round(number, 5) for number in pair] for name, pair in found.items()}
            lines = ",\n".join(f"  {json.dumps(group)}: {{\n" + ",\n".join(
                f"    {json.dumps(name)}: {json.dumps(pair)}" for name, pair in numbers.items()) + "\n  }"
                for group, numbers in references.items())
            with open(REFERENCES, "w") as file:
                file.write("{\n" + lines + "\n}\n")
        references = read(REFERENCES)[group]
        self.assertEqual(sorted(found), sorted(references))
        for name, (value, error) in references.items():
            self.assertLessEqual(abs(found[name][0] - value), allowed * error + 1e-5,
                                 f"{group}: {name} is {found[name][0]:.5f}, was {value} +- {error}")

    def test_the_reference_model_is_worth_what_it_was(self):
        self.compare("the frozen reference model", worth("models/reference/vbf.json", self.folder), ALLOWED_OF_FROZEN)

    def test_fits_give_what_they_gave(self):
        for config in ("fit_heavy_higgs.yaml", "fit_kappa.yaml"):
            self.compare(config, fitted(config, self.folder), ALLOWED_OF_FIT)

    def test_three_epochs_of_training_are_worth_what_they_were(self):
        results = []
        for seed in range(1, 6) if FREEZE else [1]:
            jetseq("train", "configs/vbf_rnn.yaml", "--seed", str(seed), "--set", "train.max_epochs=3",
                   "--out", f"{self.folder}/{seed}")
            numbers = worth(f"{self.folder}/{seed}", f"{self.folder}/report{seed}")
            results.append({name: pair[0] for name, pair in numbers.items() if "cut-based" not in name})
        found = {name: [statistics.mean(result[name] for result in results),
                        statistics.stdev(result[name] for result in results) if FREEZE else 0] for name in results[0]}
        self.compare("three epochs of configs/vbf_rnn.yaml", found, ALLOWED_OF_TRAINING)


if __name__ == "__main__":
    unittest.main()
