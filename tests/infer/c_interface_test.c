/* Compiled as C: loads a model, scores jets as structs and as columns, reads messages. Exit code 0: all as it should
 * be. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "infer/jetseq.h"

struct jet {
    float pt, eta, phi, e;
};

static int failures = 0;

static void expect(int holds, char const* what) {
    if (holds) return;
    fprintf(stderr, "expected: %s (last error: %s)\n", what, jetseq_error());
    ++failures;
}

static jetseq_columns columns_of(struct jet const* jets) {
    jetseq_columns const columns = {&jets->pt, &jets->eta, &jets->phi, &jets->e, 4};
    return columns;
}

/* What of_sequences() scores, with met as doubles and e, eta interleaved. */
static void of_a_binding(jetseq_classifier const* classifier, float const* expected) {
    float const d0[] = {1, -1, 0.5F}, jets[] = {2, 0.5F, 1, -0.5F};
    double const met[] = {0.25, -1};
    uint64_t const track_offsets[] = {0, 2, 3}, jet_offsets[] = {0, 0, 2};
    int32_t const samples[] = {1, 1};
    uint64_t const numbers[] = {7, 8};
    float scores[2], probabilities[4];
    jetseq_scorer* const scorer = jetseq_new_scorer(classifier);
    jetseq_binding* const binding = jetseq_bind(classifier);
    expect(binding != NULL, "a binding");
    expect(jetseq_bind_floats(binding, "tracks", "d0", d0, 1) == 0, "d0 to be bound");
    expect(jetseq_bind_floats(binding, "jets", "e", jets, 2) == 0, "e to be bound");
    expect(jetseq_bind_floats(binding, "jets", "etaa", jets + 1, 2) == 1, "no feature etaa");
    expect(strstr(jetseq_error(), "did you mean 'eta'") != NULL, "a message with the nearest name");
    expect(jetseq_bind_offsets(binding, "tracks", track_offsets) == 0, "offsets to be bound");
    expect(jetseq_bind_doubles(binding, "event", "met", met, 1) == 0, "met to be bound");
    expect(jetseq_score_bound(scorer, binding, 2, scores) == 1, "no score without eta");
    expect(strstr(jetseq_error(), "'eta' of 'jets' is not bound") != NULL, "a message that names it");
    expect(jetseq_bind_floats(binding, "jets", "eta", jets + 1, 2) == 0, "eta to be bound");
    expect(jetseq_score_bound(scorer, binding, 2, scores) == 1, "no score without offsets");
    expect(jetseq_bind_offsets(binding, "jets", jet_offsets) == 0, "offsets to be bound");
    expect(jetseq_score_bound(scorer, binding, 2, scores) == 0, "scores");
    expect(scores[0] == expected[0] && scores[1] == expected[1], "the scores of unbound columns");
    jetseq_bind_ids(binding, samples, numbers);
    expect(jetseq_probabilities_bound(scorer, binding, 2, probabilities) == 0, "probabilities");
    expect(probabilities[1] == expected[0] && probabilities[3] == expected[1], "the same as probabilities");
    jetseq_free_binding(binding);
    jetseq_free_scorer(scorer);
}

/* joined.json: one cell reads d0 of each track and one reads e, eta of each jet; then met; see its canaries. */
static void of_sequences(char const* path) {
    float const d0[] = {1, -1, 0.5F}, e[] = {2, 1}, eta[] = {0.5F, -0.5F}, met[] = {0.25F, -1}, d0_alone[] = {1};
    float const *const of_tracks[] = {d0}, *const of_jets[] = {e, eta}, *const of_event[] = {met};
    float const* const alone[] = {d0_alone};
    uint64_t const tracks[] = {0, 2, 3}, jets[] = {0, 0, 2};
    int32_t const samples[] = {1, 1};
    uint64_t const numbers[] = {7, 8};
    jetseq_objects const sequences[] = {{of_tracks, 1, tracks}, {of_jets, 1, jets}};
    jetseq_objects const cut[] = {{alone, 1, tracks}, {of_jets, 1, jets}};
    jetseq_inputs inputs = {NULL, NULL, 1, NULL, NULL}, of_one;
    float scores[2], probabilities[4], one[1];
    jetseq_classifier* const classifier = jetseq_load(path);
    jetseq_scorer* scorer;
    expect(classifier != NULL, "a classifier of sequences");
    if (!classifier) return;
    scorer = jetseq_new_scorer(classifier);
    expect(jetseq_sequences(classifier) == 2, "two sequences");
    expect(strcmp(jetseq_sequence_name(classifier, 1), "jets") == 0, "tracks, then jets");
    expect(jetseq_features(classifier, 1) == 2 && strcmp(jetseq_feature_name(classifier, 1, 1), "eta") == 0, "e, eta");
    expect(jetseq_feature_name(classifier, 1, 2) == NULL, "no third feature");
    expect(strcmp(jetseq_sequence_sort(classifier, 0), "-d0") == 0 && jetseq_sequence_most(classifier, 0) == 1,
           "-d0, 1");
    expect(strcmp(jetseq_sequence_where(classifier, 0), "") == 0, "all tracks");
    expect(jetseq_sequence_where(classifier, 2) == NULL, "no third sequence");
    expect(jetseq_variables(classifier) == 1 && strcmp(jetseq_variable_name(classifier, 0), "met") == 0, "met");
    expect(strcmp(jetseq_class_name(classifier, 1), "b") == 0, "light and b");
    inputs.sequences = sequences;
    inputs.variables = of_event;
    jetseq_score_inputs(scorer, inputs, 2, scores);
    expect(scores[0] > 0 && scores[0] < 1 && scores[1] > 0 && scores[1] < 1 && scores[0] != scores[1], "two scores");
    of_a_binding(classifier, scores);
    jetseq_probabilities_of_inputs(scorer, inputs, 2, probabilities);
    expect(probabilities[1] == scores[0] && probabilities[2] == 1 - scores[1], "the probabilities of both classes");
    of_one = inputs;
    of_one.sequences = cut;
    jetseq_score_inputs(scorer, of_one, 1, one);
    expect(one[0] == scores[0], "one track to be read");
    inputs.sample_ids = samples;
    inputs.event_numbers = numbers;
    jetseq_score_inputs(scorer, inputs, 2, probabilities);
    expect(probabilities[0] == scores[0], "a network without folds to score all events alike");
    expect(isnan(jetseq_score(scorer, columns_of((struct jet const*)e), 0)), "NaN of jets");
    jetseq_free_scorer(scorer);
    jetseq_free_classifier(classifier);
}

