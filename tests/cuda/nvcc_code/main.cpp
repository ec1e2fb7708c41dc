#include <gtest/gtest.h>

#include <iostream>

#include "emulation/nvcc_code.hpp"

int main(int count, char** arguments) {
  testing::InitGoogleTest(&count, arguments);
  emulation::execute_nvcc_code_beside(GLISSADE_NVCC_CODE);
  const int result = RUN_ALL_TESTS();
  std::cout << emulation::nvcc_code_summary();
  return result;
}
