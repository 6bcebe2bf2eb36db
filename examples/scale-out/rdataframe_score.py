"""Scores the events of ROOT files on a Dask cluster, with ROOT's distributed RDataFrame.

    rdataframe_score.py MODEL TREE FOLDER FILE... [--workers N] [--scheduler tcp://HOST:PORT] [--partitions P]

Writes event numbers and P(VBF) to FOLDER/scores_0.root, scores_1.root, ..., one file per partition. A worker that dies
is replaced, and its partition is scored again.
"""

import argparse
import os

import ROOT
from dask.distributed import Client

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "root", "score_jets.hpp")


def prepare(model, header):
    """Declares `score_jets` to ROOT. Called before each partition, so it may be called several times in a process."""
    import jetseq
    import ROOT

    ROOT.gInterpreter.AddIncludePath(jetseq.include)
    ROOT.gSystem.Load(jetseq.library)
    ROOT.gInterpreter.Declare(f"""
#ifndef SCORE_JETS
#define SCORE_JETS
#include "{header}"
ScoreJets score_jets{{"{model}", 1}};
#endif
""")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("tree")
    parser.add_argument("folder")
    parser.add_argument("files", nargs="+")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--scheduler", help="address of a running cluster")
    parser.add_argument("--partitions", type=int, help="number of partitions, at least one per worker")
    arguments = parser.parse_args()
    os.makedirs(arguments.folder, exist_ok=True)

    how = {"address": arguments.scheduler} if arguments.scheduler else {"n_workers": arguments.workers, "threads_per_worker": 1}
    with Client(**how, dashboard_address=None) as client:
        ROOT.RDF.Distributed.initialize(prepare, os.path.abspath(arguments.model), HEADER)
        files = [os.path.abspath(file) for file in arguments.files]
        events = ROOT.RDataFrame(arguments.tree, files, executor=client,
                                 npartitions=arguments.partitions or 2 * len(client.nthreads()))
        events = events.Define("p_vbf", "score_jets(rdfslot_, jet_pt, jet_eta, jet_phi, jet_e)")
        events.Snapshot(arguments.tree, os.path.join(os.path.abspath(arguments.folder), "scores.root"), ["event_number", "p_vbf"])


if __name__ == "__main__":
    main()
