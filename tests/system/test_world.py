#!/usr/bin/env python3
"""The real daemon while names cannot be resolved, the network is away, and the clock is set ahead and back.

    test_world.py BINARY SHIM [CASE...]

Each time the daemon goes on, says what is wrong by name, and once the world is right again tells every alert, each once.
"""
import os
import struct
import sys

from fakeweb import Answer, Web, run_cases, wait_for
from test_daemon import Case
from test_delivery import hook, hooks, one_more

DAY_MS = 86400 * 1000
SHIM = ""


class World(Case):
    """A daemon in a world of ours; hosts are told by name where `names` says so."""

    def __init__(self, binary, **settings):
        super().__init__(binary, **settings)
        self.path = self.daemon.dir / "world"
        self.be()

    def be(self, clock_ms=0, names_down=0, network_down=0):
        """network_down: 1, or a port that alone is out of reach."""
        numbers = struct.pack("=qqq", clock_ms, names_down, network_down)
        with open(self.path, "r+b" if self.path.exists() else "w+b") as f:
            f.write(numbers)

    def start(self, *args):
        self.daemon.start(*args, env={"LD_PRELOAD": SHIM, "WORLD": str(self.path),
                                      "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"})

    def named(self, url):
        return url.replace("127.0.0.1", "desk.test")

    def waits(self):
        return [u["reason"] for a in self.daemon.read("alerts", "--undelivered") for u in a["undelivered"]]

    def end(self, alerts):
        """Every alert is told, once in the log and once at the receiver; a further run has nothing to add."""
        wait_for(lambda: len(self.hooks()) == alerts and not self.waits(), "the deliveries")
        assert self.daemon.process.poll() is None, self.daemon.tail()
        self.daemon.stop()
        self.daemon.run_once()
        raised = [e["id"] for e in self.daemon.logged() if e["type"] == "alert.raised"]
        assert len(raised) == len(set(raised)) == alerts, raised
        assert sorted(r.headers["webhook-id"] for r in self.hooks()) == sorted(raised)


def test_no_names_for_feeds(binary):
    """A feed whose host cannot be resolved fails by that name, and is read when it can."""
    with World(binary) as c:
        c.daemon.config.write_text(c.daemon.config.read_text().replace("- url: http://127.0.0.1", "- url: http://news.test"))
        c.be(names_down=1)
        c.start()
        wait_for(lambda: c.said("news.test") and "news.test" in (c.daemon.read("feeds")[0]["result"] or ""), "the message")
        assert "resolve" in c.daemon.read("feeds")[0]["result"], c.daemon.read("feeds")
        assert not c.web.seen("/feed")
        c.be()
        wait_for(lambda: len(c.daemon.logged()) == 1, "the alert")
        c.end(1)


def test_no_names_for_receivers(binary):
    """An alert is logged while its receiver's host cannot be resolved, and delivered when it can."""
    with World(binary) as c:
        hooks(c, dict(hook(c, "hook"), url=c.named(c.web.url("/hook"))))
        c.be(names_down=1)
        c.start()
        wait_for(lambda: len(c.daemon.logged()) == 1 and c.said("desk.test"), "the alert and the message")
        wait_for(lambda: any("desk.test" in (r or "") for r in c.waits()), "the reason")
        c.be()
        c.end(1)


def test_no_network(binary):
    """No connection can be made: feed and receiver each wait, by a message that says so."""
    with World(binary) as c:
        c.be(network_down=1)
        c.start()
        wait_for(lambda: c.said("unreachable"), "the feed's message")
        assert "unreachable" in c.daemon.read("feeds")[0]["result"], c.daemon.read("feeds")
        assert not c.web.requests
        c.be()
        wait_for(lambda: len(c.daemon.logged()) == 1, "the alert")
        c.end(1)


def test_receiver_out_of_reach(binary):
    """The receiver's network alone is away: the alert is logged, waits with a reason, and arrives."""
    desk = Web()
    desk.put("/hook", Answer("ok"))
    with World(binary) as c:
        hooks(c, dict(hook(c, "hook"), url=desk.url("/hook")))
        c.be(network_down=desk.port)
        c.start()
        wait_for(lambda: len(c.daemon.logged()) == 1 and c.said("unreachable"), "the alert and the message")
        wait_for(lambda: any("unreachable" in (r or "") for r in c.waits()), "the reason")
        assert not desk.requests
        c.be()
        desk.wait(lambda w: w.seen("/hook"), "the delivery")
        wait_for(lambda: not c.waits(), "its outcome")
        c.daemon.stop()
        assert [r.headers["webhook-id"] for r in desk.seen("/hook")] == [c.daemon.logged()[0]["id"]]
    desk.close()


def test_clock_set_back(binary):
    """What was planned a day ahead of the new time is not put off by a day: polls, deliveries, on the run and at the start."""
    with World(binary) as c:
        c.be(clock_ms=3 * DAY_MS)
        c.start()
        c.web.wait(lambda w: w.seen("/hook"), "the first alert")
        c.web.put("/hook", Answer("not now", 503), Answer("ok"))
        one_more(c, 0)
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the refused try")
        wait_for(c.waits, "the retry to be planned")
        c.be(clock_ms=2 * DAY_MS)
        wait_for(lambda: c.said("the clock was set back"), "the message")
        c.web.wait(lambda w: len(w.seen("/hook")) == 3, "the delivery")
        seen = len(c.web.seen("/feed"))
        c.web.wait(lambda w: len(w.seen("/feed")) > seen, "a poll")
        wait_for(lambda: not c.waits(), "its outcome")
        c.daemon.stop()
        said = c.daemon.log.read_text().count("the clock was set back")
        # Set back while nothing ran.
        c.be()
        one_more(c, 1)
        c.start()
        wait_for(lambda: c.daemon.log.read_text().count("the clock was set back") == said + 1, "the message at the start")
        c.web.wait(lambda w: len(w.seen("/hook")) == 4, "the third alert")
        wait_for(lambda: not c.waits(), "its outcome")
        c.daemon.stop()
        c.daemon.run_once()
        assert c.daemon.log.read_text().count("the clock was set back") == said + 1
        raised = [e["id"] for e in c.daemon.logged() if e["type"] == "alert.raised"]
        ids = [r.headers["webhook-id"] for r in c.hooks()]
        assert len(raised) == len(set(raised)) == 3 and sorted(ids) == sorted(raised + [raised[1]]), (raised, ids)


def test_clock_set_ahead(binary):
    """A jump ahead makes due what waits, and doubles nothing."""
    with World(binary) as c:
        c.start()
        c.web.wait(lambda w: w.seen("/hook"), "the first alert")
        c.be(clock_ms=DAY_MS)
        one_more(c, 0)
        wait_for(lambda: c.said("the clock was set ahead"), "the message")
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the second alert")
        c.end(2)


if __name__ == "__main__":
    SHIM = os.path.abspath(sys.argv[2])
    sys.exit(run_cases(globals(), os.path.abspath(sys.argv[1]), sys.argv[3:]))
