#pragma once

#include <vector>

#include "report/pages/training_page.hpp"

namespace glissade {

/// The two or three numbers that a run comes down to: of the validation rows if there are any.
std::vector<Figure> training_figures(const TrainingPageContext& context, const TrainingResult& result,
                                     const Model& model);

}  // namespace glissade
