#pragma once

#include <cstdint>

/// What the fake module does when; tests ask for it through what a session is given.
namespace glissade::fake {

inline constexpr std::uint64_t refused_seed = 13;       ///< open() fails
inline constexpr std::uint64_t null_session_seed = 14;  ///< open() succeeds without a session
inline constexpr std::uint64_t failing_step = 999;      ///< train() from there fails with an unknown kind
inline constexpr std::uint64_t failing_rows = 7;        ///< evaluate() and predict() of so many rows fail

/// By the device's clock. Calls without a step have no such time.
inline constexpr double step_seconds = 0.25;
inline constexpr double gemm_rate = 6e13;
inline constexpr double cache_bytes = 5e7;

/// Every element of a trace is one of these, plus the layer's number for those of layers.
inline constexpr double features = 1.0, pre_activation = 10.0, output = 20.0, gradient = 30.0,
                        arena_gradient = 4.0;
inline constexpr std::uint64_t row_sum_depth = 5, bias_sum_depth = 7, dot_depth = 6;

/// The name and type of the function that counts sessions not destroyed.
inline constexpr const char* live_sessions_function = "fake_live_sessions";
using LiveSessions = int (*)();

}  // namespace glissade::fake
