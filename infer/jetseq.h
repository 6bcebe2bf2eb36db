/* jetseq from C: a frozen classifier of jet sequences. Nothing here throws. Files: docs/reference/frozen-format.md. */
#ifndef JETSEQ_H
#define JETSEQ_H

#include <stddef.h>
#include <stdint.h>

#include "../core/api.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A frozen network, or an ensemble of them. Immutable; threads may share it. */
typedef struct jetseq_classifier jetseq_classifier;

/** Scores events. Make one for each thread. */
typedef struct jetseq_scorer jetseq_scorer;

/** Jets as columns: jet n has pt[n * stride], ...; GeV, rad; the jets of an event in falling pt.
    An array of struct {float pt, eta, phi, e;} has stride 4. */
typedef struct {
    float const* pt;
    float const* eta;
    float const* phi;
    float const* e;
    size_t stride; /**< floats from one jet to the next */
} jetseq_columns;

/** Reads a frozen file. NULL on failure: see jetseq_error(). */
JETSEQ_API jetseq_classifier* jetseq_load(char const* path);

/** NULL on failure. The scorer may outlive the classifier. */
JETSEQ_API jetseq_scorer* jetseq_new_scorer(jetseq_classifier const* classifier);

/** The score, P(class 1) in [0, 1] (VBF of the stated network), of the first `count` jets; allocates, locks and prints
 * nothing. NaN among them gives NaN. */
JETSEQ_API float jetseq_score(jetseq_scorer* scorer, jetseq_columns jets, size_t count);

/** The same for `events` events: event n has the jets offsets[n] ... offsets[n + 1] - 1. */
JETSEQ_API void jetseq_score_many(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets, size_t events,
                                  float* scores);

/** The score by the one network of an ensemble that was not trained on this event, or the mean if the training did not
    read its sample; see jetseq_folds(). */
JETSEQ_API float jetseq_score_of_event(jetseq_scorer* scorer, jetseq_columns jets, size_t count, int32_t sample_id,
                                       uint64_t event_number);

/** The same for `events` events; event n is number event_numbers[n] of sample sample_ids[n]. */
JETSEQ_API void jetseq_score_of_events(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets,
                                       int32_t const* sample_ids, uint64_t const* event_numbers, size_t events,
                                       float* scores);

/** Returns 0 if the jets of `events` events look like those of the training. If not, returns 1, and jetseq_error() says
    why: NaN and infinities, the unit, pt <= 0, energies below the momentum, beyond ten times it or above 14 TeV, the
    order in pt, phi, pt and eta outside the training's selection. Copies the jets. (Scoring itself checks nothing.) */
JETSEQ_API int jetseq_check_jets(jetseq_classifier const* classifier, jetseq_columns jets, uint64_t const* offsets,
                                 size_t events);

/** The number of classes, two or more, and their names by label: "ggF", "VBF" of the stated network; NULL after the
    last. The score is the probability of class 1. A network that finds a number has one name, that of the number,
    which is its score; it has no probabilities: a call for them gives NaN, one for each event. */
JETSEQ_API size_t jetseq_classes(jetseq_classifier const* classifier);
JETSEQ_API char const* jetseq_class_name(jetseq_classifier const* classifier, size_t label);

/** The probabilities of all classes [events, classes]. */
JETSEQ_API void jetseq_probabilities(jetseq_scorer* scorer, jetseq_columns jets, uint64_t const* offsets, size_t events,
                                     float* probabilities);

/** The number of variables of the event that a network reads, and their names; 0: it reads none. */
JETSEQ_API size_t jetseq_variables(jetseq_classifier const* classifier);
JETSEQ_API char const* jetseq_variable_name(jetseq_classifier const* classifier, size_t variable);

/** Scores [events], or probabilities [events, classes], by a network of variables alone: variable k of event n is
    columns[k][n * stride]. The calls above give NaN for it. */
JETSEQ_API void jetseq_score_variables(jetseq_scorer* scorer, float const* const* columns, size_t stride, size_t events,
                                       float* scores);
JETSEQ_API void jetseq_probabilities_of_variables(jetseq_scorer* scorer, float const* const* columns, size_t stride,
                                                  size_t events, float* probabilities);

/** The sequences of objects that a network reads by names, such as "jets" and "tracks"; 0: it reads none. */
JETSEQ_API size_t jetseq_sequences(jetseq_classifier const* classifier);
JETSEQ_API char const* jetseq_sequence_name(jetseq_classifier const* classifier, size_t sequence);

