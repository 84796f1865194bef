#!/usr/bin/env python3
"""Fits the weights of the compare model on labelled pairs.

    fit.py [--write FILE] [--folds N] [--scenario DIR...] BINARY PAIRS...

PAIRS are JSON lines {"id","earlier","later","verdict","kind",...}. A scenario is a folder with articles.jsonl and
gold.json: what its statements say of each other, but for the alerts of gold.json, is no contradiction, and teaches how
rare one is. Four logistic models are fitted by plain gradient descent with a quadratic penalty (no library needed; the
result is the same on every machine):
    clash    contradiction or disagreement, against the rest, on pairs
    fact     contradiction against disagreement, on pairs of two sides that clash; the score is clash x fact
    alert    contradiction against the rest, on pairs and scenarios: what the daemon goes by
    related  all but "unrelated", on pairs
Weights that must not be of the wrong sign (evidence for a clash, doubts against it) are held at zero instead. The figures
printed are cross-validated: every pair is judged by weights that were fitted without it, every scenario by weights that
were fitted without that scenario. --write FILE writes the weights fitted on all of them.
"""
import argparse
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile

FOR = ["slot_clash", "slot_fact", "slot_will", "clash", "axis", "neg", "figure_clash", "denial", "denial_earlier", "absolute",
       "regardless", "overlap", "shared", "thing", "issue", "strong", "slot_align", "slot_denial", "predicate", "head"]
AGAINST = ["agree", "slot_agree", "figure_agree", "hedge", "part", "question", "supposed", "development", "condition",
           "until", "event", "elsewhere", "should_one", "actor", "other_predicate", "gap", "voice"]
FREE = ["same_speaker", "same_side", "two_sides", "change", "may", "whole", "days", "should", "past"]
STREAM = ("other_predicate", "gap", "voice")
CLASH = ([k for k in FOR if k not in ("strong", "slot_align")], [k for k in AGAINST if k not in STREAM], FREE)
FACT = (["denial", "denial_earlier", "past", "figure_clash", "slot_fact", "absolute", "neg"],
        ["should", "should_both", "opinion", "will", "slot_will"], ["axis", "days", "may", "whole"])
ALERT = (FOR + ["two_denial"], AGAINST + ["two_should", "two_will", "two_opinion", "two_slot_will"], FREE)
RELATED = (["slot_clash", "slot_agree", "overlap", "shared", "thing", "issue", "clash", "agree", "figure_clash",
            "figure_agree", "same_side", "axis"], [], ["same_speaker", "two_sides", "days", "elsewhere"])
EVIDENCE = ("slot_clash", "clash", "figure_clash", "regardless", "denial", "denial_earlier")
CLASHING = ("contradiction", "disagreement")


def clashes(x):
    return not x.get("elsewhere") and not x.get("event") and any(x.get(k) for k in EVIDENCE)


def fit(rows, names, penalty, steps=400):
    """rows: (features, label, weight)"""
    plus, minus, free = set(names[0]), set(names[1]), set(names[2])
    order = names[0] + names[1] + names[2]
    index = {k: i for i, k in enumerate(order)}
    n = sum(r[2] for r in rows)
    packed = [([(index[k], v) for k, v in x.items() if k in index], y, c / n) for x, y, c in rows]
    w, v, bias, vb, rate = [0.0] * len(order), [0.0] * len(order), 0.0, 0.0, 0.5
    for _ in range(steps):
        g, gb = [penalty * u for u in w], 0.0
        for x, y, c in packed:
            z = bias
            for i, u in x:
                z += w[i] * u
            d = (1 / (1 + math.exp(-max(-30.0, min(30.0, z)))) - y) * c
            gb += d
            for i, u in x:
                g[i] += d * u
        vb = 0.9 * vb - rate * gb
        bias += vb
        for i, k in enumerate(order):
            v[i] = 0.9 * v[i] - rate * g[i]
            w[i] += v[i]
            if (k in plus and w[i] < 0) or (k in minus and w[i] > 0):
                w[i] = v[i] = 0.0
    out = dict(zip(order, w))
    out["bias"] = bias
    return out


