#!/usr/bin/env python3
"""Fits the weights of the compare model on labelled pairs.

    fit.py [--write FILE] [--folds N] BINARY PAIRS...

PAIRS are JSON lines {"id","earlier","later","verdict","kind",...} as tests/gold/ holds them. Three logistic models are
fitted by plain gradient descent with a quadratic penalty (no library needed; the result is the same on every machine):
    clash    contradiction or disagreement, against the rest
    fact     contradiction against disagreement, where two sides clash
    related  all but "unrelated"
Weights that must not be of the wrong sign (evidence for a clash, doubts against it) are held at zero instead. The figures
printed are cross-validated: every pair is judged by weights that were fitted without it. --write FILE writes the weights
fitted on all of them.
"""
import argparse
import json
import math
import subprocess
import sys

FOR = ["slot_clash", "slot_fact", "slot_will", "clash", "axis", "neg", "figure_clash", "denial", "denial_earlier", "absolute",
       "regardless", "overlap", "shared", "thing", "issue"]
AGAINST = ["agree", "slot_agree", "figure_agree", "hedge", "part", "question", "supposed", "development", "condition",
           "until", "event", "elsewhere", "should_one", "actor"]
FREE = ["same_speaker", "same_side", "two_sides", "change", "may", "whole", "days", "should", "past"]
CLASH = (FOR, AGAINST, FREE)
FACT = (["denial", "denial_earlier", "past", "figure_clash", "slot_fact", "absolute", "neg"],
        ["should", "should_both", "opinion", "will", "slot_will"], ["axis", "days", "may", "whole"])
RELATED = (["slot_clash", "slot_agree", "overlap", "shared", "thing", "issue", "clash", "agree", "figure_clash",
            "figure_agree", "same_side", "axis"], [], ["same_speaker", "two_sides", "days", "elsewhere"])


def fit(rows, labels, names, penalty, steps=600):
    plus, minus, free = names
    order = plus + minus + free
    n = len(rows)
    w, bias = {k: 0.0 for k in order}, 0.0
    v, vb, rate = {k: 0.0 for k in order}, 0.0, 0.5
    for step in range(steps):
        g, gb = {k: penalty * w[k] for k in order}, 0.0
        for x, y in zip(rows, labels):
            z = bias + sum(w[k] * x[k] for k in x if k in w)
            d = (1 / (1 + math.exp(-max(-30, min(30, z)))) - y) / n
            gb += d
            for k in x:
                if k in w:
                    g[k] += d * x[k]
        vb = 0.9 * vb - rate * gb
        bias += vb
        for k in order:
            v[k] = 0.9 * v[k] - rate * g[k]
            w[k] += v[k]
            if (k in plus and w[k] < 0) or (k in minus and w[k] > 0):
                w[k] = v[k] = 0.0
    w["bias"] = bias
    return w


def p(w, x):
    z = w["bias"] + sum(w.get(k, 0) * x[k] for k in x)
    return 1 / (1 + math.exp(-max(-30, min(30, z))))


def clashes(x):
    return not x.get("elsewhere") and not x.get("event") and any(x.get(k) for k in ("slot_clash", "clash", "figure_clash", "regardless", "denial", "denial_earlier"))


def fit_all(data, penalty):
    seen = [d for d in data if clashes(d["x"])]
    two = [d for d in data if d["x"].get("two_sides") and d["verdict"] in ("contradiction", "disagreement")]
    return {
        "clash": fit([d["x"] for d in seen], [d["verdict"] in ("contradiction", "disagreement") for d in seen], CLASH,
                     penalty),
        "fact": fit([d["x"] for d in two], [d["verdict"] == "contradiction" for d in two], FACT, penalty),
        "related": fit([d["x"] for d in data], [d["verdict"] != "unrelated" for d in data], RELATED, penalty),
    }


def judge(models, x):
    clash, fact = p(models["clash"], x) if clashes(x) else 0.01, p(models["fact"], x) if x.get("two_sides") else 1.0
    if clash * fact >= 0.5:
        return "contradiction", clash * fact
    if clash >= 0.5 and x.get("two_sides"):
        return "disagreement", clash * fact
    return ("consistent" if not x.get("elsewhere") and p(models["related"], x) >= 0.5 else "unrelated"), clash * fact


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("binary")
    ap.add_argument("pairs", nargs="+")
    ap.add_argument("--write")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--penalty", type=float, default=0.003)
    ap.add_argument("--errors", action="store_true")
    a = ap.parse_args()
    gold = {}
    for path in a.pairs:
        for line in open(path, encoding="utf-8"):
            if line.strip():
                g = json.loads(line)
                gold[g["id"]] = g
    text = "".join(json.dumps({k: g[k] for k in ("id", "earlier", "later")}) + "\n" for g in gold.values())
    out = subprocess.run([a.binary, "compare", "--features"], input=text.encode(), stdout=subprocess.PIPE, check=True)
    data = []
    for line in out.stdout.decode().splitlines():
        o = json.loads(line)
        data.append({"id": o["id"], "x": o["features"], "verdict": gold[o["id"]]["verdict"]})
    right = tp = fp = fn = neg = 0
    for fold in range(a.folds):
        models = fit_all([d for i, d in enumerate(data) if i % a.folds != fold], a.penalty)
        for i, d in enumerate(data):
            if i % a.folds != fold:
                continue
            d["said"], d["score"] = judge(models, d["x"])
            right += d["said"] == d["verdict"]
            is_c, said = d["verdict"] == "contradiction", d["said"] == "contradiction"
            tp, fp, fn, neg = tp + (is_c and said), fp + (said and not is_c), fn + (is_c and not said), neg + (not is_c)
    if a.errors:
        for d in data:
            if d["said"] != d["verdict"]:
                g = gold[d["id"]]
                print("%s gold %s cue %s said %s %.2f" % (d["id"], d["verdict"], g.get("cue"), d["said"], d["score"]))
                for s in ("earlier", "later"):
                    print("     %s: %s" % (g[s]["speaker"], g[s]["text"]))
                print("     ", {k: round(v, 2) for k, v in d["x"].items()})
    print("cross-validated in %d folds: contradiction precision %.3f recall %.3f, false positives %.3f of %d others, "
          "verdict accuracy %.3f over %d pairs" % (a.folds, tp / max(1, tp + fp), tp / max(1, tp + fn), fp / max(1, neg),
                                                   neg, right / len(data), len(data)))
    for t in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        said = [d for d in data if d["score"] >= t]
        hit = sum(d["verdict"] == "contradiction" for d in said)
        print("  score >= %.1f: precision %.3f recall %.3f" % (t, hit / max(1, len(said)), hit / max(1, tp + fn)))
    if a.write:
        models = fit_all(data, a.penalty)
        with open(a.write, "w", encoding="utf-8") as f:
            f.write("# The compare model: three logistic regressions over the evidence a pair shows. Written by\n"
                    "# tests/gold/fit.py; P = 1 / (1 + exp(-(bias + sum of weight x evidence))).\n")
            for name, w in models.items():
                for k in sorted(w):
                    if abs(w[k]) > 0.005:
                        f.write("%s.%s: %.2f\n" % (name, k, w[k]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
