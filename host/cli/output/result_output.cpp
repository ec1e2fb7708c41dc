#include "cli/output/result_output.hpp"

#include <nlohmann/json.hpp>

#include "cli/output/messages.hpp"
#include "cli/output/standard_output.hpp"

namespace glissade {

int write_result(nlohmann::ordered_json document, std::string_view text, const std::optional<Error>& error,
                 bool json) {
  if (error)
    document["error"] = error_json(*error);
  if (json)
    write_json(document);
  else
    write_text(text);
  if (!error)
    return 0;
  print_error(*error);
  return static_cast<int>(error->kind());
}

}  // namespace glissade
