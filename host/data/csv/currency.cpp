#include "data/csv/currency.hpp"

#include <algorithm>
#include <array>

namespace glissade {

namespace {

/// Sorted: codes of ISO 4217 but for words that are numbered in tables (TOP 10, TRY 2, PEN 3), and short
/// names.
constexpr auto names = std::to_array<std::string_view>(
    {"A$",  "AED", "ARS", "AUD", "BDT", "BGN", "BRL",       "C$",
     "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EGP",       "EUR",
     "Fr.", "Ft",  "GBP", "HK$", "HKD", "HUF", "IDR",       "ILS",
     "INR", "ISK", "JPY", "KES", "KRW", "KWD", "K\xc4\x8d", "MXN",
     "MYR", "NGN", "NOK", "NT$", "NZ$", "NZD", "PHP",       "PKR",
     "PLN", "QAR", "R$",  "RON", "RSD", "RUB", "Rs",        "Rs.",
     "S$",  "SAR", "SEK", "SGD", "THB", "TWD", "UAH",       "US$",
     "USD", "VND", "ZAR", "kr",  "kr.", "lei", "z\xc5\x82", "\xd0\xbb\xd0\xb2"});
static_assert(std::ranges::is_sorted(names));

/// U+20A0 to U+20CF.
bool is_in_block_of_signs(std::string_view text) {
  constexpr std::string_view first = "\xe2\x82\xa0";
  constexpr std::string_view last = "\xe2\x83\x8f";
  return text.size() == first.size() && text >= first && text <= last;
}

}  // namespace

bool is_currency(std::string_view text) {
  constexpr std::array<std::string_view, 5> older_signs{"$", "\xc2\xa2", "\xc2\xa3", "\xc2\xa5",
                                                        "\xe0\xb8\xbf"};
  return is_in_block_of_signs(text) || std::ranges::find(older_signs, text) != older_signs.end() ||
         std::ranges::binary_search(names, text);
}

bool is_rupee(std::string_view text) {
  constexpr std::array<std::string_view, 5> rupees{"\xe2\x82\xb9", "\xe2\x82\xa8", "INR", "Rs", "Rs."};
  return std::ranges::find(rupees, text) != rupees.end();
}

}  // namespace glissade
