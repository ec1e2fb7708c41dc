#include "data/csv/csv_parser.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>
#include <optional>
#include <set>

#include "data/column_names.hpp"
#include "data/csv/column_verdict.hpp"
#include "data/csv/csv_tile_parser.hpp"
#include "numeric/thread_count.hpp"
#include "text/list.hpp"

namespace glissade {

namespace {

struct ParsedTile {
  std::vector<TileColumn> columns;
  std::optional<CsvProblem> problem;
  std::exception_ptr exception;

  bool failed() const { return problem.has_value() || exception != nullptr; }
};

void parse_tile(const CsvTileParser& parser, const CsvTile& tile, Table& table, ParsedTile& parsed) {
  try {
    parser.parse(tile, table, parsed.columns);
  } catch (const CsvProblem& problem) {
    parsed.problem = problem;
  } catch (...) {
    parsed.exception = std::current_exception();
  }
}

std::vector<ParsedTile> parse_tiles(const CsvTileParser& parser, const std::vector<CsvTile>& tiles,
                                    Table& table, int threads) {
  std::vector<ParsedTile> parsed(tiles.size());
  // What fails behind an earlier failure will not be reported.
  std::atomic<std::size_t> first_failure = tiles.size();
#pragma omp parallel for schedule(dynamic) num_threads(team_size(threads, tiles.size()))
  for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
    if (tile > first_failure.load()) {
      continue;
    }
    parse_tile(parser, tiles[tile], table, parsed[tile]);
    std::size_t earlier = first_failure.load();
    while (parsed[tile].failed() && tile < earlier && !first_failure.compare_exchange_weak(earlier, tile)) {
    }
  }
  // A tile is reached only if all before it are sound.
  for (const ParsedTile& tile : parsed) {
    if (tile.exception != nullptr) {
      std::rethrow_exception(tile.exception);
    }
    if (tile.problem) {
      throw *tile.problem;
    }
  }
  return parsed;
}

/// The first complaint about a table is about what stands first in it.
class FirstProblem {
 public:
  template <class Work>
  void look(const Work& work) {
    try {
      work();
    } catch (const CsvProblem& problem) {
      if (!first_ || problem.position < first_->position) {
        first_ = problem;
      }
    }
  }
  void raise() const {
    if (first_) {
      throw *first_;
    }
  }

 private:
  std::optional<CsvProblem> first_;
};

/// Makes a table of the tiles, column by column.
class TableSettler {
 public:
  TableSettler(std::string_view body, CsvLayout& layout, const CsvParseOptions& options,
               const std::vector<CsvTile>& tiles)
      : body_(body), layout_(layout), options_(options), tiles_(tiles), verdicts_(layout.slots.size()) {
    rows_ = tiles.empty() ? 0 : tiles.back().first_row + tiles.back().rows;
    if (rows_ == 0) {
      throw CsvProblem{body.data() + body.size(), 0, "there are no rows of data", {}};
    }
  }

  Table settle() {
    make_table();
    parsed_ = parse_tiles(CsvTileParser(body_, options_.lines, layout_, options_.missing), tiles_, table_,
                          options_.threads);
    judge_columns();
    read_as_texts();
    refuse_missing();
    problems_.raise();
    settle_values();
    leave_out();
    note_small_integers();
    return std::move(table_);
  }

 private:
  void make_table() {
    table_.values = Matrix::allocate(ElementType::float64, rows_, layout_.features.size());
    table_.targets.names = layout_.targets;
    table_.targets.values.resize(rows_ * layout_.targets.size());
    table_.ids.resize(layout_.id.empty() ? 0 : rows_);
    for (const std::string& name : layout_.features) {
      table_.columns.push_back({name, {}});
    }
  }

  std::vector<const TileColumn*> tiles_of(std::size_t column) const {
    std::vector<const TileColumn*> found;
    for (const ParsedTile& tile : parsed_) {
      found.push_back(&tile.columns[column]);
    }
    return found;
  }

  bool has_texts(std::size_t column) const {
    return std::ranges::any_of(parsed_,
                               [&](const ParsedTile& tile) { return !tile.columns[column].uses.empty(); });
  }