/** The features of the objects of a sequence. */
JETSEQ_API size_t jetseq_features(jetseq_classifier const* classifier, size_t sequence);
JETSEQ_API char const* jetseq_feature_name(jetseq_classifier const* classifier, size_t sequence, size_t feature);

/** What the caller does with the objects of an event: leaves out those for which the expression `where` is false ("":
    none), sorts the others by the feature `sort` ("-pt" for falling values, "": the order in which they were found),
    and gives at least the first `most` (0: all). */
JETSEQ_API char const* jetseq_sequence_sort(jetseq_classifier const* classifier, size_t sequence);
JETSEQ_API char const* jetseq_sequence_where(jetseq_classifier const* classifier, size_t sequence);
JETSEQ_API size_t jetseq_sequence_most(jetseq_classifier const* classifier, size_t sequence);

/** The objects of one sequence: feature k of object n is columns[k][n * stride]; event n has the objects
    offsets[n] ... offsets[n + 1] - 1, sorted as jetseq_sequence_sort() says. */
typedef struct {
    float const* const* columns;
    size_t stride; /**< floats from one object to the next */
    uint64_t const* offsets;
} jetseq_objects;

/** Events as such a network reads them. */
typedef struct {
    jetseq_objects const* sequences; /**< one for each sequence of the network, in its order */
    float const* const* variables;   /**< variable k of event n is variables[k][n * stride]; NULL if there are none */
    size_t stride;                   /**< floats from one event to the next */
    int32_t const* sample_ids;       /**< of the events, for an ensemble whose training may have read them; or NULL */
    uint64_t const* event_numbers;   /**< likewise */
} jetseq_inputs;

/** Scores [events], or probabilities [events, classes], by such a network. NaN for another network. */
JETSEQ_API void jetseq_score_inputs(jetseq_scorer* scorer, jetseq_inputs inputs, size_t events, float* scores);
JETSEQ_API void jetseq_probabilities_of_inputs(jetseq_scorer* scorer, jetseq_inputs inputs, size_t events,
                                               float* probabilities);

/** What a network reads by names, bound once to columns of floats or doubles: number n is values[n * stride]. The
    sequence "event" stands for the variables of the event. Functions return 0, or 1 on failure (jetseq_error()). */
typedef struct jetseq_binding jetseq_binding;
JETSEQ_API jetseq_binding* jetseq_bind(jetseq_classifier const* classifier); /**< NULL on failure */
JETSEQ_API int jetseq_bind_floats(jetseq_binding* binding, char const* sequence, char const* name, float const* values,
                                  size_t stride);
JETSEQ_API int jetseq_bind_doubles(jetseq_binding* binding, char const* sequence, char const* name,
                                   double const* values, size_t stride);
/** Event n has the objects offsets[n] ... offsets[n + 1] - 1 of the sequence, sorted as jetseq_sequence_sort() says. */
JETSEQ_API int jetseq_bind_offsets(jetseq_binding* binding, char const* sequence, uint64_t const* offsets);
/** For an ensemble whose training may have read the events. */
JETSEQ_API void jetseq_bind_ids(jetseq_binding* binding, int32_t const* sample_ids, uint64_t const* event_numbers);
/** Scores [events], or probabilities [events, classes], of the first events of the columns. */
JETSEQ_API int jetseq_score_bound(jetseq_scorer* scorer, jetseq_binding const* binding, size_t events, float* scores);
JETSEQ_API int jetseq_probabilities_bound(jetseq_scorer* scorer, jetseq_binding const* binding, size_t events,
                                          float* probabilities);

/** The number of networks. 1: an ordinary model, whose score of an event is always the same. More: an ensemble;
    jetseq_score() and jetseq_score_many() give the mean over its networks. */
JETSEQ_API size_t jetseq_folds(jetseq_classifier const* classifier);

/** Writes the threshold of a working point ("loose", "medium", "tight"). 0 on success, 1 on failure. */
JETSEQ_API int jetseq_threshold(jetseq_classifier const* classifier, char const* name, float* threshold);

/** The message of the last call of this thread that failed; never NULL; valid until the next one fails. */
JETSEQ_API char const* jetseq_error(void);

/** These take NULL. */
JETSEQ_API void jetseq_free_binding(jetseq_binding* binding);
JETSEQ_API void jetseq_free_classifier(jetseq_classifier* classifier);
JETSEQ_API void jetseq_free_scorer(jetseq_scorer* scorer);

#ifdef __cplusplus
}
#endif

#endif
