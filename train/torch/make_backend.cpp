#include "train/torch/make_backend.hpp"

#include "models/networks/libtorch.hpp"
#include "train/backends/cuda_backend.hpp"
#include "train/backends/fused_backend.hpp"
#include "train/torch/dense_backend.hpp"
#include "train/torch/joined_backend.hpp"
#include "train/torch/set_backend.hpp"
#include "train/torch/torch_backend.hpp"

namespace jetseq::train {

bool uses_libtorch(TrainOptions const& options) {
    bool const gpu = options.device == "cuda" || (options.device == "auto" && torch::cuda::is_available());
    return options.takes_variables() || options.set || options.backend == "torch" ||
           (options.backend == "auto" && !options.joins() && gpu && !uses_cuda(options));
}

std::unique_ptr<Backend> make_backend(TrainingData const& data, TrainOptions const& options, Ranks* ranks) {
    if (options.takes_variables()) return dense_backend(data, options, ranks);
    if (options.set && !options.joins()) return set_backend(data, options, ranks);
    if (options.joins()) {
        return options.set || options.backend == "torch" ? joined_backend(data, options, ranks)
                                                         : fused_backend(data, options, ranks);
    }
    bool const alone = ranks == nullptr || ranks->alone(), cuda = uses_cuda(options);
    if (cuda && alone && fits_on_gpu(data, options)) return cuda_backend(data, options);
    return cuda || uses_libtorch(options) ? torch_backend(data, options, ranks) : fused_backend(data, options, ranks);
}

}  // namespace jetseq::train
