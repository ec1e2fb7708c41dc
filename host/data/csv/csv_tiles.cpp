#include "data/csv/csv_tiles.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "data/csv/csv_cell.hpp"
#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"

namespace glissade {

namespace {

// Small enough to stay in the cache between the searches, large enough that a tile's dictionaries pay.
constexpr std::size_t tile_bytes = std::size_t{1} << 21;

// Records that start within a piece of text. Whether a line end is one of a record depends on the number of
// quotes before it; as those before the piece are not known yet, both cases are counted: [0] the piece starts
// outside quotes, [1] inside.
struct Piece {
  std::array<const char*, 2> first_start{nullptr, nullptr};
  std::array<std::uint64_t, 2> records{0, 0};
  bool odd_quotes = false;
  const char* zero_byte = nullptr;
};

void count_start(Piece& piece, bool inside_quotes, const char* line, const char* end,
                 const RecordLines& lines) {
  if (piece.first_start[inside_quotes] == nullptr) {
    piece.first_start[inside_quotes] = line;
  }
  piece.records[inside_quotes] += lines.starts_record(line, end) ? 1 : 0;
}

const char* find_byte(const char* first, const char* last, char byte) {
  return static_cast<const char*>(std::memchr(first, byte, static_cast<std::size_t>(last - first)));
}

Piece scan(const char* first, const char* last, const char* end, const RecordLines& lines) {
  Piece piece;
  piece.zero_byte = find_byte(first, last, '\0');
  const char* quote = find_byte(first, last, '"');
  const char* line_end = find_byte(first, last, '\n');
  while (line_end != nullptr) {
    for (; quote != nullptr && quote < line_end; quote = find_byte(quote + 1, last, '"')) {
      piece.odd_quotes = !piece.odd_quotes;
    }
    count_start(piece, piece.odd_quotes, line_end + 1, end, lines);
    line_end = find_byte(line_end + 1, last, '\n');
  }
  for (; quote != nullptr; quote = find_byte(quote + 1, last, '"')) {
    piece.odd_quotes = !piece.odd_quotes;
  }
  return piece;
}

std::vector<Piece> scan_pieces(std::string_view body, const RecordLines& lines, int threads) {
  const std::size_t count = divided_up(body.size(), tile_bytes);
  std::vector<Piece> pieces(count);
  const char* const end = body.data() + body.size();
#pragma omp parallel for schedule(dynamic) num_threads(team_size(threads, count))
  for (std::size_t index = 0; index < count; ++index) {
    const std::string_view text = body.substr(index * tile_bytes, tile_bytes);
    pieces[index] = scan(text.data(), text.data() + text.size(), end, lines);
  }
  return pieces;
}

[[noreturn]] void fail_zero_byte(const char* position) {
  throw CsvProblem{position, 0, "there is a NUL byte, which no text holds",
                   "Is this a text table? Save it as UTF-8."};
}

}  // namespace

void refuse_zero_bytes(std::string_view text) {
  if (const char* const zero = find_byte(text.data(), text.data() + text.size(), '\0')) {
    fail_zero_byte(zero);
  }
}

std::vector<CsvTile> split_records(std::string_view body, const RecordLines& lines, int threads) {
  const char* const end = body.data() + body.size();
  std::vector<CsvTile> tiles;
  if (body.empty()) {
    return tiles;
  }
  const char* start = body.data();
  std::uint64_t first_row = 0;
  std::uint64_t rows = lines.starts_record(start, end) ? 1 : 0;
  const auto close_tile = [&](const char* stop) {
    tiles.push_back({{start, stop}, first_row, rows});
    start = stop;
    first_row += rows;
    rows = 0;
  };
  bool inside_quotes = false;
  const std::vector<Piece> pieces = scan_pieces(body, lines, threads);
  for (std::size_t index = 0; index < pieces.size(); ++index) {
    const Piece& piece = pieces[index];
    if (piece.zero_byte != nullptr) {
      fail_zero_byte(piece.zero_byte);
    }
    if (const char* const next = piece.first_start[inside_quotes]; index != 0 && next != nullptr) {
      close_tile(next);
    }
    rows += piece.records[inside_quotes];
    inside_quotes ^= piece.odd_quotes;
  }
  close_tile(end);
  return tiles;
}

}  // namespace glissade
