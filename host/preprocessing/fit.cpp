#include <algorithm>
#include <cmath>

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

/// The rows to fit on, where they are not all.
std::vector<std::uint64_t> rows_to_keep(const Table& training, Impute impute) {
  const bool missing_targets = std::any_of(training.targets.values.begin(), training.targets.values.end(),
                                           [](double value) { return std::isnan(value); });
  if (impute != Impute::drop || (training.missing_values == 0 && !missing_targets)) {
    return {};
  }
  std::vector<std::uint64_t> rows = complete_rows(training);
  if (rows.empty()) {
    throw Error(ErrorKind::input, "every row of the training data has a missing value",
                "Use {impute} mean or median, or leave out the columns that are empty.");
  }
  return rows;
}

/// The training rows' own words: one that only other rows have is as unknown as one never seen.
void keep_used_words(const std::vector<std::vector<std::uint64_t>>& counts, Preprocessing& fitted) {
  for (std::size_t column = 0; column < counts.size(); ++column) {
    std::vector<std::string> used;
    for (std::size_t word = 0; word < counts[column].size(); ++word) {
      if (counts[column][word] > 0) {
        used.push_back(fitted.columns[column].categories[word]);
      }
    }
    // Without a single word the column would turn into one of numbers.
    if (!used.empty()) {
      fitted.columns[column].categories = std::move(used);
    }
  }
}

/// Index, among the words in use, of the most frequent one; the first of several.
double most_frequent_word(const std::vector<std::uint64_t>& counts) {
  const auto best = std::max_element(counts.begin(), counts.end());
  return static_cast<double>(
      std::count_if(counts.begin(), best, [](std::uint64_t count) { return count > 0; }));
}

void fit_fill(const Table& training, const RowSelection& rows,
              const std::vector<std::vector<std::uint64_t>>& word_counts, int threads,
              Preprocessing& fitted) {
  if (fitted.impute == Impute::mean) {
    for (const Moments& moments : column_moments(training.values.view(), rows, threads)) {
      fitted.fill.push_back(moments.mean);
    }
  } else if (fitted.impute == Impute::median) {
    fitted.fill = column_medians(training, rows, threads);
  }
  for (std::size_t column = 0; column < fitted.fill.size(); ++column) {
    if (fitted.columns[column].is_categorical()) {
      fitted.fill[column] = most_frequent_word(word_counts[column]);
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
  fitted.impute = options.impute;
  if (options.impute == Impute::none) {
    refuse_missing(fitted, training, "Say what to do about it: {impute} mean, median or drop.");
  }
  const std::vector<std::uint64_t> kept = rows_to_keep(training, options.impute);
  const RowSelection rows{kept.empty() ? training.rows() : kept.size(), kept};
  if (rows.count == 0) {
    throw Error(ErrorKind::input, "the training data have no rows");
  }
  const auto word_counts = count_words(training, rows);
  keep_used_words(word_counts, fitted);
  fit_fill(training, rows, word_counts, threads, fitted);
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