  ColumnVerdict judge(std::size_t column, bool all_texts) const {
    const CsvSlot& slot = layout_.slots[column];
    const ColumnQuestion question{
        .name = layout_.name(column),
        .option = layout_.option_name(column),
        .place = column,
        .is_target = slot.role == CsvSlot::Role::target,
        .categorical = slot.categorical,
        .numeric = slot.numeric,
        .keep = slot.keep,
        .form = all_texts && slot.model == nullptr ? NumberForm{.decimal = options_.decimal} : slot.form,
        .all_texts = all_texts,
        .has_model = slot.model != nullptr,
        .decimals = std::string(1, options_.decimal),
        .rows = rows_};
    return judge_column(question, merge_texts(tiles_of(column), rows_), options_.missing);
  }

  std::string missing_hint(bool target) const {
    if (target) {
      return "Fill the target in, or leave out such rows with {impute} drop.";
    }
    return options_.applies_model ? "Fill it in, or train the model again with {impute} mean, median or drop."
                                  : "Fill it in, or say with {impute} what to do about missing values.";
  }
  void judge_columns();
  void refuse_numbers_for_words(std::size_t column) const;
  void read_as_texts();
  void refuse_missing();
  void settle_values();
  std::vector<std::string> sorted_words(std::size_t column) const;
  double meaning(std::size_t column, std::string_view text, const std::vector<std::string>& words) const;
  void settle_column(std::size_t column, const std::vector<std::string>& words);
  void unpack_dates(std::size_t column);
  void leave_out();
  void note_small_integers();
  bool holds_small_integers(const double* values) const;
  std::string reason_to_leave_out(std::size_t column) const;
  bool counts_up(const double* values, double first) const;
  bool all_different(const double* values) const;

  /// First value of the column, and how far the next one is away.
  double* values_of(const CsvSlot& slot) {
    return slot.role == CsvSlot::Role::feature ? table_.values.row<double>(0) + slot.index
                                               : table_.targets.values.data() + slot.index;
  }
  const double* values_of(const CsvSlot& slot) const {
    return const_cast<TableSettler*>(this)->values_of(slot);
  }
  std::uint64_t stride_of(const CsvSlot& slot) const {
    return slot.role == CsvSlot::Role::feature ? layout_.features.size() : layout_.targets.size();
  }

