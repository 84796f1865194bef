#!/usr/bin/env python3
"""Replay scenarios of our own: tests/replay/NAME/ holds articles.jsonl and alerts.json, the alerts it must raise, in order:

    [{"kind", "speakers": [ID, ID], "urls": [URL of earlier, URL of later], "also": [[URLs], [URLs]]?}]

Scores and words of the reason are the comparison's own business and are tested there; here it is which statements meet,
which way round, and how often a contradiction is told. Each scenario is run again on the ledger it left: then nothing may
be told. edits.json, where there is one, lists what was changed or removed, newest statement last:

    [{"was": TEXT, "now": TEXT or null, "url"}]

    run.py BINARY [NAME...]
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def replay(binary, *args):
    p = subprocess.run([binary, "replay", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                       check=False)
    if p.returncode:
        raise AssertionError("exit status %d: %s" % (p.returncode, p.stderr.decode()))
    return [json.loads(line) for line in p.stdout.splitlines()]


def shape(alert):
    sides = [alert["earlier"], alert["later"]]
    return {"kind": alert["kind"], "speakers": [s["speaker"]["id"] for s in sides],
            "urls": [s["article"]["url"] for s in sides], "also": [s["also_reported_by"] for s in sides]}


def listed(binary, ledger):
    p = subprocess.run([binary, "alerts", "--json", "--limit", "0", "--ledger", ledger], stdout=subprocess.PIPE,
                       timeout=120, check=True)
    return [json.loads(line) for line in p.stdout.splitlines()]


def edits(binary, ledger):
    p = subprocess.run([binary, "statements", "--edited", "--all", "--json", "--limit", "0", "--ledger", ledger],
                       stdout=subprocess.PIPE, timeout=120, check=True)
    for s in map(json.loads, p.stdout.splitlines()):
        for e in s["edits"]:
            if not (re.fullmatch("[0-9a-f]{64}", e["before_sha256"]) and re.fullmatch("[0-9a-f]{64}", e["after_sha256"])
                    and e["before_sha256"] != e["after_sha256"]):
                raise AssertionError("an edit without the hashes of both versions: %s" % e)
            yield {"was": s["text"], "now": e["now"] and e["now"]["text"], "url": e["url"]}


def run(binary, case):
    articles = str(case / "articles.jsonl")
    want = json.loads((case / "alerts.json").read_text())
    with tempfile.TemporaryDirectory() as tmp:
        ledger = tmp + "/ledger.sqlite"
        told = replay(binary, "--ledger", ledger, articles)
        # What joined an alert after it was told shows in the list.
        got = [shape(a) for a in listed(binary, ledger)]
        faults = []
        want_edits = json.loads((case / "edits.json").read_text()) if (case / "edits.json").exists() else []
        got_edits = list(edits(binary, ledger))
        if got_edits != want_edits:
            faults.append("edits: got %s, want %s" % (json.dumps(got_edits), json.dumps(want_edits)))
        if [a["id"] for a in told] != [a["id"] for a in listed(binary, ledger)]:
            faults.append("the alerts told are not those listed")
        if [a["id"] for a in told] != [a["id"] for a in replay(binary, articles)]:
            faults.append("another replay gives other ids")
        if replay(binary, "--ledger", ledger, articles):
            faults.append("the same articles again are told again")
        for w in want:
            w.setdefault("also", [[], []])
        if got != want:
            faults.append("got  %s\nwant %s" % ("\n     ".join(map(json.dumps, got)) or "nothing",
                                                "\n     ".join(map(json.dumps, want)) or "nothing"))
        return faults


def main():
    binary, only = str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]
    cases = sorted(d for d in HERE.iterdir() if (d / "alerts.json").exists() and (not only or d.name in only))
    failed = 0
    for case in cases:
        faults = run(binary, case)
        failed += bool(faults)
        for fault in faults:
            print("%s: %s" % (case.name, fault))
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
