#!/usr/bin/env python3
"""Every call that a disk or the memory can fail is made to fail, one after the other, in the real daemon.

    test_fault.py BINARY SHIM [--each N] [--kinds KIND,...] [--all] [--from N]

For each kind of fault and each call of that kind: a fresh daemon reads a small web, the N-th call fails (and, for a disk
that stays full, all after it), the daemon degrades or ends, having named what failed, and is stopped. Then a healthy one is
started on what is left. Statements, alerts, the log and the webhook's ids must be those of a run without faults, the log's
each exactly once. Of each kind --each calls are tried, spread evenly; --all tries every one.
"""
import argparse
import os
import re
import signal
import subprocess
import sys
import time

from fakeweb import PATIENCE
from test_daemon import Case
from test_kill import hooks, outcome

# What a user must read somewhere when a call of this kind has failed.
NAMES = {
    "full": r"No space left|disk is full|disk I/O error",
    "short": None,  # is written on: nothing to tell
    "eio": r"Input/output error|disk I/O error",
    "sync": r"Input/output error|disk I/O error",
    "open": r"Permission denied|unable to open|disk I/O error",
    "rename": r"Input/output error|disk I/O error",
    "alloc": r"out of memory|Out of memory|memory",
}
KINDS = ("full", "full+", "short", "eio", "sync", "open", "rename", "alloc")
# sysexits of a daemon that ends by itself, having said why; 6 is abort(), where memory is out.
ENDS = {0, 70, 71, 75, 78, -signal.SIGTERM}


def preload(shim, **more):
    return dict({"LD_PRELOAD": shim, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}, **more)


def reference(binary, shim):
    """The undisturbed outcome, and how many calls of each kind it took."""
    with Case(binary) as c:
        counts = c.daemon.dir / "counts"
        c.daemon.start("--once", env=preload(shim, FAULT_COUNT=str(counts)))
        status = c.daemon.process.wait(PATIENCE * 3)
        assert status == 0, "without a fault it ended with %d: %s" % (status, c.daemon.tail())
        statements, alerts = plain(c)
        assert len(alerts) == 1, alerts
        return (statements, alerts), {k: int(n) for k, n in map(str.split, counts.read_text().splitlines())}


def plain(c):
    statements, alerts = outcome(c.daemon)
    return [s[0] for s in statements], alerts


def waiting(c):
    return any(f["articles_waiting"] for f in c.daemon.read("feeds")) or c.daemon.read("alerts", "--undelivered")


def struck_and_told(c, mark, pattern):
    return mark.exists() and (not pattern or re.search(pattern, c.daemon.log.read_text(errors="replace")))


def one(binary, shim, kind, n, want):
    """Returns what the daemon did of the fault, in a word."""
    name = kind.rstrip("+")
    pattern = NAMES[name]
    with Case(binary) as c:
        mark = c.daemon.dir / "mark"
        c.daemon.start("--once", env=preload(shim, FAULT="%s:%d%s" % (name, n, "+" if kind.endswith("+") else ""),
                                             FAULT_MARK=str(mark)))
        end = time.monotonic() + PATIENCE
        while c.daemon.process.poll() is None and not struck_and_told(c, mark, pattern or "$^"):
            try:
                c.daemon.process.wait(0.02)
            except subprocess.TimeoutExpired:
                pass
            assert time.monotonic() < end, "it neither ends nor tells: " + c.daemon.tail()
        ended = c.daemon.process.poll()
        if ended is None:
            c.daemon.process.terminate()
            ended = c.daemon.process.wait(PATIENCE)
            did = "degraded"
        else:
            did = "went on" if ended == 0 else "ended"
        said = c.daemon.log.read_text(errors="replace")
        aborted = ended == -signal.SIGABRT and kind == "alloc" and "out of memory" in said
        assert ended in ENDS or aborted, "it ended with %d: %s" % (ended, c.daemon.tail())
        if ended != 0:
            assert not pattern or re.search(pattern, said), "it ended with %d and does not say why: %s" % (ended, said)
        # Until what waited for a moment has had its turn.
        c.daemon.run_once()
        end = time.monotonic() + PATIENCE
        while waiting(c) and time.monotonic() < end:
            c.daemon.run_once()
        assert plain(c) == want, "another outcome: %s" % (plain(c),)
        logged = [a["id"] for a in c.daemon.logged()]
        assert logged == want[1], "the log has %s" % logged
        assert set(hooks(c.web)) == set(want[1]), "the webhook got %s" % hooks(c.web)
        states = {s for f in c.daemon.read("feeds") for s in (f["articles_waiting"], f["articles_failed"])}
        assert states == {0}, "articles wait or failed"
        return did


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary")
    ap.add_argument("shim")
    ap.add_argument("--each", type=int, default=5)
    ap.add_argument("--kinds", default=",".join(KINDS))
    ap.add_argument("--all", action="store_true")
    ap.add_argument("--from", type=int, default=1, dest="first")
    a = ap.parse_args()
    a.binary, a.shim = os.path.abspath(a.binary), os.path.abspath(a.shim)
    want, counts = reference(a.binary, a.shim)
    failed = 0
    for kind in a.kinds.split(","):
        total = counts[kind.rstrip("+")]
        if a.all or total <= a.each:
            calls = range(a.first, total + 1)
        else:
            calls = sorted({1 + i * (total - 1) // (a.each - 1) for i in range(a.each)})
        did = {}
        for n in calls:
            try:
                word = one(a.binary, a.shim, kind, n, want)
            except Exception as e:  # the other calls tell as much
                word = "FAILED"
                failed += 1
                print("FAIL %s:%d: %s: %s" % (kind, n, type(e).__name__, str(e)[-1200:]), flush=True)
            did[word] = did.get(word, 0) + 1
        print("%-6s %4d calls, %3d tried: %s" % (kind, total, len(calls),
                                               ", ".join("%d %s" % (v, k) for k, v in sorted(did.items())) or "none"),
              flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
