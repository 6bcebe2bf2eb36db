#pragma once
#include <string>
#include <vector>

#include "models/frozen/set_network.hpp"

namespace jetseq {

/// Passes `x` through layers with relu: `name`0, `name`1, ...
template <class Backend, class Value>
Value relu_layers(std::string const& name, std::vector<std::size_t> const& outputs, Backend& backend, Value x) {
    for (std::size_t n = 0; n < outputs.size(); ++n) {
        x = backend.dropout(backend.relu(backend.layer(name + std::to_string(n), x, outputs[n])));
    }
    return x;
}

/// Describes the layers over a set, one by one, to `backend`, which computes them, writes them into a file or lists
/// their parameters. Returns the sums [B, C] of the standardised objects `x` [B, T, inputs]. A backend has a type of
/// values, such as a tensor or the name of one, and these operations on them; `name` says whose parameters are used:
///   layer(name, x, outputs)       the weights times x, plus the biases
///   norm(name, x)                 layer normalisation (variance + 1e-5)
///   relu(x), add(x, y), dropout(x)
///   attention(query, key, value)  scaled dot-product attention of `heads` among the real objects of each event
///   only_real(x)                  x [B, T, C] with 0 in the padding
///   sum_of_jets(x)                [B, T, C] -> [B, C]
template <class Backend, class Value>
Value set_sums(SetSize const& set, Backend& backend, Value x) {
    auto const block = [&](std::string const& name, std::size_t width) {
        Value const y = backend.norm(name + "_norm0", x);
        Value const query = backend.layer(name + "_query", y, width), key = backend.layer(name + "_key", y, width);
        Value const attended = backend.attention(query, key, backend.layer(name + "_value", y, width));
        x = backend.add(x, backend.dropout(backend.layer(name + "_mix", attended, width)));
        Value const z = backend.norm(name + "_norm1", x);
        Value const wide = backend.relu(backend.layer(name + "_wide", z, 2 * width));
        x = backend.add(x, backend.dropout(backend.layer(name + "_narrow", wide, width)));
    };

    x = backend.only_real(x);
    if (set.kind == SetKind::deep_sets) {
        x = relu_layers("embedding", set.embedding, backend, x);
    } else {
        x = backend.layer("embedding", x, set.width);
        for (std::size_t n = 0; n < set.blocks; ++n) block("block" + std::to_string(n), set.width);
        x = backend.norm("norm", x);
    }
    return backend.sum_of_jets(backend.only_real(x));
}

/// Describes a whole network over a set in the same way; returns its logits [B, outputs].
template <class Backend, class Value>
Value set_layers(SetNetwork const& network, Backend& backend, Value x) {
    x = relu_layers("hidden", network.hidden, backend, set_sums(network, backend, x));
    return backend.layer("output", x, network.outputs);
}

}  // namespace jetseq
