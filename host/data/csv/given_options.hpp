#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/file_source.hpp"
#include "glissade/table.hpp"

namespace glissade {

/// The options for reading a text, as given behind the file's name, else by `options`, else by the model.
TextOptions given_options(const FileSource& source, const SourceOptions& options, std::string_view text);

/// The marks of missing values, those of the model where none are given. An empty cell is missing in any
/// case.
std::vector<std::string> missing_marks(const TextOptions& given, const SourceOptions& options);

/// Throws Error(usage) if `text` says anything, for the file `name` is no text table.
void refuse_text_options(const std::string& name, const TextOptions& text);

}  // namespace glissade
