#!/usr/bin/env python3
"""Times ROC and AUC with errors of weighted events against scikit-learn's weighted AUC; the two take turns.

    bench/roc_bench.py BENCH_ROC [EVENTS] [ROUNDS]

Prints a table; fails if the two AUCs differ by more than 1e-9.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import numpy
import sklearn
from sklearn.metrics import roc_auc_score


def events(n):
    """Scores of two overlapping classes, labels, and weights; positive, because scikit-learn refuses others."""
    draw = numpy.random.default_rng(7)
    label = (draw.random(n, dtype=numpy.float32) < 0.5).astype(numpy.int8)
    score = 1 / (1 + numpy.exp(-(draw.standard_normal(n, dtype=numpy.float32) + numpy.float32(1.5) * label)))
    weight = draw.gamma(2, 0.5, n).astype(numpy.float32)
    return score.astype(numpy.float32), label, weight


def main(program, n=10_000_000, rounds=3):
    score, label, weight = events(n)
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "events.bin")
        with open(path, "wb") as file:
            for column in (score, label, weight):
                column.tofile(file)
        for _ in range(rounds):
            result = json.loads(subprocess.run([program, path, str(n), "1"], check=True, stdout=subprocess.PIPE).stdout)
            ours += result["seconds"]
            start = time.perf_counter()
            expected = roc_auc_score(label, score, sample_weight=weight)
            theirs.append(time.perf_counter() - start)
    print(f"{n} events, {rounds} rounds, load of the machine {os.getloadavg()[0]:.2f}\n")
    print("| | least, s | median, s | memory, MB | AUC |\n|---|---|---|---|---|")
    print(f"| jetseq: ROC, AUC, both with errors | {min(ours):.2f} | {numpy.median(ours):.2f} | "
          f"{result['memory_mb']:.0f} | {result['auc']:.9f} +- {result['error']:.9f} |")
    print(f"| scikit-learn {sklearn.__version__}, roc_auc_score with weights | {min(theirs):.2f} | "
          f"{numpy.median(theirs):.2f} | | {expected:.9f} |")
    print(f"\n{min(theirs) / min(ours):.1f} times as fast")
    return 0 if abs(expected - result["auc"]) < 1e-9 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
