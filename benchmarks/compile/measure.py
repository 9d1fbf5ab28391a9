#!/usr/bin/env python3
"""What compiling one variant with simd and gradient back-ends costs, and each further configuration.

measure.py [compiler options]          seconds, memory and instantiations of 1, 2, 4 and 8 configurations, -O3
measure.py --check [compiler options]  fails when the instantiations of one exceed budget.json; needs clang
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
gcc = "g++"
clang = next((c for c in ("clang++-21", "clang++-20", "clang++-19", "clang++-18", "clang++") if shutil.which(c)), None)


def compiled(compiler, options, configurations, folder):
    """Processor seconds and megabytes at the peak."""
    command = [compiler, "-std=c++20", "-march=native", "-w", f"-I{here.parent.parent}/include", *options,
               f"-DCONFIGURATIONS={configurations}", "-c", str(here / "variants.cpp"), "-o", f"{folder}/variants.o"]
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{compiler} failed")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def instantiations(options, configurations, folder):
    """Classes and functions instantiated, each event of the trace counted."""
    compiled(clang, [*options, "-O0", "-ftime-trace", "-ftime-trace-granularity=0"], configurations, folder)
    with open(f"{folder}/variants.json", encoding="utf-8") as trace:
        events = json.load(trace)["traceEvents"]
    return sum(e["name"] in ("InstantiateClass", "InstantiateFunction") for e in events)


def check(options, folder):
    if clang is None:
        print("no clang: skipped")
        sys.exit(77)
    budget = json.loads((here / "budget.json").read_text(encoding="utf-8"))["instantiations"]
    found = instantiations(options, 1, folder)
    print(f"{found} instantiations, {budget} allowed")
    sys.exit(found > budget)


def report(options, folder):
    counts = (1, 2, 4, 8)
    for compiler in filter(None, (gcc, clang)):
        seconds = []
        for n in counts:
            time, memory = compiled(compiler, [*options, "-O3"], n, folder)
            seconds.append(time)
            print(f"{compiler:12} {n} configurations {time:7.2f} s {memory:6.0f} MB", flush=True)
        print(f"{compiler:12} each further {(seconds[-1] - seconds[0]) / (counts[-1] - counts[0]):7.2f} s")
    if clang:
        found = [instantiations(options, n, folder) for n in (1, 2)]
        print(f"{found[0]} instantiations, each further configuration {found[1] - found[0]}")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as place:
        if arguments[:1] == ["--check"]:
            check(arguments[1:], place)
        report(arguments, place)
