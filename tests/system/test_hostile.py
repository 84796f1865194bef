#!/usr/bin/env python3
"""The real daemon among people who mean it harm: what they could make it hold, and what they could read or put in its way.

    test_hostile.py BINARY [CASE...]
"""
import gzip
import os
import pathlib
import re
import sys

from fakeweb import PATIENCE, Answer, run_cases, wait_for
from test_daemon import Case

# Of the daemon itself, a sanitizer's own memory included: about 110 MiB were seen with one, 65 MiB without.
MAIN_MAX_KB = 250 * 1024


def peak_kb(pid):
    return int(re.search(r"^VmHWM:\s+(\d+) kB", pathlib.Path("/proc/%d/status" % pid).read_text(), re.M)[1])


def xml(body):
    return Answer(body, kind="application/rss+xml")


def test_memory_stays_bounded(binary):
    """Feeds that are long, deep, wide, packed, or grow from entities; the honest one beside them is read."""
    word = "war in Ukraine, talks in Geneva; "
    with Case(binary, worker_memory_bytes="4G") as c:
        item = "<item><title>t</title><link>http://x.example/%d</link><description>%s</description></item>"
        bad = {
            "/long": xml("<rss version='2.0'><channel><title>t</title><item><title>" + word * 600000),
            "/wide": xml("<rss version='2.0'><channel>" + "".join(item % (i, "off the topic") for i in range(60000))
                         + "</channel></rss>"),
            "/deep": xml("<rss>" + "<a>" * 400000),
            "/packed": Answer(gzip.compress(b"<rss>" + b" " * (200 << 20)), kind="application/rss+xml",
                              headers={"Content-Encoding": "gzip"}),
            "/laughs": xml("<!DOCTYPE r [<!ENTITY a 'ha'>" + "".join(
                "<!ENTITY %s '%s'>" % (chr(98 + i), ("&%s;" % chr(97 + i)) * 12) for i in range(12))
                           + "]><rss version='2.0'><channel><title>&m;</title></channel></rss>"),
            "/attributes": xml("<rss " + " ".join("a%d='%d'" % (i, i) for i in range(200000)) + "/>"),
        }
        for path, answer in bad.items():
            c.web.put(path, answer)
        c.daemon.feeds = ["/feed", *bad]
        c.daemon.settings["poll_interval_secs"] = 3600
        c.daemon.write_config()
        c.daemon.start(env={"ASAN_OPTIONS": "quarantine_size_mb=1:detect_leaks=0"})
        c.web.wait(lambda w: w.seen("/feed"), "the start")
        wait_for(lambda: all(f["result"] for f in c.daemon.read("feeds")) and len(c.daemon.logged()) == 1,
                 "every feed and the honest alert", PATIENCE * 4)
        peak = peak_kb(c.daemon.process.pid)
        print("  peak of the daemon %d MiB" % (peak // 1024))
        assert peak < MAIN_MAX_KB, peak
        c.daemon.stop()


def test_nobody_else_reads_our_files(binary):
    """Ledger and spool are for the daemon's user, the alert log for its group as well; nothing is for the world."""
    with Case(binary) as c:
        old = os.umask(0)
        try:
            c.daemon.run_once()
        finally:
            os.umask(old)
        files = list((c.daemon.dir / "state").rglob("*")) + [c.daemon.dir / "state", c.daemon.alerts_path]
        assert len(files) >= 3, files
        for path in files:
            mode = path.lstat().st_mode & 0o777
            assert mode & 0o027 == 0, "%s has mode %o" % (path, mode)


def test_links_in_our_way_are_not_followed(binary):
    """A link where the log or the ledger's lock should be is refused, in words, and what it points to stays as it is."""
    for name in ("alerts.jsonl", "state/ledger.sqlite.lock"):
        with Case(binary) as c:
            victim = c.daemon.dir / "victim"
            victim.write_text("precious\n")
            (c.daemon.dir / "state").mkdir(mode=0o750)
            (c.daemon.dir / name).symlink_to(victim)
            c.daemon.start("--once")
            status = c.daemon.process.wait(PATIENCE)
            assert status in (70, 75), (name, status, c.daemon.tail())
            assert pathlib.Path(name).name in c.daemon.tail(), c.daemon.tail()
            assert victim.read_text() == "precious\n"


if __name__ == "__main__":
    sys.exit(run_cases(dict(globals()), os.path.abspath(sys.argv[1]), sys.argv[2:]))
