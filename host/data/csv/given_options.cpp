#include "data/csv/given_options.hpp"

#include "glissade/error.hpp"
#include "text/list.hpp"

namespace glissade {

namespace {

/// The options behind the file's name are about this file alone.
TextOptions options_of(const FileSource& source, const SourceOptions& options) {
  TextOptions text = options.text;
  text.separator = source.separator ? source.separator : text.separator;
  text.header = source.header ? source.header : text.header;
  return text;
}

/// A separator that nobody would look for is the model's, where the text has it.
TextOptions with_separator_of(TextOptions text, const TableReading& model, std::string_view content) {
  const bool is_looked_for = std::string_view("\t;,| ").find(model.separator) != std::string_view::npos;
  const std::string_view first_line = content.substr(0, content.find('\n'));
  if (model.is_text && !text.separator && !is_looked_for &&
      first_line.find(model.separator) != std::string_view::npos) {
    text.separator = model.separator;
  }
  return text;
}

}  // namespace

TextOptions given_options(const FileSource& source, const SourceOptions& options, std::string_view text) {
  return with_separator_of(options_of(source, options), options.model_reading, text);
}

std::vector<std::string> missing_marks(const TextOptions& given, const SourceOptions& options) {
  if (given.missing.empty()) {
    return options.model_reading.missing;
  }
  std::vector<std::string> marks = list_items(given.missing);
  std::erase(marks, "");
  return marks;
}

void refuse_text_options(const std::string& name, const TextOptions& text) {
  for (const auto& [option, given] : {std::pair("{header}", text.header.has_value()),
                                      {"{separator}", text.separator.has_value()},
                                      {"{decimal}", text.decimal.has_value()},
                                      {"{missing}", !text.missing.empty()},
                                      {"{features}", !text.features.empty()},
                                      {"{ignore}", !text.ignore.empty()},
                                      {"{id}", !text.id.empty()},
                                      {"{categorical}", !text.categorical.empty()},
                                      {"{numeric}", !text.numeric.empty()}}) {
    if (given) {
      throw Error(ErrorKind::usage,
                  std::string(option) + " does not apply to " + name + ", which is no text table");
    }
  }
}

}  // namespace glissade
