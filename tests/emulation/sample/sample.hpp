#pragma once

#include <span>
#include <vector>

/// A small CUDA program, compiled for the emulated device and by nvcc against the real headers.
namespace sample {

/// y ← a·x + y
void saxpy(float a, std::span<const float> x, std::span<float> y);

/// One kernel sums blocks of x by warp shuffles, a second one the blocks' sums.
float sum(std::span<const float> x);

/// Each run of `block` elements reversed, through dynamic shared memory. The last run may be shorter.
std::vector<float> reverse_runs(std::span<const float> x, unsigned int block);

/// x doubled `times` times by replays of one captured graph, with a fork to a second stream and back.
std::vector<float> double_repeatedly(std::span<const float> x, int times);

}  // namespace sample
