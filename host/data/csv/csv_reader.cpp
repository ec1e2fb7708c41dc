#include "data/csv/csv_reader.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "data/csv/csv_cell.hpp"
#include "data/csv/csv_parser.hpp"
#include "data/csv/csv_tiles.hpp"
#include "data/csv/decimal_evidence.hpp"
#include "data/csv/dialect.hpp"
#include "data/csv/expected_forms.hpp"
#include "data/csv/first_rows.hpp"
#include "data/csv/given_options.hpp"
#include "data/csv/header.hpp"
#include "data/csv/text_decoding.hpp"
#include "data/files/file_text.hpp"
#include "glissade/error.hpp"
#include "text/list.hpp"
#include "text/number_text.hpp"
#include "text/utf8.hpp"

namespace glissade {

namespace {

constexpr std::size_t most_notes = 12;
/// Looked at before anything is made of the text.
constexpr std::size_t zero_byte_sample = std::size_t{1} << 16;

/// Reads one text table.
class TextTableReader {
 public:
  TextTableReader(const std::string& path, std::string_view text, const TextOptions& given,
                  const SourceOptions& options)
      : path_(path),
        given_(given),
        options_(options),
        marks_(missing_marks(given, options)),
        missing_(marks_),
        dialect_(recognize_dialect(text, given)),
        lines_before_(std::count(text.data(), text.data() + dialect_.start, '\n')),
        body_(text.substr(dialect_.start)) {
    if (dialect_.separator == ' ') {
      converted_ = with_tabs_for_blanks(body_);
      body_ = converted_;
      dialect_.separator = '\t';
      was_blanks_ = true;
    }
  }

  Table read();

 private:
  bool applies_model() const { return !options_.model_columns.empty(); }
  bool has_header();
  bool names_model_columns() const;
  bool names_the_target() const;
  void refuse_names_below() const;
  void read_names(CsvCellReader& reader);
  void check_name(const CsvCellReader& reader, const Cell& cell);
  std::optional<char> decimal_of_model() const;
  DecimalSign decimal_sign();
  void note_dialect();
  Table read_body();
  Error error_of(const CsvProblem& problem) const;
  std::string separator_text() const { return describe_separator(was_blanks_ ? ' ' : dialect_.separator); }