def p(w, x):
    z = w["bias"] + sum(w.get(k, 0) * x[k] for k in x)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def fit_all(pairs, stream, a):
    seen = [d for d in pairs if clashes(d["x"])]
    rows = [(d["x"], d["verdict"] == "contradiction", 1.0) for d in seen]
    often = [(d["x"], d["label"] != "other", a.stream_weight) for d in stream]
    return {
        "fact": fit([(d["x"], d["verdict"] == "contradiction", 1.0) for d in seen
                     if d["x"].get("two_sides") and d["verdict"] in CLASHING], FACT, a.penalty),
        "alert": fit(rows + often, ALERT, a.penalty / 3) if stream else {"bias": -9.0},
        "clash": fit([(d["x"], d["verdict"] in CLASHING, 1.0) for d in seen], CLASH, a.penalty),
        "related": fit([(d["x"], d["verdict"] != "unrelated", 1.0) for d in pairs], RELATED, a.penalty),
    }


def judge(models, x):
    clash = p(models["clash"], x) if clashes(x) else 0.01
    score = clash * (p(models["fact"], x) if x.get("two_sides") else 1.0)
    if score >= 0.5:
        return "contradiction", score
    if x.get("two_sides") and clash >= 0.5:
        return "disagreement", score
    return ("consistent" if not x.get("elsewhere") and p(models["related"], x) >= 0.5 else "unrelated"), score


def run(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True).stdout.decode()


def features(binary, pairs):
    text = "".join(json.dumps(q) + "\n" for q in pairs)
    for line in run(binary, "compare", "--features", text=text.encode()).splitlines():
        yield json.loads(line)


def read_pairs(binary, paths):
    gold = {}
    for path in paths:
        for line in open(path, encoding="utf-8"):
            if line.strip():
                g = json.loads(line)
                gold[g["id"]] = g
    asked = [{k: g[k] for k in ("id", "earlier", "later")} for g in gold.values()]
    return gold, [{"id": o["id"], "x": o["features"], "verdict": gold[o["id"]]["verdict"], "o": o}
                  for o in features(binary, asked)]


def statements(binary, folder):
    found = []
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "page")
        for line in open(os.path.join(folder, "articles.jsonl"), encoding="utf-8"):
            a = json.loads(line)
            text, date = a.get("text"), a.get("published")
            if text is None:
                open(path, "w", encoding="utf-8").write(a["html"])
                page = json.loads(run(binary, "article", "--url", a["url"], path))
                text, date = page["text"], date or page["published"]
            open(path, "w", encoding="utf-8").write(text)
            when = ["--date", date] if date else []
            for row in run(binary, "claims", *when, "--title", a.get("title") or "", path).splitlines():
                s = json.loads(row)
                s["article"] = {"url": a["url"]}
                found.append(s)
    return found


def words(text):
    return "".join(c if c.isalnum() else " " for c in text.casefold().replace("\u2019", "'")).split()


def tells(side, s):
    """Whether the statement is the one a side of a gold alert means."""
    for g in [side] + (side.get("alt") or []):
        want, got = set(words(g["contains"])), set(words(s["text"]))
        share = 0.5 if g["url"] == s["article"]["url"] else 0.8  # elsewhere it is a copy
        if len(want & got) >= share * len(want):
            return True
    return False


