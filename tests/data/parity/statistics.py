#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes statistics.csv: the reference that the statistics of models/parity are held against.

Independent of Boost.Math and of the formulas of the product: mpmath with 60 digits; the exact bound is the root of the
binomial tail itself, P(X <= k; n, x) = 1 - confidence, summed term by term and bisected (not an incomplete beta
function); Wilson's ends are bisected as the rates p whose score test (k/n - p)^2 = z^2 p(1-p)/n just rejects (not the
closed form); the gate is counted in powers of exact rational numbers. Run: python3 statistics.py > statistics.csv
"""
from fractions import Fraction

from mpmath import mp, mpf

mp.dps = 60
Z = mp.sqrt(2) * mp.erfinv(mpf("0.95"))


def bisect(low, high, rises):
    """Where rises(x) turns true on [low, high]."""
    low, high = mpf(low), mpf(high)
    for _ in range(170):
        middle = (low + high) / 2
        if rises(middle):
            high = middle
        else:
            low = middle
    return (low + high) / 2


def wilson(k, n):
    rate = mpf(k) / n

    def inside(p):
        return (rate - p) ** 2 <= Z * Z * p * (1 - p) / n

    low = mpf(0) if k == 0 else bisect(0, rate, inside)
    high = mpf(1) if k == n else bisect(rate, 1, lambda p: not inside(p))
    return low, high


def tail(k, n, x):
    """P(X <= k) of a binomial(n, x)."""
    term = mp.exp(n * mp.log1p(-x))
    total = term
    odds = x / (1 - x)
    for i in range(1, k + 1):
        term *= odds * (n - i + 1) / i
        total += term
    return total


def exact_bound(k, n, confidence):
    if k == n:
        return mpf(1)
    return bisect(mpf(k) / n, 1 - mpf(10) ** -50, lambda x: tail(k, n, x) <= 1 - confidence)


def gate(attempt, p0, clean, mismatches):
    p0 = Fraction(p0)
    q = p0 / 10
    def log(f):
        return mp.log(mpf(f.numerator) / f.denominator)
    evidence = clean * log((1 - q) / (1 - p0)) + mismatches * log(q / p0)
    threshold = log(Fraction(attempt * (attempt + 1) * 20))
    missing = threshold - evidence
    to_go = max(0, int(mp.ceil(missing / log((1 - q) / (1 - p0)))))
    return evidence, threshold, to_go


def show(x):
    return mp.nstr(x, 25, min_fixed=-10 ** 9, max_fixed=10 ** 9)


print("# Made by statistics.py (mpmath, 60 digits; see there how). Columns:")
print("# wilson,k,n,low,high | bound,k,n,confidence,x | gate,attempt,p0,clean,mismatches,logEvidence,logThreshold,toGo")
COUNTS = [(0, 1), (1, 1), (0, 2), (1, 2), (1, 3), (0, 10), (3, 10), (10, 10), (7, 29), (0, 299), (1, 157), (5, 1000),
          (0, 2995), (1, 2995), (12, 48210), (3, 29956), (0, 299572), (40, 100000), (500, 1000), (999, 1000),
          (0, 1000000), (17, 1000000), (120, 1000000), (0, 10000000), (250, 10000000), (1000, 10000000)]
for k, n in COUNTS:
    low, high = wilson(k, n)
    print(f"wilson,{k},{n},{show(low)},{show(high)}")
for k, n in COUNTS:
    for confidence in ("0.95", "0.99"):
        print(f"bound,{k},{n},{confidence},{show(exact_bound(k, n, mpf(confidence)))}")
for attempt, p0, clean, mismatches in [
        (1, "1/1000", 0, 0), (1, "1/1000", 1, 0), (1, "1/1000", 2197, 0), (1, "1/1000", 4096, 0),
        (1, "1/1000", 4097, 0), (1, "1/1000", 4097, 1), (1, "1/1000", 6654, 1), (1, "1/1000", 100000, 20),
        (1, "1/1000", 1000000, 387), (2, "1/1000", 0, 0), (2, "1/1000", 5000, 0), (3, "1/1000", 0, 3),
        (7, "1/1000", 1234, 5), (1, "1/10000", 0, 0), (1, "1/10000", 40000, 0), (4, "1/10000", 0, 1),
        (1, "1/100", 0, 0), (2, "1/100", 250, 2), (1, "1/20", 10, 1), (1000, "1/1000", 9, 0)]:
    evidence, threshold, to_go = gate(attempt, p0, clean, mismatches)
    fraction = Fraction(p0)
    print(f"gate,{attempt},{float(fraction)!r},{clean},{mismatches},{show(evidence)},{show(threshold)},{to_go}")