  std::string_view body_;
  CsvLayout& layout_;
  const CsvParseOptions& options_;
  const std::vector<CsvTile>& tiles_;
  std::uint64_t rows_ = 0;
  Table table_;
  std::vector<ParsedTile> parsed_;
  std::vector<ColumnVerdict> verdicts_;
  FirstProblem problems_;
};

void TableSettler::judge_columns() {
  for (std::size_t column = 0; column < layout_.slots.size(); ++column) {
    const CsvSlot& slot = layout_.slots[column];
    verdicts_[column].form = slot.form;
    if (slot.is_value() && (has_texts(column) || !slot.form.is_plain())) {
      problems_.look([&] { verdicts_[column] = judge(column, slot.as_text); });
    }
    if (slot.model != nullptr && slot.categorical) {
      problems_.look([&] { refuse_numbers_for_words(column); });
    }
  }
}

/// Words may be numbers, but not where the model knows none that is.
void TableSettler::refuse_numbers_for_words(std::size_t column) const {
  const ColumnTexts texts = merge_texts(tiles_of(column), rows_);
  const auto is_number = [](std::string_view text) { return plain_number(trimmed(text)).has_value(); };
  const TextUse* first = nullptr;
  for (const ColumnTexts::Text& text : texts.texts) {
    if (options_.missing.in_words(text.text)) {
      continue;
    }
    if (!is_number(text.text)) {
      return;
    }
    first = first == nullptr ? &text.use : first;
  }
  if (first != nullptr && std::ranges::none_of(layout_.slots[column].model->categories, is_number)) {
    CsvCellReader reader(body_.substr(static_cast<std::size_t>(first->first - body_.data())),
                         options_.lines.separator);
    throw CsvProblem{first->first, column + 1,
                     quoted_for_message(reader.next().text) + " is a number, but column '" +
                         layout_.name(column) + "' held words in training",
                     "Give the columns in the form that the model was trained on."};
  }
}

/// Reads the columns that turned out to be no mere numbers once more, with every cell as a text.
void TableSettler::read_as_texts() {
  CsvLayout again = layout_;
  bool any = false;
  for (std::size_t column = 0; column < again.slots.size(); ++column) {
    CsvSlot& slot = again.slots[column];
    const bool asked = verdicts_[column].kind == ColumnVerdict::Kind::ask_again;
    slot.as_text = asked;
    slot.role = asked || slot.role == CsvSlot::Role::end ? slot.role : CsvSlot::Role::ignored;
    any |= asked;
  }
  if (!any) {
    return;
  }
  std::vector<ParsedTile> parsed = parse_tiles(CsvTileParser(body_, options_.lines, again, options_.missing),
                                               tiles_, table_, options_.threads);
  for (std::size_t column = 0; column < again.slots.size(); ++column) {
    if (!again.slots[column].as_text) {
      continue;
    }
    for (std::size_t tile = 0; tile < parsed.size(); ++tile) {
      parsed_[tile].columns[column] = std::move(parsed[tile].columns[column]);
    }
    problems_.look([&] { verdicts_[column] = judge(column, true); });
  }
}

void TableSettler::refuse_missing() {
  for (std::size_t column = 0; column < layout_.slots.size(); ++column) {
    const CsvSlot& slot = layout_.slots[column];
    const bool target = slot.role == CsvSlot::Role::target;
    const ColumnVerdict& verdict = verdicts_[column];
    if (!slot.is_value() || !verdict.reason.empty() || !has_texts(column)) {
      continue;
    }
    const bool words = verdict.kind == ColumnVerdict::Kind::words;
    const bool may_lack = target ? options_.allow_missing_targets : options_.allow_missing;
    for (const ColumnTexts::Text& text : merge_texts(tiles_of(column), rows_).texts) {
      const bool missing =
          words ? options_.missing.in_words(text.text) : options_.missing.in_numbers(text.text);
      problems_.look([&] {
        if (missing && !may_lack) {
          throw CsvProblem{text.use.first, column + 1,
                           "there is no value in column '" + layout_.name(column) + "'",
                           missing_hint(target)};
        }
        if (!missing && words && target && layout_.targets.size() > 1) {
          throw CsvProblem{
              text.use.first, column + 1,
              quoted_for_message(text.text) + " is not a number, as each of several targets must be",
              "Name a single target to predict words."};
        }
      });
    }
  }
}

std::vector<std::string> TableSettler::sorted_words(std::size_t column) const {
  std::vector<std::string> words;
  for (const ColumnTexts::Text& text : merge_texts(tiles_of(column), rows_).texts) {
    if (!options_.missing.in_words(text.text)) {
      words.emplace_back(text.text);
    }
  }
  std::sort(words.begin(), words.end());
  return words;
}

double TableSettler::meaning(std::size_t column, std::string_view text,
                             const std::vector<std::string>& words) const {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (verdicts_[column].kind == ColumnVerdict::Kind::words) {
    const auto found = std::ranges::lower_bound(words, text);
    return found != words.end() && *found == text ? static_cast<double>(found - words.begin()) : missing;
  }
  if (options_.missing.in_numbers(text)) {
    return missing;
  }
  return number_in_form(trimmed(text), verdicts_[column].form).value_or(missing);
}

void TableSettler::settle_column(std::size_t column, const std::vector<std::string>& words) {
  const CsvSlot& slot = layout_.slots[column];
  double* const values = values_of(slot);
  const std::uint64_t stride = stride_of(slot);
#pragma omp parallel for schedule(dynamic) num_threads(team_size(options_.threads, tiles_.size()))
  for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
    const TileColumn& found = parsed_[tile].columns[column];
    std::vector<double> meanings(found.uses.size());
    for (const auto& [text, number] : found.texts) {
      meanings[number] = meaning(column, text, words);
    }
    for (std::uint64_t row = tiles_[tile].first_row;
         !meanings.empty() && row < tiles_[tile].first_row + tiles_[tile].rows; ++row) {
      double& value = values[row * stride];
      value = std::isnan(value) ? meanings[text_number(value)] : value;
    }
  }
}

