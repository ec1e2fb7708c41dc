#pragma once

#include <cstdint>
#include <string_view>

#include "glissade/synthetic_source.hpp"

namespace glissade {

/// `synthetic:linear,rows=,features=,noise=,seed=,targets=,informative=,weights=3:2,bias=` or
/// `synthetic:classes,rows=,features=,classes=,separation=,label-noise=,seed=`; rows and features are
/// required. Throws Error(usage) that names the key and its range.
SyntheticSource parse_synthetic_source(std::string_view text, std::uint64_t default_seed);

}  // namespace glissade
