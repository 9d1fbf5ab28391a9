#!/usr/bin/env python3
"""Training steps of the default arms of `compare`, and of the text model, in PyTorch at its best setting.

Prints one line per arm and thread count: milliseconds per step, median of rounds. The models have the sizes, blocks,
batch and optimiser (AdamW, fused, gradient clipping) of examples/compare; loops unroll as Python loops. Eager mode and
torch.compile are both tried where the compiler is there; the faster one counts.

    python3 -m venv torch && torch/bin/pip install torch && torch/bin/python benchmarks/peers/training.py
    apt-get install python3-torch libopenblas0-openmp && /usr/bin/python3 benchmarks/peers/training.py
"""

import argparse
import math
import statistics
import time

import torch
import torch.nn.functional as F
from torch import nn


class RmsNorm(nn.Module):
    """For versions of PyTorch that have none."""

    def __init__(self, width, eps, elementwise_affine=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width)) if elementwise_affine else None
        self.eps = eps

    def forward(self, x):
        y = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
        return y if self.weight is None else y * self.weight


def plain_attention(q, k, v, is_causal):
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if is_causal:
        t = scores.shape[-1]
        scores = scores.masked_fill(torch.ones(t, t, dtype=torch.bool).triu(1), -torch.inf)
    return scores.softmax(-1) @ v


RMSNorm = getattr(nn, "RMSNorm", RmsNorm)
attend = getattr(F, "scaled_dot_product_attention", plain_attention)


def rotate_halves(x, cosine, sine):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cosine - b * sine, b * cosine + a * sine), -1)


class Attention(nn.Module):
    def __init__(self, width, heads, causal, rotary):
        super().__init__()
        self.heads, self.causal, self.rotary = heads, causal, rotary
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, x, cosine, sine):
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if self.rotary:
            q, k = rotate_halves(q, cosine, sine), rotate_halves(k, cosine, sine)
        o = attend(q, k, v, is_causal=self.causal)
        return self.out(o.transpose(1, 2).reshape(b, t, w))


