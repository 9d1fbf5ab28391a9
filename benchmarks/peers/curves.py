#!/usr/bin/env python3
"""Norms and curves at the sizes of benchmarks/ops/curves.cpp, forward, in PyTorch on one thread.

Prints one line per operation: microseconds per call, the best of rounds, without gradients. A version of PyTorch that
has no RMS norm is given its formula.

    python3 -m venv torch && torch/bin/pip install torch && torch/bin/python benchmarks/peers/curves.py
"""

import argparse
import sys
import time

try:
    import torch
    import torch.nn.functional as F
except ImportError:
    sys.exit("PyTorch is missing: python3 -m venv torch && torch/bin/pip install torch, then use torch/bin/python.")


def rms_formula(x, shape, weight=None, eps=1e-6):
    y = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)
    return y if weight is None else y * weight


rms_norm = getattr(F, "rms_norm", rms_formula)


def microseconds(call, x, rounds, seconds):
    for _ in range(20):
        call(x)
    best = float("inf")
    for _ in range(rounds):
        begin, count = time.perf_counter(), 0
        while time.perf_counter() - begin < seconds:
            for _ in range(10):
                call(x)
            count += 10
        best = min(best, (time.perf_counter() - begin) / count)
    return 1e6 * best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.2)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    gain = torch.zeros(512)
    operations = (
        ("softmax", 648, 81, lambda x: torch.softmax(x, -1)),
        ("softmax", 128, 1024, lambda x: torch.softmax(x, -1)),
        ("rms_norm", 81, 512, lambda x: rms_norm(x, (512,), eps=1e-6)),
        ("rms_norm_with_gain", 81, 512, lambda x: rms_norm(x, (512,), gain, 1e-6)),
        ("silu", 81, 1536, F.silu),
        ("gelu", 81, 1536, F.gelu),
        ("exp", 81, 1536, torch.exp),
    )
    print(f"torch {torch.__version__}; {torch.__config__.show().splitlines()[1].strip()}")
    with torch.inference_mode():
        for name, rows, width, call in operations:
            best = microseconds(call, torch.randn(rows, width), options.rounds, options.seconds)
            line = f"{name}/{rows}x{width}"
            print(f"{line:28s} {best:8.2f} us per call", flush=True)


if __name__ == "__main__":
    main()
