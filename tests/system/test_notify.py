#!/usr/bin/env python3
"""What the daemon tells a service manager: every message of its life, in order, over a socket that is ours.

    test_notify.py BINARY [CASE...]
"""
import os
import pathlib
import signal
import socket
import sys

from fakeweb import PATIENCE, run_cases
from test_daemon import Case

WATCHDOG_USECS = 400000


class Manager:
    def __init__(self, directory):
        self.path = pathlib.Path(directory) / "notify"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.path))
        self.socket.settimeout(PATIENCE)

    def env(self):
        return {"NOTIFY_SOCKET": str(self.path), "WATCHDOG_USEC": str(WATCHDOG_USECS)}

    def next(self, without=()):
        """The next message as a dict, passing over those that have one of these keys, and then over a status by itself,
        which comes every now and then."""
        while True:
            message = dict(line.split("=", 1) for line in self.socket.recv(8192).decode().splitlines())
            if not any(key in message for key in without) and not (without and set(message) == {"STATUS"}):
                return message


def test_a_life(binary):
    with Case(binary) as c:
        m = Manager(c.daemon.dir)
        c.daemon.start(env=m.env())
        assert int(m.next()["EXTEND_TIMEOUT_USEC"]) > 60e6
        ready = m.next()
        assert ready["READY"] == "1" and ready["STATUS"].startswith("1 feeds; "), ready
        for _ in range(3):
            assert m.next(without=("STATUS",)) == {"WATCHDOG": "1"}
        quiet = ("WATCHDOG", "EXTEND_TIMEOUT_USEC")
        c.daemon.process.send_signal(signal.SIGHUP)
        reloading = m.next(without=quiet)
        assert reloading["RELOADING"] == "1" and int(reloading["MONOTONIC_USEC"]) > 0, reloading
        assert m.next(without=quiet)["READY"] == "1"
        # A configuration that is refused ends the reload as well, and the old one goes on.
        good = c.daemon.config.read_text()
        c.daemon.config.write_text(good + "nonsense: 1\n")
        c.daemon.process.send_signal(signal.SIGHUP)
        assert m.next(without=quiet)["RELOADING"] == "1"
        refused = m.next(without=quiet)
        assert refused["READY"] == "1" and "refused" in refused["STATUS"], refused
        c.daemon.config.write_text(good)
        c.daemon.process.send_signal(signal.SIGHUP)
        assert m.next(without=quiet)["RELOADING"] == "1"
        assert "refused" not in m.next(without=quiet)["STATUS"]
        c.daemon.process.terminate()
        assert m.next(without=quiet)["STOPPING"] == "1"
        assert c.daemon.process.wait(PATIENCE) == 0, c.daemon.tail()


def test_a_loop_that_hangs_is_not_alive(binary):
    """Stopped in its tracks it says nothing; once it goes on it speaks again."""
    with Case(binary) as c:
        m = Manager(c.daemon.dir)
        c.daemon.start(env=m.env())
        while "WATCHDOG" not in m.next():
            pass
        c.daemon.process.send_signal(signal.SIGSTOP)
        os.waitpid(c.daemon.process.pid, os.WUNTRACED)
        m.socket.settimeout(WATCHDOG_USECS * 2 / 1e6)
        try:
            while True:  # what was on its way
                m.next()
        except socket.timeout:
            pass
        c.daemon.process.send_signal(signal.SIGCONT)
        m.socket.settimeout(PATIENCE)
        while "WATCHDOG" not in m.next():
            pass
        c.daemon.stop()


def test_no_children_of_it_speak(binary):
    """The workers know nothing of the manager: what a page makes one do cannot keep a hung daemon alive."""
    with Case(binary) as c:
        m = Manager(c.daemon.dir)
        c.daemon.start(env=m.env())
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        tasks = pathlib.Path("/proc/%d/task" % c.daemon.process.pid)
        children = [pid for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
        assert children
        for pid in children:
            assert b"NOTIFY_SOCKET" not in pathlib.Path("/proc/%s/environ" % pid).read_bytes()
        c.daemon.stop()


if __name__ == "__main__":
    sys.exit(run_cases(dict(globals()), os.path.abspath(sys.argv[1]), sys.argv[2:]))