class Swiglu(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.up = nn.Linear(width, 2 * hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        gate, up = self.up(x).chunk(2, -1)
        return self.down(F.silu(gate) * up)


class Perceptron(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)

    def forward(self, x):
        return self.down(F.relu(self.up(x)))


class Block(nn.Module):
    """form: pre, post or sandwich norm."""

    def __init__(self, width, heads, hidden, form="pre", causal=True, rotary=True, norm=None, feed=Swiglu):
        super().__init__()
        self.form = form
        norm = norm or (lambda: RMSNorm(width, eps=1e-6))
        self.norms = nn.ModuleList(norm() for _ in range(4 if form == "sandwich" else 2))
        self.attention = Attention(width, heads, causal, rotary)
        self.feed = feed(width, hidden)

    def forward(self, x, cosine, sine):
        n = self.norms
        if self.form == "pre":
            x = x + self.attention(n[0](x), cosine, sine)
            return x + self.feed(n[1](x))
        if self.form == "post":
            x = n[0](x + self.attention(x, cosine, sine))
            return n[1](x + self.feed(x))
        x = n[1](x + self.attention(n[0](x), cosine, sine))
        return n[3](x + self.feed(n[2](x)))


class Base(nn.Module):
    def __init__(self, vocab, width, heads, context):
        super().__init__()
        self.embedding = nn.Embedding(vocab, width)
        self.head = nn.Linear(width, vocab, bias=False)
        self.norm = RMSNorm(width, eps=1e-6)
        d = width // heads
        angle = torch.arange(context)[:, None] * 10000 ** (-torch.arange(0, d, 2) / d)[None]
        self.register_buffer("cosine", angle.cos())
        self.register_buffer("sine", angle.sin())

    def turns(self, t):
        return self.cosine[:t], self.sine[:t]


class Stack(Base):
    """K blocks, L loops."""

    def __init__(self, size, blocks, loops):
        super().__init__(size["vocab"], size["width"], size["heads"], size["context"])
        self.blocks = nn.ModuleList(Block(size["width"], size["heads"], size["hidden"]) for _ in range(blocks))
        self.loops = loops

    def forward(self, ids, targets):
        x, turns = self.embedding(ids), self.turns(ids.shape[1])
        for _ in range(self.loops):
            for block in self.blocks:
                x = block(x, *turns)
        return F.cross_entropy(self.head(self.norm(x)).flatten(0, 1), targets.flatten())


class Universal(Base):
    """Universal Transformer with ACT, 6 steps, ponder cost 0.01."""

    def __init__(self, size, steps=6):
        super().__init__(size["vocab"], size["width"], size["heads"], size["context"])
        w = size["width"]
        self.block = Block(w, size["heads"], size["hidden"], rotary=False, norm=lambda: nn.LayerNorm(w), feed=Perceptron)
        self.norm = nn.LayerNorm(w)
        self.halting = nn.Linear(w, 1)
        self.steps = steps
        self.register_buffer("places", torch.randn(size["context"], w))
        self.register_buffer("codes", torch.randn(steps, w))

    def forward(self, ids, targets):
        x = self.embedding(ids)
        shared = torch.zeros(*ids.shape, 1)
        remainder, updates, answer = torch.zeros_like(shared), torch.zeros_like(shared), torch.zeros_like(x)
        for step in range(self.steps):
            seen = x + self.places[: ids.shape[1]] + self.codes[step]
            p = torch.sigmoid(self.halting(seen))
            was = shared < 1
            ending = (was & (shared + p > 0.9)).float()
            running = (was & (shared + p <= 0.9)).float()
            shared = shared + p * running
            remainder = remainder + ending * (1 - shared)
            shared = shared + ending * remainder
            updates = updates + running + ending
            x = self.block(seen, None, None)
            share = p * running + ending * remainder
            answer = answer + share * (x - answer)
        loss = F.cross_entropy(self.head(self.norm(answer)).flatten(0, 1), targets.flatten())
        return loss + 0.01 * (remainder + updates).mean()


class Huginn(Base):
    """1 prelude, 1 core, 1 coda; 4 loops, the mean of the drawn depths."""

    def __init__(self, size, loops=4):
        super().__init__(size["vocab"], size["width"], size["heads"], size["context"])
        w = size["width"]
        make = lambda: Block(w, size["heads"], size["hidden"], form="sandwich")
        self.prelude, self.core, self.coda = make(), make(), make()
        self.adapter = nn.Linear(2 * w, w, bias=False)
        self.loops = loops

    def forward(self, ids, targets):
        turns = self.turns(ids.shape[1])
        e = self.prelude(self.embedding(ids) * math.sqrt(self.embedding.embedding_dim), *turns)
        x = torch.randn_like(e) * 0.632
        for _ in range(self.loops):
            x = self.core(self.adapter(torch.cat((x, e), -1)), *turns)
        x = self.norm(self.coda(self.norm(x), *turns))
        return F.cross_entropy((x @ self.embedding.weight.T).flatten(0, 1), targets.flatten())


class Trm(Base):
    """Cycles of steps of one network of blocks, puzzle tokens in front, gradient through the last cycle; one segment per step."""

    def __init__(self, size, blocks=1, cycles=2, steps=2, prefix=1):
        super().__init__(size["vocab"], size["width"], size["heads"], size["context"] + prefix)
        w = size["width"]
        norm = lambda: RMSNorm(w, eps=1e-5, elementwise_affine=False)
        self.blocks = nn.ModuleList(
            Block(w, size["heads"], size["hidden"], form="post", causal=False, norm=norm) for _ in range(blocks)
        )
        self.q_head = nn.Linear(w, 2)
        self.cycles, self.steps, self.prefix = cycles, steps, prefix
        self.high = self.low = None

    def block(self, x, turns):
        for block in self.blocks:
            x = block(x, *turns)
        return x

    def cycle(self, high, low, e, turns):
        for _ in range(self.steps):
            low = self.block(low + high + e, turns)
        return self.block(high + low, turns), low

    def forward(self, ids, targets):
        e = self.embedding(ids) * math.sqrt(self.embedding.embedding_dim)
        if self.prefix:
            e = torch.cat((torch.zeros_like(e[:, : self.prefix]), e), 1)
        turns = self.turns(e.shape[1])
        if self.high is None:
            self.high, self.low = torch.randn_like(e), torch.randn_like(e)
        high, low = self.high, self.low
        with torch.no_grad():
            for _ in range(self.cycles - 1):
                high, low = self.cycle(high, low, e, turns)
        high, low = self.cycle(high, low, e, turns)
        self.high, self.low = high.detach(), low.detach()
        logits = self.head(high[:, self.prefix :])
        s = torch.where(logits < 0, 1 / (1 - logits.clamp(max=0)), logits + 1)
        loss = -(torch.gather(s, -1, targets[..., None]).squeeze(-1) / s.sum(-1)).log().mean()
        right = (logits.argmax(-1) == targets).all(-1).float()
        return loss + 0.5 * F.binary_cross_entropy_with_logits(self.q_head(high[:, 0])[:, 0], right)


def milliseconds(model, ids, targets, rounds, seconds):
    settings = dict(lr=1e-3, betas=(0.9, 0.99))
    try:
        optimiser = torch.optim.AdamW(model.parameters(), **settings, fused=True)
    except (TypeError, RuntimeError):
        optimiser = torch.optim.AdamW(model.parameters(), **settings)

    def step():
        optimiser.zero_grad(set_to_none=True)
        model(ids, targets).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()

    for _ in range(5):
        step()
    times = []
    for _ in range(rounds):
        begin, count = time.perf_counter(), 0
        while time.perf_counter() - begin < seconds:
            step()
            count += 1
        times.append((time.perf_counter() - begin) / count * 1e3)
    return statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--compile", action="store_true", help="also try torch.compile")
    options = parser.parse_args()
    small = dict(vocab=16, width=64, heads=4, hidden=192, context=64)
    text = dict(vocab=128, width=128, heads=4, hidden=336, context=64)
    arms = {
        "one_layer": (lambda: Stack(small, 1, 1), 64, 8),
        "feed_forward": (lambda: Stack(small, 4, 1), 64, 8),
        "looped": (lambda: Stack(small, 1, 4), 64, 8),
        "universal_transformer": (lambda: Universal(small), 64, 8),
        "huginn": (lambda: Huginn(small), 64, 8),
        "trm": (lambda: Trm(small), 64, 8),
        "text": (lambda: Stack(text, 4, 1), 12, 64),
    }
    print(f"torch {torch.__version__}; {torch.__config__.show().splitlines()[1].strip()}")
    for name, (make, batch, length) in arms.items():
        for threads in options.threads:
            torch.set_num_threads(threads)
            torch.manual_seed(1)
            ids = torch.randint(0, 6, (batch, length))
            targets = torch.randint(0, 6, (batch, length))
            best = milliseconds(make(), ids, targets, options.rounds, options.seconds)
            if options.compile:
                compiled = milliseconds(torch.compile(make()), ids, targets, options.rounds, options.seconds)
                best = min(best, compiled)
            print(f"{name:24s} threads {threads}  {best:8.3f} ms per step", flush=True)


if __name__ == "__main__":
    main()
