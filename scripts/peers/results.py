"""bench/RESULTS.md from what was measured."""
import statistics

from peers import targets

SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}


def duration(seconds):
    for unit, factor in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)):
        if seconds >= 0.9995 * factor:
            break
    return f"{seconds / factor:#.3g} {unit}".replace(". ", " ")


def table(headings, rows):
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows] + [""]


def best(samples):
    """The number of threads with the smaller median, and its samples."""
    return min(samples.items(), key=lambda item: statistics.median(item[1]))


def peer_rows(work):
    glissade = statistics.median(best(work["seconds"]["Glissade"])[1])
    for name, by_threads in work["seconds"].items():
        threads, samples = best(by_threads)
        median = statistics.median(samples)
        yield [work["work"] if name == "Glissade" else "", name, threads, str(len(samples)), duration(median),
               duration(min(samples)), f"{100 * (max(samples) - min(samples)) / median:.0f} %",
               "" if name == "Glissade" else f"**{median / glissade:.1f} ×**"]


def benchmark_rows(benchmarks):
    for name, entry in benchmarks.items():
        rate = next((f"{entry[unit]:,.4g} {unit}" for unit in
                     ("GB/s", "GFLOP/s", "Mrows/s", "Mnormals/s", "MB/s") if unit in entry), "")
        if not rate and "items_per_second" in entry:
            rate = f"{entry['items_per_second'] / 1e6:,.4g} M/s"
        limit = f"{100 * entry['of_limit']:.3g} %" if "of_limit" in entry else ""
        seconds = entry["real_time"] * SECONDS[entry["time_unit"]]
        if "call_us" in entry:  # one of many calls that an iteration makes
            seconds = entry["call_us"] * 1e-6
        label = f" ({entry['label']})" if "label" in entry else ""
        yield [f"`{name.replace('/real_time', '').replace('/process_time', '').replace('/manual_time', '')}`{label}", duration(seconds), rate, limit]


def document(kept):
    works = [work for part in kept.values() for work in part.get("works", [])]
    benchmarks = {name: entry for part in kept.values() for name, entry in part.get("benchmarks", {}).items()}
    memory = [run for part in kept.values() for run in part.get("memory", [])]
    lines = ["# Measured", "", "Written by `scripts/compare_peers`; nothing here is typed by hand.", ""]
    environments = []
    for part in kept.values():
        if part["environment"] not in environments:
            environments.append(part["environment"])
    for key in environments[0] if environments else []:
        lines.append(f"- {key}: " + "; ".join(dict.fromkeys(environment[key] for environment in environments)))
    lines.append("- other programs and the kernel took of the cores meanwhile: " + ", ".join(
        f"{name} {part['other_load']:.0%}" for name, part in kept.items()))
    lines.append(f"- samples measured anew, because two threads were for a while hardly faster than one: "
                 f"{sum(part['discarded'] for part in kept.values())}")
    scalings = [scaling for part in kept.values() for scaling in part.get("scalings", [])]
    if scalings:
        lines.append("- all threads multiplied matrices so many times as fast as one after what was kept: "
                     f"{min(scalings):.2f} to {max(scalings):.2f}, median {statistics.median(scalings):.2f}")
    lines += ["", "## Beside what was to be reached", "",
              "Of the programs in `bench/`, the medians of the repetitions; limits and times are of the same run.", ""]
    lines += table(["work", "target", "measured", "reached"], targets.rows(works, benchmarks, memory))
    lines += ["## Beside other programs", "",
              "The same data for all, read before the time begins: training steps alone (`seconds` in `glissade train "
              "--json`), the solver alone. All take turns in every repeat, each with one thread and with all: the better "
              "is shown. Spread: largest minus smallest, of the median. The last column is the peer's median over "
              "Glissade's.", ""]
    lines += table(["work", "program", "threads", "n", "median", "minimum", "spread", "Glissade is faster by"],
                   [row for work in works for row in peer_rows(work)])
    lines += ["## Programs of bench/", ""]
    lines += table(["benchmark", "time", "rate", "of its limit"], benchmark_rows(benchmarks))
    return "\n".join(lines)
