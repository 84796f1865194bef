#!/usr/bin/env python3
"""Articles a second and peak memory of `gainsay replay`, start included, on the demo's articles repeated."""
import json
import os
import pathlib
import resource
import subprocess
import tempfile
import time

ROOT = pathlib.Path(os.environ["GAINSAY_SOURCE"])
COPIES = 50


def main():
    demo = ROOT / "etc" / "demo"
    scenario = json.loads((demo / "scenario.json").read_text())
    outlets = {o["id"]: o for o in scenario["outlets"]}
    count = size = 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as f:
        for copy in range(COPIES):
            for a in scenario["articles"]:
                html = (demo / a["file"]).read_text()
                url = "http://%s%s?copy=%d" % (outlets[a["outlet"]]["host"], a["path"], copy)
                f.write(json.dumps({"url": url, "title": a["title"], "published": a["published"],
                                    "site": outlets[a["outlet"]]["name"], "html": html}) + "\n")
                count += 1
                size += len(html)
        f.flush()
        start = time.monotonic()
        subprocess.run([os.environ["GAINSAY"], "replay", f.name], stdout=subprocess.DEVNULL, check=True)
        took = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    given = "%d pages, %.1f MB, of the demo" % (count, size / 1e6)
    print("replay\t%.2f\tarticles/s\t%s" % (count / took, given))
    print("replay, peak memory\t%.1f\tMiB\t%s" % (peak, given))


if __name__ == "__main__":
    main()
