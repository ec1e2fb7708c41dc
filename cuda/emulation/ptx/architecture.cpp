#include "ptx/architecture.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

#include "complaint/complaint.hpp"
#include "emulation/builtins.hpp"
#include "memory/device_memory.hpp"
#include "ptx/difference.hpp"
#include "ptx/parser.hpp"
#include "ptx/statements.hpp"

namespace emulation::ptx {

Architecture::Architecture(const std::filesystem::path& folder) : name_(folder.filename().string()) {
  for (const auto& file : std::filesystem::directory_iterator(folder))
    if (file.path().extension() == ".ptx")
      read(file.path());
  if (kernels_.empty())
    complain(text("there is no kernel in the .ptx files of ", folder.string()));
}

void Architecture::read(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const std::string source{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  try {
    for (Kernel& kernel : parse(source, file.filename().string())) {
      const auto [entry, is_new] = kernels_.try_emplace(kernel.name);
      if (!is_new)
        complain(text(file.string(), ": there is another kernel ", kernel.name));
      entry->second.kernel = std::move(kernel);
      entry->second.machine = std::make_unique<Machine>(entry->second.kernel);
    }
  } catch (const Malformed& fault) {
    complain(text(file.string(), ", ", fault.what()));
  }
}

void Architecture::complain_at(std::uint64_t block, std::uint32_t thread, const std::string& fault) const {
  const dim3 block_index = index_of(block, launch_.grid);
  const dim3 thread_index = index_of(thread, launch_.block);
  blockIdx = {block_index.x, block_index.y, block_index.z};
  threadIdx = {thread_index.x, thread_index.y, thread_index.z};
  activity.in_block = activity.in_thread = true;
  complain(text("nvcc's code for ", name_, ", ", fault));
}

Architecture::Compiled& Architecture::require(const std::string& name) {
  const auto found = kernels_.find(name);
  if (found == kernels_.end())
    complain(text("there is no nvcc's code for ", name_, " of this kernel"));
  return found->second;
}

/// Both compilers lay out arguments alike, or the kernel would not get what was meant.
std::vector<std::byte> Architecture::parameters_of(const KernelLaunch& launch, const Kernel& kernel) const {
  std::vector<std::byte> bytes(kernel.parameter_bytes, std::byte{0xFF});
  if (kernel.parameters.size() != launch.arguments.size())
    complain(text("nvcc's code for ", name_, " takes ", kernel.parameters.size(), " arguments, not ",
                  launch.arguments.size()));
  for (std::size_t i = 0; i < launch.arguments.size(); ++i) {
    const ArgumentCopy& argument = launch.arguments[i];
    const Parameter& parameter = kernel.parameters[i];
    if (parameter.bytes != argument.bytes.size() || parameter.offset % argument.alignment != 0)
      complain(text("argument ", i, " has ", argument.bytes.size(), " bytes, and ", parameter.bytes,
                    " at offset ", parameter.offset, " in nvcc's code for ", name_));
    std::ranges::copy(argument.bytes, bytes.begin() + parameter.offset);
  }
  return bytes;
}

/// So that there is a copy to compare with where the host compiler's code alone touches something.
void Architecture::copy_what_arguments_name(const KernelLaunch& launch) {
  for (const ArgumentCopy& argument : launch.arguments)
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= argument.bytes.size();
         at += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, &argument.bytes[at], sizeof word);
      images_.find(word);
    }
}

void Architecture::execute(const KernelLaunch& launch) {
  launched_ = &require(launch.name);
  images_.begin_launch();
  launch_ = {&launched_->kernel, launch.grid, launch.block, parameters_of(launch, launched_->kernel),
             &images_};
  copy_what_arguments_name(launch);
  try {
    executed_ = launched_->machine->run(launch_);
  } catch (const Fault& fault) {
    complain_at(fault.block, fault.thread, fault.what());
  }
  ++launched_->launches;
  warp_instructions_ += executed_.warp_instructions;
}

void Architecture::compare(const std::vector<Allocation*>& touched) {
  for (const Allocation* allocation : touched)
    if (std::ranges::none_of(images_.entries(),
                             [&](const auto& entry) { return entry.allocation == allocation; }))
      complain(
          text("only the host compiler's code touches ", allocation->name, ", and not nvcc's for ", name_));
  for (const ImagePool::Entry& entry : images_.entries())
    compare_copy(entry);
}

void Architecture::compare_copy(const ImagePool::Entry& entry) {
  const Difference difference =
      ptx::compare(*entry.image, entry.allocation->begin, *launch_.kernel, executed_.last);
  launched_->bytes_compared += entry.allocation->bytes;
  other_nans_ += difference.other_nans;
  if (difference.bytes == 0)
    return;
  const std::string fault =
      text("leaves ", text_of_element(&entry.image->bytes[difference.first], difference.element_bytes),
           " at byte ", difference.first, " of ", entry.allocation->name, ", the host compiler's code ",
           text_of_element(entry.allocation->begin + difference.first, difference.element_bytes), "; ",
           difference.bytes, " bytes of it differ");
  if (!difference.last_store)
    complain(text("nvcc's code for ", name_, " stores nothing there, and ", fault));
  const auto after = std::ranges::upper_bound(executed_.first_of_blocks, difference.last_store->interval);
  const auto block = static_cast<std::uint64_t>(after - executed_.first_of_blocks.begin()) - 1;
  complain_at(block, difference.last_store->thread,
              text(place_of(*launch_.kernel, difference.last_store->instruction), ": ", fault));
}

std::string Architecture::summary() const {
  std::string lines;
  std::uint64_t launches = 0;
  std::uint64_t bytes = 0;
  std::size_t launched = 0;
  // A byte that differs is a complaint, and ends the program.
  for (const auto& [name, compiled] : kernels_) {
    lines += text(name_, ": ", compiled.launches, " launches, ", compiled.bytes_compared,
                  " bytes compared, 0 differ: ", name, '\n');
    launches += compiled.launches;
    bytes += compiled.bytes_compared;
    launched += compiled.launches != 0 ? 1 : 0;
  }
  return lines + text("In all of ", name_, ": ", launches, " launches of ", launched, " of ", kernels_.size(),
                      " kernels, ", warp_instructions_, " instructions of warps, ", bytes,
                      " bytes compared, 0 differ, ", other_nans_, " bytes of NaNs with other bits\n");
}

}  // namespace emulation::ptx