def read_scenario(binary, folder):
    gold = json.load(open(os.path.join(folder, "gold.json"), encoding="utf-8"))
    found = [s for s in statements(binary, folder) if s["speaker"]["id"] and s["propositions"]]
    pairs = []
    for a, b in itertools.combinations(found, 2):
        if a["speaker"]["id"] == b["speaker"]["id"] and (a["article"]["url"] == b["article"]["url"] or
                                                         words(a["text"]) == words(b["text"])):
            continue
        pairs.append((b, a) if (a["date"] or "") > (b["date"] or "") else (a, b))
    out = []
    for o in features(binary, [{"id": i, "earlier": a, "later": b} for i, (a, b) in enumerate(pairs)]):
        a, b = pairs[o["id"]]
        if not clashes(o["features"]):
            continue
        label = "other"
        for g in gold["alerts"]:
            if any(tells(g["earlier"], e) and tells(g["later"], l) for e, l in ((a, b), (b, a))):
                label = "required" if g["required"] or label == "required" else "optional"
        out.append({"x": o["features"], "label": label, "folder": folder, "a": a, "b": b})
    return out


def report(gold, pairs, stream, a):
    right = tp = fp = fn = neg = 0
    for fold in range(a.folds):
        models = fit_all([d for i, d in enumerate(pairs) if i % a.folds != fold], stream, a)
        for i, d in enumerate(pairs):
            if i % a.folds != fold:
                continue
            d["said"], d["score"] = judge(models, d["x"])
            right += d["said"] == d["verdict"]
            is_c, said = d["verdict"] == "contradiction", d["said"] == "contradiction"
            tp, fp, fn, neg = tp + (is_c and said), fp + (said and not is_c), fn + (is_c and not said), neg + (not is_c)
    if a.errors:
        for d in pairs:
            if d["said"] != d["verdict"]:
                g = gold[d["id"]]
                print("%s gold %s cue %s said %s %.2f" % (d["id"], d["verdict"], g.get("cue"), d["said"], d["score"]))
                for s in ("earlier", "later"):
                    print("     %s: %s" % (g[s]["speaker"], g[s]["text"]))
                print("     ", {k: round(v, 2) for k, v in d["x"].items()})
    print("pairs, cross-validated in %d folds: contradiction precision %.3f recall %.3f, false positives %.3f of %d others, "
          "verdict accuracy %.3f over %d" % (a.folds, tp / max(1, tp + fp), tp / max(1, tp + fn), fp / max(1, neg), neg,
                                             right / len(pairs), len(pairs)))
    for t in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        said = [d for d in pairs if d["score"] >= t]
        hit = sum(d["verdict"] == "contradiction" for d in said)
        print("  score >= %.1f: precision %.3f recall %.3f" % (t, hit / max(1, len(said)), hit / max(1, tp + fn)))
    if not stream:
        return
    for folder in sorted({d["folder"] for d in stream}):
        models = fit_all(pairs, [d for d in stream if d["folder"] != folder], a)
        for d in stream:
            if d["folder"] == folder:
                d["score"] = p(models["alert"], d["x"])
    print("scenarios, each left out in turn: pairs of statements that clash in any way")
    for t in (0.3, 0.5, 0.7, 0.8, 0.9):
        count = {k: sum(d["score"] >= t and d["label"] == k for d in stream) for k in ("required", "optional", "other")}
        print("  score >= %.1f: %s" % (t, count))


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("binary")
    ap.add_argument("pairs", nargs="+")
    ap.add_argument("--write")
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--penalty", type=float, default=0.003)
    ap.add_argument("--scenario", action="append", default=[])
    ap.add_argument("--stream-weight", type=float, default=0.3)
    ap.add_argument("--errors", action="store_true")
    a = ap.parse_args()
    gold, pairs = read_pairs(a.binary, a.pairs)
    stream = [d for folder in a.scenario for d in read_scenario(a.binary, folder)]
    report(gold, pairs, stream, a)
    if a.write:
        with open(a.write, "w", encoding="utf-8") as f:
            f.write("# The compare model: four logistic regressions over the evidence a pair shows. Written by\n"
                    "# tests/gold/fit.py; P = 1 / (1 + exp(-(bias + sum of weight x evidence))).\n")
            for name, w in fit_all(pairs, stream, a).items():
                for k in sorted(w):
                    if abs(w[k]) > 0.005:
                        f.write("%s.%s: %.2f\n" % (name, k, w[k]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
