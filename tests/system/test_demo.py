#!/usr/bin/env python3
"""`gainsay demo` from outside: what it tells, what it leaves behind, how it ends.

    test_demo.py GAINSAY
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

GAINSAY = str(pathlib.Path(sys.argv[1]).resolve())
# Sanitizers and a busy machine are slow; the promise of 30 seconds is for the release build.
SECONDS = 240
# Words of statements that are traps: conditions, parts, wishes, comments, other headlines.
TRAPS = ["Bryansk", "elections", "Donbas", "choir", "cousin", "neighbour", "Opinion", "no details"]


def start(args, tmp):
    env = dict(os.environ, TMPDIR=tmp)
    return subprocess.Popen([GAINSAY, "demo"] + args, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, encoding="utf-8")


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tmp = tempfile.TemporaryDirectory()
        cls.keep = os.path.join(cls.tmp.name, "kept")
        p = start(["--keep", cls.keep, "--seconds", str(SECONDS)], cls.tmp.name)
        cls.out, cls.err = p.communicate(timeout=SECONDS + 60)
        cls.status = p.returncode
        log = pathlib.Path(cls.keep, "alerts.jsonl")
        events = [json.loads(x) for x in log.read_text().splitlines()] if log.exists() else []
        cls.alerts = [e for e in events if e["type"] == "alert.raised"]

    @classmethod
    def tearDownClass(cls):
        cls.tmp.cleanup()

    def test_ends_well(self):
        log = pathlib.Path(self.keep, "daemon.log")
        said = log.read_text()[-3000:] if log.exists() else ""
        self.assertEqual(self.status, 0, self.err + said)
        self.assertEqual(self.err, "")

    def test_every_kind_is_alerted(self):
        kinds = [a["kind"] for a in self.alerts]
        self.assertGreaterEqual(len(kinds), 4)
        self.assertEqual(set(kinds), {"reversal", "split", "dispute"})

    def test_log_and_webhook_agree(self):
        printed = re.findall(r"^── (\d+) (?:REVERSAL|SPLIT|DISPUTE)", self.out, re.M)
        self.assertEqual([int(n) for n in printed], list(range(1, len(self.alerts) + 1)))
        for alert in self.alerts:
            for side in ("earlier", "later"):
                words = " ".join(alert[side]["text"].split()).removeprefix("that ")
                self.assertIn(words[:30], " ".join(self.out.split()))

    def test_no_trap_is_taken(self):
        for alert in self.alerts:
            text = alert["earlier"]["text"] + " " + alert["later"]["text"]
            for trap in TRAPS:
                self.assertNotIn(trap, text, alert)

    def test_rereports_join(self):
        self.assertRegex(" ".join(self.out.split()), r"[1-9]\d* re-reports joined the first report")
        pairs = [(a["earlier"]["text"], a["later"]["text"]) for a in self.alerts]
        self.assertEqual(len(pairs), len(set(pairs)), "one contradiction told twice")

    def test_no_colour_in_a_pipe(self):
        self.assertNotIn("\033", self.out)

    def test_says_what_next(self):
        self.assertIn("point it at real feeds", self.out)
        self.assertRegex(self.out, r"\d+\s+polls\s+\([1-9]\d*\s+unchanged:\s+304\)")
        self.assertRegex(self.out, r"0\s+repeated,\s+0\s+refused")


class Ends(unittest.TestCase):
    def check_signal(self, number):
        with tempfile.TemporaryDirectory() as tmp:
            p = start([], tmp)
            self.assertIn("news sites", p.stdout.readline())
            deadline = time.monotonic() + 60
            while not os.listdir(tmp) and time.monotonic() < deadline:
                os.sched_yield()
            p.send_signal(number)
            p.communicate(timeout=60)
            self.assertEqual(p.returncode, 128 + number)
            self.assertEqual(os.listdir(tmp), [], "left behind")

    def test_interrupt_cleans_up(self):
        self.check_signal(signal.SIGINT)

    def test_terminate_cleans_up(self):
        self.check_signal(signal.SIGTERM)

    def test_keep_refuses_a_used_directory(self):
        with tempfile.TemporaryDirectory() as tmp:
            pathlib.Path(tmp, "mine").write_text("x")
            p = subprocess.run([GAINSAY, "demo", "--keep", tmp], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, check=False)
            self.assertEqual(p.returncode, 78)
            self.assertIn("not an empty directory", p.stderr)
            self.assertEqual(os.listdir(tmp), ["mine"])

    def test_wrong_arguments(self):
        for args in (["--keep"], ["--seconds", "0"], ["--seconds", "x"], ["there"]):
            p = subprocess.run([GAINSAY, "demo"] + args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               check=False)
            self.assertEqual(p.returncode, 64, args)
            self.assertIn("usage: gainsay demo", p.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
