#include "ptx/decoder.hpp"

#include <algorithm>
#include <array>

#include "ptx/operations/memory_access.hpp"
#include "ptx/operations/operation.hpp"
#include "ptx/operations/shuffle.hpp"

namespace emulation::ptx {
namespace {

[[noreturn]] void refuse(const Statement& statement) {
  throw Malformed(statement.line, "the instruction '" + statement.text + "' is not known");
}

void require_operands(const Statement& statement, std::size_t count) {
  if (statement.operands.size() != count)
    throw Malformed(statement.line, "the instruction '" + statement.text + "' has " +
                                        std::to_string(statement.operands.size()) + " operands, and needs " +
                                        std::to_string(count));
}

bool is_braced(const std::string& operand) {
  return operand.starts_with('{') && operand.ends_with('}');
}

std::vector<std::string> elements_of(const std::string& operand) {
  if (!is_braced(operand))
    return {operand};
  return split_list(std::string_view(operand).substr(1, operand.size() - 2));
}

void decode_operation(const Statement& statement, const Operation& operation, RegisterTable& registers,
                      Instruction& instruction) {
  require_operands(statement, 1 + operation.sources);
  instruction.execute = operation.execute;
  instruction.result = registers.result(statement.line, statement.operands[0], operation.result_bytes);
  for (std::size_t source = 0; source < operation.sources; ++source)
    instruction.sources[source] =
        registers.source(statement.line, statement.operands[1 + source], operation.source_bytes[source]);
}

/// Halves of a register: mov.b64 {%r1, %r2}, %rd1.
template <class Whole, class Half>
void unpack(Warp& warp, const Instruction& instruction, LaneMask active) {
  const auto* whole = warp.values<Whole>(instruction.sources[0]);
  auto* low = warp.values<Half>(instruction.memory.registers[0]);
  auto* high = warp.values<Half>(instruction.memory.registers[1]);
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(active, lane)) {
      const Whole value = whole[lane];
      low[lane] = static_cast<Half>(value);
      high[lane] = static_cast<Half>(value >> 8 * sizeof(Half));
    }
}

/// A register from halves: mov.b64 %rd1, {%r1, %r2}.
template <class Whole, class Half>
void pack(Warp& warp, const Instruction& instruction, LaneMask active) {
  auto* whole = warp.values<Whole>(instruction.result);
  const auto* low = warp.values<Half>(instruction.sources[0]);
  const auto* high = warp.values<Half>(instruction.sources[1]);
  for (std::uint32_t lane = 0; lane < lanes; ++lane)
    if (holds(active, lane))
      whole[lane] = Whole{static_cast<Half>(low[lane])} | Whole{static_cast<Half>(high[lane])}
                                                              << 8 * sizeof(Half);
}

bool decode_halves(const Statement& statement, RegisterTable& registers, Instruction& instruction) {
  const bool is_wide = statement.opcode == "mov.b64";
  if ((!is_wide && statement.opcode != "mov.b32") || statement.operands.size() != 2)
    return false;
  const std::string& to = statement.operands[0];
  const std::string& from = statement.operands[1];
  const std::uint32_t bytes = is_wide ? 8 : 4;
  const std::vector<std::string> halves = elements_of(is_braced(to) ? to : from);
  if (halves.size() != 2)
    return false;
  for (std::size_t half = 0; half < halves.size(); ++half)
    if (is_braced(to))
      instruction.memory.registers[half] = registers.result(statement.line, halves[half], bytes / 2);
    else
      instruction.sources[half] = registers.source(statement.line, halves[half], bytes / 2);
  if (is_braced(to)) {
    instruction.sources[0] = registers.source(statement.line, from, bytes);
    instruction.execute =
        is_wide ? unpack<std::uint64_t, std::uint32_t> : unpack<std::uint32_t, std::uint16_t>;
  } else {
    instruction.result = registers.result(statement.line, to, bytes);
    instruction.execute = is_wide ? pack<std::uint64_t, std::uint32_t> : pack<std::uint32_t, std::uint16_t>;
  }
  return true;
}

struct NamedSpace {
  std::string_view name;
  Space space;
};
constexpr std::array space_names{NamedSpace{"global", Space::global}, NamedSpace{"shared", Space::shared},
                                 NamedSpace{"local", Space::local}, NamedSpace{"param", Space::parameter}};

/// "[%rd1+8]"
void decode_address(const Statement& statement, const std::string& operand, RegisterTable& registers,
                    Instruction& instruction) {
  if (!operand.starts_with('[') || !operand.ends_with(']'))
    refuse(statement);
  std::string base = operand.substr(1, operand.size() - 2);
  if (const std::size_t plus = base.find('+'); plus != std::string::npos) {
    instruction.memory.displacement =
        static_cast<std::int64_t>(number_of(statement.line, base.substr(plus + 1)));
    base.resize(plus);
  }
  const bool is_wide = !registers.is_register(base) || registers.require(statement.line, base).bytes == 8;
  instruction.memory.has_wide_address = is_wide;
  instruction.sources[0] = registers.source(statement.line, base, is_wide ? 8 : 4);
}

/// ld.global.v4.f32 {…}, […] or st.shared.f64 […], …; words as in "ld", "global", "v4", "f32".
void decode_memory_access(const Statement& statement, std::vector<std::string> words,
                          RegisterTable& registers, Instruction& instruction) {
  require_operands(statement, 2);
  const bool is_load = words[0] == "ld";
  const std::string type = words.back();
  words.pop_back();
  words.erase(words.begin());
  MemoryOperand& memory = instruction.memory;
  for (const NamedSpace& named : space_names)
    if (!words.empty() && words[0] == named.name) {
      memory.space = named.space;
      words.erase(words.begin());
      break;
    }
  // Read-only data come through another cache.
  if (!words.empty() && words[0] == "nc")
    words.erase(words.begin());
  const std::vector<std::string> elements = elements_of(statement.operands[is_load ? 0 : 1]);
  if (!words.empty() && words[0] == "v" + std::to_string(elements.size()))
    words.erase(words.begin());
  else if (elements.size() != 1)
    refuse(statement);
  const std::uint32_t bytes = bytes_of_type(statement.line, type);
  instruction.execute = is_load ? load_of(bytes, type[0] == 's') : store_of(bytes);
  if (!words.empty() || elements.size() > most_elements || instruction.execute == nullptr)
    refuse(statement);
  memory.elements = static_cast<std::uint8_t>(elements.size());
  memory.element_bytes = static_cast<std::uint8_t>(bytes);
  decode_address(statement, statement.operands[is_load ? 1 : 0], registers, instruction);
  for (std::size_t element = 0; element < elements.size(); ++element) {
    const bool is_register = registers.is_register(elements[element]);
    const std::uint32_t size =
        is_register ? registers.require(statement.line, elements[element]).bytes : bytes;
    if (size < bytes)
      refuse(statement);
    memory.is_wide[element] = size == 8;
    memory.registers[element] = is_load ? registers.result(statement.line, elements[element], size)
                                        : registers.source(statement.line, elements[element], size);
  }
}

/// shfl.sync.bfly.b32 %r1|%p1, %r2, 1, 31, -1
void decode_shuffle(const Statement& statement, const std::vector<std::string>& words,
                    RegisterTable& registers, Instruction& instruction) {
  require_operands(statement, 5);
  instruction.execute =
      words.size() == 4 && words[1] == "sync" && words[3] == "b32" ? shuffle_of(words[2]) : nullptr;
  if (instruction.execute == nullptr)
    refuse(statement);
  instruction.flow = Flow::exchange;
  const std::vector<std::string> results = split(statement.operands[0], '|');
  instruction.result = registers.result(statement.line, results[0], sizeof(std::uint32_t));
  if (results.size() > 1)
    instruction.second_result = registers.result(statement.line, results[1], 0);
  for (std::size_t source = 0; source < instruction.sources.size(); ++source)
    instruction.sources[source] =
        registers.source(statement.line, statement.operands[1 + source], sizeof(std::uint32_t));
}

bool decode_flow(const Statement& statement, Instruction& instruction) {
  const std::string& opcode = statement.opcode;
  if (opcode == "ret" || opcode == "exit") {
    require_operands(statement, 0);
    instruction.flow = Flow::exit;
  } else if (opcode == "bra" || opcode == "bra.uni") {
    require_operands(statement, 1);
    instruction.flow = Flow::branch;
  } else if (opcode == "bar.sync" || opcode == "barrier.sync" || opcode == "barrier.sync.aligned") {
    if (statement.operands != std::vector<std::string>{"0"})
      refuse(statement);
    instruction.flow = Flow::barrier;
  }
  return instruction.flow != Flow::next;
}

}  // namespace

Instruction decode(const Statement& statement, RegisterTable& registers) {
  Instruction instruction;
  if (!statement.guard.empty())
    instruction.guard =
        Guard{registers.result(statement.line, statement.guard, 0), statement.is_guard_negated};
  if (decode_flow(statement, instruction) || decode_halves(statement, registers, instruction))
    return instruction;
  const std::vector<std::string> words = split(statement.opcode, '.');
  const auto operation = operations().find(statement.opcode);
  if (operation != operations().end())
    decode_operation(statement, operation->second, registers, instruction);
  else if ((words[0] == "ld" || words[0] == "st") && words.size() > 1)
    decode_memory_access(statement, words, registers, instruction);
  else if (words[0] == "shfl")
    decode_shuffle(statement, words, registers, instruction);
  else
    refuse(statement);
  return instruction;
}

}  // namespace emulation::ptx
