#include "ptx/parser.hpp"

#include <algorithm>
#include <map>

#include "complaint/kernel_name.hpp"
#include "ptx/access_record.hpp"
#include "ptx/decoder.hpp"
#include "ptx/register_table.hpp"
#include "ptx/statements.hpp"

namespace emulation::ptx {
namespace {

std::uint32_t aligned(std::uint32_t offset, std::uint32_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// A variable or parameter: ".shared .align 8 .b8 tile[64]" has 64 bytes, aligned to 8.
struct Declaration {
  std::string name;
  std::uint32_t bytes = 0;
  std::uint32_t alignment = 0;
};

Declaration declaration_of(const Piece& piece, const std::string& text) {
  std::vector<std::string> words = split(text, ' ');
  Declaration declared;
  std::string type;
  bool is_of_pointee = false;
  for (std::size_t word = 1; word + 1 < words.size(); ++word) {
    is_of_pointee |= words[word] == ".ptr";
    if (words[word] == ".align") {
      const auto alignment = static_cast<std::uint32_t>(number_of(piece.line, words[++word]));
      declared.alignment = is_of_pointee ? declared.alignment : alignment;
    } else if (!is_of_pointee) {
      type = words[word];
    }
  }
  declared.name = words.back();
  declared.bytes = bytes_of_type(piece.line, type.empty() ? type : type.substr(1));
  if (declared.alignment == 0)
    declared.alignment = declared.bytes;
  if (const std::size_t open = declared.name.find('['); open != std::string::npos) {
    const std::size_t close = declared.name.find(']', open);
    if (close == std::string::npos || close == open + 1)
      throw Malformed(piece.line, "the variable '" + declared.name + "' has no size");
    declared.bytes *=
        static_cast<std::uint32_t>(number_of(piece.line, declared.name.substr(open + 1, close - open - 1)));
    declared.name.resize(open);
  }
  if (declared.bytes == 0 || declared.alignment == 0)
    throw Malformed(piece.line, "the declaration '" + text + "' is not known");
  return declared;
}

/// Reads one kernel, from its header to the brace that closes it.
class KernelReader {
 public:
  KernelReader(const std::string& file, const std::map<std::string, Declaration>& shared_variables)
      : shared_variables_(shared_variables) {
    kernel_.file = file;
  }

  void take_header(const Piece& header) {
    const std::size_t entry = header.text.find(".entry ");
    const std::size_t open = header.text.find('(');
    const std::size_t close = header.text.find(')');
    if (entry == std::string::npos || open == std::string::npos || close == std::string::npos)
      throw Malformed(header.line, "the header '" + header.text + "' is not of a kernel");
    const std::string symbol = header.text.substr(entry + 7, open - entry - 7);
    kernel_.name = name_of_symbol(split(symbol, ' ')[0]);
    take_parameters(header, header.text.substr(open + 1, close - open - 1));
    take_limit(header, header.text.substr(close + 1));
  }

  void take(const Piece& piece) {
    if (piece.kind == Piece::Kind::label)
      labels_[piece.text] = static_cast<std::uint32_t>(kernel_.code.size());
    else if (piece.text.starts_with('.'))
      take_directive(piece);
    else
      take_instruction(piece);
  }

  Kernel finish(std::uint32_t last_line) {
    for (const auto& [index, label] : branches_) {
      const auto target = labels_.find(label);
      if (target == labels_.end())
        throw Malformed(kernel_.source[index].line, "the label '" + label + "' is not defined");
      kernel_.code[index].target = target->second;
    }
    const bool ends = !kernel_.code.empty() && !kernel_.code.back().guard &&
                      (kernel_.code.back().flow == Flow::exit || kernel_.code.back().flow == Flow::branch);
    const bool has_last_label = labels_.end() != std::ranges::find_if(labels_, [&](const auto& label) {
                                  return label.second == kernel_.code.size();
                                });
    if (!ends || has_last_label)
      throw Malformed(last_line, "the kernel does not end with ret");
    if (kernel_.code.size() > AccessRecord::most_instructions)
      throw Malformed(last_line, "the kernel has too many instructions");
    registers_.finish(kernel_);
    return std::move(kernel_);
  }

 private:
  void take_parameters(const Piece& header, const std::string& list) {
    for (const std::string& text : split(list, ',')) {
      const std::string trimmed = text.substr(std::min(text.find_first_not_of(' '), text.size()));
      if (trimmed.empty())
        continue;
      const Declaration declared =
          declaration_of(header, trimmed.substr(0, trimmed.find_last_not_of(' ') + 1));
      const std::uint32_t offset = aligned(kernel_.parameter_bytes, declared.alignment);
      kernel_.parameters.push_back({offset, declared.bytes});
      kernel_.parameter_bytes = offset + declared.bytes;
      registers_.define_address(declared.name, offset);
    }
  }

  /// ".maxntid 256, 1, 1"
  void take_limit(const Piece& header, const std::string& directives) {
    const std::size_t begin = directives.find(".maxntid ");
    if (begin == std::string::npos)
      return;
    const std::string rest = directives.substr(begin + 9);
    kernel_.most_threads = 1;
    for (const std::string& extent : split_list(rest.substr(0, rest.find('.'))))
      kernel_.most_threads *= static_cast<std::uint32_t>(number_of(header.line, extent));
  }

  void take_directive(const Piece& piece) {
    if (piece.text.starts_with(".reg ."))
      take_registers(piece);
    else if (piece.text.starts_with(".shared "))
      place_shared(declaration_of(piece, piece.text));
    else if (piece.text.starts_with(".local "))
      place(declaration_of(piece, piece.text), kernel_.local_bytes);
    else if (!piece.text.starts_with(".pragma ") && !piece.text.starts_with(".loc "))
      throw Malformed(piece.line, "the directive '" + piece.text + "' is not known");
  }

  /// ".reg .b32 %r<40>" or ".reg .pred %p, %q"
  void take_registers(const Piece& piece) {
    const std::string rest = piece.text.substr(6);
    const std::size_t end = std::min(rest.find(' '), rest.size());
    for (const std::string& name : split_list(std::string_view(rest).substr(end)))
      registers_.declare(piece.line, rest.substr(0, end), name);
  }

  void place(const Declaration& declared, std::uint32_t& bytes) {
    const std::uint32_t offset = aligned(bytes, declared.alignment);
    registers_.define_address(declared.name, offset);
    bytes = offset + declared.bytes;
  }
  void place_shared(const Declaration& declared) { place(declared, kernel_.shared_bytes); }

  void take_instruction(const Piece& piece) {
    const Statement statement = statement_of(piece);
    for (const std::string& operand : statement.operands)
      place_if_named(operand);
    const Instruction instruction = decode(statement, registers_);
    if (instruction.flow == Flow::branch)
      branches_.emplace_back(kernel_.code.size(), statement.operands[0]);
    kernel_.code.push_back(instruction);
    kernel_.source.push_back({piece.line, piece.text});
  }

  /// A shared variable that is declared outside all kernels belongs to those that name it.
  void place_if_named(const std::string& operand) {
    const std::size_t begin = operand.starts_with('[') ? 1 : 0;
    const std::string name = operand.substr(begin, operand.find_first_of("+]", begin) - begin);
    const auto variable = shared_variables_.find(name);
    if (variable != shared_variables_.end() && !registers_.knows_address(name))
      place_shared(variable->second);
  }

  const std::map<std::string, Declaration>& shared_variables_;
  Kernel kernel_;
  RegisterTable registers_;
  std::map<std::string, std::uint32_t> labels_;
  std::vector<std::pair<std::size_t, std::string>> branches_;
};

bool is_module_setting(const std::string& text) {
  return text.starts_with(".version ") || text.starts_with(".target ") || text == ".address_size 64";
}

/// A kernel's pieces after its header; returns the number of the piece that closes it.
std::size_t read_body(const std::vector<Piece>& pieces, std::size_t at, KernelReader& reader) {
  int depth = 0;
  for (;; ++at) {
    if (pieces[at].kind == Piece::Kind::open)
      ++depth;
    else if (pieces[at].kind != Piece::Kind::close)
      reader.take(pieces[at]);
    else if (--depth == 0)
      return at;
  }
}

}  // namespace

std::vector<Kernel> parse(std::string_view source, const std::string& file) {
  const std::vector<Piece> pieces = pieces_of(source);
  std::map<std::string, Declaration> shared_variables;
  std::vector<Kernel> kernels;
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    const Piece& piece = pieces[at];
    if (piece.kind == Piece::Kind::header) {
      KernelReader reader(file, shared_variables);
      reader.take_header(piece);
      at = read_body(pieces, at + 1, reader);
      kernels.push_back(reader.finish(pieces[at].line));
    } else if (piece.text.starts_with(".shared ")) {
      const Declaration declared = declaration_of(piece, piece.text);
      shared_variables[declared.name] = declared;
    } else if (!is_module_setting(piece.text)) {
      throw Malformed(piece.line, "the directive '" + piece.text + "' is not known");
    }
  }
  return kernels;
}

}  // namespace emulation::ptx
