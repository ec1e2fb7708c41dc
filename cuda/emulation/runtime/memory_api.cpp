#include <cstring>
#include <utility>

#include "complaint/complaint.hpp"
#include "memory/device_memory.hpp"
#include "memory/pinned_memory.hpp"
#include "queue/stream.hpp"
#include "runtime/api_call.hpp"
#include "runtime/counting.hpp"

using namespace emulation;

cudaError_t cudaMalloc(void** address, size_t bytes) {
  const ApiCall call("cudaMalloc", DuringCapture::forbidden);
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  *address = nullptr;
  if (bytes == 0)
    return cudaSuccess;
  *address = device_memory().allocate(bytes);
  if (*address == nullptr)
    return report(cudaErrorMemoryAllocation);
  ++counting().allocations;
  return cudaSuccess;
}

cudaError_t cudaFree(void* address) {
  const ApiCall call("cudaFree", DuringCapture::forbidden);
  if (address == nullptr)
    return cudaSuccess;
  device_memory().free(address);
  ++counting().frees;
  return cudaSuccess;
}

cudaError_t cudaMallocHost(void** address, size_t bytes) {
  const ApiCall call("cudaMallocHost", DuringCapture::forbidden);
  if (const cudaError_t error = ApiCall::availability(); error != cudaSuccess)
    return report(error);
  *address = nullptr;
  if (bytes == 0)
    return cudaSuccess;
  *address = pinned_memory().allocate(bytes);
  if (*address == nullptr)
    return report(cudaErrorMemoryAllocation);
  ++counting().pinned_allocations;
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* address) {
  const ApiCall call("cudaFreeHost", DuringCapture::forbidden);
  if (address == nullptr)
    return cudaSuccess;
  pinned_memory().free(address);
  ++counting().pinned_frees;
  return cudaSuccess;
}

namespace {

void count(Transfers& transfers, size_t bytes) {
  ++transfers.count;
  transfers.bytes += bytes;
}

Operation copy_to_device(void* destination, const void* source, size_t bytes) {
  constexpr auto use = PinnedMemory::Use::copied_from;
  pinned_memory().require(source, bytes, "source");
  device_memory().require(destination, bytes, "destination");
  return {"cudaMemcpyAsync to the device", false,
          [=] {
            // Captured once and queued again and again: the buffer may be gone by then.
            pinned_memory().require(source, bytes, "source");
            pinned_memory().hold(source, bytes, use);
          },
          [=] {
            device_memory().require(destination, bytes, "destination");
            pinned_memory().release(source, bytes, use, [&] { std::memcpy(destination, source, bytes); });
            count(counting().host_to_device, bytes);
          }};
}

Operation copy_to_host(void* destination, const void* source, size_t bytes) {
  constexpr auto use = PinnedMemory::Use::copied_to;
  pinned_memory().require(destination, bytes, "destination");
  device_memory().require(source, bytes, "source");
  return {"cudaMemcpyAsync to the host", false,
          [=] {
            pinned_memory().require(destination, bytes, "destination");
            pinned_memory().hold(destination, bytes, use);
          },
          [=] {
            device_memory().require(source, bytes, "source");
            pinned_memory().release(destination, bytes, use,
                                    [&] { std::memcpy(destination, source, bytes); });
            count(counting().device_to_host, bytes);
          }};
}

Operation copy_on_device(void* destination, const void* source, size_t bytes) {
  device_memory().require(destination, bytes, "destination");
  device_memory().require(source, bytes, "source");
  const auto* first = static_cast<const std::byte*>(source);
  const auto* target = static_cast<const std::byte*>(destination);
  if (target < first + bytes && first < target + bytes)
    complain(text("the source ", locate(source), " and the destination ", locate(destination),
                  " overlap in a copy of ", bytes, " bytes"));
  return {"cudaMemcpyAsync on the device", false, {}, [=] {
            device_memory().require(destination, bytes, "destination");
            device_memory().require(source, bytes, "source");
            std::memcpy(destination, source, bytes);
            count(counting().device_to_device, bytes);
          }};
}

}  // namespace

cudaError_t cudaMemcpyAsync(void* destination, const void* source, size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  const ApiCall call("cudaMemcpyAsync");
  CUstream_st& queue = require(stream);
  if (bytes == 0)
    return cudaSuccess;
  switch (kind) {
    case cudaMemcpyHostToDevice:
      enqueue(queue, copy_to_device(destination, source, bytes));
      break;
    case cudaMemcpyDeviceToHost:
      enqueue(queue, copy_to_host(destination, source, bytes));
      break;
    case cudaMemcpyDeviceToDevice:
      enqueue(queue, copy_on_device(destination, source, bytes));
      break;
    default:
      complain(text(static_cast<int>(kind), " is no direction of a copy"));
  }
  return cudaSuccess;
}

cudaError_t cudaMemsetAsync(void* address, int value, size_t bytes, cudaStream_t stream) {
  const ApiCall call("cudaMemsetAsync");
  CUstream_st& queue = require(stream);
  if (bytes == 0)
    return cudaSuccess;
  device_memory().require(address, bytes, "destination");
  enqueue(queue, {"cudaMemsetAsync", false, {}, [=] {
                    device_memory().require(address, bytes, "destination");
                    std::memset(address, value, bytes);
                    count(counting().fills, bytes);
                  }});
  return cudaSuccess;
}
