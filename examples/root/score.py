"""Adds P(VBF) to the events of a ROOT file, on all cores:  score.py MODEL TREE INPUT OUTPUT"""

import os
import sys

import jetseq
import ROOT

model, tree, source, target = sys.argv[1:]
ROOT.EnableImplicitMT()
events = ROOT.RDataFrame(tree, source)

ROOT.gInterpreter.AddIncludePath(jetseq.include)
ROOT.gSystem.Load(jetseq.library)
ROOT.gInterpreter.Declare(f"""
#include "{os.path.dirname(os.path.abspath(__file__))}/score_jets.hpp"
ScoreJets score_jets{{"{model}", {events.GetNSlots()}}};
""")
events = events.Define("p_vbf", "score_jets(rdfslot_, jet_pt, jet_eta, jet_phi, jet_e)")
events.Snapshot(tree, target, ["event_number", "p_vbf"])