void TableSettler::settle_values() {
  for (std::size_t column = 0; column < layout_.slots.size(); ++column) {
    const CsvSlot& slot = layout_.slots[column];
    const ColumnVerdict& verdict = verdicts_[column];
    if (!slot.is_value() || !verdict.reason.empty()) {
      continue;
    }
    std::vector<std::string> words;
    if (has_texts(column)) {
      words = verdict.kind == ColumnVerdict::Kind::words ? sorted_words(column) : words;
      settle_column(column, words);
    }
    // A model was told of what is as it was in training.
    if (!verdict.note.empty() && (slot.model != nullptr || !options_.applies_model)) {
      layout_.notes.push_back(verdict.note);
    }
    if (slot.role == CsvSlot::Role::feature) {
      table_.columns[slot.index].categories = std::move(words);
      table_.columns[slot.index].form =
          verdict.kind == ColumnVerdict::Kind::words ? NumberForm() : verdict.form;
      unpack_dates(column);
    } else {
      table_.targets.words = std::move(words);
    }
  }
}

/// Days such as 20240331, which are no amounts.
void TableSettler::unpack_dates(std::size_t column) {
  constexpr std::uint64_t fewest_rows = 3;
  const CsvSlot& slot = layout_.slots[column];
  NumberForm& form = table_.columns[slot.index].form;
  const bool may_be_dates = slot.model == nullptr && !slot.numeric && form.is_plain() &&
                            verdicts_[column].kind == ColumnVerdict::Kind::numbers && rows_ >= fewest_rows;
  double* const values = values_of(slot);
  const std::uint64_t stride = stride_of(slot);
  bool any = false;
  for (std::uint64_t row = 0; row < rows_; ++row) {
    const double value = values[row * stride];
    if (!may_be_dates || (!std::isnan(value) && !is_packed_date(value))) {
      return;
    }
    any |= !std::isnan(value);
  }
  if (!any) {
    return;
  }
  for (std::uint64_t row = 0; row < rows_; ++row) {
    double& value = values[row * stride];
    value = std::isnan(value) ? value : days_of_packed_date(value);
  }
  form.kind = NumberForm::Kind::packed_date;
  layout_.notes.push_back(
      "column '" + layout_.name(column) +
      "' holds dates such as 20240331, which are read as days since 1970-01-01; {numeric} " +
      layout_.option_name(column) + " leaves them as they are");
}

bool TableSettler::counts_up(const double* values, double first) const {
  for (std::uint64_t row = 0; row < rows_; ++row) {
    if (values[row * layout_.features.size()] != first + static_cast<double>(row)) {
      return false;
    }
  }
  return true;
}

bool TableSettler::all_different(const double* values) const {
  std::vector<double> sorted(rows_);
  for (std::uint64_t row = 0; row < rows_; ++row) {
    sorted[row] = values[row * layout_.features.size()];
  }
  std::sort(sorted.begin(), sorted.end());
  return std::ranges::adjacent_find(sorted) == sorted.end() &&
         std::ranges::none_of(sorted, [](double value) { return std::isnan(value); });
}

