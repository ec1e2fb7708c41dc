"""What the model knows of each GPU."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Device:
    """Bandwidth, multiprocessors and clock are the makers' figures. Latencies of the memory are as measured by others and
    published; the last decides little where all is well."""
    name: str
    architecture: int
    multiprocessors: int
    gigahertz: float
    terabytes_per_second: float
    memory_nanoseconds: float
    most_warps: int
    shared_kilobytes: int
    fp32_lanes: int  # of a multiprocessor
    fp64_lanes: int

    @property
    def bytes_per_cycle(self):
        """The share of one multiprocessor in the memory's bandwidth."""
        return self.terabytes_per_second * 1e3 / self.multiprocessors / self.gigahertz

    @property
    def latency(self):
        """Cycles from a load to its value."""
        return self.memory_nanoseconds * self.gigahertz

    @property
    def bytes_under_way(self):
        """Little's law: what a multiprocessor must have under way for the memory never to wait."""
        return self.bytes_per_cycle * self.latency

    def resident_blocks(self, kernel, warps):
        registers = -(-kernel.registers // 8) * 8 * 32 * warps
        shared = kernel.shared_bytes + 1024  # which each block takes for itself
        return min(65536 // registers, self.most_warps // warps, self.shared_kilobytes * 1024 // shared)


DEVICES = [
    Device("H100", 90, 132, 1.755, 3.35, 600, 64, 228, 128, 64),
    Device("A100", 80, 108, 1.41, 2.04, 500, 64, 164, 64, 32),
    Device("RTX 4090", 89, 128, 2.52, 1.008, 550, 48, 100, 128, 2),
    Device("RTX 5090", 120, 170, 2.41, 1.792, 550, 48, 100, 128, 2),
]
