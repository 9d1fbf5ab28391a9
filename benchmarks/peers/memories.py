#!/usr/bin/env python3
"""Training steps of memories in two plain blocks over 256 tokens, in PyTorch with the naive recurrent forms.

Linear attention, DeltaNet and Gated DeltaNet at the sizes of benchmarks/exec/memory.cpp (width 64, 4 heads, feed-forward
192, batch 8, AdamW, clipping); the recurrences are those of the public references, a Python loop over tokens. Prints
milliseconds per step, median of rounds.

    python3 -m venv torch && torch/bin/pip install torch && torch/bin/python benchmarks/peers/memories.py
"""

import argparse

import torch
import torch.nn.functional as F
from torch import nn

from training import Base, RMSNorm, Swiglu, milliseconds


def unit(x):
    return x * torch.rsqrt(x.pow(2).sum(-1, keepdim=True) + 1e-6)


def recurrence(q, k, v, decay=None, rate=None):
    """q, k, v: batch x heads x tokens x channels; decay is a logarithm."""
    state = q.new_zeros(*q.shape[:2], q.shape[-1], v.shape[-1])
    out = []
    for t in range(q.shape[2]):
        if decay is not None:
            state = state * decay[:, :, t, None, None].exp()
        write = v[:, :, t]
        if rate is not None:
            write = rate[:, :, t, None] * (write - (state * k[:, :, t, :, None]).sum(-2))
        state = state + k[:, :, t, :, None] * write[:, :, None, :]
        out.append((state * q[:, :, t, :, None]).sum(-2))
    return torch.stack(out, 2)


class Memory(nn.Module):
    def __init__(self, width, heads, kind):
        super().__init__()
        self.heads, self.kind = heads, kind
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        if kind != "linear_attention":
            self.conv = nn.Conv1d(3 * width, 3 * width, 4, groups=3 * width, padding=3, bias=False)
            self.rate = nn.Linear(width, heads, bias=False)
            self.norm = RMSNorm(width // heads, eps=1e-5)
        if kind == "gated_deltanet":
            self.step, self.gate = nn.Linear(width, heads), nn.Linear(width, width, bias=False)
            self.log_rate = nn.Parameter(torch.zeros(heads))

    def forward(self, x, *_):
        b, t, w = x.shape
        z = self.qkv(x)
        if self.kind != "linear_attention":
            z = F.silu(self.conv(z.transpose(1, 2))[..., :t].transpose(1, 2))
        q, k, v = z.view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scale = q.shape[-1] ** -0.5
        if self.kind == "linear_attention":
            q, k = F.elu(q) + 1, F.elu(k) + 1
            y = recurrence(q, k, torch.cat((v, torch.ones_like(v[..., :1])), -1))
            y = y[..., :-1] / (y[..., -1:] + 1e-10)
        else:
            rate = self.rate(x).sigmoid().transpose(1, 2)
            decay = None
            if self.kind == "gated_deltanet":
                decay = (-self.log_rate.exp() * F.softplus(self.step(x))).transpose(1, 2)
            y = self.norm(recurrence(unit(q) * scale, unit(k), v, decay, rate))
        y = y.transpose(1, 2).reshape(b, t, w)
        return self.out(y * F.silu(self.gate(x)) if self.kind == "gated_deltanet" else y)


class Block(nn.Module):
    def __init__(self, size, kind):
        super().__init__()
        self.norms = nn.ModuleList(RMSNorm(size["width"], eps=1e-6) for _ in range(2))
        self.memory = Memory(size["width"], size["heads"], kind)
        self.feed = Swiglu(size["width"], size["hidden"])

    def forward(self, x):
        x = x + self.memory(self.norms[0](x))
        return x + self.feed(self.norms[1](x))


class Model(Base):
    def __init__(self, size, kind):
        super().__init__(size["vocab"], size["width"], size["heads"], size["context"])
        self.blocks = nn.Sequential(*(Block(size, kind) for _ in range(2)))

    def forward(self, ids, targets):
        x = self.blocks(self.embedding(ids))
        return F.cross_entropy(self.head(self.norm(x)).flatten(0, 1), targets.flatten())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    size = dict(vocab=16, width=64, heads=4, hidden=192, context=256)
    print(f"torch {torch.__version__}")
    for kind in ("linear_attention", "deltanet", "gated_deltanet"):
        for threads in options.threads:
            torch.set_num_threads(threads)
            torch.manual_seed(1)
            ids, targets = torch.randint(0, 6, (8, 256)), torch.randint(0, 6, (8, 256))
            best = milliseconds(Model(size, kind), ids, targets, options.rounds, options.seconds)
            print(f"{kind:24s} threads {threads}  {best:8.3f} ms per step", flush=True)


if __name__ == "__main__":
    main()