bool names_a_counter(std::string name) {
  // R's name for row names; x is anybody's.
  if (name == "X" || name == "x") {
    return name == "X";
  }
  std::ranges::transform(name, name.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  constexpr std::string_view names[] = {"unnamed: 0", "index", "id",      "no",
                                        "nr",         "case",  "patient", "subject"};
  return std::ranges::find(names, name) != std::end(names) || name.starts_with("row") ||
         name.starts_with("obs") || name.ends_with("id");
}

std::string TableSettler::reason_to_leave_out(std::size_t column) const {
  const CsvSlot& slot = layout_.slots[column];
  if (slot.role != CsvSlot::Role::feature || slot.model != nullptr || layout_.header.empty() || slot.keep ||
      slot.numeric || slot.categorical) {
    return {};
  }
  const bool is_words = verdicts_[column].kind == ColumnVerdict::Kind::words;
  const std::string& name = layout_.header[column];
  if (name.empty()) {
    const bool tells_rows = is_words ? merge_texts(tiles_of(column), rows_).texts.size() == rows_
                                     : all_different(values_of(slot));
    if (!tells_rows) {
      throw CsvProblem{body_.data(), column + 1, "the header has no name for this column",
                       "Name it; or, if the first row is data, say {header} no."};
    }
    return "row names";
  }
  const double* const values = values_of(slot);
  constexpr std::uint64_t fewest_rows = 3;
  if (!is_words && rows_ >= fewest_rows && names_a_counter(name) && (values[0] == 0.0 || values[0] == 1.0) &&
      layout_.features.size() > 1 && counts_up(values, values[0])) {
    return "it counts the rows";
  }
  return verdicts_[column].reason;
}

void TableSettler::leave_out() {
  std::vector<std::uint64_t> kept;
  std::vector<LeftOutColumn> left_out;
  std::vector<std::uint64_t> places;
  for (std::size_t column = 0; column < layout_.slots.size(); ++column) {
    CsvSlot& slot = layout_.slots[column];
    if (slot.role != CsvSlot::Role::feature) {
      continue;
    }
    std::string reason = reason_to_leave_out(column);
    reason = reason.empty() ? verdicts_[column].reason : reason;
    if (!reason.empty()) {
      left_out.push_back(
          {layout_.header.empty() ? layout_.option_name(column) : layout_.header[column], reason});
      slot.role = CsvSlot::Role::ignored;
    } else {
      kept.push_back(slot.index);
    }
  }
  std::ranges::sort(kept);
  if (left_out.empty()) {
    return;
  }
  if (kept.empty()) {
    throw CsvProblem{
        body_.data(), 0,
        "no column is left to learn from; column '" + left_out.front().name + "': " + left_out.front().reason,
        "Say {categorical} " + left_out.front().name + " to use its words all the same."};
  }
  for (const LeftOutColumn& column : left_out) {
    layout_.notes.push_back(
        (column.name.empty() ? "the first column, which has no name," : "column '" + column.name + "'") +
        " is left out: " + column.reason);
  }
  std::vector<Column> columns;
  for (const std::uint64_t index : kept) {
    columns.push_back(std::move(table_.columns[index]));
  }
  for (CsvSlot& slot : layout_.slots) {
    if (slot.role == CsvSlot::Role::feature) {
      slot.index = static_cast<std::uint64_t>(std::ranges::lower_bound(kept, slot.index) - kept.begin());
    }
  }
  // Without names columns are numbered anew, as when the model meets the next file.
  if (layout_.header.empty()) {
    const std::vector<Column> numbered = default_columns(columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column) {
      columns[column].name = numbered[column].name;
    }
  }
  table_.values.keep_columns(kept);
  table_.columns = std::move(columns);
  table_.reading.left_out = std::move(left_out);
}

/// A few of the integers up to 20, as numbers of categories are.
bool TableSettler::holds_small_integers(const double* values) const {
  constexpr std::size_t most = 10;
  constexpr double largest = 20.0;
  std::set<double> distinct;
  for (std::uint64_t row = 0; row < rows_; ++row) {
    const double value = values[row * table_.columns.size()];
    if (std::isnan(value)) {
      continue;
    }
    if (!(value >= 0.0 && value <= largest) || value != std::trunc(value)) {
      return false;
    }
    if (distinct.size() <= most) {
      distinct.insert(value);
    }
  }
  // Two values are the same as two categories.
  return distinct.size() > 2 && distinct.size() <= most;
}

void TableSettler::note_small_integers() {
  constexpr std::uint64_t fewest_rows = 30;
  std::vector<std::string> names;
  for (std::size_t column = 0; column < layout_.slots.size() && rows_ >= fewest_rows; ++column) {
    const CsvSlot& slot = layout_.slots[column];
    if (slot.role == CsvSlot::Role::feature && slot.model == nullptr && !slot.numeric &&
        verdicts_[column].kind == ColumnVerdict::Kind::numbers &&
        table_.columns[slot.index].form.is_plain() &&
        holds_small_integers(table_.values.row<double>(0) + slot.index)) {
      names.push_back(layout_.option_name(column));
    }
  }
  constexpr std::size_t most_named = 8;
  // Images are full of them, and nobody asks.
  if (!names.empty() && names.size() <= most_named) {
    layout_.notes.push_back((names.size() == 1 ? "column " : "columns ") + joined(names) +
                            (names.size() == 1 ? " holds" : " hold") +
                            " few small integers, which are read as numbers; {categorical} " +
                            joined(names, ",") + " makes categories of them");
  }
}

}  // namespace

Table parse_csv(std::string_view body, CsvLayout& layout, const CsvParseOptions& options) {
  const std::vector<CsvTile> tiles = split_records(body, options.lines, options.threads);
  return TableSettler(body, layout, options, tiles).settle();
}

}  // namespace glissade
