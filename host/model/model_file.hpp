#pragma once

#include <string_view>

/// Names of what is in a model file, shared by writer and reader. Metadata are strings; lists are JSON text.
namespace glissade::model_file {

inline constexpr std::string_view format_version = "1";

// Metadata.
inline constexpr const char* version_key = "format_version";
inline constexpr const char* network_key = "network";  // {"layers": [784, 128, 10], "activation", "loss"}
// [{"name"; where it holds words "categories", and "rest" where one of them stands for all others; where it
// holds numbers that are not written as usual "form": {"kind", "decimal", "unit"}}]
inline constexpr const char* columns_key = "columns";
// Reading of a text table: {"header", "separator", "missing", "columns", "features", "targets", "left_out",
// "id"}.
inline constexpr const char* reading_key = "reading";
inline constexpr const char* named_columns_key = "named_columns";
inline constexpr const char* impute_key = "impute";
inline constexpr const char* feature_names_key = "feature_names";
inline constexpr const char* target_names_key = "target_names";
inline constexpr const char* class_names_key = "class_names";
inline constexpr std::string_view record_prefix = "record.";

// Tensors, F64; left out where they are empty.
inline constexpr const char* fill_name = "preprocessing.fill";
inline constexpr const char* selected_name = "preprocessing.selected";
inline constexpr const char* shift_name = "preprocessing.shift";
inline constexpr const char* scale_name = "preprocessing.scale";
inline constexpr const char* target_mean_name = "preprocessing.target_mean";
inline constexpr const char* target_scale_name = "preprocessing.target_scale";

}  // namespace glissade::model_file