  const std::string& path_;
  const TextOptions& given_;
  const SourceOptions& options_;
  std::vector<std::string> marks_;
  MissingMarks missing_;
  TextDialect dialect_;
  std::ptrdiff_t lines_before_;
  std::string_view body_;
  std::string converted_;
  bool was_blanks_ = false;
  TableRows rows_;  // the first ones, all as long as the first
  bool header_ = false;
  std::vector<std::string> names_;
  std::unordered_set<std::string> seen_;
  std::uint64_t columns_ = 0;  // without the end behind trailing separators
  std::uint64_t first_row_cells_ = 0;
  std::size_t body_start_ = 0;
  std::vector<std::string> notes_;
};

bool TextTableReader::names_model_columns() const {
  const std::unordered_set<std::string> cells(rows_[0].begin(), rows_[0].end());
  return !options_.feature_names.empty() &&
         std::ranges::all_of(options_.feature_names,
                             [&](const std::string& name) { return cells.contains(name); });
}

/// True of a number that is no column's, as a year.
bool TextTableReader::names_the_target() const {
  const std::optional<std::uint64_t> number = parse_count(options_.target);
  return number && *number > rows_[0].size() &&
         std::ranges::find(rows_[0], options_.target) != rows_[0].end();
}

// A first row that names a model's columns, or the target, is a header, even if the names are numbers.
bool TextTableReader::has_header() {
  if (given_.header) {
    return *given_.header;
  }
  if (names_model_columns() || names_the_target() || dialect_.lacks_first_name) {
    return true;
  }
  const HeaderVerdict verdict = judge_first_row(rows_, missing_, dialect_.separator == ',' ? "." : ".,");
  const TableReading& model = options_.model_reading;
  if (verdict.kind == HeaderVerdict::Kind::either) {
    if (model.is_text) {
      return model.header;
    }
    throw Error(ErrorKind::input,
                path_ + ":" + std::to_string(lines_before_ + 1) +
                    ": the first row may hold the names of the columns, or data",
                "Say {header} yes or {header} no.");
  }
  const bool header = verdict.kind == HeaderVerdict::Kind::names;
  if (model.is_text && model.header != header) {
    notes_.emplace_back(
        header ? "the file has a header, the training data had none"
               : "the file has no header, the training data had one; columns are taken by their place");
  } else if (!verdict.reason.empty() && !model.is_text) {
    notes_.push_back("the first row holds the names of the columns: " + verdict.reason +
                     "; {header} no reads it as data");
  } else if (!header && !applies_model()) {
    notes_.emplace_back(
        "the file has no header: the first row is like the others; {header} yes takes it for names");
  }
  return header;
}

/// A name in a table without a header is a mistake in any case; a title may stand above the header.
void TextTableReader::refuse_names_below() const {
  const bool is_name = !options_.target.empty() && !parse_count(options_.target);
  if (header_ || given_.header || applies_model() || !is_name) {
    return;
  }
  for (const std::vector<std::string>& row : rows_) {
    if (std::ranges::find(row, options_.target) != row.end()) {
      throw Error(ErrorKind::input,
                  path_ + ": the first row holds no names, and " + quoted_for_message(options_.target) +
                      " stands in a row below it",
                  "If the names of the columns stand there, delete the lines above them.");
    }
  }
}

void TextTableReader::check_name(const CsvCellReader& reader, const Cell& cell) {
  const bool may_lack_name =
      reader.column() == 0 || (dialect_.ends_rows && reader.column() + 1 == dialect_.columns);
  if (cell.text.empty() && !may_lack_name) {
    reader.fail(cell.begin, "the header has no name for this column", hint_at_name(rows_, reader.column()));
  }
  if (!is_utf8(cell.text)) {
    reader.fail(cell.begin, "the column's name is not UTF-8 text", "Save the file as UTF-8.");
  }
  if (!seen_.emplace(cell.text).second) {
    reader.fail(cell.begin, "the header has the name " + quoted_for_message(cell.text) + " twice",
                "Rename one; or, if the first row is data, say {header} no.");
  }
}

void TextTableReader::read_names(CsvCellReader& reader) {
  do {
    const Cell cell = reader.next();
    if (header_) {
      check_name(reader, cell);
      names_.emplace_back(cell.text);
    }
  } while (reader.next_in_record());
  columns_ = first_row_cells_ = reader.column() + 1;
  if (header_ && dialect_.lacks_first_name) {
    names_.insert(names_.begin(), std::string());
    ++columns_;
  }
  // The separator that ends the other rows may stand in the header, too.
  if (dialect_.ends_rows && columns_ == dialect_.columns) {
    --columns_;
    names_.resize(header_ ? columns_ : 0);
  }
  if (names_.size() == 1 && names_[0].empty()) {
    throw CsvProblem{body_.data(), 1, "the header has no name for this column", {}};
  }
  dialect_.columns = columns_ + (dialect_.ends_rows ? 1 : 0);
  if (header_) {
    reader.end_record();
    body_start_ = static_cast<std::size_t>(reader.position() - body_.data());
  }
}

/// The sign that the model's numbers were read with; nothing where there is no model, or it has no numbers.
std::optional<char> TextTableReader::decimal_of_model() const {
  for (const Column& column : options_.model_columns) {
    if (!column.is_categorical() && column.form.kind == NumberForm::Kind::number) {
      return column.form.decimal;
    }
  }
  return std::nullopt;
}

DecimalSign TextTableReader::decimal_sign() {
  if (given_.decimal) {
    return {.sign = *given_.decimal};
  }
  const std::optional<char> of_model = decimal_of_model();
  if (dialect_.separator == ',' && !of_model) {
    return {};
  }
  DecimalSign decimal =
      judge_decimal_sign(find_decimal_evidence(rows_, header_ ? 1 : 0, dialect_.separator, missing_),
                         {.path = path_,
                          .separator = was_blanks_ ? ' ' : dialect_.separator,
                          .of_model = of_model,
                          .model_separator = options_.model_reading.separator});
  if (!decimal.note.empty()) {
    notes_.push_back(std::move(decimal.note));
  }
  return decimal;
}

void TextTableReader::note_dialect() {
  if (applies_model()) {
    return;
  }
  const bool is_named_so =
      dialect_.separator == '\t' && !was_blanks_ && (path_.ends_with(".tsv") || path_.ends_with(".tsv.gz"));
  if (columns_ > 1 && dialect_.separator != ',' && !is_named_so && !given_.separator) {
    notes_.push_back("the cells are separated by " + separator_text());
  }
  if (dialect_.names_in_comment) {
    notes_.emplace_back("the line that begins with # names the columns");
  } else if (dialect_.comments) {
    notes_.emplace_back("lines that begin with # are comments");
  }
}

Table TextTableReader::read_body() {
  refuse_zero_bytes(body_.substr(0, zero_byte_sample));
  CsvCellReader reader(body_, dialect_.separator);
  rows_ = first_rows(body_, dialect_);
  if (!reader.find_record(dialect_.lines()) || rows_.empty()) {
    throw CsvProblem{body_.data(), 0, "there are no rows of data", {}};
  }
  refuse_lone_first_row(body_, dialect_, rows_);
  header_ = has_header();
  refuse_names_below();
  read_names(reader);
  note_dialect();
  if (columns_ != rows_[0].size()) {
    rows_.clear();
  }
  const DecimalSign decimal = decimal_sign();
  SourceOptions asked = options_;
  asked.text = given_;
  CsvLayout layout = lay_out_columns(path_, names_, columns_, asked);
  layout.first_row_cells = first_row_cells_;
  expect_forms(layout, rows_, header_ ? 1 : 0, decimal.sign, missing_);
  if (dialect_.ends_rows) {
    layout.slots.emplace_back().role = CsvSlot::Role::end;
  }
  Table table =
      parse_csv(body_.substr(body_start_), layout,
                {.lines = dialect_.lines(),
                 .missing = missing_,
                 .decimal = decimal.sign,
                 .decimal_is_open = decimal.is_open,
                 .applies_model = applies_model(),
                 .allow_missing = options_.allow_missing,
                 .allow_missing_targets = options_.allow_missing_targets || options_.target_optional,
                 .threads = options_.threads});
  table.named_columns = header_;
  TableReading& reading = table.reading;
  reading.is_text = true;
  reading.header = header_;
  reading.separator = was_blanks_ ? ' ' : dialect_.separator;
  reading.missing = marks_;
  reading.columns = columns_;
  reading.id = layout.id;
  reading.features.resize(table.columns.size());
  reading.targets.resize(layout.targets.size());
  for (std::uint64_t column = 0; column < columns_; ++column) {
    const CsvSlot& slot = layout.slots[column];
    if (slot.is_value()) {
      (slot.role == CsvSlot::Role::feature ? reading.features : reading.targets)[slot.index] = column;
    }
  }
  std::ranges::move(layout.notes, std::back_inserter(notes_));
  if (notes_.size() > most_notes) {
    notes_[most_notes] = "… and " + std::to_string(notes_.size() - most_notes) + " more such lines";
    notes_.resize(most_notes + 1);
  }
  table.notes = std::move(notes_);
  return table;
}

Error TextTableReader::error_of(const CsvProblem& problem) const {
  const auto line = lines_before_ + std::count(body_.data(), problem.position, '\n') + 1;
  std::string place = path_ + ":" + std::to_string(line);
  if (problem.column != 0) {
    place += ":" + std::to_string(problem.column);
  }
  return {ErrorKind::input, place + ": " + problem.message, problem.hint};
}

Table TextTableReader::read() {
  try {
    return read_body();
  } catch (const CsvProblem& problem) {
    throw error_of(problem);
  }
}

}  // namespace

Table read_csv(ByteReader& reader, const FileSource& source, const SourceOptions& options) {
  const FileText content(reader);
  DecodedText decoded;
  decode_text(reader.path(), content.view(), decoded);
  const TextOptions given = given_options(source, options, decoded.text);
  Table table = TextTableReader(reader.path(), decoded.text, given, options).read();
  if (decoded.was_utf16 && options.model_columns.empty()) {
    table.notes.insert(table.notes.begin(), "the text is UTF-16");
  }
  return table;
}

}  // namespace glissade
