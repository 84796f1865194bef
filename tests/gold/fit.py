#!/usr/bin/env python3
"""Fits the weights of the compare model on labelled pairs.

    fit.py [--write FILE] [--folds N] [--scenario DIR...] BINARY PAIRS...

PAIRS are JSON lines {"id","earlier","later","verdict","kind",...}. A scenario is a folder with articles.jsonl and
gold.json: what its statements say of each other, but for the alerts of gold.json, is no contradiction, and teaches how
rare one is. Five models are fitted by gradient boosting of small trees (no library needed; the result is the same on
every machine):
    contradiction  against the rest, on pairs: the score
    clash          contradiction or disagreement, against the rest, on pairs
    alert          contradiction against the rest, on pairs and scenarios: what the daemon goes by
    related        all but "unrelated", on pairs
    voice          contradiction, on pairs read as if one voice had said both: for speakers of whom nothing is known
An answer may not fall as evidence for a clash grows, nor rise as a doubt against it does. The figures
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
       "regardless", "overlap", "shared", "thing", "issue", "strong", "slot_align", "slot_denial", "predicate", "head",
       "pole", "parity", "mutual", "about", "date_clash", "figure_same", "bare_denial", "exact"]
AGAINST = ["agree", "slot_agree", "figure_agree", "hedge", "part", "question", "supposed", "development", "condition",
           "until", "event", "elsewhere", "should_one", "actor", "other_predicate", "gap", "voice", "pole_agree", "own",
           "compatible", "names_apart", "left", "news", "apart"]
FREE = ["same_speaker", "same_side", "two_sides", "change", "may", "whole", "days", "should", "past", "two_figure", "no_first"]
# Two questions a tree let two pieces of evidence speak together; more only fits what chance brought together.
TREES = 300
# Streams have few alerts, told over and over: with those of dev left out in turn, 300 trees found 12 of the wanted with 21 false
# ones, 75 to 120 trees 9 or 10 with 7 to 15.
TREES_ALERT = 100
RATE = 0.08
BINS = 16
LEAF = 8  # rows that an answer must hold for
RIDGE = 1.0
UNDATED = 1.0  # weight of each pair once more, as if nobody knew when it was said
FALSE = 1.5  # what is no contradiction weighs more: a wrong alert costs more than a missed one
STREAM = ("other_predicate", "gap", "voice")
TWO = ["two_should", "two_will", "two_opinion", "two_slot_will"]
CLASH = (FOR, [k for k in AGAINST if k not in STREAM] + TWO, FREE)
ALERT = (FOR + ["two_denial"], AGAINST + TWO, FREE)
RELATED = (["slot_clash", "slot_agree", "overlap", "shared", "thing", "issue", "clash", "agree", "figure_clash",
            "figure_agree", "same_side", "axis"], [], ["same_speaker", "two_sides", "days", "elsewhere"])
EVIDENCE = ("slot_clash", "clash", "figure_clash", "regardless", "denial", "denial_earlier", "pole", "parity", "mutual", "about",
            "date_clash", "bare_denial")
TRACE = {"pole": 0.05, "parity": 0.05, "mutual": 0.05, "about": 0.05}  # less is chance, as in features_clash
CLASHING = ("contradiction", "disagreement")


def same_breath(a, b):
    """Pairs that one page cannot mean, as the daemon skips them."""
    if a["article"]["url"] != b["article"]["url"]:
        return False
    if a["span"][0] < b["span"][1] and b["span"][0] < a["span"][1]:
        return True
    return a["speaker"]["id"] == b["speaker"]["id"] and a["date"] == b["date"]


def clashes(x):
    if x.get("compatible") and not any(x.get(k) for k in ("clash", "slot_clash", "figure_clash")):
        return False
    return not x.get("elsewhere") and not x.get("event") and any(x.get(k, 0) >= TRACE.get(k, 1e-9) for k in EVIDENCE)


def bounds_of(values):
    """What may be asked of a feature: more than nothing, and about BINS quantiles of what it is when it is."""
    some = sorted(v for v in values if v)
    cuts = sorted({some[len(some) * i // BINS] for i in range(BINS)}) if some else []
    return [(0.5 * (low + high)) for low, high in zip([0.0] + cuts, cuts)]


class Sums:
    """First and second derivatives of the loss and rows, by feature and bin, of the rows in a node."""

    def __init__(self, n, rows, g, h, index):
        self.g, self.h, self.n = [0.0] * n, [0.0] * n, [0.0] * n
        self.all = [0.0, 0.0, 0]
        for i in rows:
            gi, hi = g[i], h[i]
            self.all[0] += gi
            self.all[1] += hi
            self.all[2] += 1
            for j in index[i]:
                self.g[j] += gi
                self.h[j] += hi
                self.n[j] += 1


def answer(g, h, low, high):
    return max(low, min(high, -g / (h + RIDGE)))


def gain(g, h, v):
    return -(g * v + 0.5 * (h + RIDGE) * v * v)


def best_split(s, features, low, high):
    """(gain, feature, cut, answers) or None; an answer of evidence for a clash may not fall as it grows."""
    best = None
    whole = gain(s.all[0], s.all[1], answer(s.all[0], s.all[1], low, high))
    for f, (first, cuts, sign) in enumerate(features):
        g1 = h1 = n1 = 0.0
        for c in range(len(cuts) - 1, -1, -1):  # from the top: what is above the cut
            j = first + c
            g1, h1, n1 = g1 + s.g[j], h1 + s.h[j], n1 + s.n[j]
            if n1 < LEAF or s.all[2] - n1 < LEAF:
                continue
            above = answer(g1, h1, low, high)
            below = answer(s.all[0] - g1, s.all[1] - h1, low, high)
            if sign * (above - below) < 0:
                continue
            won = gain(g1, h1, above) + gain(s.all[0] - g1, s.all[1] - h1, below) - whole
            if won > 1e-9 and (best is None or won > best[0]):
                best = (won, f, c, below, above)
    return best


def fit(rows, names, n_trees=TREES):
    """Gradient boosting (Friedman 2001; the gain and the bound of answers as in Chen & Guestrin 2016) of trees with
    at most two questions. rows: (features, label, weight)."""
    plus, minus = set(names[0]), set(names[1])
    order = names[0] + names[1] + names[2]
    features, first = [], 0
    for k in order:
        cuts = bounds_of([x.get(k, 0) for x, _, _ in rows])
        features.append((first, cuts, (k in plus) - (k in minus)))
        first += len(cuts)
    index = []
    for x, _, _ in rows:
        at = []
        for k, (start, cuts, _) in zip(order, features):
            v = x.get(k, 0)
            if v and cuts and v >= cuts[0]:
                at.append(start + max(c for c in range(len(cuts)) if v >= cuts[c]))
        index.append(at)
    total = sum(c for _, _, c in rows)
    yes = sum(c for _, y, c in rows if y)
    bias = math.log((yes + 0.5) / (total - yes + 0.5))
    z, trees = [bias] * len(rows), []
    everyone = range(len(rows))

    def above(i, f, cut):
        start, cuts, _ = features[f]
        return any(start + cut <= j < start + len(cuts) for j in index[i])

    for _ in range(n_trees):
        p1 = [1 / (1 + math.exp(-v)) for v in z]
        g = [(p1[i] - rows[i][1]) * rows[i][2] for i in everyone]
        h = [max(p1[i] * (1 - p1[i]), 1e-6) * rows[i][2] for i in everyone]
        root = best_split(Sums(first, everyone, g, h, index), features, -9.0, 9.0)
        if root is None:
            break
        _, f, c, low, high = root
        sign, middle = features[f][2], 0.5 * (low + high)
        tree = [order[f], features[f][1][c]]
        for up in (False, True):
            inside = [i for i in everyone if above(i, f, c) == up]
            limit = (-9.0, 9.0) if sign == 0 else (middle, 9.0) if (sign > 0) == up else (-9.0, middle)
            s = Sums(first, inside, g, h, index)
            second = best_split(s, features, *limit)
            if second is None:
                v = round(RATE * answer(s.all[0], s.all[1], *limit), 4)
                tree.append(v)
                for i in inside:
                    z[i] += v
                continue
            _, f2, c2, a, b = second
            a, b = round(RATE * a, 4), round(RATE * b, 4)
            tree.append([order[f2], features[f2][1][c2], a, b])
            for i in inside:
                z[i] += b if above(i, f2, c2) else a
        trees.append(tree)
    return {"bias": bias, "trees": trees}


def tree_value(tree, x):
    while isinstance(tree, list):
        tree = tree[2] if x.get(tree[0], 0) < tree[1] else tree[3]
    return tree


def p(model, x):
    z = model["bias"] + sum(tree_value(t, x) for t in model["trees"])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def undated(x):
    return {k: v for k, v in x.items() if k not in ("days", "gap")}


def one_voice(x):
    """The pair as if one speaker had said both, of whom nothing is known."""
    y = {k: v for k, v in undated(x).items() if k not in ("same_side", "two_sides", "voice", "own", "mutual") and
         not k.startswith("two_")}
    y["same_speaker"] = 1.0
    return y


def fit_all(pairs, stream, a):
    seen = [d for d in pairs if clashes(d["x"])]
    rows = [(d["x"], d["verdict"] == "contradiction", 1.0 if d["verdict"] == "contradiction" else FALSE) for d in seen]
    often = [(d["x"], d["label"] != "other", a.stream_weight) for d in stream]
    # whoever writes pairs dates a reversal months after what it reverses: not to be learnt for a law
    either = rows + [(undated(x), y, c * UNDATED) for x, y, c in rows]
    clash = [(x, d["verdict"] in CLASHING, c) for d in seen for x, c in ((d["x"], 1.0), (undated(d["x"]), UNDATED))]
    return {
        "contradiction": fit(either, CLASH),
        "clash": fit(clash, CLASH),
        "alert": fit(rows + often, ALERT, TREES_ALERT) if stream else {"bias": -9.0, "trees": []},
        "related": fit([(d["x"], d["verdict"] != "unrelated", 1.0) for d in pairs], RELATED),
        # what two sides want is a disagreement, and would be a contradiction if one had said both
        "voice": fit([(one_voice(d["x"]), d["verdict"] in CLASHING, 1.0 if d["verdict"] in CLASHING else FALSE) for d in seen],
                     CLASH),
    }


def judge(models, x):
    clash = clashes(x)
    score = p(models["contradiction"], x) if clash else 0.01
    if score >= 0.5:
        return "contradiction", score
    if clash and x.get("two_sides") and p(models["clash"], x) >= 0.5:
        return "disagreement", score
    return ("consistent" if x.get("shared") and not x.get("elsewhere") and p(models["related"], x) >= 0.5 else "unrelated"), score


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
        if same_breath(a, b) or (a["speaker"]["id"] == b["speaker"]["id"] and words(a["text"]) == words(b["text"])):
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


def written(tree):
    if not isinstance(tree, list):
        return "%.4f" % tree
    return "[%s, %.4f, %s, %s]" % (tree[0], tree[1], written(tree[2]), written(tree[3]))


def write(path, models):
    with open(path, "w", encoding="utf-8") as f:
        f.write("# The compare models: boosted trees over the evidence a pair shows, in log-odds. Written by\n"
                "# tests/gold/fit.py. A tree is a number, or [evidence, bound, tree below it, tree from it on].\n")
        for name, model in models.items():
            f.write("%s:\n  bias: %.4f\n  trees:%s\n" % (name, model["bias"], "" if model["trees"] else " []"))
            for tree in model["trees"]:
                f.write("    - %s\n" % written(tree))


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("binary")
    ap.add_argument("pairs", nargs="+")
    ap.add_argument("--write")
    ap.add_argument("--folds", type=int, default=5, help="1: fit only, report nothing")
    ap.add_argument("--scenario", action="append", default=[])
    ap.add_argument("--stream-weight", type=float, default=2.0)
    ap.add_argument("--errors", action="store_true")
    a = ap.parse_args()
    gold, pairs = read_pairs(a.binary, a.pairs)
    stream = [d for folder in a.scenario for d in read_scenario(a.binary, folder)]
    if a.folds > 1:
        report(gold, pairs, stream, a)
    if a.write:
        write(a.write, fit_all(pairs, stream, a))
    return 0


if __name__ == "__main__":
    sys.exit(main())