int main(int argc, char** argv) {
    struct jet const jets[] = {{120, 2.9F, -2.0F, 1093}, {80, -2.6F, 1.5F, 542}, {90, 0.4F, 0.1F, 98}};
    uint64_t const offsets[] = {0, 2, 2, 3}, all_in_one[] = {0, 3};
    float const pt[] = {120, 80}, eta[] = {2.9F, -2.6F}, phi[] = {-2.0F, 1.5F}, e[] = {1093, 542};
    jetseq_columns const columns = {pt, eta, phi, e, 1};
    float const* const variables[] = {pt, eta};
    jetseq_inputs const no_inputs = {NULL, NULL, 1, NULL, NULL};
    float scores[3], probabilities[6], threshold = 0;
    jetseq_classifier* classifier;
    jetseq_scorer* scorer;
    if (argc != 3) return 2;

    expect(jetseq_load("none.json") == NULL, "no classifier from a file that is not there");
    expect(strstr(jetseq_error(), "none.json") != NULL, "a message that names the file");

    classifier = jetseq_load(argv[1]);
    expect(classifier != NULL, "a classifier");
    if (!classifier) return 1;
    scorer = jetseq_new_scorer(classifier);
    expect(jetseq_threshold(classifier, "tight", &threshold) == 0 && fabsf(threshold - 0.8F) < 1e-6F, "0.8");
    expect(jetseq_threshold(classifier, "tigt", &threshold) == 1, "no such working point");
    expect(strstr(jetseq_error(), "did you mean 'tight'") != NULL, "a message with the nearest name");
    expect(jetseq_folds(classifier) == 1, "one network");
    expect(jetseq_check_jets(classifier, columns_of(jets), offsets, 3) == 0, "nothing suspicious");
    expect(jetseq_check_jets(classifier, columns_of(jets), all_in_one, 1) == 1, "80 GeV before 90 GeV to be found");
    expect(strstr(jetseq_error(), "falling pt") != NULL, "a message on the order");
    expect(jetseq_classes(classifier) == 2 && strcmp(jetseq_class_name(classifier, 1), "VBF") == 0, "ggF and VBF");
    expect(jetseq_class_name(classifier, 2) == NULL, "no third class");
    expect(jetseq_sequences(classifier) == 0 && jetseq_sequence_name(classifier, 0) == NULL, "no sequence by names");
    expect(jetseq_features(classifier, 0) == 0 && jetseq_feature_name(classifier, 0, 0) == NULL,
           "no features by names");
    expect(jetseq_sequence_sort(classifier, 0) == NULL && jetseq_sequence_most(classifier, 0) == 0, "no order");
    expect(jetseq_variables(classifier) == 0 && jetseq_variable_name(classifier, 0) == NULL, "a network of jets");
    expect(jetseq_bind(classifier) == NULL, "nothing to bind");
    expect(strstr(jetseq_error(), "reads jets") != NULL, "a message on the kind of network");
    jetseq_free_binding(NULL);
    jetseq_free_classifier(classifier);

    jetseq_score_many(scorer, columns_of(jets), offsets, 3, scores);
    expect(scores[0] > 0.8F && scores[2] < 0.5F, "a forward pair to be VBF, a central jet not to be");
    expect(scores[0] == jetseq_score(scorer, columns_of(jets), 2), "the same for one event and many");
    expect(scores[0] == jetseq_score(scorer, columns, 2), "the same from columns");
    expect(scores[1] == jetseq_score(scorer, columns, 0), "a score without jets");
    expect(jetseq_score_of_event(scorer, columns, 2, 1, 7) == scores[0],
           "a model without folds to score all events alike");
    jetseq_probabilities(scorer, columns_of(jets), offsets, 3, probabilities);
    expect(probabilities[1] == scores[0] && probabilities[5] == scores[2], "P(VBF) to be the score");
    expect(probabilities[4] == 1 - scores[2], "P(ggF) to be the rest");
    jetseq_score_variables(scorer, variables, 1, 1, scores);
    expect(isnan(scores[0]), "NaN of variables by a network of jets");
    jetseq_score_inputs(scorer, no_inputs, 1, scores);
    expect(isnan(scores[0]), "NaN of inputs by names by a network of jets");
    jetseq_free_scorer(scorer);
    of_sequences(argv[2]);
    jetseq_free_scorer(NULL);
    jetseq_free_classifier(NULL);
    return failures != 0;
}
