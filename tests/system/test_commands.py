#!/usr/bin/env python3
"""What the offline commands do when what they read or write is not there: descriptors that came closed, a full device, a
directory, a log that no one may read; and what they do not load.

    test_commands.py BINARY
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

RSS = "<rss version=\"2.0\"><channel><title>T</title></channel></rss>"
READERS = ["feed", "article", "claims", "compare", "replay"]


def shell(binary, line):
    """Runs a line of shell in which $G is the binary."""
    return subprocess.run(["/bin/sh", "-c", line], env=dict(os.environ, G=binary), stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60, check=False)


def expect(binary, line, status, *words):
    p = shell(binary, line)
    text = p.stderr.decode(errors="replace")
    bad = p.returncode != status or [w for w in words if w not in text]
    if bad:
        print("FAIL %s: status %d, wanted %d and %s in: %s" % (line, p.returncode, status, words, text[:500]))
    return bool(bad)


def loaded(binary, line):
    """The libraries that a command loads, by their names up to the version."""
    out = shell(binary, "LD_DEBUG=files " + line).stderr.decode(errors="replace")
    return {f.split(".so")[0] for f in re.findall(r"file=(lib\S+) \[0\];  generating link map", out)}


def expect_light(binary):
    """A plain feed is read with what is always there: loading the rest takes ten times as long as reading. A broken one
    brings the library that goes on over faults."""
    light, full = loaded(binary, "$G feed feed.xml"), loaded(binary, "$G feed broken.xml")
    light = {f for f in light if not f.startswith(("libasan", "libubsan", "libstdc++", "libgcc_s"))}
    bad = light - {"libjansson", "libm", "libc", "libdl"} or "libjansson" not in light or "libxml2" not in full
    if bad:
        print("FAIL libraries loaded: %s; for a broken feed %s" % (sorted(light), sorted(full)))
    return bool(bad)


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    failed = 0
    with tempfile.TemporaryDirectory(prefix="gainsay-commands-") as tmp:
        os.chdir(tmp)
        pathlib.Path("feed.xml").write_text(RSS)
        pathlib.Path("broken.xml").write_text(RSS.replace("T<", "A&T<"))
        failed += expect_light(binary)
        pathlib.Path("notes.sqlite").write_text("no ledger, but rather a text\n" * 100)
        for command in READERS:
            failed += expect(binary, "$G %s missing" % command, 66, "gainsay " + command, "missing", "No such file")
            failed += expect(binary, "$G %s ." % command, 66, "Is a directory")
            failed += expect(binary, "$G %s - <&-" % command, 66, "standard input")
        for line in ["--help", "--version", "feed --help", "feed feed.xml"]:
            failed += expect(binary, "$G %s >/dev/full" % line, 74, "standard output")
            failed += expect(binary, "$G %s >&-" % line, 74, "standard output")
        failed += expect(binary, "$G tail --no-follow .", 66, "directory")
        failed += expect(binary, "$G tail --no-follow missing", 66, "missing", "No such file")
        failed += expect(binary, "$G tail missing/log", 66, "missing")
        for command in ["alerts", "statements", "feeds"]:
            failed += expect(binary, "$G %s --ledger notes.sqlite" % command, 66, "notes.sqlite")
            failed += expect(binary, "$G %s --ledger missing" % command, 66, "missing")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
