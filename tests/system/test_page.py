#!/usr/bin/env python3
"""What the daemon tells over HTTP: metrics that a collector can read, health that follows the truth, and nothing for those
who come under a stranger's name.

    test_page.py BINARY [CASE...]
"""
import http.client
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys

from fakeweb import PATIENCE, run_cases, wait_for
from test_control import command
from test_daemon import Case

SAMPLE = re.compile(r'^([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? (-?[0-9.]+)$')


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(port, path, host=None, method="GET"):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    c.request(method, path, headers={"Host": host} if host else {})
    answer = c.getresponse()
    body = answer.read().decode()
    c.close()
    return answer.status, body, answer.headers


def up(c, port):
    def asked():
        try:
            return get(port, "/-/ready")[0] == 200
        except OSError:
            return False
    wait_for(asked, "the page: " + c.daemon.tail())


def metrics(port):
    """Every sample by its name and labels; what is no sample, no HELP and no TYPE is a fault."""
    status, body, headers = get(port, "/metrics")
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), (status, headers)
    out, kinds = {}, {}
    for line in body.splitlines():
        if line.startswith("# "):
            _, word, name, text = line.split(" ", 3)
            assert word in ("HELP", "TYPE") and name.startswith("gainsay_"), line
            if word == "TYPE":
                assert name not in kinds, "described twice: " + name
                kinds[name] = text
            continue
        match = SAMPLE.match(line)
        assert match, line
        name = re.sub(r"_(bucket|sum|count)$", "", match[1]) if "duration" in match[1] else match[1]
        assert name in kinds, "not described: " + line
        key = match[1] + (match[2] or "")
        assert key not in out, "twice: " + key
        out[key] = float(match[3])
    return out


def test_metrics(binary):
    """The numbers are those of the ledger; no address and no secret is among them."""
    port = free_port()
    with Case(binary, page_listen="127.0.0.1:%d" % port) as c:
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        up(c, port)
        wait_for(lambda: metrics(port)['gainsay_outbox_pending{endpoint="webhook:desk"}'] == 0, "the delivery")
        m = metrics(port)
        assert m['gainsay_alerts_total{kind="reversal"}'] == 1, m
        assert m["gainsay_articles_total"] == 2 and m["gainsay_statements_total"] >= 2, m
        assert m['gainsay_webhook_attempts_total{endpoint="webhook:desk",class="2xx"}'] == 1, m
        assert m['gainsay_dead_letters_total{endpoint="log"}'] == 0, m
        assert m['gainsay_feed_polls_total{result="changed"}'] == 1, m
        assert m['gainsay_feed_last_success_timestamp_seconds{feed="127.0.0.1"}'] > 1.7e9, m
        assert m['gainsay_poll_duration_seconds_bucket{le="+Inf"}'] == m["gainsay_poll_duration_seconds_count"] >= 1, m
        assert m["gainsay_workers_up"] == 1 and m["gainsay_log_broken"] == 0, m
        assert any(k.startswith("gainsay_build_info{version=") for k in m), m
        assert "http:" not in get(port, "/metrics")[1] and "/hook" not in get(port, "/metrics")[1]
        c.daemon.config.write_text(c.daemon.config.read_text() + "nonsense: 1\n")
        c.daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: metrics(port)["gainsay_config_last_reload_successful"] == 0, "the refusal")
        c.daemon.stop()


def test_health_tells_of_a_log_that_cannot_be_written(binary):
    port = free_port()
    with Case(binary, page_listen="127.0.0.1:%d" % port) as c:
        log = c.daemon.dir / "logs"
        log.mkdir()
        c.daemon.config.write_text(c.daemon.config.read_text().replace("alert_log: alerts.jsonl",
                                                                       "alert_log: logs/alerts.jsonl"))
        c.publish(c.stories[:1])
        c.daemon.start()
        up(c, port)
        assert get(port, "/-/healthy")[:2] == (200, "healthy\n")
        # The directory goes, and a file stands in its way.
        (log / "alerts.jsonl").unlink()
        log.rmdir()
        log.write_text("")
        c.publish(c.stories)
        wait_for(lambda: get(port, "/-/healthy")[0] == 503, "the bad news")
        assert metrics(port)["gainsay_log_broken"] == 1
        log.unlink()
        log.mkdir()
        wait_for(lambda: get(port, "/-/healthy")[0] == 200, "the good news")
        assert len((log / "alerts.jsonl").read_text().splitlines()) == 1
        c.daemon.stop()


def test_strangers(binary):
    """Another's name, other methods and slow talkers; the daemon does its work all the while."""
    port = free_port()
    with Case(binary, page_listen="127.0.0.1:%d" % port, page_hosts="[desk.example]") as c:
        c.daemon.start()
        up(c, port)
        assert get(port, "/metrics", host="desk.example")[0] == 200
        assert get(port, "/metrics", host="rebound.example")[0] == 421
        assert get(port, "/", method="POST")[0] == 405
        assert get(port, "/../../etc/passwd")[0] == 404
        status, body, headers = get(port, "/-/ready", method="HEAD")
        assert (status, body) == (200, "") and headers["Content-Length"] == "6", headers
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(80)]
        for s in idle:
            s.sendall(b"GET / HTTP/1.1\r\nX: ")
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        # The first ones run out of time and make room.
        assert get(port, "/-/ready")[0] == 200
        for s in idle:
            s.close()
        c.daemon.stop()


def test_reload_moves_the_page(binary):
    """Another address is taken over; one that cannot be had is refused and changes nothing."""
    first, second = free_port(), free_port()
    with Case(binary, page_listen="127.0.0.1:%d" % first) as c:
        c.daemon.start()
        up(c, first)
        good = c.daemon.config.read_text()
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen(1)
            c.daemon.config.write_text(good.replace(":%d" % first, ":%d" % taken.getsockname()[1], 1))
            assert "cannot listen" in command(c, "ctl", "reload", status=78)
        up(c, first)
        c.daemon.config.write_text(good.replace("page_listen: 127.0.0.1:%d" % first, "page_listen: 127.0.0.1:%d" % second))
        command(c, "ctl", "reload")
        up(c, second)
        try:
            get(first, "/")
            raise AssertionError("the old address answers")
        except ConnectionRefusedError:
            pass
        c.daemon.stop()


def test_socket_activation(binary):
    """The service manager's socket is served, and outlives the daemon: who asks in between waits."""
    with Case(binary) as c, socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        s.listen(16)
        port = s.getsockname()[1]
        script = pathlib.Path(c.daemon.dir) / "activate"
        script.write_text("#!/bin/sh\nLISTEN_PID=$$ LISTEN_FDS=1 exec %s \"$@\" 3<&%d\n" % (c.daemon.binary, s.fileno()))
        script.chmod(0o755)
        for _ in range(2):
            early = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            early.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            with open(c.daemon.log, "ab") as log:
                c.daemon.process = subprocess.Popen([str(script), "run", "--config", str(c.daemon.config)], stderr=log,
                                                    stdout=log, stdin=subprocess.DEVNULL, pass_fds=[s.fileno()])
            answer = early.makefile("rb").read()
            assert answer.startswith(b"HTTP/1.1 200 "), answer
            early.close()
            up(c, port)
            c.daemon.stop()


if __name__ == "__main__":
    sys.exit(run_cases(dict(globals()), os.path.abspath(sys.argv[1]), sys.argv[2:]))
