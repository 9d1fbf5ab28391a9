#!/usr/bin/env python3
"""The roofline of what bench_peers_product measured: roofline.py bench.json > roofline.svg

Across: FLOPs per byte; up: GFLOP/s; both logarithmic. The ceilings are those of the same run: multiply-adds on registers,
and reading weights of the largest and of the smallest size. Instructions for narrow numbers go beyond the first.
"""
import json
import math
import sys
from html import escape

width, height, left, right, top, bottom = 860, 520, 70, 170, 30, 60
colours = ("#c0392b", "#2471a3", "#229954", "#b7950b", "#7d3c98", "#566573", "#ba4a93", "#17a2a2", "#6e4b1f", "#000000")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = json.load(file)
    if not lines:
        sys.exit("there are no lines to draw")
    peak = max(line["peak_flops"] for line in lines)
    by_size = sorted(lines, key=lambda line: line["weight_bytes"])
    readings = [(line["peak_reading"], f'{line["weight_bytes"] / 2**20:.2g} MB')
                for line in (by_size[0], by_size[-1])]
    points = [(line["flops"] / line["bytes"], line["flops"] / line["seconds"], line) for line in lines]
    x0, x1 = min(p[0] for p in points) / 1.5, max(p[0] for p in points) * 1.5
    y0, y1 = min(p[1] for p in points) / 1.5, max(peak, *(p[1] for p in points)) * 1.5

    def x(v):
        return left + (width - left - right) * math.log(v / x0) / math.log(x1 / x0)

    def y(v):
        return height - bottom - (height - top - bottom) * math.log(v / y0) / math.log(y1 / y0)

    def text(px, py, words, more=""):
        return f'<text x="{px:.1f}" y="{py:.1f}" {more}>{escape(words)}</text>'

    def line(ax, ay, bx, by, stroke):
        return f'<line x1="{ax:.1f}" y1="{ay:.1f}" x2="{bx:.1f}" y2="{by:.1f}" stroke="{stroke}"/>'

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
           'font-size="12"><rect width="100%" height="100%" fill="white"/>']
    for power in range(-2, 12):
        for step in (1, 2, 5):
            v = step * 10.0**power
            if x0 <= v <= x1:
                out += [line(x(v), top, x(v), height - bottom, "#eee"),
                        text(x(v), height - bottom + 18, f"{v:g}", 'text-anchor="middle"')]
            if y0 <= v * 1e9 <= y1:
                out += [line(left, y(v * 1e9), width - right, y(v * 1e9), "#eee"),
                        text(left - 6, y(v * 1e9) + 4, f"{v:g}", 'text-anchor="end"')]
    out += [text((left + width - right) / 2, height - 15, "FLOPs per byte", 'text-anchor="middle"'),
            text(18, height / 2, "GFLOP/s", f'text-anchor="middle" transform="rotate(-90 18 {height / 2})"')]
    turn = peak / max(r[0] for r in readings)
    out += [line(x(max(x0, turn)), y(peak), width - right, y(peak), "black"),
            text(width - right - 4, y(peak) - 6, f"multiply-adds of floats: {peak / 1e9:.0f} GFLOP/s", 'text-anchor="end"')]
    for place, (reading, size) in enumerate(readings):
        begin, end = max(x0, y0 / reading), min(x1, peak / reading)
        out += [line(x(begin), y(begin * reading), x(end), y(end * reading), "black"),
                text(width - right + 10, height - bottom - 20 * (2 - place), f"reading {size}: {reading / 1e9:.0f} GB/s")]
    for place, name in enumerate(dict.fromkeys(p["operation"] for p in lines)):
        colour = colours[place % len(colours)]
        out += [f'<circle cx="{width - right + 16}" cy="{top + 20 * place + 8}" r="4" fill="{colour}"/>',
                text(width - right + 26, top + 20 * place + 12, name)]
        out += [f'<circle cx="{x(a):.1f}" cy="{y(b):.1f}" r="4" fill="{colour}" fill-opacity="0.7"><title>'
                f'{escape(name)} {p["rows"]} x {p["in"]} x {p["out"]}</title></circle>'
                for a, b, p in points if p["operation"] == name]
    print("\n".join([*out, "</svg>"]))


if __name__ == "__main__":
    main()
