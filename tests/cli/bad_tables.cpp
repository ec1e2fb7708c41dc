#include <algorithm>
#include <iterator>

#include "cli/bad_inputs.hpp"

namespace glissade::testing {
namespace {

BadInput table(const std::string& name, const std::string& content, const std::string& expected,
               std::vector<std::string> more = {}, int status = 3) {
  std::vector<std::string> arguments{"train", "linear", "--data", "f.csv", "--target", "y"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return {name, arguments, {{"f.csv", content}}, status, expected};
}

BadInput option(const std::string& name, const std::vector<std::string>& more, const std::string& expected,
                int status = 2) {
  return table(name, "a,b,c,y\n1,2,3,4\n5,6,7,9\n1,3,5,8\n", expected, more, status);
}

/// With `,` as the separator; its place is taken by another one.
std::vector<BadInput> with_separator(const std::string& name, char separator) {
  const std::string rows = "1.5,2,3\n2.5,1,4\n3.5,5,1\n4.5,2,2\n";
  const std::vector<BadInput> all{
      table(name + "_short_row", "x,z,y\n" + rows + "5.5,2\n", "f.csv:6: the row has 2 cells"),
      table(name + "_long_row", "x,z,y\n" + rows + "5.5,2,3,4\n", "f.csv:6: the row has 4 cells"),
      table(name + "_name_twice", "x,x,y\n" + rows, "f.csv:1:2: the header has the name 'x' twice"),
      table(name + "_no_name", "x,,y\n" + rows, "f.csv:1:2: the header has no name"),
      table(name + "_open_quote", "x,z,y\n" + rows + "\"5.5,2,3\n", "f.csv:6:1: the quote"),
      table(name + "_behind_quote", "x,z,y\n" + rows + "\"5.5\"a,2,3\n", "f.csv:6:1: something follows"),
      table(name + "_inner_quote", "x,z,y\n" + rows + "5\"5,2,3\n1,\"2\",3\n1,\"2,3\n",
            "f.csv:6:1: a quote stands"),
      table(name + "_zero_byte", "x,z,y\n" + rows + std::string("5\0,2,3\n", 7),
            "f.csv:6: there is a NUL byte"),
      table(name + "_no_rows", "x,z,y\n", "there are no rows of data"),
      table(name + "_odd_word", "x,z,y\n" + rows + rows + rows + "many,2,3\n",
            "f.csv:14:1: 'many' is not a number"),
      table(name + "_overflow", "x,z,y\n" + rows + rows + rows + "1e999,2,3\n",
            "f.csv:14:1: '1e999' is not a number"),
      table(name + "_infinite", "x,z,y\n" + rows + rows + rows + "-inf,2,3\n",
            "f.csv:14:1: '-inf' is not a number"),
      table(name + "_inexact", "x,z,y\n" + rows + rows + rows + "9007199254740993,2,3\n",
            "f.csv:14:1: '9007199254740993' is a whole number"),
      table(name + "_missing", "x,z,y\n" + rows + "5.5,,3\n", "f.csv:6:2: there is no value in column 'z'"),
      table(name + "_missing_mark", "x,z,y\n" + rows + "5.5,?,3\n",
            "f.csv:6:2: there is no value in column 'z'"),
      table(name + "_missing_target", "x,z,y\n" + rows + "5.5,4,\n",
            "f.csv:6:3: there is no value in column 'y'"),
      table(name + "_missing_target_imputed", "x,z,y\n" + rows + "5.5,4,NA\n", "--impute drop",
            {"--impute", "mean"}),
      table(name + "_no_utf8", "x,z,y\n1,caf\xe9,3\n2,tea,4\n", "f.csv:2:2: the cell is not UTF-8"),
      table(name + "_name_no_utf8", "x,caf\xe9,y\n" + rows, "f.csv:1:2: the column's name is not UTF-8"),
      table(name + "_carriage_return", "x,z,y\n" + rows + "5.5,2\r3,4\n", "f.csv:6:2: a carriage return"),
      table(name + "_ambiguous_date", "x,z,y\n1,3/4/2020,3\n2,5/6/2020,4\n", "f.csv:2:2: '3/4/2020'"),
      table(name + "_word_target", "x,z,y\n1,2,red\n2,3,blue\n3,5,red\n", "holds words"),
  };
  std::vector<BadInput> replaced = all;
  for (BadInput& input : replaced)
    std::ranges::replace(input.files["f.csv"], ',', separator);
  return replaced;
}

std::vector<BadInput> forms() {
  const std::string rows = "$1.5,20%,2020-01-31,1\n$2.5,30%,2020-02-29,2\n$3.5,50%,2021-01-01,5\n";
  const std::string many = "p,q,d,y\n" + rows + rows + rows + rows;
  return {
      table("form_without_currency", many + "4.5,20%,2020-01-31,1\n",
            "f.csv:14:1: '4.5' is not a number as the others"),
      table("form_other_currency",
            many + "\xe2\x82\xac"
                   "4.5,20%,2020-01-31,1\n",
            "f.csv:14:1:"),
      table("form_without_percent", many + "$4.5,20,2020-01-31,1\n",
            "f.csv:14:2: '20' is not a number as the others"),
      table("form_percent_of_word", many + "$4.5,few%,2020-01-31,1\n", "f.csv:14:2: 'few%'"),
      table("form_no_date", many + "$4.5,20%,soon,1\n", "f.csv:14:3: 'soon' is not a date"),
      table("form_no_day", many + "$4.5,20%,2021-02-29,1\n", "f.csv:14:3: '2021-02-29' is not a date"),
      table("form_no_month", many + "$4.5,20%,2021-13-01,1\n", "f.csv:14:3: '2021-13-01'"),
      table("form_no_hour", many + "$4.5,20%,2021-12-01 25:00,1\n", "f.csv:14:3: '2021-12-01 25:00'"),
      table("form_bad_group", many + "\"$4,49.5\",20%,2020-01-31,1\n", "f.csv:14:1: '$4,49.5'"),
      table("form_two_points", many + "$4.4.5,20%,2020-01-31,1\n", "f.csv:14:1: '$4.4.5'"),
      table("form_only_currency", many + "$,20%,2020-01-31,1\n", "f.csv:14:1: '$'"),
      table("decimal_comma_in_quotes", "a,y\n\"1,5\",1\n\"2,5\",2\n", "--decimal"),
      table("decimal_comma_and_point", "a;b;y\n1,5;1.5;1\n2,5;2.5;2\n", "a decimal comma, and '1.5'"),
      table("decimal_comma_denied", "a;y\n1,5;1\n2,5;2\n", "--decimal", {"--decimal", "."}),
      table("decimal_point_in_commas",
            "a;y\n1,5;1\n2,5;2\n3,5;2\n4,5;2\n5,5;2\n6,5;2\n7,5;1\n8,5;1\n9,5;2\n1,5;2\n1.5;1\n",
            "f.csv:12:1: '1.5'", {"--decimal", ","}),
      table("date_day_first", "d,y\n31.12.2020,1\n30.11.2021,2\n", "f.csv:2:1: '31.12.2020'"),
      table("date_with_dashes", "d,y\n31-12-2020,1\n30-11-2021,2\n", "--ignore d"),
      table("date_short_year", "d,y\n31/12/20,1\n30/11/21,2\n", "--categorical d"),
      table("date_named_numeric", "d,y\n2024-03-31,1\n2024-04-30,2\n",
            "f.csv:2:1: '2024-03-31' in column 'd' is a date, and no number", {"--numeric", "d"}),
      table("zero_among_numbers", "x,y\n1,1\n2,1.0\n3,01\n4,2\n", "f.csv:4:2: '01' is not a number"),
      table("date_as_target", "x,y\n1,1/2/2020\n2,3/4/2020\n", "f.csv:2:2"),
      table("marks_among_measurements", "x,y\n0.25,1\nn.d.,2\n1.25,3\n2.25,4\nn.d.,5\n3.25,6\n",
            "--missing 'n.d.'"),
      table("only_identifiers", "x,y\na,1\nb,2\nc,3\nd,4\ne,5\nf,6\n", "no column is left"),
      {"several_targets_of_words",
       {"train", "linear", "--data", "f.csv", "--target", "u,v"},
       {{"f.csv", "x,u,v\n1,2,red\n2,3,blue\n"}},
       3,
       "f.csv:2:3: 'red' is not a number"},
      table("leading_zero_target", "x,y\n1,001\n2,002\n3,001\n", "holds words such as '001'"),
      table("inexact_target", "x,y\n1,9007199254740993\n2,9007199254740995\n3,9007199254740993\n",
            "holds words"),
      table("first_row_either", "country,2019,2020\nDE,1,2\nFR,5,7\n", "--header yes or --header no"),
      table("first_row_mixed", "5.1,low,y\n4.9,3.0,1\n6.3,3.3,2\n", "--header yes or --header no"),
      table("row_names_repeated", ",x,y\nAnn,1,2\nAnn,2,3\n", "the header has no name"),
      table("nothing_but_separators", ",,\n,,\n", "there are no rows of data"),
      table("nothing_but_comments", "# a\n# b\n", "f.csv"),
      table("nothing_but_sep", "sep=;\n", "there are no rows of data"),
      table("utf16_odd_length",
            std::string("\xff\xfe"
                        "a\0,\0y\0\n\0"
                        "1",
                        11),
            "byte 10 is not UTF-16"),
      table("utf16_lone_surrogate",
            std::string("\xff\xfe"
                        "a\0\n\0\0\xd8\n\0",
                        10),
            "byte 6 is not UTF-16"),
      table("utf16_low_surrogate", std::string("\xfe\xff\0a\0\n\xdc\0\0\n", 10), "byte 6 is not UTF-16"),
      table("utf16_without_rows",
            std::string("\xff\xfe"
                        "a\0,\0y\0\n\0",
                        10),
            "there are no rows of data"),
      table("utf16_without_mark",
            std::string("a\0,\0y\0\n\0"
                        "1\0,\0"
                        "2\0",
                        14),
            "NUL byte"),
      table("end_holds_a_value", "a,y\n1,2,\n3,4,\n5,6,\n7,8,9\n", "f.csv:5:3: '9' stands behind"),
      table("hash_row_of_other_length", "a,b,y\n1,2,3\n#4,5\n6,7,8\n", "f.csv:3: the row has 2 cells"),
  };
}

std::vector<BadInput> options() {
  std::vector<BadInput> inputs{
      option("header_maybe", {"--header", "maybe"}, "--header"),
      option("header_empty", {"--header", ""}, "--header"),
      option("header_no_then_name", {"--header", "no"}, "there is no target column 'y'", 3),
      option("separator_digit", {"--separator", "5"}, "separator"),
      option("separator_point", {"--separator", "."}, "separator"),
      option("separator_minus", {"--separator", "-"}, "separator"),
      option("separator_quote", {"--separator", "\""}, "separator"),
      option("separator_two", {"--separator", ";;"}, "separator"),
      option("separator_word", {"--separator", "comma"}, "separator"),
      option("separator_other", {"--separator", ";"}, "'y'", 3),
      option("decimal_word", {"--decimal", "comma"}, "--decimal"),
      option("decimal_semicolon", {"--decimal", ";"}, "--decimal"),
      option("categories_zero", {"--categories", "0"}, "--categories"),
      option("categories_negative", {"--categories", "-1"}, "--categories"),
      option("categories_word", {"--categories", "all"}, "--categories"),
      option("target_as_feature", {"--features", "a,y"}, "cannot be a feature"),
      option("target_ignored", {"--ignore", "y"}, "--ignore"),
      option("feature_ignored", {"--features", "a,b", "--ignore", "b"}, "--ignore"),
      option("all_ignored", {"--ignore", "a,b,c"}, "no column of features", 3),
      option("target_as_id", {"--id", "y"}, "--id"),
      option("id_as_feature", {"--id", "a", "--features", "a,b"}, "cannot be a feature"),
      option("categorical_and_numeric", {"--categorical", "a", "--numeric", "a"},
             "both --categorical and --numeric"),
      {"features_of_a_model",
       {"evaluate", "linear.safetensors", "--data", "houses.csv", "--features", "area"},
       {},
       2,
       "--features"},
      {"ignore_of_a_model",
       {"predict", "linear.safetensors", "--data", "houses.csv", "--ignore", "area"},
       {},
       2,
       "--ignore"},
      {"features_of_from",
       {"train", "linear", "--data", "houses.csv", "--target", "price", "--from", "linear.safetensors",
        "--features", "area"},
       {},
       2,
       "--features"},
      {"numbers_for_words",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms,wall\nlarge,2,brick\nsmall,3,wood\n"}},
       3,
       "area"},
      {"odd_cell_for_a_model",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,rooms,wall\n50,2,brick\nsmall,3,wood\n"}},
       3,
       "f.csv:3:1: 'small' is not a number"},
      {"column_gone",
       {"predict", "linear.safetensors", "--data", "f.csv"},
       {{"f.csv", "area,wall\n50,brick\n60,wood\n"}},
       3,
       "the file lacks the column 'rooms'"},
      {"words_in_the_way",
       {"train", "linear", "--data", "houses.csv", "--target", "price", "--numeric", "wall"},
       {},
       3,
       "houses.csv:2:3: 'brick' is not a number"},
  };
  for (const std::string name : {"features", "ignore", "id", "categorical", "numeric"}) {
    inputs.push_back(option(name + "_unknown", {"--" + name, "nothing"}, "there is no column 'nothing'", 3));
    inputs.push_back(option(name + "_beyond", {"--" + name, "5"}, "there is no column '5'", 3));
    inputs.push_back(option(name + "_zero", {"--" + name, "0"}, "there is no column '0'", 3));
  }
  for (const std::string name :
       {"header", "separator", "decimal", "missing", "features", "ignore", "id", "categorical", "numeric"}) {
    const std::string value = name == "header"      ? "no"
                              : name == "separator" ? ";"
                              : name == "decimal"   ? ","
                                                    : "1";
    inputs.push_back({name + "_of_an_array",
                      {"train", "linear", "--data", "X.npy", "--labels", "y.npy", "--" + name, value},
                      {},
                      2,
                      "--" + name});
    inputs.push_back({name + "_of_synthetic_data",
                      {"train", "linear", "--data", "synthetic:linear,rows=9,features=2", "--" + name, value},
                      {},
                      2,
                      "--" + name});
  }
  return inputs;
}

}  // namespace

std::vector<BadInput> bad_tables() {
  std::vector<BadInput> all = forms();
  std::ranges::move(options(), std::back_inserter(all));
  std::ranges::move(with_separator("comma", ','), std::back_inserter(all));
  std::ranges::move(with_separator("semicolon", ';'), std::back_inserter(all));
  std::ranges::move(with_separator("tab", '\t'), std::back_inserter(all));
  std::ranges::move(with_separator("bar", '|'), std::back_inserter(all));
  return all;
}

}  // namespace glissade::testing
