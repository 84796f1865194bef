#!/usr/bin/env python3
"""Score `gainsay compare` on pairs.jsonl.

  score_pairs.py [--pairs FILE] [--errors] CMD [ARG...]

The pairs go to `CMD ARG... compare` without their labels, one JSON object a line; the verdicts are read back by id.
"""
import argparse
import collections
import json
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VERDICTS = ("contradiction", "disagreement", "consistent", "unrelated")
KINDS = ("reversal", "split", "dispute")


def prf(tp, fp, fn):
    p = tp / (tp + fp) if tp + fp else None
    r = tp / (tp + fn) if tp + fn else None
    if p is None or r is None:
        f = 0.0 if (p is not None or r is not None) and tp == 0 and (fp or fn) else None
    else:
        f = 2 * p * r / (p + r) if p + r else 0.0
    return p, r, f


def show(x):
    return "    -" if x is None else "%5.3f" % x


def main():
    ap = argparse.ArgumentParser(description="Score pair verdicts against gold pairs.")
    ap.add_argument("--pairs", default=os.path.join(HERE, "dev", "pairs.jsonl"))
    ap.add_argument("--errors", action="store_true", help="list every pair with a wrong verdict or kind")
    ap.add_argument("--timeout", type=float, default=300.0)
    ap.add_argument("cmd", nargs=argparse.REMAINDER)
    a = ap.parse_args()
    if not a.cmd:
        ap.error("a command is needed")
    cmd = shlex.split(a.cmd[0]) if len(a.cmd) == 1 else a.cmd
    with open(a.pairs, encoding="utf-8") as f:
        gold = [json.loads(line) for line in f if line.strip()]
    feed = "".join(json.dumps({k: g[k] for k in ("id", "earlier", "later")}, ensure_ascii=False) + "\n" for g in gold)
    try:
        p = subprocess.run(cmd + ["compare"], input=feed.encode("utf-8"), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=a.timeout, check=False)
    except (OSError, subprocess.TimeoutExpired) as e:
        print("compare failed: %s" % e, file=sys.stderr)
        return 1
    status = 0
    if p.returncode != 0:
        tail = p.stderr.decode("utf-8", "replace").strip().splitlines()
        print("compare failed: exit status %d%s" % (p.returncode, ": " + tail[-1] if tail else ""), file=sys.stderr)
        status = 1
    got, order, junk = {}, [], 0
    for line in p.stdout.decode("utf-8", "replace").splitlines():
        if not line.strip():
            continue
        try:
            o = json.loads(line)
            got[o["id"]] = o
            order.append(o["id"])
        except (ValueError, KeyError, TypeError):
            junk += 1
    missing = [g["id"] for g in gold if g["id"] not in got]
    if junk:
        print("%d lines of output are not verdicts" % junk, file=sys.stderr)
    if missing:
        print("%d pairs have no verdict, the first is %s" % (len(missing), missing[0]), file=sys.stderr)
    if not missing and order != [g["id"] for g in gold]:
        print("the verdicts are not in the order of the input", file=sys.stderr)

    def verdict(g):
        return got.get(g["id"], {}).get("verdict")

    def kind(g):
        return got.get(g["id"], {}).get("kind") if verdict(g) == "contradiction" else None

    print("contradiction or not, by cue")
    print("%-18s %6s %6s  %4s %4s %4s  %5s %5s %5s" % ("cue", "contra", "other", "tp", "fn", "fp", "prec", "rec", "f1"))
    cues = collections.OrderedDict()
    for g in gold:
        c = cues.setdefault(g["cue"], [0, 0, 0, 0, 0])
        is_c, said = g["verdict"] == "contradiction", verdict(g) == "contradiction"
        c[0] += is_c
        c[1] += not is_c
        c[2] += is_c and said
        c[3] += is_c and not said
        c[4] += (not is_c) and said
    tot = [0] * 5
    for cue, c in sorted(cues.items(), key=lambda x: (-x[1][0], -x[1][1], x[0])):
        print("%-18s %6d %6d  %4d %4d %4d  %s %s %s" % ((cue,) + tuple(c) + tuple(
            show(x) for x in prf(c[2], c[4], c[3]))))
        tot = [x + y for x, y in zip(tot, c)]
    print("%-18s %6d %6d  %4d %4d %4d  %s %s %s" % (("all",) + tuple(tot) + tuple(
        show(x) for x in prf(tot[2], tot[4], tot[3]))))

    print()
    print("by kind (verdict and kind both right)")
    print("%-18s %6s %6s  %4s %4s %4s  %5s %5s %5s" % ("kind", "gold", "said", "tp", "fn", "fp", "prec", "rec", "f1"))
    for k in KINDS:
        tp = sum(1 for g in gold if g["kind"] == k and kind(g) == k)
        n, m = sum(1 for g in gold if g["kind"] == k), sum(1 for g in gold if kind(g) == k)
        print("%-18s %6d %6d  %4d %4d %4d  %s %s %s" % ((k, n, m, tp, n - tp, m - tp) + tuple(
            show(x) for x in prf(tp, m - tp, n - tp))))

    print()
    print("verdicts (gold down, said across)")
    print("%-14s" % "" + "".join("%14s" % v for v in VERDICTS) + "%14s" % "none")
    for v in VERDICTS:
        row = collections.Counter(verdict(g) if verdict(g) in VERDICTS else "none" for g in gold if g["verdict"] == v)
        print("%-14s" % v + "".join("%14d" % row[w] for w in VERDICTS + ("none",)))
    right = sum(1 for g in gold if verdict(g) == g["verdict"])
    kinds_right = sum(1 for g in gold if g["kind"] and kind(g) == g["kind"])
    both = sum(1 for g in gold if g["verdict"] == "contradiction" and verdict(g) == "contradiction")
    if a.errors:
        print()
        for g in gold:
            if verdict(g) != g["verdict"] or kind(g) != g["kind"]:
                print("%s gold %s/%s cue %s, said %s/%s: %s" % (
                    g["id"], g["verdict"], g["kind"], g["cue"], verdict(g), kind(g), g["note"]))
                for s in ("earlier", "later"):
                    print("     %s %s: %s" % (g[s]["date"], g[s]["speaker"], g[s]["text"]))
    print()
    print("kind right in %d of %d contradictions found" % (kinds_right, both))
    pr, rc, f1 = prf(tot[2], tot[4], tot[3])
    print("contradiction precision %.3f recall %.3f f1 %.3f, verdict accuracy %.3f over %d pairs" % (
        pr or 0.0, rc or 0.0, f1 or 0.0, right / len(gold) if gold else 0.0, len(gold)))
    return status


if __name__ == "__main__":
    sys.exit(main())
