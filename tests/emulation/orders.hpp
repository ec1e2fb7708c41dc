#pragma once

#include <gtest/gtest.h>

#include <string>

#include "emulation/device.hpp"

namespace emulation_test {

/// Runs each of its tests in ascending, descending and three shuffled orders.
class EveryOrder : public testing::TestWithParam<emulation::Order> {
 protected:
  EveryOrder() { emulation::set_order(GetParam()); }
  ~EveryOrder() override { emulation::set_order({}); }
};

inline auto every_order() {
  using Kind = emulation::Order::Kind;
  return testing::Values(emulation::Order{Kind::ascending, 0}, emulation::Order{Kind::descending, 0},
                         emulation::Order{Kind::seeded, 1}, emulation::Order{Kind::seeded, 2},
                         emulation::Order{Kind::seeded, 3});
}

inline std::string name_of_order(const testing::TestParamInfo<emulation::Order>& order) {
  using Kind = emulation::Order::Kind;
  if (order.param.kind == Kind::ascending)
    return "Ascending";
  return order.param.kind == Kind::descending ? "Descending" : "Seed" + std::to_string(order.param.seed);
}

}  // namespace emulation_test

#define EMULATION_EVERY_ORDER(suite) \
  INSTANTIATE_TEST_SUITE_P(, suite, emulation_test::every_order(), emulation_test::name_of_order)
