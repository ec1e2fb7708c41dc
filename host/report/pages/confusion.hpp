#pragma once

#include "glissade/metrics.hpp"
#include "report/pages/html_page.hpp"

namespace glissade {

/// Up to 20 classes as a shaded confusion matrix; of more, the most frequent confusions.
void add_confusion(HtmlPage& page, const ClassificationMetrics& metrics);

/// A row for each class and average; of very many classes, those of the lowest F1.
void add_class_scores(HtmlPage& page, const ClassificationMetrics& metrics);

}  // namespace glissade
