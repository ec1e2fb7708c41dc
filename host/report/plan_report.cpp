#include "report/plan_report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "report/text_table.hpp"
#include "text/text_format.hpp"

namespace glissade {
namespace {

std::span<const ModulePlan::Item> items_of(const ModulePlan& plan) {
  return std::span(plan.items).first(std::min(plan.item_count, ModulePlan::most_items));
}

std::span<const ModulePlan::Node> nodes_of(const ModulePlan& plan) {
  return std::span(plan.nodes).first(std::min<std::size_t>(plan.launches_per_step, ModulePlan::most_nodes));
}

/// The names of those nodes, in their order.
std::string names_of(const ModulePlan& plan, bool are_aside) {
  std::string names;
  for (const ModulePlan::Node& node : nodes_of(plan))
    if (node.is_aside == are_aside)
      names += (names.empty() ? "" : ", ") + std::string(node.name);
  return names;
}

std::string step_text(const ModulePlan& plan) {
  std::string text = grouped(plan.launches_per_step) + " kernels and matrix products a step, of which " +
                     grouped(plan.longest_chain) + " wait for one another\n";
  // The names of a deep network would fill the screen, and there is not room for all.
  if (plan.launches_per_step > ModulePlan::most_nodes)
    return text;
  text += "  one after the other: " + names_of(plan, false) + '\n';
  if (const std::string aside = names_of(plan, true); !aside.empty())
    text += "  beside them: " + aside + '\n';
  return text;
}

std::uint64_t total_of(const ModulePlan& plan) {
  std::uint64_t total = 0;
  for (const ModulePlan::Item& item : items_of(plan))
    total += item.bytes;
  return total;
}

}  // namespace

nlohmann::ordered_json plan_json(const ModulePlan& plan) {
  nlohmann::ordered_json json;
  auto& items = json["items"] = nlohmann::ordered_json::array();
  for (const ModulePlan::Item& item : items_of(plan))
    items.push_back({{"purpose", item.purpose}, {"bytes", item.bytes}});
  json["bytes"] = total_of(plan);
  json["available_bytes"] = plan.available_bytes;
  json["fits"] = total_of(plan) <= plan.available_bytes;
  json["launches_per_step"] = plan.launches_per_step;
  json["longest_chain"] = plan.longest_chain;
  auto& nodes = json["nodes"] = nlohmann::ordered_json::array();
  for (const ModulePlan::Node& node : nodes_of(plan))
    nodes.push_back({{"name", node.name}, {"aside", node.is_aside}});
  return json;
}

std::string plan_text(const ModulePlan& plan, std::string_view device) {
  TextTable table({"memory of the " + std::string(device) + " device", "bytes", ""});
  const auto add = [&](const std::string& purpose, std::uint64_t bytes) {
    table.add_row({"  " + purpose, grouped(bytes), binary_size(bytes)});
  };
  for (const ModulePlan::Item& item : items_of(plan))
    add(item.purpose, item.bytes);
  const std::uint64_t total = total_of(plan);
  add("in all", total);
  add("available", plan.available_bytes);
  return table.text() + (total <= plan.available_bytes ? "it fits" : "it does not fit") + "; " +
         step_text(plan);
}

}  // namespace glissade
