#!/usr/bin/env python3
"""Scores a binary on every labelled set and compares with the floors that a change must not fall below.

    check.py BINARY [--write]

Prints one line a set. floors.json holds, for each set, the least precision and recall of `compare` on its pairs and of
`replay` on its scenarios; --write raises them to a step below what was just measured, and lowers none.
"""
import argparse
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FLOORS = os.path.join(HERE, "floors.json")
STEP = 0.03  # one pair or alert more or less is no regression
LAST = re.compile(r"precision ([0-9.]+) recall ([0-9.]+)")


def last_figures(*command):
    out = subprocess.run([sys.executable, *command], stdout=subprocess.PIPE, check=True).stdout.decode()
    p, r = LAST.findall(out)[-1]
    return {"precision": float(p), "recall": float(r)}


def measure(binary, folder):
    got = {}
    pairs = os.path.join(folder, "pairs.jsonl")
    if os.path.exists(pairs):
        got["pairs"] = last_figures(os.path.join(HERE, "score_pairs.py"), "--pairs", pairs, binary)
    if os.path.isdir(os.path.join(folder, "scenarios")):
        got["replay"] = last_figures(os.path.join(HERE, "score_replay.py"), "--all", "--root", folder, binary)
    return got


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("binary")
    ap.add_argument("--write", action="store_true")
    a = ap.parse_args()
    with open(FLOORS, encoding="utf-8") as f:
        floors = json.load(f)
    passed = failed = 0
    for name in sorted(os.listdir(HERE)):
        folder = os.path.join(HERE, name)
        if not os.path.isdir(folder) or name.startswith("_"):
            continue
        for what, figures in measure(os.path.abspath(a.binary), folder).items():
            least = floors.get(name, {}).get(what, {"precision": 0, "recall": 0})
            low = [k for k in figures if figures[k] < least[k]]
            failed += bool(low)
            passed += not low
            print("%-6s %-7s precision %.3f (floor %.3f) recall %.3f (floor %.3f)%s" % (
                name, what, figures["precision"], least["precision"], figures["recall"], least["recall"],
                "  BELOW ITS FLOOR" if low else ""))
            if a.write:
                old = floors.get(name, {}).get(what, {})
                floors.setdefault(name, {})[what] = {k: max(old.get(k, 0), round(max(0, v - STEP), 3)) for k, v in figures.items()}
    if a.write:
        with open(FLOORS, "w", encoding="utf-8") as f:
            json.dump(floors, f, indent=1, sort_keys=True)
            f.write("\n")
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed and not a.write else 0


if __name__ == "__main__":
    sys.exit(main())
