#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "glissade/training.hpp"
#include "report/text_table.hpp"

namespace glissade {

/// One element of the `epochs` of a training document; also an `epoch` event of a log.
nlohmann::ordered_json epoch_json(const EpochReport& epoch);

/// "epoch 3/10: train loss 0.4213, validation loss 0.4399, …", without a newline.
std::string epoch_line(const EpochReport& epoch, std::uint64_t epochs);

/// "adam, learning rate 0.001, batches of 128, 10 epochs, fp32, seed 0" of so many training rows.
std::string described_training(const TrainingOptions& options, std::uint64_t rows, std::uint64_t epochs);

/// The epochs with a star at the best one. Of a long run, only some twenty evenly spread ones, the best and
/// the last.
/// The epoch of the lowest validation loss; nothing where no rows validate, as the lowest loss on the rows
/// trained on is no reason to prefer an epoch.
std::optional<std::uint64_t> best_validated_epoch(const TrainingResult& result);

TextTable epoch_table(const std::vector<EpochReport>& epochs, const std::optional<std::uint64_t>& best);

/// The `epochs`, `steps`, `seconds`, `stopped`, `best_epoch` of a training document, added to `document`.
void add_training_result(nlohmann::ordered_json& document, const TrainingResult& result);

}  // namespace glissade
