#!/usr/bin/env python3
"""Kills the real daemon at random moments and compares what it did with an undisturbed run.

    test_kill.py BINARY [--kills N] [--seed N]

Three rounds share the kills. In the first, articles come in one order, so the result must be the undisturbed run's: the
same statements, the same alert ids, each exactly once and in the same order in the log, and at least once, signed, at the
webhook. In the second, three feeds are read side by side, so which report of a story comes first is open: no article and
no delivery may be lost or doubled there. In the third, articles are corrected and restored all the while: what an alert was
told to be last must be what its articles say in the end, and no event may be lost or doubled.
"""
import argparse
import datetime
import random
import sys
import threading

from fakeweb import Answer, Daemon, Web, feed_answer, page, signature_ok, wait_for

# Speakers with a pledge and its opposite. The texts are test material, nobody said so.
WAYS = [
    ("Kremlin spokesman Dmitry Peskov", "Peskov", "Russia will not accept European troops in Ukraine",
     "Russia will accept European troops in Ukraine"),
    ("President Volodymyr Zelensky", "Zelensky", "Ukraine will not hold elections during the war",
     "Ukraine will hold elections during the war"),
    ("U.S. President Donald Trump", "Trump", "Thursday is the deadline for Ukraine to accept the peace plan",
     "There is no deadline for Ukraine to accept the peace plan"),
    ("Ukraine's negotiator Rustem Umerov", "Umerov", "Ukraine has agreed to the American peace plan",
     "Ukraine has not agreed to the American peace plan"),
    ("Russian Foreign Minister Sergei Lavrov", "Lavrov", "Russia has agreed to a ceasefire",
     "Russia has not agreed to a ceasefire"),
    ("French President Emmanuel Macron", "Macron", "France will send troops to Ukraine",
     "France will not send troops to Ukraine"),
]
FEEDS = ["/one.rss", "/two.rss", "/three.rss"]


