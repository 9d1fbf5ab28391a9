#!/usr/bin/env python3
"""TRM at width 512 on 9 x 9 puzzles, in PyTorch and in turns with bench_exec_trm: medians and ratios.

A forward pass of one puzzle (two blocks applied 16 times) in float and in bfloat16, and training steps of 16 puzzles and of
one, in float and in mixed precision (autocast), AdamW (fused) and clipping included.

    python3 -m venv torch && torch/bin/pip install torch
    torch/bin/python benchmarks/peers/trm.py build/bench/bin/bench_exec_trm
"""

import argparse
import json
import statistics
import subprocess
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("trm.py: PyTorch is missing; python3 -m venv torch && torch/bin/pip install torch, then torch/bin/python trm.py")

from training import Trm, milliseconds

SIZE = dict(vocab=11, width=512, heads=8, hidden=1536, context=81)


def make():
    torch.manual_seed(1)
    return Trm(SIZE, blocks=2, cycles=4, steps=3, prefix=0)


def puzzles(count):
    return torch.randint(0, 11, (count, 81)), torch.randint(0, 11, (count, 81))


def forward_milliseconds(kind, threads, seconds):
    torch.set_num_threads(threads)
    model, (ids, targets) = make().to(kind), puzzles(1)
    times = []
    with torch.inference_mode():
        model(ids, targets)
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            start = time.perf_counter()
            model(ids, targets)
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def ours(program, line, seconds):
    said = subprocess.run(
        [program, f"--benchmark_filter=^{line}(/|$)", f"--benchmark_min_time={seconds}", "--benchmark_format=json"],
        check=True, capture_output=True, text=True,
    )
    return json.loads(said.stdout)["benchmarks"][0]["real_time"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="where bench_exec_trm is")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="for each measurement")
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    options = parser.parse_args()

    kinds = {"float": torch.float32, "bfloat16": torch.bfloat16}
    rivals, lines = {}, {}
    for threads in options.threads:
        for name, kind in kinds.items():
            rivals[f"PyTorch {name}, forward, threads {threads}"] = (
                lambda kind=kind, threads=threads: forward_milliseconds(kind, threads, options.seconds)
            )
        for storage in ("dense", "packed", "bf16"):
            lines[f"forward/{storage}/{threads}"] = f"PyTorch float, forward, threads {threads}"
        for storage in ("bf16_dot", "int8"):
            lines[f"forward/{storage}/{threads}"] = f"PyTorch bfloat16, forward, threads {threads}"
        for count in (16, 1):
            rival = f"PyTorch, step of {count}, threads {threads}"

            def step(count=count, threads=threads, kind=torch.float32):
                torch.set_num_threads(threads)
                with torch.autocast("cpu", torch.bfloat16, enabled=kind == torch.bfloat16):
                    return milliseconds(make(), *puzzles(count), 1, options.seconds)

            rivals[rival] = step
            rivals[rival + ", autocast"] = lambda step=step: step(kind=torch.bfloat16)
            lines[f"step/{count}/{threads}"] = rival
            lines[f"mixed/{count}/{threads}"] = rival + ", autocast"

    times = {name: [] for name in [*rivals, *lines]}
    for round in range(options.rounds):
        print(f"round {round + 1} of {options.rounds}", file=sys.stderr)
        for name, rival in rivals.items():
            times[name].append(rival())
        for line in lines:
            times[line].append(ours(options.program, line, options.seconds))
    median = {name: statistics.median(all) for name, all in times.items()}
    print(f"torch {torch.__version__}, {options.rounds} rounds in turns, medians")
    for line, rival in lines.items():
        print(f"{line:18s} {median[line]:10.1f} ms   {rival:42s} {median[rival]:10.1f} ms   ratio {median[rival] / median[line]:5.2f}")


if __name__ == "__main__":
    main()
