#include "cli/bad_inputs.hpp"

namespace glissade::testing {
namespace {

using Arguments = std::vector<std::string>;

/// `train MODEL` on data that is in order, with `more`.
Arguments train(const std::string& model, const Arguments& more) {
  Arguments arguments{"train",    model,
                      "--data",   model == "linear" ? "houses.csv" : "flowers.csv",
                      "--target", model == "linear" ? "price" : "kind"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

BadInput linear(const std::string& name, const Arguments& more, const std::string& expected) {
  return {name, train("linear", more), {}, 2, expected};
}

BadInput classifier(const std::string& name, const Arguments& more, const std::string& expected) {
  return {name, train("classifier", more), {}, 2, expected};
}

std::vector<BadInput> bad_commands() {
  return {
      {"no_command", {}, {}, 2, "no command given"},
      {"unknown_command", {"trian", "linear"}, {}, 2, "Did you mean train?"},
      {"option_for_command", {"--epochs", "3"}, {}, 2, "a command must come first"},
      {"no_model_kind", {"train"}, {}, 2, "linear or classifier"},
      {"unknown_model_kind", {"train", "liner"}, {}, 2, "Did you mean linear?"},
      {"no_data", {"train", "linear"}, {}, 2, "no data given"},
      {"no_model_file", {"evaluate", "--data", "houses.csv"}, {}, 2, "needs a model file"},
      {"no_data_to_predict", {"predict", "linear.safetensors"}, {}, 2, "no data given"},
      {"nothing_to_inspect", {"inspect"}, {}, 2, "needs a model or a source"},
      {"no_source_to_generate", {"generate"}, {}, 2, "needs a synthetic source"},
      {"generate_without_out", {"generate", "synthetic:linear,rows=5,features=2"}, {}, 2, "--out"},
      {"generate_array_without_labels",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.npy"},
       {},
       2,
       "--labels"},
      {"generate_csv_with_labels",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.csv", "--labels", "b.npy"},
       {},
       2,
       "--labels"},
      {"generate_unknown_format",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.parquet"},
       {},
       2,
       ".npy"},
      {"model_to_standard_output",
       {"train", "linear", "--data", "houses.csv", "--target", "price", "--out", "/dev/stdout"},
       {},
       2,
       "--out names standard output, to which the results go"},
      {"generate_into_one_file",
       {"generate", "synthetic:linear,rows=5,features=2", "--out", "a.npy", "--labels", "a.npy"},
       {},
       2,
       "the same file"},
      {"generate_a_file", {"generate", "houses.csv", "--out", "a.csv"}, {}, 2, "synthetic"},
      {"surplus_to_devices", {"devices", "cuda"}, {}, 2, "unexpected argument 'cuda'"},
      {"labels_of_a_model", {"inspect", "linear.safetensors", "--target", "price"}, {}, 2, "does not apply"},
      {"verify_without_model_kind", {"verify"}, {}, 2, "verify needs a model: linear or classifier"},
      {"verify_a_model_file", {"verify", "linear.safetensors"}, {}, 2, "verify takes linear or classifier"},
      {"compare_without_model_kind", {"compare"}, {}, 2, "compare needs a model: linear or classifier"},
      {"compare_without_data", {"compare", "linear", "--devices", "cpu"}, {}, 2, "no data given"},
      {"verify_without_data", {"verify", "linear"}, {}, 2, "no data given"},
  };
}

std::vector<BadInput> bad_values() {
  return {
      linear("batch_negative", {"--batch-size", "-5"}, "--batch-size takes a whole number from 1"),
      linear("batch_zero", {"--batch-size", "0"}, "not '0'"),
      linear("batch_fraction", {"--batch-size", "1.5"}, "not '1.5'"),
      linear("batch_too_large", {"--batch-size", "99999999999999999999999"}, "--batch-size"),
      linear("batch_word", {"--batch-size", "all"}, "'all'"),
      linear("epochs_trailing", {"--epochs", "10x"}, "not '10x'"),
      linear("epochs_empty", {"--epochs", ""}, "--epochs"),
      linear("epochs_exponent", {"--epochs", "1e2"}, "not '1e2'"),
      linear("rate_nan", {"--lr", "nan"}, "--lr takes a number"),
      linear("rate_infinite", {"--lr", "inf"}, "not 'inf'"),
      linear("rate_overflow", {"--lr", "1e999"}, "not '1e999'"),
      linear("rate_zero", {"--lr", "0"}, "--lr takes a number from 1e-30"),
      linear("rate_negative", {"--lr", "-0.1"}, "not '-0.1'"),
      linear("rate_comma", {"--lr", "0,1"}, "not '0,1'"),
      linear("rate_missing", {"--lr"}, "--lr needs a value"),
      linear("rate_twice", {"--lr", "0.1", "--lr", "0.2"}, "--lr is given more than once"),
      linear("rate_hexadecimal", {"--lr", "0x1p-3"}, "--lr"),
      linear("momentum_one", {"--optimizer", "sgd", "--momentum", "1"}, "--momentum"),
      linear("beta_negative", {"--beta1", "-0.5"}, "--beta1"),
      linear("epsilon_zero", {"--epsilon", "0"}, "--epsilon"),
      linear("penalty_negative", {"--l2", "-1"}, "--l2"),
      linear("clip_zero", {"--clip", "0"}, "--clip"),
      linear("seed_negative", {"--seed", "-1"}, "--seed"),
      linear("seed_too_large", {"--seed", "18446744073709551616"}, "--seed"),
      linear("threads_zero", {"--threads", "0"}, "--threads takes a whole number from 1 to 1024"),
      linear("threads_too_many", {"--threads", "1025"}, "--threads"),
      linear("validation_one", {"--validation", "1"}, "--validation takes a number above 0 to below 1"),
      linear("validation_percent", {"--validation", "20%"}, "--validation"),
      linear("validation_too_small", {"--validation", "0.001"}, "of 40 rows holds back none"),
      linear("rescale_zero", {"--rescale", "0"}, "--rescale"),
      linear("rescale_too_small", {"--rescale", "-1e-31"}, "of magnitude 1e-30"),
      linear("select_too_many", {"--select", "9"}, "9"),
      linear("impute_unknown", {"--impute", "zero"}, "zero"),
      linear("impute_none", {"--impute", "none"}, "--impute"),
      linear("optimizer_unknown", {"--optimizer", "rmsprop"}, "rmsprop"),
      linear("schedule_unknown", {"--schedule", "linear"}, "schedule"),
      linear("schedule_without_factor", {"--schedule", "step:3"}, "step:3"),
      linear("device_unknown", {"--device", "gpu"}, "gpu"),
      {"device_absent", train("linear", {"--device", "cuda"}), {}, 6, "the cuda device cannot be used: "},
      linear("precision_unknown", {"--precision", "fp64"}, "fp32, tf32, bf16"),
      {"precision_of_cpu",
       train("linear", {"--precision", "bf16", "--device", "cpu"}),
       {},
       6,
       "the cpu device has no bf16 precision"},
      {"precision_of_reference",
       train("classifier", {"--precision", "tf32", "--device", "reference"}),
       {},
       6,
       "the reference device has no tf32 precision"},
      linear("time_without_number", {"--max-time", "s"}, "--max-time"),
      linear("time_unit", {"--max-time", "3d"}, "not '3d'"),
      linear("solver_unknown", {"--solver", "qr"}, "--solver takes descent, moments or exact"),
      classifier("hidden_negative", {"--hidden", "-3"}, "--hidden"),
      classifier("hidden_empty_part", {"--hidden", "3,,4"}, "--hidden"),
      classifier("hidden_zero", {"--hidden", "0"}, "--hidden"),
      classifier("activation_unknown", {"--hidden", "3", "--activation", "swish"}, "swish"),
      classifier("activation_identity", {"--hidden", "3", "--activation", "identity"}, "identity"),
      classifier("init_unknown", {"--init", "random"}, "random"),
      classifier("class_weight_unknown_class", {"--class-weight", "tulip=2"}, "'tulip'"),
      classifier("class_weight_negative", {"--class-weight", "iris=-2"}, "--class-weight"),
      classifier("class_weight_without_value", {"--class-weight", "iris"}, "--class-weight"),
      classifier("class_weight_twice", {"--class-weight", "iris=1,iris=2"}, "twice"),
  };
}

std::vector<BadInput> bad_combinations() {
  return {
      linear("unknown_option", {"--epoch", "3"}, "Did you mean --epochs?"),
      linear("unknown_option_with_value", {"--epoch=3"}, "unknown option --epoch"),
      linear("unknown_short_option", {"-e"}, "unknown option -e"),
      linear("surplus_argument", {"surplus"}, "unexpected argument 'surplus'"),
      classifier("list_with_a_space", {"--hidden", "32", "16"},
                 "A list is one word, with commas, as in --hidden 32,16."),
      linear("learning_rate_by_its_long_name", {"--learning-rate", "0.1"}, "It is called --lr here."),
      linear("iterations_as_scikit_learn_calls_them", {"--max_iter=100"}, "It is called --epochs here."),
      linear("jobs_as_scikit_learn_calls_them", {"--n_jobs", "2"}, "It is called --threads here."),
      linear("seed_as_scikit_learn_calls_it", {"--random-state", "2"}, "It is called --seed here."),
      linear("batch_as_others_call_it", {"--Batch", "2"}, "It is called --batch-size here."),
      linear("layers_of_a_model_without", {"--hidden-layers", "2"},
             "glissade train linear --help lists the options."),
      classifier("layers_as_others_call_them", {"--hidden_layer_sizes", "2"}, "It is called --hidden here."),
      classifier("patience_as_others_call_it", {"--early-stopping", "2"}, "It is called --patience here."),
      classifier("validation_as_keras_calls_it", {"--validation_split", "0.1"},
                 "It is called --validation here."),
      classifier("dropout", {"--dropout", "0.5"}, "There is no dropout"),
      classifier("batch_normalisation", {"--batch_norm"}, "There is no batch normalisation"),
      classifier("verbose", {"--verbose"}, "Progress is shown unless --quiet is given."),
      linear("flag_with_value", {"--standardize=maybe"}, "--standardize"),
      linear("hidden_of_linear", {"--hidden", "3"}, "an option of train classifier"),
      linear("class_weight_of_linear", {"--class-weight", "balanced"}, "unknown option --class-weight"),
      classifier("solver_of_classifier", {"--solver", "exact"}, "unknown option --solver"),
      linear("momentum_of_adam", {"--momentum", "0.9"}, "--momentum needs --optimizer sgd"),
      linear("nesterov_alone", {"--optimizer", "sgd", "--nesterov"}, "--nesterov needs --momentum"),
      linear("beta_of_sgd", {"--optimizer", "sgd", "--beta1", "0.5"}, "--beta1 does not apply"),
      linear("decay_of_adam", {"--weight-decay", "0.1"}, "--weight-decay needs --optimizer adamw"),
      linear("patience_alone", {"--patience", "3"}, "--patience needs --validation"),
      linear("improvement_alone", {"--min-improvement", "3"}, "--min-improvement needs --patience"),
      linear("two_validations", {"--validation", "0.1", "--validation-data", "houses.csv"},
             "--validation cannot be combined"),
      linear("validation_labels_alone", {"--validation-labels", "y.npy"}, "needs --validation-data"),
      linear("l1_of_exact", {"--solver", "exact", "--l1", "1"}, "--l1 does not apply to --solver exact"),
      linear("epochs_of_exact", {"--solver", "exact", "--epochs", "1"}, "--epochs does not apply"),
      linear("device_of_exact", {"--solver", "exact", "--device", "reference"},
             "--device reference does not apply to --solver exact"),
      linear("precision_of_exact", {"--solver", "exact", "--precision", "tf32"},
             "--precision does not apply to --solver exact"),
      linear("batch_size_of_moments", {"--solver", "moments", "--batch-size", "32"},
             "--batch-size does not apply to --solver moments, whose batches are full"),
      linear("device_of_moments", {"--solver", "moments", "--device", "reference"},
             "--device reference does not apply to --solver moments"),
      linear("precision_of_moments", {"--solver", "moments", "--precision", "tf32"},
             "--precision does not apply to --solver moments"),
      linear("conjugate_of_descent", {"--optimizer", "conjugate"},
             "--optimizer conjugate needs --solver moments"),
      linear("rate_of_conjugate", {"--solver", "moments", "--optimizer", "conjugate", "--lr", "0.1"},
             "--lr does not apply to --optimizer conjugate"),
      linear("l1_of_conjugate", {"--solver", "moments", "--optimizer", "conjugate", "--l1", "0.1"},
             "--l1 does not apply to --optimizer conjugate"),
      linear("clip_of_conjugate", {"--solver", "moments", "--optimizer", "conjugate", "--clip", "1"},
             "--clip does not apply to --optimizer conjugate"),
      linear("schedule_of_conjugate",
             {"--solver", "moments", "--optimizer", "conjugate", "--schedule", "cosine"},
             "--schedule does not apply to --optimizer conjugate"),
      linear("warmup_of_conjugate", {"--solver", "moments", "--optimizer", "conjugate", "--warmup", "3"},
             "--warmup does not apply to --optimizer conjugate"),
      linear("plan_of_exact", {"--solver", "exact", "--plan"}, "--plan does not apply to --solver exact"),
      linear("plan_of_cpu", {"--plan", "--device", "cpu"}, "--plan does not apply to the cpu device"),
      linear("plan_without_gpu", {"--plan"}, "--plan does not apply to the cpu device"),
      linear("standardize_with_from", {"--from", "linear.safetensors", "--standardize"},
             "--standardize cannot be combined with --from"),
      classifier("activation_without_hidden", {"--activation", "tanh"}, "--activation needs --hidden"),
      {"out_is_a_folder", train("linear", {"--out", "/"}), {}, 1, "/"},
      {"out_in_no_folder", train("linear", {"--out", "none/m.safetensors"}), {}, 1, "none"},
      {"log_in_no_folder", train("linear", {"--log", "none/run.log"}), {}, 1, "none/run.log"},
      {"config_missing", {"train", "linear", "--config", "none.toml"}, {}, 3, "none.toml"},
      {"config_misspelt_key",
       {"train", "linear", "--config", "c.toml"},
       {{"c.toml", "data = \"houses.csv\"\ntargett = \"price\"\n"}},
       2,
       "Did you mean target?"},
      {"config_is_binary", {"train", "linear", "--config", "X.npy"}, {}, 2, "X.npy:1"},
  };
}

BadInput verify(const std::string& name, const Arguments& more, const std::string& expected) {
  BadInput bad = linear("verify_" + name, more, expected);
  bad.arguments.front() = "verify";
  return bad;
}

std::vector<BadInput> bad_verifications() {
  return {
      verify("no_steps", {"--steps", "0"}, "--steps takes a whole number from 1"),
      verify("steps_of_a_word", {"--steps", "all"}, "not 'all'"),
      verify("against_unknown", {"--against", "gpu"}, "--against takes cpu or reference, not 'gpu'"),
      verify("against_emulated", {"--against", "emulated"}, "--against takes cpu or reference"),
      verify("cpu_against_itself", {"--device", "cpu", "--against", "cpu"}, "needs another device than cpu"),
      verify("reference_against_itself", {"--device", "reference"}, "needs another device than reference"),
      verify("device_unknown", {"--device", "gpu"}, "gpu"),
      verify("out", {"--out", "m.safetensors"}, "unknown option --out of verify linear"),
      verify("epochs", {"--epochs", "3"}, "unknown option --epochs"),
      verify("plan", {"--plan"}, "unknown option --plan"),
      verify("solver", {"--solver", "exact"}, "--solver exact takes no steps"),
      verify("log", {"--log", "run.log"}, "unknown option --log"),
      verify("patience", {"--patience", "3"}, "unknown option --patience"),
      verify("validation_data", {"--validation-data", "houses.csv"}, "unknown option --validation-data"),
      verify("momentum_of_adam", {"--momentum", "0.9"}, "--momentum needs --optimizer sgd"),
      verify("option_of_train", {"--bach-size", "3"}, "Did you mean --batch-size?"),
  };
}

BadInput compare(const std::string& name, const Arguments& more, const std::string& expected) {
  BadInput bad = linear("compare_" + name, more, expected);
  bad.arguments.front() = "compare";
  return bad;
}

std::vector<BadInput> bad_comparisons() {
  BadInput no_precision =
      compare("precision_of_the_cpu", {"--devices", "cpu", "--precision", "bf16"}, "bf16");
  no_precision.status = 6;
  return {
      no_precision,
      compare("no_repeat", {"--repeat", "0"}, "--repeat takes a whole number from 1"),
      compare("repeat_of_a_word", {"--repeat", "often"}, "not 'often'"),
      compare("sweep_of_a_word", {"--sweep", "epochs"}, "--sweep takes batch or rows, not 'epochs'"),
      compare("target_loss_negative", {"--target-loss", "-1"}, "--target-loss"),
      compare("target_loss_nan", {"--target-loss", "nan"}, "--target-loss"),
      compare("report_over_data", {"--report", "houses.csv"}, "--report and --data name the same file"),
      compare("devices_empty", {"--devices", ""}, "--devices takes names separated by commas, not ''"),
      compare("devices_with_a_gap", {"--devices", "cpu,,cuda"}, "separated by commas, not ''"),
      compare("devices_auto", {"--devices", "auto"}, "not 'auto'"),
      compare("device_unknown", {"--devices", "cpu,gpu"}, "there is no device 'gpu'"),
      compare("device_twice", {"--devices", "cpu:2,cpu:2"}, "--devices names cpu:2 twice"),
      compare("no_threads", {"--devices", "cpu:0"}, "takes a whole number from 1"),
      compare("threads_beyond_processors", {"--devices", "cpu,cpu:1024"},
              "more threads than this process has processors"),
      compare("threads_of_a_word", {"--devices", "cpu:all"}, "not 'all'"),
      compare("threads_of_cuda", {"--devices", "cuda:1"}, "a number of threads for cpu only"),
      compare("device", {"--device", "cpu"}, "unknown option --device of compare linear"),
      compare("out", {"--out", "m.safetensors"}, "unknown option --out"),
      compare("patience", {"--patience", "3"}, "unknown option --patience"),
      compare("solver", {"--solver", "exact"}, "unknown option --solver"),
      compare("no_epochs", {"--epochs", "0"}, "--epochs takes a whole number from 1"),
  };
}

}  // namespace

std::vector<BadInput> bad_options() {
  std::vector<BadInput> all = bad_commands();
  for (const auto& more : {bad_values(), bad_combinations(), bad_verifications(), bad_comparisons()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace glissade::testing
