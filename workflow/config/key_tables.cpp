#include "workflow/config/key_tables.hpp"

namespace jetseq {
namespace {

using enum KeyType;

// Name, type, range or words, default, where it counts, meaning.
Keys const network_keys{
    {"name", text, "", "vbf", "", "of the model: letters and digits; scores become NAME_pVBF, NAME_pggF"},
    {"network.frame", word, "detector | canonical", "detector", "", "canonical: the leading jet has phi = 0, eta >= 0"},
    {"network.kind", word, "lstm | dense | deep_sets | attention", "lstm", "",
     "dense: of variables of the event; the others of jets"},
    {"network.layers", whole, "[1, 16]", "2", "network.kind: lstm", "LSTM layers"},
    {"network.cells", whole, "[1, 2048]", "25", "network.kind: lstm", "cells of each LSTM layer"},
    {"network.variables", texts, "", "(all variables of the tag jets)", "network.kind: dense", "inputs"},
    {"network.activation", word, "linear | rectified | tanh | sigmoid", "rectified", "network.kind: dense",
     "of the hidden layers"},
    {"network.embedding", wholes, "[1, 4096]", "([64, 64])", "network.kind: deep_sets",
     "outputs of the layers that each jet passes"},
    {"network.width", whole, "[1, 4096]", "32", "network.kind: attention", "numbers that stand for a jet"},
    {"network.heads", whole, "[1, 4096]", "4", "network.kind: attention", "a divisor of the width"},
    {"network.blocks", whole, "[1, 64]", "2", "network.kind: attention", "attention blocks"},
    {"network.hidden", wholes, "[1, 4096]", "([32, 32]; over sets [64])", "network.kind: dense | deep_sets | attention",
     "outputs of the layers before the last"},
    {"network.dropout", number, "[0, 1)", "0.3", "", "fraction of outputs that are dropped while training"},
    {"network.classes", texts, "", "[ggF, VBF]", "", "names by label; more than two: probabilities of all"},
};

Keys const train_keys{
    {"train.from", text, "", "\"\"", "", "frozen model, or run directory, to begin with: fine-tuning"},
    {"train.batch_size", whole, "[1, inf)", "512", "", "events in a batch"},
    {"train.learning_rate", number, "[1e-8, inf)", "0.001", "", "of Adam; smaller steps are lost in single precision"},
    {"train.beta1", number, "[0, 1)", "0.9", "", "of Adam"},
    {"train.beta2", number, "[0, 1)", "0.999", "", "of Adam"},
    {"train.weight_decay", number, "[0, inf)", "0", "", "of AdamW"},
    {"train.clip", number, "[0, inf)", "0", "", "largest norm of the gradient; 0: any"},
    {"train.schedule", word, "constant | cosine | plateau | one_cycle", "constant", "", "of the learning rate"},
    {"train.final_learning_rate", number, "[0, inf)", "0", "train.schedule: cosine | one_cycle",
     "where the schedule ends"},
    {"train.warmup_epochs", number, "[0, inf)", "0", "", "the learning rate rises from 0 for so long"},
    {"train.plateau_patience", whole, "[1, inf)", "5", "train.schedule: plateau",
     "epochs without a lower validation loss before the rate is halved"},
    {"train.max_epochs", whole, "[1, inf)", "60", "", "epochs at most"},
    {"train.patience", whole, "[0, inf)", "15", "",
     "epochs without a lower validation loss before training stops; 0: never"},
    {"train.weights", flag, "", "true", "", "use mcEventWeight"},
    {"train.balance", word, "none | classes", "none", "", "classes: each class gets the same sum of weights"},
    {"train.flatten.variable", word, "none | mass | leading_pt | n_jets", "none", "",
     "quantity whose spectrum is reweighted [GeV]"},
    {"train.flatten.bins", numbers, "", "[]", "train.flatten.variable: mass | leading_pt | n_jets", "rising edges"},
    {"train.flatten.to", word, "flat | same", "flat", "train.flatten.variable: mass | leading_pt | n_jets",
     "a flat spectrum, or the same in both classes"},
    {"train.average", word, "none | ema | swa", "none", "", "averaged weights: over steps (ema) or epochs (swa)"},
    {"train.average_decay", number, "[0, 1)", "0.999", "train.average: ema", "of the mean, each step"},
    {"train.average_from", number, "[0, 1)", "0.75", "train.average: swa",
     "fraction of max_epochs before the first that counts"},
    {"train.freeze", word, "best | average", "best", "train.average: ema | swa",
     "average: the averaged weights in any case"},
    {"train.tensorboard", flag, "", "false", "", "write the metrics as an event file too"},
    {"train.seed", whole, "[0, inf)", "1", "", "same seed: same model, byte for byte"},
    {"train.threads", whole, "[0, inf)", "0", "", "0: one for each core, of LibTorch one"},
    {"train.device", word, "auto | cpu | cuda", "auto", "", "auto: cuda where there is a GPU"},
    {"train.backend", word, "auto | fused | torch", "auto", "", "torch: LibTorch's own LSTM"},
    {"train.folds", whole, "[1, 1024]", "1", "", "trainings, each without the events of its fold: an ensemble"},
    {"train.seeds", whole, "[1, inf)", "1", "", "trainings that differ in their seed: seed, seed + 1, ..."},
    {"scan", grid, "", "{}", "", "of a scan: dotted keys of network and train, each with its values"},
};

Keys const data_keys{
    {"data.files", texts, "", "required", "", "paths or globs"},
    {"data.memory", number, "[0, inf)", "0", "",
     "GB of events in memory, the rest lie in the run directory; 0: half of the machine's"},
};

Keys const foreign_keys{
    {"data.unit", word, "GeV | MeV", "GeV", "", "of the momenta in the files"},
    {"data.names", named_texts, "", "{}", "",
     "our names of datasets and columns, and those of the files: {jets.e: energy}"},
    {"data.columns", tree, "", "{}", "", "columns of datasets of plain numbers: {X: [pt, eta, phi, e]}"},
    {"data.classes", named_numbers, "[-1, 15]", "{}", "", "label by the file's signalType"},
    {"data.labels", named_numbers, "[-1, 15]", "{}", "", "label by sampleId, in place of the file's"},
};

Keys const candidate_keys{
    {"select.jet_pt_min", number, "[0, inf)", "30", "", "of the jets of the sequence [GeV]"},
    {"select.jet_abs_eta_max", number, "[0, inf)", "4.5", "", "of the jets of the sequence"},
    {"select.merged_mass_window", number, "[0, inf)", "30", "", "largest abs(m - m_V) of a large-R jet [GeV]"},
    {"select.merged_radius", number, "[0, inf)", "1", "", "jets this near to the large-R jet are part of it"},
    {"select.resolved_mass_window", number, "[0, inf)", "30", "", "largest abs(m_jj - m_V) of a pair of jets [GeV]"},
    {"select.resolved_pt_min", number, "[0, inf)", "30", "", "of both jets of the pair [GeV]"},
    {"select.resolved_abs_eta_max", number, "[0, inf)", "2.5", "", "of both jets of the pair"},
    {"select.require_candidate", flag, "", "true", "", "leave out events without a V -> qq candidate"},
};

Keys const object_keys{
    {"objects.lepton_pt_min", number, "[0, inf)", "7", "", "of loose leptons [GeV]"},
    {"objects.electron_abs_eta_max", number, "[0, inf)", "2.47", "", ""},
    {"objects.muon_abs_eta_max", number, "[0, inf)", "2.7", "", ""},
    {"objects.signal_electron", word, "loose | medium | tight", "tight", "", "what n_signal_leptons counts"},
    {"objects.signal_muon", word, "loose | medium | tight", "medium", "", "what n_signal_leptons counts"},
    {"objects.large_jet_pt_min", number, "[0, inf)", "200", "", "[GeV]"},
    {"objects.large_jet_abs_eta_max", number, "[0, inf)", "2.5", "", ""},
    {"objects.large_jet_m_min", number, "[0, inf)", "0", "", "[GeV]"},
    {"objects.jet_is_electron_radius", number, "[0, inf)", "0.2", "",
     "a jet this near to an electron is the electron; 0: off"},
    {"objects.jet_is_muon_radius", number, "[0, inf)", "0", "",
     "a jet this near to a muon that makes most of it is the muon; 0: off"},
    {"objects.jet_is_muon_pt_fraction", number, "[0, 1]", "0.5", "", "of the jet's pt, that makes most of it"},
    {"objects.lepton_in_jet_radius", number, "[0, inf)", "0.4", "",
     "a lepton this near to a jet comes from the jet; 0: off"},
    {"objects.large_jet_electron_radius", number, "[0, inf)", "1", "",
     "a large-R jet this near to an electron is the electron; 0: off"},
};

Keys const region_keys{
    {"channel", word, "hadronic | 0-lepton | 1-lepton | 2-lepton", "2-lepton", "(with regions)", "decay channel"},
    {"boson_tagger", text, "", "\"\"", "(with regions)", "frozen tagger, as seen from the configuration"},
    {"definitions", tree, "", "{}", "(with regions)", "names for requirements"},
    {"shared_cuts", tree, "", "{}", "(with regions)", "names for lists of cuts"},
    {"preselection", tree, "", "[]", "(with regions)", "cuts before all regions"},
    {"regions", tree, "", "[]", "", "a name, a category, a regime and cuts each; without: all events are dumped"},
    {"select.variables", flag, "", "false", "(of a dump)", "tag variables beside the sequences"},
    {"seed", whole, "[0, inf)", "1", "(of a dump)", "of the order of the rows"},
};

Keys const tuning_keys{
    {"name", text, "", "boson", "", "of the tagger"},
    {"signal_w", texts, "", "[]", "", "files of events with W -> qq"},
    {"signal_z", texts, "", "[]", "", "files of events with Z -> qq"},
    {"background", texts, "", "[]", "", "files of events without bosons"},
    {"jets_per_event", whole, "[1, inf)", "1", "",
     "leading large-R jets that are taken for what the file is said to hold"},
    {"tuning.figure", word, "s_over_sqrt_b | asimov | fixed_efficiency", "fixed_efficiency", "",
     "what each pt bin maximises"},
    {"tuning.signal_efficiency", number, "(0, 1)", "0.5", "tuning.figure: fixed_efficiency",
     "what the cuts keep at least"},
    {"tuning.background_uncertainty", number, "[0, inf)", "0.1", "tuning.figure: asimov", "relative"},
    {"tuning.signal_yield", number, "[0, inf)", "0", "tuning.figure: asimov", "jets expected; 0: the sum of weights"},
    {"tuning.background_yield", number, "[0, inf)", "0", "tuning.figure: asimov",
     "jets expected; 0: the sum of weights"},
    {"tuning.degree", whole, "[0, 2]", "1", "", "of the curves in ln(pt)"},
    {"tuning.min_signal_jets", number, "[0, inf)", "50", "", "a bin with fewer is left out"},
    {"tuning.min_background_jets", number, "[0, inf)", "20", "", "a bin with fewer is left out"},
    {"tuning.background_prior", number, "[0, inf)", "20", "",
     "jets shared out in each bin like the background of all bins"},
    {"tuning.pt_edges", numbers, "(0, inf)", "([200, 250, 300, 400, 500, 700, 1000, 3000])", "", "rising [GeV]"},
};

Keys const plan_keys{
    {"title", text, "", "Fit", "", "of the page"},
    {"notes", texts, "", "[]", "", "what stands on the page"},
    {"workspace", text, "", "\"\"", "", "a pyhf workspace to fit, in place of events"},
    {"measurement", text, "", "\"\"", "workspace",
     "of the workspace; \"\": the first, with a note if there are several"},
    {"fixed", named_numbers, "", "{}", "", "parameters held at a value within their bounds"},
    {"data.kind", word, "observed | asimov | pseudo | events", "(asimov; of a workspace observed)", "",
     "the workspace's own data, what is expected, one random experiment, or the events of data.files"},
    {"data.strengths", named_numbers, "", "{}", "data.kind: asimov | pseudo", "what is true in the data; others 1"},
    {"data.files", texts, "", "required", "data.kind: events", "files of the observed events"},
    {"kappas", named_texts, "", "{}", "", "strength: production and decay (mu_VBF: VBF VV)"},
    {"scans", texts, "", "[]", "", "parameters to scan; []: those without a constraint"},
    {"limit", flag, "", "true", "", "upper limit on the parameter of interest"},
    {"discovery", flag, "", "true", "", "significance against no signal"},
    {"impacts", flag, "", "true", "", "of each parameter"},
    {"toys.count", whole, "[0, 100000000]", "0", "", "for CLs; 0: none"},
    {"toys.strength", number, "(0, inf)", "1", "", "that CLs is of"},
    {"seed", whole, "[0, inf)", "1", "", "of toys and pseudo-data"},
    {"threads", whole, "[0, inf)", "0", "", "0: one for each core"},
};

Keys const fit_event_keys{
    {"model", text, "", "\"\"", "no workspace", "frozen model that scores the events; \"\": the files hold scores"},
    {"luminosity", number, "[0, inf)", "0", "no workspace", "[fb^-1]; of processes with a cross-section"},
    {"luminosity_uncertainty", number, "[0, inf)", "0", "no workspace", "relative"},
    {"poi", text, "", "(mu_VBF; of a workspace its own)", "", "parameter of interest; none: a workspace without one"},
    {"part", word, "all | test", "all", "no workspace",
     "test: leave out events that a training may have seen, by their ids"},
    {"columns.score", text, "", "\"\"", "no workspace", "\"\": the only one that ends in _pVBF"},
    {"columns.weight", text, "", "mcEventWeight", "no workspace", ""},
    {"columns.observable", text, "", "\"\"", "no workspace", "what is binned, such as m_VV"},
    {"columns.m_jj", text, "", "tag_m_jj", "no workspace", "of the tag jets [GeV]"},
    {"columns.delta_eta", text, "", "tag_delta_eta", "no workspace", "of the tag jets"},
    {"bins.edges", numbers, "", "[]", "no workspace", "of the observable, rising; []: a category is one bin"},
    {"bins.least_expected", number, "[0, inf)", "1", "no workspace", "bins below are merged with their neighbour"},
    {"bins.statistics", flag, "", "true", "no workspace", "a parameter for each bin's simulated statistics"},
    {"bins.negative", word, "refuse | zero | keep", "refuse", "no workspace", "yields of a process below 0"},
    {"thresholds.count", whole, "[0, inf)", "(1, or 0 with thresholds.fixed)", "no workspace",
     "on the score, to be chosen"},
    {"thresholds.step", number, "[0.0001, 1)", "0.02", "no workspace", "of the values tried"},
    {"thresholds.fixed", numbers, "[0, 1]", "[]", "no workspace", "rising, instead of choosing"},
    {"processes", texts, "", "required", "no workspace", "names"},
    {"process.*.files", texts, "", "required", "no workspace", "of events or scores"},
    {"process.*.strength", text, "", "\"\"", "no workspace", "parameter that multiplies it; \"\": none"},
    {"process.*.label", whole, "[-2, 15]", "-2", "no workspace", "only events with this signalType; -2: all"},
    {"process.*.part", word, "all | test", "(part)", "no workspace", "as part, of this process"},
    {"process.*.cross_section", text, "", "(0)", "no workspace", "[pb]; or files: that of their attributes"},
    {"process.*.files_are", word, "parts | repeats", "parts", "process.*.cross_section: files",
     "parts add up, repeats are averaged"},
    {"process.*.generated", number, "(0, inf)", "(the sum of weights)", "no workspace",
     "events made, of which the files hold some"},
    {"process.*.yield", number, "[0, inf)", "0", "no workspace", "expected events, in place of a cross-section"},
    {"process.*.uncertainty", number, "[0, inf)", "0", "no workspace", "relative, of the normalisation"},
    {"process.*.stand_in", text, "", "\"\"", "no workspace", "why it is no prediction; stands on the page"},
};

std::string const resonances = "process: vbf | ggf | zprime | wprime | graviton | lhe | hepmc";
std::string const backgrounds = "process: zjets | wjets | ttbar | qcd";
std::string const read_in = "process: lhe | hepmc";

Keys const simulate_keys{
    {"process", word, "vbf | ggf | zprime | wprime | graviton | zjets | wjets | ttbar | qcd | lhe | hepmc", "vbf", "",
     "what is made, or read from a file"},
    {"mass", number, "[0, 14000]", "1000", resonances, "of the resonance [GeV]"},
    {"leptons", whole, "[-1, 2]", "2", "", "decay channel: charged leptons and V -> qq; -1: all hadronic"},
    {"input", text, "", "\"\"", read_in, "the file"},
    {"production", word, "unknown | ggf_dy | vbf", "unknown", read_in, "what the file holds"},
    {"spin", whole, "[-1, 2]", "-1", read_in, "of the file's resonance; -1: none"},
    {"pt_hat_min", number, "[20, 3000]", "200", backgrounds, "of the hard process [GeV]"},
    {"bias_power", number, "[0, 6]", "0", backgrounds,
     "make it (pt_hat / pt_hat_min)^bias_power times as often, and weight back"},
    {"events", whole, "[1, 1000000000]", "10000", "", "to keep; of a file, to read at most"},
    {"sample_id", whole, "[0, 2147483647]", "0", "", "one for each process, mass, channel and seed"},
    {"seed", whole, "[0, inf)", "1", "", "the events depend on it"},
    {"threads", whole, "[0, 1024]", "0", "", "0: one for each core"},
    {"events_per_chunk", whole, "[1, 1000000]", "2500", "", "what an interruption costs each thread at most"},
    {"detector.jet_pt_min", number, "[10, 1000]", "20", "", "[GeV]"},
    {"detector.large_jet_pt_min", number, "[100, 5000]", "200", "", "[GeV]"},
    {"detector.lepton_loose", number, "[0, 1]", "0.98", "", "fraction of leptons that are at least loose"},
    {"detector.lepton_medium", number, "[0, 1]", "0.95", "", "at least medium"},
    {"detector.lepton_tight", number, "[0, 1]", "0.9", "", "tight"},
    {"detector.btag_b", number, "[0, 1]", "0.77", "", "fraction of jets with a b hadron that are tagged"},
    {"detector.btag_c", number, "[0, 1]", "0.2", "", "of jets with a c hadron"},
    {"detector.btag_light", number, "[0, 1]", "0.008", "", "of other jets"},
    {"detector.track", number, "[0, 1]", "0.9", "", "fraction of charged particles that are seen as tracks"},
    {"pythia_settings", texts, "", "[]", "", "read last, such as \"PartonLevel:MPI = off\""},
};

Keys together(std::initializer_list<Keys> tables) {
    Keys all;
    for (auto const& table : tables) all.insert(all.end(), table.begin(), table.end());
    return all;
}

}  // namespace

Keys training_keys() { return together({network_keys, train_keys, data_keys, event_keys()}); }
Keys selection_keys() { return together({candidate_keys, object_keys, region_keys}); }
Keys tagger_keys() { return tuning_keys; }
Keys fit_keys() { return together({plan_keys, fit_event_keys}); }
Keys simulation_keys() { return simulate_keys; }
Keys event_keys() { return together({foreign_keys, candidate_keys, object_keys}); }

}  // namespace jetseq
