#!/usr/bin/env python3
"""Golden files: tests/golden/COMMAND/CASE/ holds `args` (the command's arguments, a shell-like line; paths are relative
to the case), optional `stdin`, and what must come out: `expected` (standard output), optional `status` (0 if absent) and
optional `stderr` (every line of it must occur in standard error). `before` holds commands to run first, one a line
(`replay --ledger {tmp}/l.sqlite articles.jsonl`), which must succeed; {tmp} is a directory of the case's own, in `args` too.

    run.py BINARY [--update] [COMMAND[/CASE]...]

JSON output is compared line by line as parsed JSON when both sides parse, so that `expected` may be read and written by
hand; everything else byte by byte. --update writes what came out.
"""
import argparse
import difflib
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def parsed(text):
    out = []
    for line in text.splitlines():
        try:
            out.append(json.dumps(json.loads(line), ensure_ascii=False, indent=1))
        except ValueError:
            out.append(line)
    return out


def run(binary, case, args, stdin):
    return subprocess.run([binary] + args, input=stdin, cwd=case, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, check=False)


def run_case(binary, case, update):
    with tempfile.TemporaryDirectory() as tmp:
        return run_in(binary, case, update, tmp)


def run_in(binary, case, update, tmp):
    def words(line):
        return [w.replace("{tmp}", tmp) for w in shlex.split(line)]

    if (case / "before").exists():
        for line in (case / "before").read_text().splitlines():
            p = run(binary, case, words(line), b"")
            if p.returncode:
                return ["before: %s: exit status %d: %s" % (line, p.returncode, p.stderr.decode("utf-8", "replace"))]
    args = words((case / "args").read_text()) if (case / "args").exists() else []
    stdin = (case / "stdin").read_bytes() if (case / "stdin").exists() else b""
    p = run(binary, case, [case.parent.name] + args, stdin)
    out, err = p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")
    if update:
        (case / "expected").write_text(out)
        if p.returncode or (case / "status").exists():
            (case / "status").write_text("%d\n" % p.returncode)
        return []
    faults = []
    status = int((case / "status").read_text()) if (case / "status").exists() else 0
    if p.returncode != status:
        faults.append("exit status %d, not %d; standard error: %s" % (p.returncode, status, err.strip()[:2000]))
    want = (case / "expected").read_text()
    if want != out and parsed(want) != parsed(out):
        diff = difflib.unified_diff("\n".join(parsed(want)).splitlines(), "\n".join(parsed(out)).splitlines(),
                                    "expected", "got", lineterm="", n=1)
        faults.append("\n".join(list(diff)[:60]))
    if (case / "stderr").exists():
        for line in (case / "stderr").read_text().splitlines():
            if line not in err:
                faults.append("standard error lacks: %s (it says: %s)" % (line, err.strip()[:500]))
    return faults


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary")
    ap.add_argument("--update", action="store_true")
    ap.add_argument("only", nargs="*")
    a = ap.parse_args()
    binary = str(pathlib.Path(a.binary).resolve())
    cases = sorted(d for d in HERE.glob("*/*") if (d / "args").exists())
    if a.only:
        cases = [c for c in cases if any("%s/%s" % (c.parent.name, c.name) == o or c.parent.name == o for o in a.only)]
    failed = 0
    for case in cases:
        faults = run_case(binary, case, a.update)
        failed += bool(faults)
        for fault in faults:
            print("%s/%s: %s" % (case.parent.name, case.name, fault))
    print("%d passed, %d failed" % (len(cases) - failed, failed))
    return 1 if failed or not cases else 0


if __name__ == "__main__":
    sys.exit(main())
