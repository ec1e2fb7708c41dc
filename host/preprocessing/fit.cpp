#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "glissade/error.hpp"
#include "glissade/preprocessing.hpp"
#include "preprocessing/columns.hpp"
#include "preprocessing/missing.hpp"
#include "preprocessing/selection.hpp"
#include "preprocessing/statistics.hpp"
#include "preprocessing/targets.hpp"
#include "text/number_text.hpp"

namespace glissade {

namespace {

void check_options(const PreprocessingOptions& options) {
  if (!std::isfinite(options.rescale) || options.rescale == 0.0) {
    throw Error(ErrorKind::usage, "features cannot be rescaled by " + format_number(options.rescale),
                "Give a finite number other than 0.");
  }
}

std::string how_to_leave_out(const Table& table, std::size_t column) {
  if (!table.reading.is_text) {
    return "Leave it out of the array.";
  }
  return "Leave it out: {ignore} " +
         (table.named_columns ? table.columns[column].name
                              : std::to_string(table.reading.features[column] + 1)) +
         ".";
}

/// The rows to fit on, where they are not all.
std::vector<std::uint64_t> rows_to_keep(const Table& training, Impute impute) {
  const bool missing_targets = std::any_of(training.targets.values.begin(), training.targets.values.end(),
                                           [](double value) { return std::isnan(value); });
  if (impute != Impute::drop || (training.missing_values == 0 && !missing_targets)) {
    return {};
  }
  std::vector<std::uint64_t> rows = complete_rows(training);
  if (rows.empty()) {
    const std::optional<std::size_t> empty = find_empty_column(training);
    throw Error(ErrorKind::input,
                empty ? "column '" + training.columns[*empty].name + "' has no value in any row"
                      : "every row of the training data has a missing value",
                empty ? how_to_leave_out(training, *empty) : "Use {impute} mean or median.");
  }
  return rows;
}

/// `wish`, or, where a word is called so, `wish` in brackets.
std::string free_name(std::string wish, const std::vector<std::string>& words) {
  while (std::ranges::find(words, wish) != words.end()) {
    wish = "(" + wish + ")";
  }
  return wish;
}

/// The training rows' own words: one that only other rows have is as unknown as one never seen. Of more than
/// `most` the most frequent ones, of equally frequent ones the first.
std::vector<std::string> words_to_keep(const Column& column, const std::vector<std::uint64_t>& counts,
                                       std::uint64_t most) {
  std::vector<std::size_t> used;
  for (std::size_t word = 0; word < counts.size(); ++word) {
    if (counts[word] > 0) {
      used.push_back(word);
    }
  }
  if (used.size() > most) {
    std::stable_sort(used.begin(), used.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
    used.resize(most);
    std::sort(used.begin(), used.end());
  }
  std::vector<std::string> kept;
  for (const std::size_t word : used) {
    kept.push_back(column.categories[word]);
  }
  return kept;
}

void add_category(const std::string& name, Column& column) {
  column.categories.insert(std::ranges::lower_bound(column.categories, name), name);
}

/// The categories of a column of words: those of its words, one for the rest of them, and one for missing
/// words. Returns the index of the category that takes the place of a missing word.
double fit_words(const std::vector<std::uint64_t>& counts, std::uint64_t missing, std::uint64_t most,
                 Column& column) {
  const std::vector<std::string> all = column.categories;
  const std::vector<std::string> kept = words_to_keep(column, counts, most);
  const auto best = std::ranges::max_element(counts);
  std::string fill = column.categories[static_cast<std::size_t>(best - counts.begin())];
  // Without a single word the column would turn into one of numbers.
  column.categories = kept.empty() ? all : kept;
  const auto used =
      static_cast<std::size_t>(std::ranges::count_if(counts, [](auto count) { return count > 0; }));
  if (!kept.empty() && used > kept.size()) {
    column.rest = free_name("other", all);
    add_category(column.rest, column);
  }
  if (missing > 0) {
    fill = free_name("missing", all);
    add_category(fill, column);
  }
  return static_cast<double>(std::ranges::lower_bound(column.categories, fill) - column.categories.begin());
}

void fit_fill(const Table& training, const RowSelection& rows, int threads, Preprocessing& fitted) {
  if (fitted.impute == Impute::mean) {
    for (const Moments& moments : column_moments(training.values.view(), rows, threads)) {
      fitted.fill.push_back(moments.mean);
    }
  } else if (fitted.impute == Impute::median) {
    fitted.fill = column_medians(training, rows, threads);
  }
}

void fit_categories(const Table& training, const RowSelection& rows, std::uint64_t most,
                    Preprocessing& fitted) {
  const auto counts = count_words(training, rows);
  for (std::size_t column = 0; column < counts.size(); ++column) {
    if (!fitted.columns[column].is_categorical()) {
      continue;
    }
    const std::uint64_t present =
        std::accumulate(counts[column].begin(), counts[column].end(), std::uint64_t{0});
    const std::uint64_t missing = fitted.fill.empty() ? 0 : rows.count - present;
    const double fill = fit_words(counts[column], missing, most, fitted.columns[column]);
    if (!fitted.fill.empty()) {
      fitted.fill[column] = fill;
    }
  }
}

void standardize(const std::vector<Moments>& moments, const PreprocessingOptions& options,
                 Preprocessing& fitted) {
  const std::vector<FeatureSource> all = one_hot_sources(fitted.columns);
  for (std::size_t i = 0; i < fitted.shift.size(); ++i) {
    const std::uint64_t feature = fitted.selected.empty() ? i : fitted.selected[i];
    if (options.keep_one_hot && fitted.columns[all[feature].column].is_categorical())
      continue;
    const double variance = moments[feature].variance();
    if (!std::isfinite(variance)) {
      throw Error(ErrorKind::input,
                  "the values of column '" + column_name(fitted, all[feature].column) +
                      "' are too large to standardise",
                  "Use another unit.");
    }
    fitted.shift[i] = moments[feature].mean;
    // Rescaling first changes the deviation by as much; only its sign is left.
    fitted.scale[i] = variance > 0.0 ? std::copysign(1.0 / std::sqrt(variance), options.rescale) : 1.0;
  }
}

void select_best(std::uint64_t count, const std::vector<double>& scores, Preprocessing& fitted) {
  if (count > scores.size()) {
    throw Error(ErrorKind::usage,
                "cannot select " + std::to_string(count) + " features, the data have " +
                    std::to_string(scores.size()),
                "Give a smaller number to {select}.");
  }
  if (count < scores.size()) {
    fitted.selected = best_features(scores, count);
  }
}

/// Every one-hot feature, unchanged.
void start_unselected(Preprocessing& fitted) {
  const std::size_t features = one_hot_sources(fitted.columns).size();
  fitted.shift.assign(features, 0.0);
  fitted.scale.assign(features, 1.0);
}

/// What is fitted on features, or on the targets of a regression, needs them in memory.
void refuse_deferred(const Table& training, const PreprocessingOptions& options) {
  if (training.deferred && (options.standardize || options.select > 0 || options.rescale != 1.0 ||
                            options.impute != Impute::none)) {
    throw Error(ErrorKind::usage, "preprocessing cannot be fitted on data that the device generates",
                "Read the data without leaving them to the device.");
  }
}

}  // namespace

Preprocessing fit_preprocessing(const Table& training, bool classification,
                                const PreprocessingOptions& options, int threads) {
  check_options(options);
  refuse_deferred(training, options);
  Preprocessing fitted;
  fitted.columns = training.columns;
  fitted.named_columns = training.named_columns;
  fitted.reading = training.reading;
  fitted.impute = options.impute;
  if (options.impute == Impute::none) {
    refuse_missing(fitted, training, "Say what to do about it: {impute} mean, median or drop.");
  }
  const std::vector<std::uint64_t> kept = rows_to_keep(training, options.impute);
  const RowSelection rows{kept.empty() ? training.rows() : kept.size(), kept};
  if (rows.count == 0) {
    throw Error(ErrorKind::input, "the training data have no rows");
  }
  fit_fill(training, rows, threads, fitted);
  fit_categories(training, rows, options.categories, fitted);
  const FittedTargets targets =
      fit_targets(training.targets, rows, classification, options.standardize, fitted);

  start_unselected(fitted);
  if (options.select > 0 || options.standardize) {
    const std::vector<Moments> moments = feature_moments(fitted, training, rows, threads);
    if (options.select > 0) {
      select_best(options.select, f_scores(fitted, training, rows, moments, targets, threads), fitted);
    }
    fitted.shift.resize(fitted.selected.empty() ? moments.size() : fitted.selected.size());
    fitted.scale.resize(fitted.shift.size());
    if (options.standardize) {
      standardize(moments, options, fitted);
    }
  }
  if (!options.standardize) {
    std::fill(fitted.scale.begin(), fitted.scale.end(), options.rescale);
  }
  return fitted;
}

}  // namespace glissade
