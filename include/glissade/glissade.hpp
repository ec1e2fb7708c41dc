#pragma once

/// The whole public API. Whole jobs are in fit.hpp: fit, predict, evaluate, verify, compare. The parts that
/// they are made of: read_source → fit_preprocessing → apply_preprocessing → train or solve_exact →
/// save_model; load_model → apply_preprocessing → Session::predict.
#include "glissade/backend.hpp"
#include "glissade/comparison.hpp"
#include "glissade/dataset.hpp"
#include "glissade/device_array.hpp"
#include "glissade/error.hpp"
#include "glissade/exact_solver.hpp"
#include "glissade/fit.hpp"
#include "glissade/fit_options.hpp"
#include "glissade/machine.hpp"
#include "glissade/metrics.hpp"
#include "glissade/model.hpp"
#include "glissade/network.hpp"
#include "glissade/optimizer.hpp"
#include "glissade/preprocessing.hpp"
#include "glissade/reading.hpp"
#include "glissade/run_observer.hpp"
#include "glissade/run_result.hpp"
#include "glissade/samples.hpp"
#include "glissade/table.hpp"
#include "glissade/training.hpp"
#include "glissade/verification.hpp"
#include "glissade/version.hpp"
