#include "execution/ordering.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <numeric>
#include <random>
#include <string_view>

#include "complaint/complaint.hpp"

namespace emulation {
namespace {

Order order_of_environment() {
  const char* variable = std::getenv("EMULATED_DEVICE_ORDER");
  const std::string_view value = variable == nullptr ? "ascending" : variable;
  if (value == "ascending")
    return {Order::Kind::ascending, 0};
  if (value == "descending")
    return {Order::Kind::descending, 0};
  Order seeded{Order::Kind::seeded, 0};
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seeded.seed);
  if (error != std::errc() || end != value.data() + value.size())
    complain(text("EMULATED_DEVICE_ORDER is '", value, "'; it can be ascending, descending or a seed"));
  return seeded;
}

struct Setting {
  Order order = order_of_environment();
  std::mt19937_64 generator{order.seed};
};

Setting& setting() {
  static Setting value;
  return value;
}

}  // namespace

void set_order(Order order) {
  setting().order = order;
  setting().generator.seed(order.seed);
}

Order order() {
  return setting().order;
}

void arrange(std::vector<std::uint32_t>& indices, std::size_t n) {
  indices.resize(n);
  std::iota(indices.begin(), indices.end(), 0u);
  if (order().kind == Order::Kind::descending)
    std::reverse(indices.begin(), indices.end());
  if (order().kind == Order::Kind::seeded)
    std::shuffle(indices.begin(), indices.end(), setting().generator);
}

std::size_t draw(std::size_t n) {
  return setting().generator() % n;
}

}  // namespace emulation
