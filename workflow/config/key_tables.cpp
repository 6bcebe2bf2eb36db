#include "workflow/config/key_tables.hpp"

namespace jetseq::workflow {
namespace {

using enum KeyType;

// Name, type, range or words, default, condition under which the key has an effect, meaning.
Keys const network_keys{
    {"name", text, "", "vbf", "", "name of the model: letters and digits; scores are called NAME_pVBF, NAME_pggF"},
    {"network.frame", word, "detector | canonical", "detector", "",
     "canonical: each event is rotated and mirrored so that its leading jet has phi = 0, eta >= 0"},
    {"network.kind", word, "lstm | dense | deep_sets | attention | gru", "lstm", "",
     "dense reads variables of the event, the others read jets, or what inputs name"},
    {"inputs.event", tree, "", "[]", "network.kind: lstm | gru | deep_sets | attention",
     "variables of the event: columns, or expressions of them"},
    {"inputs.*.features", tree, "", "required", "network.kind: lstm | gru | deep_sets | attention",
     "numbers of each object of a dataset, such as jets: columns, expressions of them, or maps with a name"},
    {"inputs.*.sort", text, "", "\"\"", "network.kind: lstm | gru | deep_sets | attention",
     "column by which the objects are sorted, with a minus in falling order; \"\": the order of the file"},
    {"inputs.*.first", whole, "[1, inf)", "(all)", "network.kind: lstm | gru | deep_sets | attention",
     "largest number of objects, the first ones"},
    {"inputs.*.from", text, "", "(the list's name)", "network.kind: lstm | gru | deep_sets | attention",
     "dataset of the objects"},
    {"inputs.*.where", text, "", "\"\"", "network.kind: lstm | gru | deep_sets | attention",
     "expression that is true for the objects that are read, such as pt > 20; \"\": all"},
    {"network.layers", whole, "[1, 16]", "2", "network.kind: lstm | gru", "number of recurrent layers"},
    {"network.cells", whole, "[1, 2048]", "25", "network.kind: lstm | gru", "cells of each recurrent layer"},
    {"network.variables", texts, "", "(all variables of the tag jets)", "network.kind: dense", "input variables"},
    {"network.activation", word, "linear | rectified | tanh | sigmoid", "rectified",
     "network.kind: dense | lstm | gru | deep_sets | attention",
     "activation of the hidden layers; over sets only with inputs"},
    {"network.embedding", wholes, "[1, 4096]", "([64, 64])", "network.kind: deep_sets",
     "outputs of the layers that each jet, or other object, passes"},
    {"network.width", whole, "[1, 4096]", "32", "network.kind: attention",
     "numbers that represent a jet, or another object"},
    {"network.heads", whole, "[1, 4096]", "4", "network.kind: attention", "attention heads, a divisor of the width"},
    {"network.blocks", whole, "[1, 64]", "2", "network.kind: attention", "attention blocks"},
    {"network.hidden", wholes, "[1, 4096]", "([32, 32]; over sets [64]; after lstm and gru none)",
     "network.kind: dense | deep_sets | attention | lstm | gru",
     "outputs of the layers before the last; of lstm and gru with inputs"},
    {"network.dropout", number, "[0, 1)", "0.3", "", "fraction of outputs that are dropped during training"},
    {"network.classes", texts, "", "[ggF, VBF]", "",
     "names of labels 0, 1, ...; more than two: the network gives a probability for each"},
};

Keys const train_keys{
    {"train.from", text, "", "\"\"", "", "frozen model or run directory to start from (fine-tuning)"},
    {"train.batch_size", whole, "[1, inf)", "512", "", "events in a batch"},
    {"train.learning_rate", number, "[1e-8, inf)", "0.001", "",
     "learning rate of Adam; smaller steps are lost in single precision"},
    {"train.beta1", number, "[0, 1)", "0.9", "", "parameter of Adam"},
    {"train.beta2", number, "[0, 1)", "0.999", "", "parameter of Adam"},
    {"train.weight_decay", number, "[0, inf)", "0", "", "weight decay of AdamW"},
    {"train.clip", number, "[0, inf)", "0", "", "largest norm of the gradient; 0: unlimited"},
    {"train.schedule", word, "constant | cosine | plateau | one_cycle", "constant", "",
     "schedule of the learning rate"},
    {"train.final_learning_rate", number, "[0, inf)", "0", "train.schedule: cosine | one_cycle",
     "learning rate at the end of the schedule"},
    {"train.warmup_epochs", number, "[0, inf)", "0", "", "epochs in which the learning rate rises from 0"},
    {"train.plateau_patience", whole, "[1, inf)", "5", "train.schedule: plateau",
     "epochs without a lower validation loss before the rate is halved"},
    {"train.max_epochs", whole, "[1, inf)", "60", "", "largest number of epochs"},
    {"train.patience", whole, "[0, inf)", "15", "",
     "epochs without a lower validation loss before training stops; 0: never"},
    {"train.weights", flag, "", "true", "", "use mcEventWeight"},
    {"train.balance", word, "none | classes", "none", "", "classes: each class gets the same sum of weights"},
    {"train.flatten.variable", word, "none | mass | leading_pt | n_jets", "none", "",
     "variable whose spectrum is reweighted [GeV]"},
    {"train.flatten.bins", numbers, "", "[]", "train.flatten.variable: mass | leading_pt | n_jets",
     "bin edges, rising"},
    {"train.flatten.to", word, "flat | same", "flat", "train.flatten.variable: mass | leading_pt | n_jets",
     "flat: a flat spectrum; same: the common spectrum for both classes"},
    {"train.average", word, "none | ema | swa", "none", "", "averaged weights: over steps (ema) or epochs (swa)"},
    {"train.average_decay", number, "[0, 1)", "0.999", "train.average: ema", "decay of the average per step"},
    {"train.average_from", number, "[0, 1)", "0.75", "train.average: swa",
     "fraction of max_epochs before the first epoch that is averaged"},
    {"train.freeze", word, "best | average", "best", "train.average: ema | swa",
     "best: the better of weights and averaged weights; average: always the averaged weights"},
    {"train.tensorboard", flag, "", "false", "", "also write the metrics as an event file of TensorBoard"},
    {"train.seed", whole, "[0, inf)", "1", "", "random seed; the same seed gives the same model, byte for byte"},
    {"train.threads", whole, "[0, inf)", "0", "", "0: one per core; for LibTorch one"},
    {"train.device", word, "auto | cpu | cuda", "auto", "", "auto: cuda if there is a GPU"},
    {"train.backend", word, "auto | fused | torch", "auto", "", "torch: LibTorch's own LSTM"},
    {"train.folds", whole, "[1, 1024]", "1", "",
     "number of trainings, each without the events of its fold: an ensemble"},
    {"train.seeds", whole, "[1, inf)", "1", "", "number of trainings with different seeds: seed, seed + 1, ..."},
    {"scan", grid, "", "{}", "", "only for a scan: dotted keys of network and train, each with a list of values"},
};

Keys const data_keys{
    {"data.files", texts, "", "required", "", "paths or globs"},
    {"data.memory", number, "[0, inf)", "0", "",
     "GB of events in memory, the others are kept in the run directory; 0: half of the machine's memory"},
};

Keys const foreign_keys{
    {"data.unit", word, "GeV | MeV", "GeV", "", "unit of the momenta in the files"},
    {"data.names", named_texts, "", "{}", "",
     "our names of datasets and columns: those of the files, such as {jets.e: energy}"},
    {"data.columns", tree, "", "{}", "", "names of the columns of plain arrays: {X: [pt, eta, phi, e]}"},
    {"data.classes", named_numbers, "[-1, 15]", "{}", "", "signalType in the file: label"},
    {"data.labels", named_numbers, "[-1, 15]", "{}", "", "sampleId: label, in place of the label in the file"},
    {"labels.column", text, "", "signalType", "", "column of the events with their class"},
    {"labels.classes", tree, "", "{}", "", "name of a class: values of the column: {light: [0], c: [4], b: [5, 55]}"},
    {"labels.other", word, "refuse | drop", "refuse", "", "events with other values; drop: they are of no class"},
    {"target.column", text, "", "\"\"", "",
     "number to find in place of a class: a column of the events, or an expression of columns"},
    {"target.loss", word, "mse | mae | huber", "mse", "", "mean of the squared or absolute residual, or Huber's loss"},
    {"target.delta", number, "(0, inf)", "1", "target.loss: huber",
     "residual up to which the loss is quadratic [standard deviations of the target]"},
    {"target.other", word, "refuse | drop", "refuse", "", "events whose number is not finite; drop: they are left out"},
};

Keys const candidate_keys{
    {"select.jet_pt_min", number, "[0, inf)", "30", "", "smallest pt of the jets of the sequence [GeV]"},
    {"select.jet_abs_eta_max", number, "[0, inf)", "4.5", "", "largest abs(eta) of the jets of the sequence"},
    {"select.merged_mass_window", number, "[0, inf)", "30", "", "largest abs(m - m_V) of a large-R jet [GeV]"},
    {"select.merged_radius", number, "[0, inf)", "1", "",
     "jets within this distance of the large-R jet are part of it"},
    {"select.resolved_mass_window", number, "[0, inf)", "30", "", "largest abs(m_jj - m_V) of a pair of jets [GeV]"},
    {"select.resolved_pt_min", number, "[0, inf)", "30", "", "smallest pt of both jets of the pair [GeV]"},
    {"select.resolved_abs_eta_max", number, "[0, inf)", "2.5", "", "largest abs(eta) of both jets of the pair"},
    {"select.require_candidate", flag, "", "true", "", "leave out events without a V -> qq candidate"},
};

Keys const object_keys{
    {"objects.lepton_pt_min", number, "[0, inf)", "7", "", "smallest pt of loose leptons [GeV]"},
    {"objects.electron_abs_eta_max", number, "[0, inf)", "2.47", "", "largest abs(eta) of loose electrons"},
    {"objects.muon_abs_eta_max", number, "[0, inf)", "2.7", "", "largest abs(eta) of loose muons"},
    {"objects.signal_electron", word, "loose | medium | tight", "tight", "",
     "lowest quality of the electrons that n_signal_leptons counts"},
    {"objects.signal_muon", word, "loose | medium | tight", "medium", "",
     "lowest quality of the muons that n_signal_leptons counts"},
    {"objects.large_jet_pt_min", number, "[0, inf)", "200", "", "smallest pt of large-R jets [GeV]"},
    {"objects.large_jet_abs_eta_max", number, "[0, inf)", "2.5", "", "largest abs(eta) of large-R jets"},
    {"objects.large_jet_m_min", number, "[0, inf)", "0", "", "smallest mass of large-R jets [GeV]"},
    {"objects.jet_is_electron_radius", number, "[0, inf)", "0.2", "",
     "a jet within this distance of an electron is removed; 0: off"},
    {"objects.jet_is_muon_radius", number, "[0, inf)", "0", "",
     "the jet nearest to a muon, within this distance, is removed if it is mostly the muon; 0: off"},
    {"objects.jet_is_muon_pt_fraction", number, "[0, 1]", "0.5", "",
     "pt of the muon / pt of the jet above which the jet is mostly the muon"},
    {"objects.lepton_in_jet_radius", number, "[0, inf)", "0.4", "",
     "a lepton within this distance of a jet is removed; 0: off"},
    {"objects.large_jet_electron_radius", number, "[0, inf)", "1", "",
     "a large-R jet within this distance of an electron is removed; 0: off"},
};

Keys const region_keys{
    {"channel", word, "hadronic | 0-lepton | 1-lepton | 2-lepton", "2-lepton", "(with regions)", "decay channel"},
    {"boson_tagger", text, "", "\"\"", "(with regions)", "path of a frozen tagger, relative to the configuration"},
    {"definitions", tree, "", "{}", "(with regions)", "names of conditions"},
    {"shared_cuts", tree, "", "{}", "(with regions)", "names of lists of cuts"},
    {"preselection", tree, "", "[]", "(with regions)", "first cuts of all regions"},
    {"regions", tree, "", "[]", "",
     "each has a name, a category, a regime and cuts; without regions, all events are dumped"},
    {"select.variables", flag, "", "false", "(with a dump)", "write the tag variables together with the sequences"},
    {"seed", whole, "[0, inf)", "1", "(with a dump)", "random seed of the order of the rows"},
};

Keys const tuning_keys{
    {"name", text, "", "boson", "", "name of the tagger"},
    {"signal_w", texts, "", "[]", "", "files of events with W -> qq"},
    {"signal_z", texts, "", "[]", "", "files of events with Z -> qq"},
    {"background", texts, "", "[]", "", "files of events without bosons"},
    {"jets_per_event", whole, "[1, inf)", "1", "",
     "number of leading large-R jets that count as the kind that the file is listed for"},
    {"tuning.figure", word, "s_over_sqrt_b | asimov | fixed_efficiency", "fixed_efficiency", "",
     "figure of merit that each pt bin maximises"},
    {"tuning.signal_efficiency", number, "(0, 1)", "0.5", "tuning.figure: fixed_efficiency",
     "smallest signal efficiency of the cuts"},
    {"tuning.background_uncertainty", number, "[0, inf)", "0.1", "tuning.figure: asimov", "relative uncertainty"},
    {"tuning.signal_yield", number, "[0, inf)", "0", "tuning.figure: asimov", "expected jets; 0: the sum of weights"},
    {"tuning.background_yield", number, "[0, inf)", "0", "tuning.figure: asimov",
     "expected jets; 0: the sum of weights"},
    {"tuning.degree", whole, "[0, 2]", "1", "", "degree of the curves in ln(pt)"},
    {"tuning.min_signal_jets", number, "[0, inf)", "50", "", "bins with fewer jets are left out"},
    {"tuning.min_background_jets", number, "[0, inf)", "20", "", "bins with fewer jets are left out"},
    {"tuning.background_prior", number, "[0, inf)", "20", "",
     "jets that are added to each bin, distributed like the background of all bins"},
    {"tuning.pt_edges", numbers, "(0, inf)", "([200, 250, 300, 400, 500, 700, 1000, 3000])", "",
     "bin edges, rising [GeV]"},
};

Keys const plan_keys{
    {"title", text, "", "Fit", "", "title of the page"},
    {"notes", texts, "", "[]", "", "notes to show on the page"},
    {"workspace", text, "", "\"\"", "", "pyhf workspace to fit in place of events"},
    {"measurement", text, "", "\"\"", "workspace",
     "measurement of the workspace; \"\": the first, with a note if there are several"},
    {"fixed", named_numbers, "", "{}", "", "parameters held at a value within their bounds"},
    {"data.kind", word, "observed | asimov | pseudo | events", "(asimov; of a workspace observed)", "",
     "the workspace's own data, the expected events, one random experiment, or the events of data.files"},
    {"data.strengths", named_numbers, "", "{}", "data.kind: asimov | pseudo",
     "true values of parameters in the data; 1 for others"},
    {"data.files", texts, "", "required", "data.kind: events", "files of the observed events"},
    {"kappas", named_texts, "", "{}", "", "strength: production and decay (mu_VBF: VBF VV)"},
    {"scans", texts, "", "[]", "", "parameters to scan; []: those without a constraint"},
    {"limit", flag, "", "true", "", "upper limit on the parameter of interest"},
    {"discovery", flag, "", "true", "", "significance relative to no signal"},
    {"impacts", flag, "", "true", "", "impact of each parameter"},
    {"toys.count", whole, "[0, 100000000]", "0", "", "number of toys for CLs; 0: none"},
    {"toys.strength", number, "(0, inf)", "1", "", "strength at which CLs is computed"},
    {"seed", whole, "[0, inf)", "1", "", "random seed of toys and pseudo-data"},
    {"threads", whole, "[0, inf)", "0", "", "0: one per core"},
};

Keys const fit_event_keys{
    {"model", text, "", "\"\"", "no workspace", "frozen model that scores the events; \"\": the files contain scores"},
    {"luminosity", number, "[0, inf)", "0", "no workspace", "[fb^-1]; for processes with a cross-section"},
    {"luminosity_uncertainty", number, "[0, inf)", "0", "no workspace", "relative uncertainty"},
    {"poi", text, "", "(mu_VBF; of a workspace its own)", "",
     "parameter of interest; none: fit a workspace without one"},
    {"part", word, "all | test", "all", "no workspace",
     "test: leave out events that a training may have seen, by their ids"},
    {"columns.score", text, "", "\"\"", "no workspace",
     "column of the score; \"\": the only one whose name ends in _pVBF"},
    {"columns.weight", text, "", "mcEventWeight", "no workspace", "column of the weight"},
    {"columns.observable", text, "", "\"\"", "no workspace", "column to bin, such as m_VV"},
    {"columns.m_jj", text, "", "tag_m_jj", "no workspace", "column of the tag jets' m_jj [GeV]"},
    {"columns.delta_eta", text, "", "tag_delta_eta", "no workspace", "column of the tag jets' delta eta"},
    {"bins.edges", numbers, "", "[]", "no workspace",
     "bin edges of the observable, rising; []: each category is one bin"},
    {"bins.least_expected", number, "[0, inf)", "1", "no workspace",
     "bins with fewer expected events are merged with their neighbour"},
    {"bins.statistics", flag, "", "true", "no workspace", "a parameter for the simulated statistics of each bin"},
    {"bins.negative", word, "refuse | zero | keep", "refuse", "no workspace",
     "treatment of yields of a process below 0"},
    {"thresholds.count", whole, "[0, inf)", "(1, or 0 with thresholds.fixed)", "no workspace",
     "number of thresholds on the score to choose"},
    {"thresholds.step", number, "[0.0001, 1)", "0.02", "no workspace", "step between the values tried"},
    {"thresholds.fixed", numbers, "[0, 1]", "[]", "no workspace", "thresholds to use instead of choosing them, rising"},
    {"processes", texts, "", "required", "no workspace", "names of the processes"},
    {"process.*.files", texts, "", "required", "no workspace", "files of events or scores"},
    {"process.*.strength", text, "", "\"\"", "no workspace", "parameter that multiplies the process; \"\": none"},
    {"process.*.label", whole, "[-2, 15]", "-2", "no workspace", "use only events with this signalType; -2: all"},
    {"process.*.part", word, "all | test", "(part)", "no workspace", "like part, for this process"},
    {"process.*.cross_section", text, "", "(0)", "no workspace", "[pb]; files: from the attributes of the files"},
    {"process.*.files_are", word, "parts | repeats", "parts", "process.*.cross_section: files",
     "parts add up, repeats are averaged"},
    {"process.*.generated", number, "(0, inf)", "(the sum of weights)", "no workspace",
     "generated events, of which the files contain some"},
    {"process.*.yield", number, "[0, inf)", "0", "no workspace", "expected events, in place of a cross-section"},
    {"process.*.uncertainty", number, "[0, inf)", "0", "no workspace", "relative uncertainty of the normalisation"},
    {"process.*.stand_in", text, "", "\"\"", "no workspace",
     "reason why this process is only a substitute; shown on the page"},
};

std::string const resonances = "process: vbf | ggf | zprime | wprime | graviton | lhe | hepmc";
std::string const backgrounds = "process: zjets | wjets | ttbar | qcd";
std::string const read_in = "process: lhe | hepmc";
std::string const pileup_on = "(with pileup.mean above 0)";

Keys const simulate_keys{
    {"process", word, "vbf | ggf | zprime | wprime | graviton | zjets | wjets | ttbar | qcd | lhe | hepmc", "vbf", "",
     "process to generate, or kind of file to read"},
    {"mass", number, "[0, 14000]", "1000", resonances, "mass of the resonance [GeV]"},
    {"leptons", whole, "[-1, 2]", "2", "",
     "decay channel: number of charged leptons, with V -> qq; -1: fully hadronic"},
    {"input", text, "", "\"\"", read_in, "file to read"},
    {"production", word, "unknown | ggf_dy | vbf", "unknown", read_in, "production mode of the events in the file"},
    {"spin", whole, "[-1, 2]", "-1", read_in, "spin of the resonance in the file; -1: none"},
    {"pt_hat_min", number, "[20, 3000]", "200", backgrounds, "smallest pt of the hard process [GeV]"},
    {"bias_power", number, "[0, 6]", "0", backgrounds,
     "generate (pt_hat / pt_hat_min)^bias_power times as many events, with the inverse as weight"},
    {"events", whole, "[1, 1000000000]", "10000", "",
     "number of events to keep; for a file, the largest number to read"},
    {"output", word, "events | jets", "events", "",
     "content of the file; jets: one row per jet, with its constituents"},
    {"jets.pt_max", number, "[10, 7000]", "7000", "output: jets", "largest pt of the jets [GeV]"},
    {"jets.abs_eta_max", number, "[0.1, 4.5]", "2.1", "output: jets", "largest abs(eta) of the jets"},
    {"jets.constituents", whole, "[1, 1000]", "40", "output: jets", "constituents to keep of each jet, the hardest"},
    {"sample_id", whole, "[0, 2147483647]", "0", "", "choose one for each process, mass, channel and seed"},
    {"seed", whole, "[0, inf)", "1", "", "random seed"},
    {"threads", whole, "[0, 1024]", "0", "", "0: one per core"},
    {"events_per_chunk", whole, "[1, 1000000]", "2500", "",
     "largest number of events that each thread repeats after an interruption"},
    {"detector.jet_pt_min", number, "[10, 1000]", "20", "", "smallest pt of jets [GeV]"},
    {"detector.large_jet_pt_min", number, "[100, 5000]", "200", "", "smallest pt of large-R jets [GeV]"},
    {"detector.lepton_loose", number, "[0, 1]", "0.98", "", "fraction of leptons that are at least loose"},
    {"detector.lepton_medium", number, "[0, 1]", "0.95", "", "fraction of leptons that are at least medium"},
    {"detector.lepton_tight", number, "[0, 1]", "0.9", "", "fraction of leptons that are tight"},
    {"detector.btag_b", number, "[0, 1]", "0.77", "", "fraction of jets with a b hadron that are tagged"},
    {"detector.btag_c", number, "[0, 1]", "0.2", "", "fraction of jets with a c hadron that are tagged"},
    {"detector.btag_light", number, "[0, 1]", "0.008", "", "fraction of other jets that are tagged"},
    {"detector.track", number, "[0, 1]", "0.9", "", "fraction of charged particles that are seen as tracks"},
    {"pileup.mean", number, "[0, 200]", "0", "", "mean number of overlaid inelastic interactions; 0: no pile-up"},
    {"pileup.pool", whole, "[10, 100000]", "2000", pileup_on,
     "interactions to generate for each chunk of events, which are drawn from them"},
    {"pileup.charged_removed", number, "[0, 1]", "0.9", pileup_on,
     "fraction of charged particles of pile-up in the tracker that are recognised and removed"},
    {"pileup.jet_track_fraction", number, "[0, 1]", "0.1", pileup_on,
     "smallest ratio of the pt of its tracks to the pt of a jet below pileup.jet_pt_max with abs(eta) < 2.4"},
    {"pileup.jet_pt_max", number, "[0, 1000]", "60", pileup_on, "harder jets need no tracks [GeV]"},
    {"pythia_settings", texts, "", "[]", "",
     "settings of Pythia that are read last, such as \"PartonLevel:MPI = off\""},
};

Keys together(std::initializer_list<Keys> tables) {
    Keys all;
    for (auto const& table : tables) all.insert(all.end(), table.begin(), table.end());
    return all;
}

}  // namespace

Keys training_keys() { return together({network_keys, train_keys, data_keys, event_keys()}); }
/// What --dump writes of each event besides its jets, as a training names it.
Keys const dump_keys{
    {"inputs.event", tree, "", "[]", "", "variables of the event: columns, or expressions of them; written to a dump"},
    {"inputs.*.features", tree, "", "required", "",
     "numbers of each object of a kind, such as jets, as in a training; written to a dump"},
    {"inputs.*.sort", text, "", "\"\"", "", "column by which the objects are sorted; \"\": the order of the file"},
    {"inputs.*.first", whole, "[1, inf)", "(all)", "", "largest number of objects, the first ones"},
    {"inputs.*.from", text, "", "(the list's name)", "", "kind of the objects"},
    {"inputs.*.where", text, "", "\"\"", "", "expression that is true for the objects that are written; \"\": all"},
};

Keys selection_keys() { return together({candidate_keys, object_keys, dump_keys, region_keys}); }
Keys tagger_keys() { return tuning_keys; }
Keys fit_keys() { return together({plan_keys, fit_event_keys}); }
Keys simulation_keys() { return simulate_keys; }
Keys event_keys() { return together({foreign_keys, candidate_keys, object_keys}); }

}  // namespace jetseq::workflow
