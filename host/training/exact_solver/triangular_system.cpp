#include "training/exact_solver/triangular_system.hpp"

#include <algorithm>
#include <cmath>

#include "glissade/numeric/divided_up.hpp"
#include "numeric/thread_count.hpp"
#include "training/exact_solver/row_triangle.hpp"
#include "training/exact_solver/tile_source.hpp"

namespace glissade {

namespace {

/// Many rows, so that a reflection is worth computing; few enough for a panel of them to stay in the
/// first-level cache.
constexpr std::uint64_t tile_rows = 256;

/// The memory that one thread works in.
struct Workspace {
  PanelTile features, targets;
  std::vector<double> feature_buffer, target_buffer;
  std::vector<double> feature_sums, target_sums;  // of no use here

  explicit Workspace(const TileSource& source)
      : features(source.features(), tile_rows),
        targets(source.outputs(), tile_rows),
        feature_buffer(source.feature_buffer(tile_rows)),
        target_buffer(source.target_buffer(tile_rows)),
        feature_sums(source.features()),
        target_sums(source.outputs()) {}
};

/// Groups of rows that are reduced apart and then together, which costs as much as some more rows. Depends on
/// the shape alone, and so do the bits.
std::uint64_t group_count(const TileSource& source) {
  constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;
  constexpr std::uint64_t most_groups = 64;
  const std::uint64_t by_rows =
      std::max<std::uint64_t>(source.rows() / (4 * source.features() + tile_rows), 1);
  const std::uint64_t by_memory =
      std::max<std::uint64_t>(most_bytes / RowTriangle::bytes(source.features(), source.outputs()), 2);
  return std::min({by_rows, by_memory, most_groups});
}

/// Centred features in standard deviations, and centred targets, of rows [first, first + count).
void fill(const TileSource& source, const NormalEquations& equations, std::uint64_t first,
          std::uint64_t count, Workspace& space) {
  source.fill_features(first, count, equations.stored_feature_mean, space.feature_buffer, space.features,
                       space.feature_sums);
  source.fill_targets(first, count, equations.stored_target_mean, space.target_buffer, space.targets,
                      space.target_sums);
  for (std::uint64_t feature = 0; feature < source.features(); ++feature) {
    PanelRow* const panel = space.features.panel(feature / PanelRow::columns);
    const double unit = equations.unit[static_cast<Eigen::Index>(feature)];
    for (std::uint64_t row = 0; row < count; ++row) {
      panel[row].values[feature % PanelRow::columns] *= unit;
    }
  }
}

RowTriangle reduced(const TileSource& source, const NormalEquations& equations, int threads) {
  const std::uint64_t tiles = divided_up(source.rows(), tile_rows);
  const std::uint64_t count = std::min(group_count(source), tiles);
  const int workers = team_size(threads, count);
  // Made here, because running out of memory must not end a parallel region.
  std::vector<RowTriangle> groups(count, RowTriangle(source.features(), source.outputs(), tile_rows));
  std::vector<Workspace> workspaces(static_cast<std::size_t>(workers), Workspace(source));
#pragma omp parallel for schedule(dynamic) num_threads(workers)
  for (std::uint64_t group = 0; group < count; ++group) {
    Workspace& space = workspaces[static_cast<std::size_t>(omp_get_thread_num())];
    for (std::uint64_t tile = group * tiles / count; tile < (group + 1) * tiles / count; ++tile) {
      const std::uint64_t first = tile * tile_rows;
      const std::uint64_t rows = std::min(tile_rows, source.rows() - first);
      fill(source, equations, first, rows, space);
      groups[group].add(space.features, space.targets, rows);
    }
  }
  for (std::size_t group = 1; group < groups.size(); ++group) {
    groups[0].add(groups[group], workspaces[0].features, workspaces[0].targets);
  }
  return std::move(groups[0]);
}

}  // namespace

TriangularSystem triangular_system(const Preprocessing& preprocessing, const Table& table,
                                   const RowSelection& rows, const NormalEquations& equations, int threads) {
  const TileSource source(preprocessing, table, rows);
  const RowTriangle triangle = reduced(source, equations, threads);
  const double root = std::sqrt(static_cast<double>(rows.count));
  const auto features = static_cast<Eigen::Index>(source.features());
  const auto outputs = static_cast<Eigen::Index>(source.outputs());
  TriangularSystem system{Eigen::MatrixXd::Zero(features, features), Eigen::MatrixXd(features, outputs),
                          Eigen::VectorXd(features)};
  for (Eigen::Index row = 0; row < features; ++row) {
    const auto index = static_cast<std::uint64_t>(row);
    for (Eigen::Index column = row; column < features; ++column) {
      system.triangle(row, column) = triangle.element(index, static_cast<std::uint64_t>(column)) / root;
    }
    for (Eigen::Index output = 0; output < outputs; ++output) {
      system.right(row, output) = triangle.right(index, static_cast<std::uint64_t>(output)) / root /
                                  preprocessing.target_scale[static_cast<std::size_t>(output)];
    }
    // The unit of a feature that does not vary is 0, and so is its column.
    const double mean_in_deviations = equations.stored_feature_mean[index] * equations.unit[row];
    system.roundings[row] =
        static_cast<double>(source.features()) + root + std::hypot(1.0, mean_in_deviations);
  }
  return system;
}

}  // namespace glissade
