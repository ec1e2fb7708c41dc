#include <algorithm>
#include <cstdlib>
#include <vector>

#include "complaint/complaint.hpp"
#include "emulation/nvcc_code.hpp"
#include "execution/launch_check.hpp"
#include "memory/device_memory.hpp"
#include "ptx/architecture.hpp"

namespace emulation {
namespace {

class CodeCheck : public LaunchCheck {
 public:
  explicit CodeCheck(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> folders;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.is_directory())
        folders.push_back(entry.path());
    std::ranges::sort(folders);
    for (const auto& architecture : folders)
      architectures_.emplace_back(architecture);
    if (architectures_.empty())
      complain(text("there is no folder of an architecture in ", folder.string()));
  }

  void before(const KernelLaunch& launch) override {
    for (ptx::Architecture& architecture : architectures_)
      architecture.execute(launch);
    // From here on an allocation that opens is touched by the host compiler's code.
    device_memory().close();
    device_memory().open();
  }

  void after(const KernelLaunch&) override {
    const std::vector<Allocation*> touched = device_memory().touched();
    for (ptx::Architecture& architecture : architectures_)
      architecture.compare(touched);
  }

  std::string summary() const {
    std::string lines;
    for (const ptx::Architecture& architecture : architectures_)
      lines += architecture.summary();
    return lines;
  }

 private:
  std::vector<ptx::Architecture> architectures_;
};

CodeCheck* the_check = nullptr;

}  // namespace

void execute_nvcc_code_beside(const std::string& folder) {
  const char* code = std::getenv("EMULATED_DEVICE_CODE");
  if (code == nullptr)
    return;
  if (std::string_view(code) != "ptx")
    complain(text("EMULATED_DEVICE_CODE is '", code, "'; it can be ptx"));
  const char* other_folder = std::getenv("EMULATED_DEVICE_PTX");
  // Never destroyed, as queued work may run until the program ends.
  the_check = new CodeCheck(other_folder == nullptr ? folder : other_folder);
  set_launch_check(the_check);
}

std::string nvcc_code_summary() {
  return the_check == nullptr ? "" : the_check->summary();
}

}  // namespace emulation