def articles(n):
    """n articles over a year, in order; every speaker turns round again and again."""
    out = []
    for i in range(n):
        who, short, yes, no = WAYS[i % len(WAYS)]
        said = yes if (i // len(WAYS)) % 2 == 0 else no
        day = 1 + (i * 5) % 28
        month = 1 + (i * 5) // 28 % 12
        published = "%d-%02d-%02dT10:00:00Z" % (2022 + i * 5 // (28 * 12), month, day)
        title = "%s on the war in Ukraine, report %d" % (short, i)
        out.append({
            "path": "/story/%d" % i, "title": title, "published": published,
            "html": page(title, published, [
                "%s, %s said." % (said, who),
                "Talks on a peace deal between Russia and Ukraine went on in city number %d, officials said." % i]),
        })
    return out


def publish(web, stories, feeds, upto):
    """Stories up to a number, spread over the feeds; the newest on top."""
    for f, path in enumerate(feeds):
        items = [(web.url(s["path"]), s["title"], s["published"], "On the war in Ukraine.")
                 for i, s in enumerate(stories[:upto]) if i % len(feeds) == f]
        web.put(path, feed_answer("Feed %d" % f, items[::-1]))
    for s in stories[:upto]:
        web.put(s["path"], Answer(s["html"]))


def hooks(web):
    out = []
    for request in web.seen("/hook"):
        assert signature_ok(request), "a webhook's signature is wrong"
        out.append(request.headers["webhook-id"])
    return out


def outcome(daemon):
    statements = sorted((s["fingerprint"], s["article"]["url"].split("/", 3)[3], tuple(
        sorted(u.split("/", 3)[3] for u in s["also_reported_by"])))
        for s in daemon.read("statements", "--all", "--limit", "0"))
    alerts = [a["id"] for a in daemon.read("alerts", "--limit", "0")]
    return statements, alerts


def undisturbed(binary, web, stories, feeds, **settings):
    web.clear()
    web.put("/hook", Answer("ok"))
    daemon = Daemon(binary, web, feeds, **settings)
    try:
        publish(web, stories, feeds, len(stories))
        daemon.run_once()
        statements, alerts = outcome(daemon)
        logged = daemon.logged()
        assert [e["id"] for e in logged if e["type"] == "alert.raised"] == alerts, "undisturbed, log and ledger differ"
        assert sorted(set(hooks(web))) == sorted(alerts), "undisturbed, webhook and ledger differ"
        return statements, alerts, [e["id"] for e in logged]
    finally:
        daemon.close()


def disturbed(binary, web, stories, feeds, kills, rng, **settings):
    """Starts and kills; every few kills more is published. Returns what is there after a last quiet run."""
    web.clear()
    web.put("/hook", Answer("ok"))
    daemon = Daemon(binary, web, feeds, **settings)
    moment = threading.Event()
    try:
        for k in range(kills):
            publish(web, stories, feeds, len(stories) * (k + 1) // kills)
            daemon.start()
            # A random moment is a random request and a little later, so that every step is hit.
            until = web.count() + rng.randint(1, 4)
            web.wait(lambda w: len(w.requests) >= until or daemon.process.poll() is not None, "a request")
            moment.wait(rng.random() * rng.choice((0.005, 0.05, 0.15)))
            assert daemon.process.poll() is None, "it ended by itself: " + daemon.tail()
            daemon.kill()
        daemon.run_once()
        daemon.run_once()  # whatever waited for a moment
        statements, alerts = outcome(daemon)
        states = {s for f in daemon.read("feeds") for s in (f["articles_waiting"], f["articles_failed"])}
        assert states == {0}, "articles wait or failed"
        events = daemon.logged()
        logged = [e["id"] for e in events]
        assert len(set(logged)) == len(logged), "an event stands twice in the log"
        assert [e["seq"] for e in events] == list(range(1, len(events) + 1)), "an event is missing in the log"
        raised = [e["id"] for e in events if e["type"] == "alert.raised"]
        assert sorted(raised) == sorted(alerts), "log and ledger differ"
        delivered = hooks(web)
        assert set(delivered) == set(alerts), "webhook and ledger differ"
        print("  %d kills, %d requests, %d articles, %d statements, %d alerts, %d events, %d webhooks, of these %d repeated"
              % (kills, web.count(), len(stories), len(statements), len(alerts), len(events), len(delivered),
                 len(delivered) - len(set(delivered))), flush=True)
        return statements, alerts, logged
    finally:
        daemon.close()


def in_order(binary, web, kills, rng):
    stories = articles(max(36, kills))
    settings = {"max_jobs": 1, "workers": 1}
    want_statements, want_alerts, want_logged = undisturbed(binary, web, stories, FEEDS[:1], **settings)
    assert len(want_alerts) >= 5, "the scenario raises too few alerts to tell: %d" % len(want_alerts)
    statements, alerts, logged = disturbed(binary, web, stories, FEEDS[:1], kills, rng, **settings)
    assert statements == want_statements, "statements differ from the undisturbed run"
    assert alerts == want_alerts, "alerts differ from the undisturbed run"
    assert logged == want_logged, "the log's order differs from the undisturbed run"


def side_by_side(binary, web, kills, rng):
    stories = articles(max(36, 2 * kills))
    settings = {"max_jobs": 8, "workers": 2}
    statements, alerts, _ = disturbed(binary, web, stories, FEEDS, kills, rng, **settings)
    told = {url for _, first, others in statements for url in (first,) + others}
    assert told == {s["path"].lstrip("/") for s in stories}, "an article left no statement"
    assert alerts, "no alert"


# Long enough that a text with one sentence changed is told from another text.
REST = ["He spoke to reporters after talks on a peace deal between Russia and Ukraine that went on for most of the day, and "
        "thanked the mediators for the patience that they had shown since the first round in the spring, report %d.",
        "The delegations are to meet again within a fortnight, officials said, once the lists of prisoners have been looked "
        "through by both sides and the experts have written down what was left open about the map, report %d."]


class Corrections:
    """Pairs of articles that contradict each other, each later one restored and corrected in turn, in a feed that says so."""

    def __init__(self, web):
        self.web, self.stories, self.changed = web, articles(2 * len(WAYS)), {}
        for i, s in enumerate(self.stories):
            who, _, yes, no = WAYS[i % len(WAYS)]
            said = yes if i < len(WAYS) else no
            self.put(s, ["%s, %s said." % (said, who)] + [r % i for r in REST])
        self.show()

    def put(self, story, paragraphs):
        story["paragraphs"] = paragraphs
        self.web.put(story["path"], Answer(page(story["title"], story["published"], paragraphs)))

    def later(self, i):
        return self.stories[len(WAYS) + i]

    def corrected(self, i):
        return self.changed.get(i, 0) % 2 == 1

    def flip(self, i):
        self.changed[i] = self.changed.get(i, 0) + 1
        who, _, _, no = WAYS[i]
        said = "The talks will go on" if self.corrected(i) else no
        self.put(self.later(i), ["%s, %s said." % (said, who)] + self.later(i)["paragraphs"][1:])
        self.show()

    def show(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        entries = ""
        for k, s in enumerate(self.stories):
            n = self.changed.get(k - len(WAYS), 0)
            when = (now + datetime.timedelta(minutes=n)).strftime("%Y-%m-%dT%H:%M:%SZ") if n else s["published"]
            entries += ("<entry><id>%s</id><link href='%s'/><title>%s</title><published>%s</published><updated>%s</updated>"
                        "</entry>" % (s["path"], self.web.url(s["path"]), s["title"], s["published"], when))
        self.web.put("/feed", Answer("<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>%s</feed>" % entries,
                                     kind="application/atom+xml"))


def check_events(corrections, events):
    """That of each alert every event follows from the one before, and the last from the articles."""
    assert len({e["id"] for e in events}) == len(events), "an event stands twice in the log"
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1)), "an event is missing in the log"
    for i in range(len(WAYS)):
        url = corrections.web.url(corrections.later(i)["path"])
        types = [e["type"] for e in events if e["later"]["article"]["url"] == url]
        want = ["alert.raised"] + ["alert.withdrawn", "alert.updated"] * len(types)
        assert types and types == want[:len(types)], types
        assert (types[-1] == "alert.withdrawn") == corrections.corrected(i), (i, types)


def corrected(binary, web, kills, rng):
    web.clear()
    web.put("/hook", Answer("ok"))
    corrections = Corrections(web)
    daemon = Daemon(binary, web, ["/feed"])
    daemon.webhooks[0]["events"] = "[raised, updated, withdrawn]"
    daemon.write_config()
    moment = threading.Event()
    try:
        daemon.run_once()
        assert len(daemon.logged()) == len(WAYS), "not every pair raised its alert"
        for k in range(kills):
            # The wait for another reading doubles each time: three changes of each are enough.
            if k % 2 == 0 and k // 2 < 3 * len(WAYS):
                corrections.flip(k // 2 % len(WAYS))
            daemon.start()
            until = web.count() + rng.randint(1, 3)
            web.wait(lambda w: len(w.requests) >= until or daemon.process.poll() is not None, "a request")
            moment.wait(rng.random() * rng.choice((0.005, 0.05, 0.15)))
            daemon.kill()
        daemon.start()
        wait_for(lambda: not any(f["articles_waiting"] for f in daemon.read("feeds")) and
                 all((e[-1]["type"] == "alert.withdrawn") == corrections.corrected(i) for i, e in enumerate(
                     [[e for e in daemon.logged() if e["later"]["article"]["url"] == web.url(corrections.later(i)["path"])]
                      for i in range(len(WAYS))])), "the last changes")
        wait_for(lambda: not daemon.read("deliveries", "--state", "new"), "the deliveries")
        daemon.stop()
        events = daemon.logged()
        check_events(corrections, events)
        assert set(hooks(web)) == {e["id"] for e in events}, "webhook and log differ"
        print("  %d kills, %d corrections, %d events" % (kills, sum(corrections.changed.values()), len(events)), flush=True)
    finally:
        daemon.close()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("binary")
    ap.add_argument("--kills", type=int, default=75)
    ap.add_argument("--seed", type=int, default=20250817)
    a = ap.parse_args()
    rng = random.Random(a.seed)
    web = Web()
    in_order(a.binary, web, a.kills - 2 * (a.kills // 3), rng)
    side_by_side(a.binary, web, a.kills // 3, rng)
    corrected(a.binary, web, a.kills // 3, rng)
    web.close()
    print("%d kills: nothing lost, nothing doubled" % a.kills)
    return 0


if __name__ == "__main__":
    sys.exit(main())
