#!/usr/bin/env python3
"""How long after the last byte of an article its alert stands in the log and reaches a receiver, while the daemon polls a
thousand feeds. Web and receiver, on loopback, are a process of their own.

    bench_latency.py [FEEDS]
"""
import asyncio
import json
import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "system"))
from fakeweb import page, rss  # noqa: E402
from test_kill import articles  # noqa: E402

INTERVALS = range(7, 14)  # seconds between two polls of a feed; several, so that feeds do not keep step
STORIES = 120
EVERY = 0.5  # seconds between two stories
HOSTS = 200
PATIENCE = 60
QUIET = rss("T", [("http://127.0.0.1/x", "Harbour choir sings", "2022-01-01T00:00:00Z", "A summary.")]).encode()


def key_of(event):
    """The two articles of an alert; the one that was read last raised it."""
    return event["earlier"]["article"]["url"], event["later"]["article"]["url"]


class Site(asyncio.Protocol):
    """Feeds that never change but for the stories published, their pages, and the receiver of alerts."""
    polls, shown, sent, hooks = {}, {}, {}, {}

    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, rest = self.rest.split(b"\r\n\r\n", 1)
            length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
            if len(rest) < length:
                return
            self.rest = rest[length:]
            self.answer(head, rest[:length])

    def send(self, body, etag=b"1", kind=b"text/html"):
        self.transport.write(b"HTTP/1.1 200 OK\r\nETag: \"%s\"\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                             % (etag, kind, len(body), body))

    def answer(self, head, body):
        path = head.split(b" ", 2)[1].decode()
        if path == "/hook":
            self.hooks[key_of(json.loads(body))] = time.monotonic()
            self.send(b"ok")
        elif path in self.shown:  # a story's page
            self.send(self.shown[path])
            self.sent.setdefault(path, time.monotonic())
        else:
            etag, document = self.shown.get("feed " + path, (b"1", QUIET))
            self.polls[path] = self.polls.get(path, 0) + 1
            if b"If-None-Match: \"%s\"" % etag in head:
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\nETag: \"%s\"\r\n\r\n" % etag)
            else:
                self.send(document, etag, b"application/rss+xml")


async def serve(pipe):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Site, "0.0.0.0", 0, backlog=4096)
    pipe.send(server.sockets[0].getsockname()[1])
    while True:
        order = await loop.run_in_executor(None, pipe.recv)
        if order == "twice":
            pipe.send(sum(n > 1 for n in Site.polls.values()))
        elif order == "stop":
            pipe.send((Site.sent, Site.hooks))
            return
        else:
            Site.shown.update(order)


def server_process(pipe):
    asyncio.run(serve(pipe))


def address(i):
    return "127.0.%d.%d" % (i % HOSTS // 250 + 1, i % HOSTS % 250 + 1)


def configure(folder, port, feeds):
    lines = ["state_dir: state", "alert_log: alerts.jsonl", "user_agent: bench (root@localhost)",
             "quiet_interval_secs: 1", "allow_private: yes", "host_delay_ms: 0", "host_transfers: 4", "robots: no", "webhooks:",
             "  - {name: desk, url: 'http://127.0.0.1:%d/hook', allow_private: yes}" % port, "feeds:"]
    lines += ["  - {url: 'http://%s:%d/feed%d', poll_interval_secs: %d}" % (address(i), port, i, INTERVALS[i % len(INTERVALS)])
              for i in range(feeds)]
    (folder / "gainsay.yaml").write_text("\n".join(lines) + "\n")


def publish(pipe, port, story, k, feed):
    url = "http://%s:%d%s" % (address(feed), port, story["path"])
    document = rss("T", [(url, story["title"], story["published"], "On the war in Ukraine.")]).encode()
    pipe.send({story["path"]: page(story["title"], story["published"], story["text"]).encode(),
               "feed /feed%d" % feed: (b"s%d" % k, document)})
    return url


class Log(threading.Thread):
    """Notes when each line has come to stand in the log, within a millisecond."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.seen, self.ends = path, {}, False

    def run(self):
        at = 0
        while not self.ends:
            now = time.monotonic()
            if self.path.exists() and self.path.stat().st_size > at:
                with open(self.path, "rb") as f:
                    f.seek(at)
                    for line in f.read().splitlines(keepends=True):
                        if not line.endswith(b"\n"):
                            break
                        at += len(line)
                        event = json.loads(line)
                        if event["type"] == "alert.raised":
                            self.seen[key_of(event)] = now
            time.sleep(0.001)


def stories():
    out = articles(STORIES)
    for s in out:
        s["text"] = [p.split("</p>")[0] for p in s["html"].split("<p>")[1:]]
    return out


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 1e6


def main():
    feeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=server_process, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory(prefix="gainsay-bench-") as tmp:
        folder = pathlib.Path(tmp)
        configure(folder, port, feeds)
        log = Log(folder / "alerts.jsonl")
        log.start()
        with open(folder / "log", "wb") as err:
            daemon = subprocess.Popen([os.environ["GAINSAY"], "run", "--config", str(folder / "gainsay.yaml")], stderr=err)
        twice = 0
        while twice < feeds and daemon.poll() is None:
            time.sleep(1)
            ours.send("twice")
            twice = ours.recv()
        for k, story in enumerate(stories()):
            publish(ours, port, story, k, k * 7 % feeds)
            time.sleep(EVERY)
        time.sleep(2 * INTERVALS[-1])
        log.ends = True
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(PATIENCE)
        ours.send("stop")
        sent, hooks = ours.recv()
        server.join(10)
    arrived = {key: max(sent["/" + url.split("/", 3)[3]] for url in key) for key in log.seen}
    given = "%d feeds every 10 s, %d alerts" % (feeds, len(arrived))
    for what, times in (("in the log", log.seen), ("at a receiver", hooks)):
        ms = [(times[key] - arrived[key]) * 1000 for key in arrived if key in times]
        for name, share in (("half of the alerts", 0.5), ("99 of 100", 0.99), ("the slowest", 1)):
            print("latency: %s, %s\t%.2f\tms\t%s" % (what, name, percentile(ms, share), given))


if __name__ == "__main__":
    main()
