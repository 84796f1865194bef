#!/usr/bin/env python3
"""`gainsay feed` as a process for each feed, start included: feeds of 10 kB a second of CPU, and MB/s of one of 1 MB."""
import os
import resource
import subprocess
import tempfile

ITEM = """<item><title>Talks &amp; terms, day %d: what was said</title><link>https://news.example/story/%d</link>
<guid isPermaLink="false">story-%d</guid><pubDate>Sun, 17 Aug 2025 12:00:00 +0300</pubDate><category>World</category>
<description><![CDATA[<p>The two delegations met for the third day in the city and said afterwards that the talks were
“useful”, <a href="/story/11">according to</a> the hosts. Перемовини тривали до вечора.</p>%s]]></description></item>
"""
SIZES = [("10 kB", 10_000, 400), ("1 MB", 1_000_000, 20)]


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    for name, size, runs in SIZES:
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as f:
            f.write('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Bench</title>\n')
            for i in range(size // 1_000):
                f.write(ITEM % (i, i, i, "<p>A paragraph of the story.</p>\n" * 13))
            f.write("</channel></rss>\n")
            f.flush()
            start = cpu()
            for _ in range(runs):
                subprocess.run([os.environ["GAINSAY"], "feed", f.name], stdout=subprocess.DEVNULL, check=True)
            spent = cpu() - start
            given = "a process each, %d bytes" % os.stat(f.name).st_size
            print("feed command, %s\t%.1f\tfeeds/s of CPU\t%s" % (name, runs / spent, given))
            print("feed command, %s\t%.1f\tMB/s of CPU\t%s" % (name, os.stat(f.name).st_size * runs / spent / 1e6, given))


if __name__ == "__main__":
    main()
