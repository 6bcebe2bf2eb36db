#pragma once
#include <cstdint>
#include <string>

#include "jetseq/event/frame.hpp"

namespace jetseq {

enum class Schedule {
    constant,  ///< the learning rate stays
    cosine,    ///< falls as half a cosine to `final_learning_rate` at `max_epochs`
    plateau,   ///< halves whenever the validation loss has not fallen for `plateau_patience` epochs
};

/// Everything that decides what a training gives. The defaults are the network and training of HDBS-2018-10.
struct TrainOptions {
    std::string name = "vbf";  ///< of the model: letters and digits
    Frame frame = Frame::detector;
    std::int64_t layers = 2;
    std::int64_t cells = 25;  ///< of each layer
    double dropout = 0.3;     ///< behind each LSTM layer, in [0, 1)

    std::int64_t batch_size = 512;  ///< [events]
    double learning_rate = 0.001;   ///< of Adam
    double beta1 = 0.9;
    double beta2 = 0.999;
    Schedule schedule = Schedule::constant;
    double final_learning_rate = 0;  ///< cosine
    int plateau_patience = 5;        ///< plateau [epochs]
    int max_epochs = 60;
    int patience = 15;    ///< stop after so many epochs without a lower validation loss; 0: never
    bool weights = true;  ///< use mcEventWeight, scaled to a mean of 1

    std::uint64_t seed = 1;
    int threads = 0;               ///< 0: one for each core; the fused step gives the same bits on any number
    std::string device = "auto";   ///< auto, cpu, cuda
    std::string backend = "auto";  ///< auto, fused (CPU), torch (LibTorch's own LSTM, the reference)
};

/// Throws Error naming the first option that is out of its range.
void check(TrainOptions const& options);

}  // namespace jetseq
