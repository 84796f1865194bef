#!/usr/bin/env python3
"""The daemon with ten thousand feeds, 500 of which answer one byte a second: how much memory and processor time its polls
take, and how well each feed keeps its time. The server, on loopback, is a process of its own; most polls find nothing new.

    bench_polls.py [FEEDS]
"""
import asyncio
import multiprocessing
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

INTERVAL = 20  # seconds between two polls of a feed
ROUNDS = 3  # intervals watched, after the first poll of each
SLOW = 500
HOSTS = 200
RSS = (b"<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>Harbour choir sings</title></item></channel>"
       b"</rss>")
FRESH = b"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: %d\r\n\r\n%s" % (len(RSS), RSS)
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"


class Site(asyncio.Protocol):
    polls = {}  # by path: the times of its polls

    def connection_made(self, transport):
        self.transport, self.rest = transport, b""

    def data_received(self, data):
        *requests, self.rest = (self.rest + data).split(b"\r\n\r\n")
        for request in requests:
            path = request.split(b" ", 2)[1].decode()
            if path.startswith("/slow"):
                self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
                self.drip()
                continue
            self.polls.setdefault(path, []).append(time.monotonic())
            self.transport.write(UNCHANGED if b"\r\nIf-None-Match:" in request else FRESH)

    def drip(self):
        if not self.transport.is_closing():
            self.transport.write(b"<")
            asyncio.get_running_loop().call_later(1, self.drip)


async def serve(pipe):
    server = await asyncio.get_running_loop().create_server(Site, "0.0.0.0", 0, backlog=4096)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.get_running_loop().run_in_executor(None, pipe.recv) == "twice":
        pipe.send(sum(len(times) > 1 for times in Site.polls.values()))
    pipe.send(Site.polls)


def server_process(pipe):
    asyncio.run(serve(pipe))


def configure(folder, port, feeds):
    address = lambda host: "127.0.%d.%d" % (host // 250 + 1, host % 250 + 1)
    lines = ["state_dir: state", "user_agent: bench (root@localhost)", "poll_interval_secs: %d" % INTERVAL,
             "quiet_interval_secs: %d" % INTERVAL, "poll_jitter_percent: 0", "allow_private: yes", "host_delay_ms: 0",
             "host_transfers: 4", "max_transfers: 1024", "workers: 1", "feeds:"]
    for i in range(feeds - SLOW):
        lines.append("  - url: http://%s:%d/feed%d" % (address(i % HOSTS), port, i))
    for i in range(SLOW):
        lines.append("  - url: http://%s:%d/slow%d" % (address(HOSTS + i), port, i))
    (folder / "gainsay.yaml").write_text("\n".join(lines) + "\n")


def processes(pid):
    children = pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()
    return [pid] + [int(c) for c in children]


def cpu_secs(pids):
    """User and system time of the processes so far."""
    total = 0
    for pid in pids:
        fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def peak_mib(pid):
    for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0


def main():
    feeds = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=server_process, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    given = "%d feeds, %d of them drip" % (feeds, SLOW)
    with tempfile.TemporaryDirectory(prefix="gainsay-bench-") as tmp:
        folder = pathlib.Path(tmp)
        configure(folder, port, feeds)
        with open(folder / "log", "wb") as log:
            daemon = subprocess.Popen([os.environ["GAINSAY"], "run", "--config", str(folder / "gainsay.yaml")], stderr=log)
        # The first polls parse a document each and come all at once; what is measured comes after the second.
        twice = 0
        while twice < feeds - SLOW and daemon.poll() is None:
            time.sleep(1)
            ours.send("twice")
            twice = ours.recv()
        before, start = cpu_secs(processes(daemon.pid)), time.monotonic()
        time.sleep(ROUNDS * INTERVAL)
        used, end = cpu_secs(processes(daemon.pid)) - before, time.monotonic()
        memory = peak_mib(daemon.pid)
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(60)
        ours.send("stop")
        polls = ours.recv()
        server.join(10)
    watched = [t for times in polls.values() for t in times if start <= t < end]
    gaps = [b - a for times in polls.values() for a, b in zip(times, times[1:]) if b >= start]
    late = sorted(abs(gap - INTERVAL) / INTERVAL * 100 for gap in gaps)
    rows = [("polls: keep-alive, unchanged", len(watched) / used, "polls/s of CPU"),
            ("polls: made", len(watched) / (end - start), "polls/s"),
            ("polls: wanted", (feeds - SLOW) / INTERVAL, "polls/s"),
            ("polls: peak memory of the daemon", memory, "MiB"),
            ("polls: off their time by, the worst", late[-1] if late else 999, "%"),
            ("polls: off their time by, 99 of 100", late[len(late) * 99 // 100] if late else 999, "%"),
            ("polls: feeds polled", len(polls), "feeds")]
    for what, figure, unit in rows:
        print("%s\t%.2f\t%s\t%s" % (what, figure, unit, given))


if __name__ == "__main__":
    main()
