#!/usr/bin/env python3
"""The daemon's polls over HTTPS where no connection is kept and no TLS session resumed: a full handshake each, with the
system's certificates to choose from. The server, on loopback, is a process of its own.

    bench_https.py [FEEDS]
"""
import asyncio
import multiprocessing
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import tempfile
import time

from bench_polls import RSS, cpu_secs, processes

INTERVAL = 2  # seconds between two polls of a feed
SECONDS = 16
HOSTS = 100
SYSTEM_CAS = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")
FRESH = b"HTTP/1.1 200 OK\r\nETag: \"1\"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(RSS), RSS)
UNCHANGED = b"HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nConnection: close\r\n\r\n"


def address(host):
    return "127.0.1.%d" % (host + 1)


async def answer(reader, writer):
    try:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(UNCHANGED if b"\r\nIf-None-Match:" in request else FRESH)
        await writer.drain()
        writer.close()
        answer.made += 1
    except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
        writer.close()


answer.made = 0


async def serve(pipe, cert, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET
    server = await asyncio.start_server(answer, "0.0.0.0", 0, ssl=context, backlog=1024)
    pipe.send(server.sockets[0].getsockname()[1])
    while await asyncio.get_running_loop().run_in_executor(None, pipe.recv) == "made":
        pipe.send(answer.made)


def server_process(pipe, cert, key):
    asyncio.run(serve(pipe, cert, key))


def configure(folder, port, feeds, cert):
    trusted = SYSTEM_CAS.read_text() if SYSTEM_CAS.exists() else ""
    (folder / "trusted.pem").write_text(trusted + cert.read_text())
    lines = ["state_dir: state", "user_agent: bench (root@localhost)", "poll_interval_secs: %d" % INTERVAL,
             "quiet_interval_secs: %d" % INTERVAL, "poll_jitter_percent: 0", "allow_private: yes", "host_delay_ms: 0",
             "host_transfers: 4", "workers: 1", "ca_file: " + str(folder / "trusted.pem"), "feeds:"]
    lines += ["  - url: https://%s:%d/feed%d" % (address(i % HOSTS), port, i) for i in range(feeds)]
    (folder / "gainsay.yaml").write_text("\n".join(lines) + "\n")


def main():
    feeds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory(prefix="gainsay-bench-") as tmp:
        folder = pathlib.Path(tmp)
        cert, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=bench", "-addext", "subjectAltName=" + ",".join("IP:" + address(h) for h in range(HOSTS)),
                        "-keyout", str(key), "-out", str(cert)], check=True, stderr=subprocess.DEVNULL)
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.Process(target=server_process, args=(theirs, str(cert), str(key)), daemon=True)
        server.start()

        def made():
            ours.send("made")
            return ours.recv()

        configure(folder, ours.recv(), feeds, cert)
        with open(folder / "log", "wb") as log:
            daemon = subprocess.Popen([os.environ["GAINSAY"], "run", "--config", str(folder / "gainsay.yaml")], stderr=log)
        while made() < 2 * feeds and daemon.poll() is None:  # the first polls parse a document each
            time.sleep(0.5)
        before, first, start = cpu_secs(processes(daemon.pid)), made(), time.monotonic()
        time.sleep(SECONDS)
        used, polls, took = cpu_secs(processes(daemon.pid)) - before, made() - first, time.monotonic() - start
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(60)
        ours.send("stop")
        server.join(10)
    given = "%d feeds on %d hosts, a full handshake each" % (feeds, HOSTS)
    print("polls: HTTPS, unchanged\t%.1f\tpolls/s of CPU\t%s" % (polls / used, given))
    print("polls: HTTPS, made\t%.1f\tpolls/s\t%s" % (polls / took, given))


if __name__ == "__main__":
    main()
