#pragma once

#include <cstdlib>

/// Which of the mistakes in a mutated source is made: the one that GLISSADE_MUTANT numbers.
inline const int active_mutant =
    std::getenv("GLISSADE_MUTANT") ? std::atoi(std::getenv("GLISSADE_MUTANT")) : -1;

constexpr bool mutant(int number) {
  return __builtin_is_constant_evaluated() ? false : number == active_mutant;
}

/// Runs the statement that follows but for this mutant; not an `if`, for an `else` that may come after.
#define UNLESS_MUTANT(number) for (bool runs = !mutant(number); runs; runs = false)

template <int number, class T>
constexpr T smaller(T left, T right) {
  return (right < left) != mutant(number) ? right : left;
}
template <int number, class T>
constexpr T larger(T left, T right) {
  return (left < right) != mutant(number) ? right : left;
}

/// A factor.
template <int number>
constexpr int opposite() {
  return mutant(number) ? -1 : 1;
}
