#!/usr/bin/env python3
"""How politely feeds are polled: a case for each point of the public checklist of feed reader behaviour, by its number
(https://rachelbythebay.com/frb/), against a web of our own.

    test_polite.py BINARY [CASE...]

Most points are read off one history: five rounds in which every feed is asked once, with a day between two of them (the
ledger's times are moved back; nothing waits).
"""
import atexit
import datetime
import email.utils
import gzip
import re
import socket
import sqlite3
import subprocess
import sys
import time

from fakeweb import Answer, Daemon, Web, page as article, rss, run_cases, wait_for

INTERVAL, QUIET, BACKOFF_MAX = 600, 4800, 7200
ROUNDS = 5
DAY = 86400
# Nobody but the server knows what these mean: they come back as they were, and no date is made of them.
ETAG, ETAG_RENEWED, ETAG_ONLY = 'W/"a \\b, c;d"', '"renewed"', '"only"'
MODIFIED, MODIFIED_ONLY = "Tue, 3 Nov 2026 9:05:07 +0200 (odd)", "Thu, 01 Jan 1970 00:00:00 GMT"
QUERY = "?b=2&a=1&&c=%7e+%41&a=0&empty="


def feed(headers=None, status=200, title="A feed", extra="", **more):
    body = rss(title, []).replace("</title>", "</title>" + extra, 1)
    return Answer(body, status=status, kind="application/rss+xml", headers=headers, **more)


def same(headers=None):
    return Answer("", status=304, headers=headers)


def page(status=200):
    return Answer("<!DOCTYPE html><html><body>Please log in.</body></html>", status=status,
                  headers={"ETag": '"of the page"'})


def unused_port():
    """One that nobody listens on: bound as long as the process lives, and refusing."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    atexit.register(held.close)
    return held.getsockname()[1]


def desk(n, gap):
    """A feed that publishes every so many seconds, the newest of its entries a few minutes ago."""
    now = int(time.time()) - 300
    date = lambda at: datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    items = [("http://desk.example/%d" % i, "Harbour choir sings, part %d" % i, date(now - i * gap), "Of a choir.")
             for i in range(n)]
    return Answer(rss("A desk", items), kind="application/rss+xml")


def moved(status, where):
    return Answer("over there", status, headers={"Location": where})


def later(secs):
    return email.utils.format_datetime(datetime.datetime.now(datetime.timezone.utc)
                                       + datetime.timedelta(seconds=secs), usegmt=True)


def hours_but(*left):
    return "<skipHours>%s</skipHours>" % "".join("<hour>%d</hour>" % h for h in range(24) if h not in left)


class History:
    """The rounds, and what can be asked of them."""

    def __init__(self, binary):
        self.web = Web()
        self.open_hour = (time.gmtime().tm_hour + 7) % 24
        syndication = ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily</sy:updatePeriod>'
                       '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">12'
                       '</sy:updateFrequency>')
        served = {
            "/both": [feed({"ETag": ETAG, "Last-Modified": MODIFIED}), same(), same({"ETag": ETAG_RENEWED}),
                      feed({"Last-Modified": MODIFIED_ONLY}), same()],
            "/tag": [feed({"ETag": ETAG_ONLY}), same()],
            "/date": [feed({"Last-Modified": MODIFIED_ONLY}), same()],
            "/none": [feed()],
            "/cookie": [feed({"Set-Cookie": "id=1; Path=/; Max-Age=999999"})],
            "/query": [feed()],
            "/busy": [feed({"ETag": ETAG_ONLY}), Answer("slow down", 429, headers={"Retry-After": "90000"}),
                      Answer("slow down", 429, headers={"Retry-After": "90000"}), same()],
            "/busy-until": [Answer("slow down", 503, headers={"Retry-After": later(3 * DAY)})],
            "/busy-mute": [feed({"ETag": ETAG_ONLY}), Answer("slow down", 429)],
            "/max-age": [feed({"Cache-Control": "public, max-age=5400", "ETag": ETAG_ONLY}),
                         same({"Cache-Control": "max-age=4800"})],
            "/expires": [feed({"Expires": later(3 * 3600)})],
            "/expired": [feed({"Expires": "0"})],
            "/busy-desk": [desk(50, 12 * 60)],
            "/usual-desk": [desk(84, 2 * 3600)],
            "/slow-desk": [desk(7, DAY)],
            "/301": [moved(301, "/here-301")],
            "/308": [moved(308, "/here-308")],
            "/302": [moved(302, "/here-302")],
            "/307": [moved(307, "/here-307")],
            "/to-a-page": [moved(301, "/login")],
            "/now-and-then": [moved(301, "/here-302"), feed()],
            "/twin": [moved(301, "/shared")],
            "/shared": [feed()],
            "/ttl": [feed(extra="<ttl>110</ttl>")],
            "/sy": [feed(extra=syndication)],
            "/hours": [feed(extra=hours_but(self.open_hour))],
            "/page": [feed({"ETag": ETAG_ONLY}), page()],
            "/403": [feed({"ETag": ETAG_ONLY}), page(403)],
            "/404": [feed({"ETag": ETAG_ONLY}), page(404)],
            "/418": [feed({"ETag": ETAG_ONLY}), page(418)],
            "/500": [feed({"ETag": ETAG_ONLY}), page(500)],
            "/gzip": [Answer(gzip.compress(rss("Packed", []).encode()), kind="application/rss+xml",
                             headers={"Content-Encoding": "gzip"})],
        }
        for path, answers in served.items():
            self.web.put(path, *answers)
        for status in (301, 308, 302, 307):
            self.web.put("/here-%d" % status, feed({"ETag": ETAG_ONLY}))
        self.web.put("/login", page())
        self.daemon = Daemon(binary, self.web, [p + QUERY if p == "/query" else p for p in served],
                             poll_interval_secs=INTERVAL, backoff_max_secs=BACKOFF_MAX,
                             quiet_interval_secs=QUIET, retry_after_scope="feed", host_transfers=8)
        atexit.register(self.close)
        elsewhere = {"no address": "http://%s.test/feed" % ("x" * 70),
                     "no server": "http://127.0.0.1:%d/feed" % unused_port(),
                     "no TLS": "https://127.0.0.1:%d/feed" % self.web.port}
        with open(self.daemon.config, "a", encoding="utf-8") as f:
            for name, url in elsewhere.items():
                f.write("  - url: %s\n    name: %s\n" % (url, name))
        self.rows = []  # of each round: what `gainsay feeds` says, by path or name
        self.times = []
        for n in range(ROUNDS):
            if n:
                self.a_day_passes()
            self.daemon.run_once()
            self.times.append(time.time())
            self.rows.append({self.key(row): row for row in self.daemon.read("feeds")})

    def key(self, row):
        base = self.web.url("")
        return row["url"][len(base):].split("?")[0] if row["url"].startswith(base) else row["name"]

    def a_day_passes(self):
        with sqlite3.connect(str(self.daemon.dir / "state" / "ledger.sqlite")) as db:
            db.execute("UPDATE feeds SET polled = polled - ?, moved_since = moved_since - ?, held_ms = MAX(0, held_ms - ?)",
                       (DAY, DAY, 4 * DAY * 1000))
            db.execute("UPDATE feeds SET next_ms = next_ms - ? WHERE next_ms < ?", (DAY * 1000, 1 << 60))

    def close(self):
        self.daemon.close()
        self.web.close()

    def sent(self, path, header):
        """What each request for a path said in a header."""
        return [r.headers.get(header) for r in self.web.seen(path)]

    def every(self, path, field="interval_secs"):
        """What `gainsay feeds` said of a feed after each round."""
        return [row[path][field] for row in self.rows]

    def next_in(self, path, n):
        """Seconds from the end of a round to the feed's next poll."""
        when = datetime.datetime.fromisoformat(self.rows[n][path]["next_poll"].replace("Z", "+00:00"))
        return when.timestamp() - self.times[n]

    def slows_down(self, path, good=1):
        """After `good` polls that went well the interval doubles up to the bound, and people are told why."""
        want = [INTERVAL] * good + [min(INTERVAL << n, BACKOFF_MAX) for n in range(1, ROUNDS - good + 1)]
        assert self.every(path) == want, self.every(path)
        last = self.rows[-1][path]
        assert last["state"] == "failing" and last["interval_source"] == "backoff after failure", last
        assert last["failures"] == ROUNDS - good and last["next_poll"], last


HISTORY = []


def history(binary):
    if not HISTORY:
        HISTORY.append(History(binary))
    return HISTORY[0]


# --- Conditional requests -----------------------------------------------------------------------

def test_FRB001(binary):
    """Last-Modified is kept as it came."""
    assert history(binary).sent("/both", "If-Modified-Since")[1] == MODIFIED


def test_FRB002(binary):
    """If-Modified-Since carries it, request after request."""
    assert history(binary).sent("/date", "If-Modified-Since") == [None] + [MODIFIED_ONLY] * 4


def test_FRB003(binary):
    """An ETag is kept as it came, its quotes and its mark of weakness included."""
    assert history(binary).sent("/both", "If-None-Match")[1] == ETAG


def test_FRB004(binary):
    """If-None-Match carries it, request after request."""
    assert history(binary).sent("/tag", "If-None-Match") == [None] + [ETAG_ONLY] * 4


def test_FRB010(binary):
    """Validators are not forgotten between two polls of one run."""
    web = Web()
    web.put("/feed", feed({"ETag": ETAG, "Last-Modified": MODIFIED}), same())
    daemon = Daemon(binary, web, ["/feed"])
    try:
        daemon.start()
        web.wait(lambda w: len(w.seen("/feed")) >= 3, "three polls")
        daemon.stop()
        got = [(r.headers["If-None-Match"], r.headers["If-Modified-Since"]) for r in web.seen("/feed")]
        assert got[:3] == [(None, None)] + [(ETAG, MODIFIED)] * 2, got
    finally:
        daemon.close()
        web.close()


def test_FRB011(binary):
    """Nor over restarts: each round is a process of its own."""
    assert history(binary).sent("/both", "If-None-Match")[1:3] == [ETAG, ETAG]


def test_FRB012(binary):
    """No date is made up: none where the server gave none, and not the one of an entry or of the poll."""
    h = history(binary)
    for path in ("/none", "/tag", "/cookie", "/ttl"):
        assert h.sent(path, "If-Modified-Since") == [None] * ROUNDS, path


def test_FRB013(binary):
    """Nor an ETag."""
    h = history(binary)
    for path in ("/none", "/date", "/cookie", "/ttl"):
        assert h.sent(path, "If-None-Match") == [None] * ROUNDS, path


def test_FRB014(binary):
    """Both are one set: a document with one of them takes the other away; 304 renews what it names."""
    h = history(binary)
    assert h.sent("/both", "If-None-Match") == [None, ETAG, ETAG, ETAG_RENEWED, None]
    assert h.sent("/both", "If-Modified-Since") == [None, MODIFIED, MODIFIED, MODIFIED, MODIFIED_ONLY]


def test_FRB015(binary):
    """A new version of the program keeps them: they lie in the ledger, which a start brings up to date."""
    h = history(binary)
    with sqlite3.connect(str(h.daemon.dir / "state" / "ledger.sqlite")) as db:
        row, = db.execute("SELECT etag FROM feeds WHERE url = ?", (h.web.url("/tag"),))
    assert row == (ETAG_ONLY,), row


def test_FRB016(binary):
    """They outlive an answer 429, and any other that is no feed."""
    h = history(binary)
    for path in ("/busy", "/busy-mute", "/page", "/403", "/404", "/418", "/500"):
        assert h.sent(path, "If-None-Match")[1:] == [ETAG_ONLY] * (len(h.web.seen(path)) - 1), path
        assert len(h.web.seen(path)) >= 4, path


# --- Slowing down when asked to -----------------------------------------------------------------

def test_FRB020(binary):
    """Retry-After is obeyed, in seconds and as a date."""
    h = history(binary)
    assert h.every("/busy")[1] == 90000 and h.every("/busy", "interval_source")[1] == "Retry-After", h.rows[1]["/busy"]
    assert 89000 < h.next_in("/busy", 1), h.rows[1]["/busy"]
    assert h.every("/busy-until", "interval_source")[0] == "Retry-After", h.rows[0]["/busy-until"]
    assert 2.99 * DAY < h.next_in("/busy-until", 0) < 3.01 * DAY, h.rows[0]["/busy-until"]


def test_FRB020_host(binary):
    """A server that asks for a pause gets it from every feed of its host, now and at the next start; where the operator
    says that tenants are many, from the one feed alone."""
    for scope, asked in (("host", []), ("feed", ["/other"])):
        web = Web()
        web.put("/first", Answer("slow down", 429, headers={"Retry-After": "3000"}))
        web.put("/other", feed())
        web.put("/elsewhere", feed())
        daemon = Daemon(binary, web, ["/first", "/other"], max_transfers=1, retry_after_scope=scope)
        try:
            with open(daemon.config, "a", encoding="utf-8") as f:
                f.write("  - url: http://localhost:%d/elsewhere\n" % web.port)
            daemon.run_once()
            assert sorted(r.path for r in web.requests) == sorted(["/first", "/elsewhere"] + asked), web.requests
            daemon.run_once()
            assert sorted(r.path for r in web.requests) == sorted(["/first"] + ["/elsewhere"] * 2 + asked * 2)
            row, = (row for row in daemon.read("feeds") if row["url"] == web.url("/other"))
            if not asked:
                assert row["interval_source"] == "Retry-After of 127.0.0.1" and row["held_until"], row
        finally:
            daemon.close()
            web.close()


def test_FRB021(binary):
    """429 without a word on when: ever longer."""
    history(binary).slows_down("/busy-mute")


def test_FRB022(binary):
    """What a document's cache headers say is the least wait: max-age, of a 304 too, and Expires."""
    h = history(binary)
    assert h.every("/max-age") == [5400] + [4800] * 4, h.every("/max-age")
    assert h.every("/max-age", "interval_source")[0] == "Cache-Control"
    assert abs(h.every("/expires")[0] - 3 * 3600) < 300, h.every("/expires")
    assert h.every("/expires", "interval_source")[0] == "Expires"
    assert h.every("/expired") == [INTERVAL] * ROUNDS


def test_FRB023(binary):
    """A feed is polled by its own rhythm, within the operator's bounds: several times between two entries."""
    h = history(binary)
    assert h.every("/busy-desk") == [INTERVAL] * ROUNDS, h.every("/busy-desk")
    assert 1700 < h.every("/usual-desk")[0] < 1900, h.every("/usual-desk")
    assert h.every("/usual-desk", "interval_source")[0] == "how often it publishes"
    assert h.every("/slow-desk") == [QUIET] * ROUNDS, h.every("/slow-desk")


def test_FRB024(binary):
    """What the feed itself says of its rhythm: ttl, sy:updatePeriod and updateFrequency, skipHours."""
    h = history(binary)
    assert h.every("/ttl") == [6600] * ROUNDS and h.every("/ttl", "interval_source")[0] == "feed's ttl"
    assert h.every("/sy") == [7200] * ROUNDS, h.every("/sy")
    assert h.every("/hours", "interval_source")[0] == "feed's skipHours"
    assert int(h.rows[0]["/hours"]["next_poll"][11:13]) == h.open_hour, h.rows[0]["/hours"]


# --- Not too much at once -----------------------------------------------------------------------

TALKS = "Zelensky and Putin: peace talks on the war in Ukraine, part %d"


def with_articles(web, pages):
    """A feed of entries on the topic, whose pages answer as given."""
    items = []
    for n, answer in enumerate(pages):
        web.put("/page%d" % n, answer)
        items.append((web.url("/page%d" % n), TALKS % n, "2025-02-06T12:00:00Z", "On the war in Ukraine."))
    web.put("/feed", Answer(rss("Many", items), kind="application/rss+xml"))


def with_full_texts(web):
    """A feed with an article in full, one that breaks off, one that leads on to its page, and a teaser."""
    rest = "".join("<p>The delegations met for the %dth day in the capital of a country that takes no side, with two mediators "
                   "at the table, and went home in the evening without a paper.</p>" % day for day in range(4, 18))
    first = "<p>Ukraine will not hold elections during the war, President Volodymyr Zelensky said on Thursday.</p>"
    texts = [first + rest, first + rest + "<p>Guards kept the press …</p>", first + rest + "<p><a href='/more'>Read more</a></p>",
             first]
    entries = ""
    for n, text in enumerate(texts):
        web.put("/page%d" % n, Answer("<html><body><p>Too short.</p></body></html>"))
        entries += ("<entry><id>%d</id><title>%s</title><link href='%s'/><updated>2025-02-06T12:00:00Z</updated><summary>On the war "
                    "in Ukraine.</summary><content type='html'><![CDATA[%s]]></content></entry>"
                    % (n, TALKS % n, web.url("/page%d" % n), text))
    web.put("/feed", Answer("<feed xmlns='http://www.w3.org/2005/Atom'><title>Full</title>%s</feed>" % entries,
                            kind="application/atom+xml"))


def test_FRB030(binary):
    """What the feed has brought is not fetched again: the page of an article that its feed has in full is not asked for."""
    for setting, asked in (("feed", [1, 2, 3]), ("page", [0, 1, 2, 3])):
        web = Web()
        with_full_texts(web)
        daemon = Daemon(binary, web, ["/feed"], full_text=setting)
        try:
            daemon.run_once()
            assert [n for n in range(4) if web.seen("/page%d" % n)] == asked, [r.path for r in web.requests]
            assert daemon.read("feeds")[0]["articles_failed"] == 0 and daemon.read("statements")[0]["speaker"]["id"] == "zelensky"
        finally:
            daemon.close()
            web.close()


def test_FRB031(binary):
    """A page is asked for once, however often its feed names it and under whatever tracking parameters."""
    web = Web()
    with_articles(web, [Answer("<html><body><p>Too short.</p></body></html>")])
    other = [(web.url("/page0?utm_source=rss"), TALKS % 0, "2025-02-06T12:00:00Z", "On the war in Ukraine.")]
    web.put("/other", Answer(rss("Other", other), kind="application/rss+xml"))
    daemon = Daemon(binary, web, ["/feed", "/other"])
    try:
        for _ in range(3):
            daemon.run_once()
        assert len(web.seen("/page0")) == 1 and len(web.seen("/feed")) == 3, [r.path for r in web.requests]
    finally:
        daemon.close()
        web.close()


def test_FRB032(binary):
    """A page that fails is not hammered: a few tries, ever further apart, and then never again."""
    web = Web()
    with_articles(web, [Answer("busy", 503)])
    daemon = Daemon(binary, web, ["/feed"], article_attempts=2)
    try:
        daemon.start()
        web.wait(lambda w: w.seen("/page0"), "the first try")
        wait_for(lambda: daemon.read("feeds")[0]["articles_failed"] == 1, "the end of the tries")
        polls = len(web.seen("/feed"))
        web.wait(lambda w: len(w.seen("/feed")) >= polls + 3, "more polls")
        daemon.stop()
        assert len(web.seen("/page0")) == 2
    finally:
        daemon.close()
        web.close()


def test_FRB033(binary):
    """One server is asked for one thing at a time, and with a pause in between."""
    web = Web()
    with_articles(web, [Answer("<html><body><p>Too short.</p></body></html>") for _ in range(6)])
    daemon = Daemon(binary, web, ["/feed"], host_transfers=1, host_delay_ms=300)
    try:
        daemon.run_once()
        assert len(web.requests) == 8 and web.most_at_once == 1, web.most_at_once
        # Seven pauses, robots.txt included; the slack is for a first request that was slow to arrive.
        assert web.requests[-1].when - web.requests[0].when > 0.9, [r.when for r in web.requests]
    finally:
        daemon.close()
        web.close()


def test_FRB034(binary):
    """Many feeds on one server are not asked for all at once."""
    web = Web()
    paths = ["/feed%d" % n for n in range(12)]
    for path in paths:
        web.put(path, feed())
    daemon = Daemon(binary, web, paths, host_transfers=2, max_transfers=12)
    try:
        daemon.run_once()
        assert all(len(web.seen(path)) == 1 for path in paths) and web.most_at_once <= 2, web.most_at_once
    finally:
        daemon.close()
        web.close()


def test_FRB035(binary):
    """Many hosts that are one machine are not asked all at once, known to be one or not."""
    web = Web()
    hosts = ["host%d.localhost" % n for n in range(12)]
    web.put("/feed", feed())
    urls = [web.url("/feed").replace("127.0.0.1", host) for host in hosts]
    daemon = Daemon(binary, web, urls, address_transfers=2, max_transfers=12)
    try:
        for n in (1, 2):
            daemon.run_once()
            asked = sorted(r.headers["Host"].split(":")[0] for r in web.seen("/feed"))
            assert asked == sorted(hosts * n) and web.most_at_once <= 2, (web.most_at_once, asked)
        assert all(row["state"] == "ok" for row in daemon.read("feeds")), daemon.read("feeds")
    finally:
        daemon.close()
        web.close()


def test_FRB037(binary):
    """When a feed is due is kept over restarts: a start is no reason to ask everybody."""
    web = Web()
    web.put("/feed", feed())
    web.put("/new", feed())
    daemon = Daemon(binary, web, ["/feed"], poll_interval_secs=INTERVAL)
    try:
        daemon.start()
        web.wait(lambda w: w.seen("/feed"), "the poll")
        wait_for(lambda: daemon.read("feeds")[0]["state"] == "ok", "its outcome")
        daemon.stop()
        daemon.feeds.append("/new")
        daemon.write_config()
        daemon.start()
        web.wait(lambda w: w.seen("/new"), "the poll of the new feed")
        daemon.stop()
        assert len(web.seen("/feed")) == 1
    finally:
        daemon.close()
        web.close()


SHORT = "<html><body><p>Too short.</p></body></html>"
ALERT = ["Ukraine will not hold elections during the war, President Volodymyr Zelensky said on Thursday.",
         "He spoke to reporters in Kyiv after talks on a peace deal between Russia and Ukraine."]


def robots_case(binary, served, **settings):
    """A feed of three pages under a robots.txt; what was asked for, and what became of it."""
    web = Web()
    with_articles(web, [Answer(article("T", "2025-02-06T12:00:00Z", ALERT)) for _ in range(3)])
    web.put("/robots.txt", served)
    daemon = Daemon(binary, web, ["/feed"], **settings)
    try:
        daemon.run_once()
        return sorted(r.path for r in web.requests if r.path != "/feed"), daemon.read("feeds"), daemon.read("statements")
    finally:
        daemon.close()
        web.close()


def test_robots(binary):
    """Pages are left alone where robots.txt says so, asked for once a site; none, or a refusal to show it, allows."""
    pages = ["/page0", "/page1", "/page2"]
    rules = "User-agent: *\nDisallow: /page\nAllow: /page1\n"
    asked, feeds, said = robots_case(binary, Answer(rules, kind="text/plain"))
    assert asked == ["/page1", "/robots.txt"], asked
    assert feeds[0]["articles_failed"] == 2 and feeds[0]["articles_waiting"] == 0 and said, feeds
    # The name in this test's user agent is "system".
    named = Answer("User-agent: System\nDisallow: /page2\n\n" + rules, kind="text/plain")
    assert robots_case(binary, named)[0] == ["/page0", "/page1", "/robots.txt"]
    for status in (404, 403):
        assert robots_case(binary, Answer("no", status))[0] == pages + ["/robots.txt"], status
    assert robots_case(binary, Answer(rules, kind="text/plain"), robots="no")[0] == pages


def test_robots_unreachable(binary):
    """One that cannot be had for now holds its pages up; it is not asked for again by each of them."""
    asked, feeds, _ = robots_case(binary, Answer("busy", 503))
    assert asked == ["/robots.txt"] and feeds[0]["articles_waiting"] == 3, (asked, feeds)


def tdm_case(binary, policy, *answers, file=None):
    """Pages under a policy: how many statements were read, and what was asked for."""
    web = Web()
    with_articles(web, answers)
    if file:
        web.put("/.well-known/tdmrep.json", Answer(file, kind="application/json"))
    daemon = Daemon(binary, web, ["/feed"], tdm_reservation=policy)
    try:
        daemon.run_once()
        assert daemon.read("feeds")[0]["articles_failed"] == 0
        return len(daemon.read("statements")), [r.path for r in web.requests]
    finally:
        daemon.close()
        web.close()


def test_tdm_reservation(binary):
    """A page that reserves text and data mining, by a header, in itself or by its site's file, is left unread by policy."""
    story = article("T", "2025-02-06T12:00:00Z", ALERT)
    header = Answer(story, headers={"tdm-reservation": "1"})
    meta = Answer(story.replace("<head>", '<head><meta name="tdm-reservation" content="1">', 1))
    free = Answer(story.replace("<head>", '<head><meta name="tdm-reservation" content="0">', 1))
    assert 'content="1"' in meta.body.decode()
    for page, read in ((header, 0), (meta, 0), (free, 1)):
        assert tdm_case(binary, "heed", page)[0] == read and tdm_case(binary, "ignore", page)[0] == 1
    rules = '[{"location": "/", "tdm-reservation": 1}, {"location": "/page1$", "tdm-reservation": 0}, {"location": 5}, "x"]'
    read, asked = tdm_case(binary, "ask", Answer(story), Answer(story), file=rules)
    assert read == 1 and "/page0" not in asked and asked.count("/.well-known/tdmrep.json") == 1 and "/page1" in asked, asked
    for policy in ("heed", "ignore"):
        assert not [path for path in tdm_case(binary, policy, Answer(story), file=rules)[1] if "tdmrep" in path], policy
    for file in (None, "<html>", "{}", '[{"location": "/", "tdm-reservation": "yes"}]'):
        assert tdm_case(binary, "ask", Answer(story), file=file)[0] == 1, file


def test_settings_of_a_feed(binary):
    """A feed may have a user agent, headers and a password of its own; the last two stay with its host."""
    web = Web()
    items = [("http://localhost:%d/there" % web.port, TALKS % 0, "2025-02-06T12:00:00Z", "On the war in Ukraine."),
             (web.url("/here"), TALKS % 1, "2025-02-06T12:00:00Z", "On the war in Ukraine.")]
    web.put("/feed", Answer(rss("Ours", items), kind="application/rss+xml"))
    web.put("/plain", feed())
    web.put("/led", moved(302, "http://localhost:%d/away" % web.port))
    web.put("/away", feed())
    daemon = Daemon(binary, web, ["/plain"])
    try:
        (daemon.dir / "key").write_text("sesame\n")
        (daemon.dir / "key").chmod(0o600)
        (daemon.dir / "password").write_text("desk:open\n")
        (daemon.dir / "password").chmod(0o600)
        with open(daemon.config, "a", encoding="utf-8") as f:
            for path in ("/feed", "/led"):
                f.write('  - url: %s\n    user_agent: "desk (d@example.org)"\n    headers: ["X-Key: file:key", "X-Desk: 7"]\n'
                        "    auth: file:password\n" % web.url(path))
        daemon.run_once()
        ours, plain = web.seen("/feed")[0].headers, web.seen("/plain")[0].headers
        assert (ours["User-Agent"], ours["X-Key"], ours["X-Desk"]) == ("desk (d@example.org)", "sesame", "7"), ours
        assert ours["Authorization"].startswith("Basic ")
        assert "d@example.org" not in plain["User-Agent"] and not plain["X-Key"] and not plain["Authorization"]
        here, there = web.seen("/here")[0].headers, web.seen("/there")[0].headers
        assert here["X-Key"] == "sesame" and here["Authorization"] and here["User-Agent"] == ours["User-Agent"]
        assert not there["X-Key"] and not there["Authorization"] and there["User-Agent"] == ours["User-Agent"]
        assert not web.seen("/away"), "the headers would have gone with it"
        row, = (row for row in daemon.read("feeds") if row["url"] == web.url("/led"))
        assert "must not see the headers" in row["result"], row
        assert "sesame" not in daemon.log.read_text()
    finally:
        daemon.close()
        web.close()


def test_proxy_of_a_feed(binary):
    """A feed may have a proxy of its own."""
    web, proxy = Web(), Web()
    web.put("/feed", feed())
    proxy.put("http://nowhere.example/feed", feed(title="By the proxy"))
    daemon = Daemon(binary, web, ["/feed"])
    try:
        with open(daemon.config, "a", encoding="utf-8") as f:
            f.write("  - url: http://nowhere.example/feed\n    proxy: %s\n" % proxy.url(""))
        daemon.run_once()
        assert [r.path for r in web.requests] == ["/feed"]
        assert [r.path for r in proxy.requests] == ["http://nowhere.example/feed"]
        assert any(row["title"] == "By the proxy" for row in daemon.read("feeds"))
    finally:
        daemon.close()
        web.close()
        proxy.close()


# --- What a request looks like ------------------------------------------------------------------

def test_FRB050(binary):
    """GET is all that is used."""
    assert {r.method for r in history(binary).web.requests} == {"GET"}


def test_FRB051(binary):
    """No HEAD before a GET: a server of ours answers it with 501, and one request was made a round."""
    h = history(binary)
    assert len(h.web.seen("/none")) == ROUNDS


def check_config(binary, text, words):
    daemon = Daemon(binary, Web(), [])
    try:
        daemon.config.write_text(text)
        out = subprocess.run([daemon.binary, "check", "--config", str(daemon.config)], stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=60, check=False, text=True)
        assert words in out.stdout, out.stdout
        return out.returncode
    finally:
        daemon.close()
        daemon.web.close()


def test_FRB060(binary):
    """An address that is none is refused when it is written down, with its place."""
    for url in ("feed.xml", "ftp://example.org/feed", "http://", "javascript:alert(1)"):
        assert check_config(binary, "feeds:\n  - url: %s\n" % url, "is no http or https address") == 78, url


def test_FRB061(binary):
    """Nothing is guessed: no http for a missing scheme, no other path where one does not answer."""
    assert check_config(binary, "feeds:\n  - url: example.org/feed\n", "is no http or https address") == 78
    h = history(binary)
    named = set(h.rows[0]) | {"/login"} | {"/here-%d" % status for status in (301, 308, 302, 307)}
    assert {r.path.split("?")[0] for r in h.web.requests} <= named, "a path that nobody named"


def test_FRB062(binary):
    """No parameters are added."""
    h = history(binary)
    assert all("?" not in r.path for r in h.web.requests if not r.path.startswith("/query"))


def test_FRB063(binary):
    """No cookies."""
    h = history(binary)
    assert all(r.headers["Cookie"] is None for r in h.web.requests)


def test_FRB064(binary):
    """Nothing that gets past caches: no Cache-Control, no Pragma, the same path each time."""
    h = history(binary)
    for r in h.web.requests:
        assert r.headers["Cache-Control"] is None and r.headers["Pragma"] is None, r.path
    assert len({r.path for r in h.web.seen("/none")}) == 1


def test_FRB065(binary):
    """No Referer: not of the feed, not of its pages."""
    web = Web()
    with_articles(web, [Answer("<html><body><p>Too short.</p></body></html>")])
    daemon = Daemon(binary, web, ["/feed"])
    try:
        daemon.run_once()
        assert web.seen("/page0") and all(r.headers["Referer"] is None for r in web.requests)
    finally:
        daemon.close()
        web.close()


def test_FRB066(binary):
    """A query goes out as it was written: order, repetitions, escapes and all."""
    assert {r.path for r in history(binary).web.seen("/query")} == {"/query" + QUERY}


def test_FRB080(binary):
    """Every request says who asks."""
    h = history(binary)
    assert {r.headers["User-Agent"] for r in h.web.requests} == {"system test (root@localhost)"}


def test_FRB081(binary):
    """And how to reach him: without a contact the check complains."""
    check_config(binary, "state_dir: .\nuser_agent: somebody\n", "user_agent has no contact")
    check_config(binary, "state_dir: .\n", "user_agent is missing")


def default_agent(binary):
    web = Web()
    web.put("/feed", feed())
    daemon = Daemon(binary, web, ["/feed"])
    try:
        daemon.config.write_text(re.sub("(?m)^user_agent:.*\n", "", daemon.config.read_text()))
        daemon.run_once()
        return web.seen("/feed")[0].headers["User-Agent"]
    finally:
        daemon.close()
        web.close()


def test_FRB082(binary):
    """Name and version are in it, where the operator sets nothing else..."""
    assert re.fullmatch(r"gainsay/\d+\.\d+(\.\d+)?", default_agent(binary))


def test_FRB083(binary):
    """... the version of the program, not of a protocol or a library."""
    version = subprocess.run([binary, "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()[1]
    assert default_agent(binary) == "gainsay/" + version, version


def test_FRB084(binary):
    """It passes for nobody else: no other reader..."""
    assert not re.search("feedly|newsblur|miniflux|bot|crawler", default_agent(binary), re.I)


def test_FRB085(binary):
    """... and no browser."""
    assert not re.search("mozilla|webkit|gecko|chrome|safari", default_agent(binary), re.I)


def test_FRB086(binary):
    """It names no library."""
    assert not re.search("curl|libxml|libevent|openssl", default_agent(binary), re.I)


def test_FRB087(binary):
    """It does not change: not after a refusal, not from feed to feed, not over restarts."""
    h = history(binary)
    for path in ("/403", "/busy", "/none"):
        assert len(set(h.sent(path, "User-Agent"))) == 1


def test_FRB088(binary):
    """It names no single reader: nothing in a request differs between two installations."""
    names = []
    for _ in range(2):
        web = Web()
        web.put("/feed", feed())
        daemon = Daemon(binary, web, ["/feed"])
        try:
            daemon.run_once()
            names.append(sorted((k, v) for k, v in web.seen("/feed")[0].headers.items() if k != "Host"))
        finally:
            daemon.close()
            web.close()
    assert names[0] == names[1], names


def test_FRB089(binary):
    """It makes no scene: a line of plain text, short; a configuration with line breaks or more in it is refused."""
    assert len(default_agent(binary)) < 100
    assert check_config(binary, 'state_dir: .\nuser_agent: "a\\nb: c"\n', "control character") == 78


def test_FRB090(binary):
    """It holds no made-up address: none at all unless the operator gives one."""
    assert "://" not in default_agent(binary)


# --- Polls that people ask for ------------------------------------------------------------------

def command(daemon, *words, stdin=None):
    """gainsay feeds WORDS: status and both outputs."""
    p = subprocess.run([daemon.binary, "feeds", *words, "--config", str(daemon.config)], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60, check=False, text=True, input=stdin)
    return p.returncode, p.stdout, p.stderr


def test_FRB070(binary):
    """A poll may be asked for, even of what is gone; not again within a minute, and not in a pause its server asked for."""
    web = Web()
    web.put("/feed", Answer("gone", 410), feed())
    web.put("/busy", Answer("slow down", 429, headers={"Retry-After": "3000"}))
    daemon = Daemon(binary, web, ["/feed", "/busy"], poll_interval_secs=INTERVAL, retry_after_scope="feed")
    try:
        daemon.run_once()
        status, _, err = command(daemon, "poll", web.url("/feed"))
        assert status == 65 and "once in 60 will do" in err, (status, err)
        status, _, err = command(daemon, "poll", web.url("/busy"))
        assert status == 65 and "asked for a pause until" in err, (status, err)
        assert command(daemon, "poll", "nowhere")[0] == 65
        with sqlite3.connect(str(daemon.dir / "state" / "ledger.sqlite")) as db:
            db.execute("UPDATE feeds SET polled = polled - 61")
        daemon.start()
        wait_for((daemon.dir / "state" / "control").exists, "the control socket")
        assert len(web.seen("/feed")) == 1
        assert command(daemon, "poll", web.url("/feed")) == (0, "", "")
        web.wait(lambda w: len(w.seen("/feed")) == 2, "the poll that was asked for")
        wait_for(lambda: daemon.read("feeds", "--all")[0]["state"] == "ok", "its outcome")
        assert command(daemon, "poll", web.url("/feed"))[0] == 65
        daemon.stop()
        assert len(web.seen("/feed")) == 2 and len(web.seen("/busy")) == 1
    finally:
        daemon.close()
        web.close()


def test_FRB071(binary):
    """A poll that is asked for is no unconditional one."""
    web = Web()
    web.put("/feed", feed({"ETag": ETAG}), same())
    daemon = Daemon(binary, web, ["/feed"], poll_interval_secs=INTERVAL)
    try:
        daemon.run_once()
        with sqlite3.connect(str(daemon.dir / "state" / "ledger.sqlite")) as db:
            db.execute("UPDATE feeds SET polled = polled - 61")
        assert command(daemon, "poll", "127.0.0.1") == (0, "", "")
        daemon.start()
        web.wait(lambda w: len(w.seen("/feed")) == 2, "the poll that was asked for")
        daemon.stop()
        assert [r.headers["If-None-Match"] for r in web.seen("/feed")] == [None, ETAG]
    finally:
        daemon.close()
        web.close()


# --- Adding feeds -------------------------------------------------------------------------------

def links(*found):
    return Answer("<html><head>%s</head><body><p>Our front page.</p></body></html>" % "".join(
        '<link rel="alternate" type="%s" href="%s" title="%s">' % f for f in found))


def adding(binary, words, answers):
    """Adds to a configuration without a daemon: status, outputs, the requests' paths and the feeds configured then."""
    web = Web()
    for path, answer in answers.items():
        web.put(path, answer)
    daemon = Daemon(binary, web, [])
    try:
        before = daemon.config.read_text()
        status, out, err = command(daemon, "add", *(web.url(w) if w.startswith("/") else w for w in words))
        after = daemon.config.read_text()
        assert after.startswith(before), after
        urls = re.findall('- url: "(.*)"', after[len(before):])
        return status, out, err, [r.path for r in web.requests], [u.replace(web.url(""), "") for u in urls]
    finally:
        daemon.close()
        web.close()


def test_FRB036(binary):
    """Adding a feed is one request: what it brought is the running daemon's first poll, and the next is conditional."""
    web = Web()
    web.put("/old", feed())
    web.put("/new", feed({"ETag": ETAG}, title="A new one"), same())
    daemon = Daemon(binary, web, ["/old"])
    try:
        daemon.start()
        wait_for((daemon.dir / "state" / "control").exists, "the control socket")
        status, out, err = command(daemon, "add", web.url("/new"))
        assert status == 0 and "A new one" in out and web.url("/new") in out, (status, out, err)
        web.wait(lambda w: len(w.seen("/new")) >= 3, "polls of the new feed")
        daemon.stop()
        assert [r.headers["If-None-Match"] for r in web.seen("/new")][:3] == [None, ETAG, ETAG]
        row, = (row for row in daemon.read("feeds") if row["url"] == web.url("/new"))
        assert row["name"] == "A new one" and row["title"] == "A new one" and row["state"] == "ok", row
        assert not list((daemon.dir / "state" / "spool").iterdir())
    finally:
        daemon.close()
        web.close()


def test_FRB060_add(binary):
    """Nor is anything asked for that is no address."""
    for word in ("feed.xml", "ftp://example.org/feed", "example.org/feed"):
        status, _, err, asked, added = adding(binary, [word], {})
        assert status == 64 and "no http or https address" in err and not asked and not added, (word, err)


def test_FRB100(binary):
    """An address that does not answer well is not added, nor one that is there already."""
    for status in (403, 404, 410, 500):
        got, _, err, asked, added = adding(binary, ["/feed"], {"/feed": feed(status=status)})
        assert got == (75 if status == 500 else 65) and str(status) in err and asked == ["/feed"] and not added, err
    got, _, err, _, added = adding(binary, ["http://127.0.0.1:%d/feed" % unused_port()], {})
    assert got == 75 and not added, err
    web = Web()
    daemon = Daemon(binary, web, ["/feed"])
    try:
        got, _, err = command(daemon, "add", web.url("/feed/?utm_source=x"))
        assert got == 65 and "configured already" in err and not web.requests, err
    finally:
        daemon.close()
        web.close()


def test_FRB101(binary):
    """What the server said instead is shown."""
    _, _, err, _, _ = adding(binary, ["/feed"], {"/feed": Answer("<h1>Ask us</h1> for a key first.", 403)})
    assert "Ask us for a key first." in err, err


def test_FRB102(binary):
    """What is no feed is not added."""
    status, _, err, asked, added = adding(binary, ["/feed"], {"/feed": page()})
    assert status == 65 and "not a feed" in err and "Please log in." in err and asked == ["/feed"] and not added, err


def test_FRB103(binary):
    """A page that names its feed leads to it; of several a person chooses."""
    rss_link = ("application/rss+xml", "/rss", "All of it")
    status, out, err, asked, added = adding(binary, ["/"], {"/": links(rss_link, ("text/css", "/style", "")), "/rss": feed()})
    assert status == 0 and asked == ["/", "/rss"] and added == ["/rss"], (out, err, asked)
    status, out, err, asked, added = adding(
        binary, ["/"], {"/": links(rss_link, ("application/atom+xml", "/sport", "Sport")), "/rss": feed()})
    assert status == 65 and asked == ["/"] and not added, (out, err)
    assert "/rss  All of it" in out and "/sport  Sport" in out and "2 feeds" in err, (out, err)


def test_FRB104(binary):
    """A page that names none is not searched for one: no /feed, no /rss.xml, and none of its links."""
    answers = {"/": Answer('<html><body><a href="/rss">RSS</a> <a href="/feed.xml">Feed</a></body></html>'), "/rss": feed()}
    status, _, _, asked, added = adding(binary, ["/"], answers)
    assert status == 65 and asked == ["/"] and not added, asked


def test_FRB105(binary):
    """Nothing else is guessed at either: no icon, no front page."""
    assert adding(binary, ["/a/b/feed"], {"/a/b/feed": feed()})[3] == ["/a/b/feed"]


def test_FRB106(binary):
    """An address may be a secret: nobody but its server sees it, and a list to give away has no password in it."""
    web = Web()
    web.put("/feed", feed())
    daemon = Daemon(binary, web, [])
    secret = web.url("/feed?key=7").replace("http://", "http://desk:sesame@")
    try:
        status, out, err = command(daemon, "add", secret, "--name", "Ours & theirs")
        assert status == 0 and "sesame" not in out + err and "key=***" in out, (out, err)
        assert web.seen("/feed")[0].headers["Authorization"].startswith("Basic ")
        status, out, _ = command(daemon, "export")
        assert status == 0 and "sesame" not in out and 'text="Ours &amp; theirs"' in out, out
    finally:
        daemon.close()
        web.close()


def test_opml(binary):
    """A list goes out and comes in again: each feed once, those that are there left out, remarks of the file kept."""
    web = Web()
    daemon = Daemon(binary, web, ["/a"])
    try:
        with open(daemon.config, "a", encoding="utf-8") as f:
            f.write("# the end of the list\n")
        opml = ('<opml version="2.0"><body><outline text="Desks"><outline text="B &amp; b" xmlUrl="%s"/></outline>'
                '<outline title="A" xmlUrl="%s"/><outline text="C" xmlUrl="%s"/></body></opml>'
                % (web.url("/b"), web.url("/a/"), web.url("/b")))
        status, out, err = command(daemon, "import", "-", stdin=opml)
        assert status == 0 and "1 added, 1 were there" in err and "B & b" in out, (status, out, err)
        assert daemon.config.read_text().endswith("# the end of the list\n")
        status, exported, _ = command(daemon, "export")
        assert status == 0 and exported.count("<outline") == 2 and 'text="B &amp; b"' in exported, exported
        status, out, err = command(daemon, "import", "-", stdin=exported)
        assert status == 0 and "0 added, 2 were there" in err and not out, (out, err)
        assert command(daemon, "import", "-", stdin="<rss/>")[0] == 65
        assert not web.requests
    finally:
        daemon.close()
        web.close()


# --- When things go wrong -----------------------------------------------------------------------

def test_FRB110(binary):
    """A page where the feed was: asked more and more rarely."""
    h = history(binary)
    h.slows_down("/page")
    assert "not a feed" in h.rows[-1]["/page"]["result"], h.rows[-1]["/page"]


def gone(binary):
    web = Web()
    web.put("/gone", Answer("gone", 410))
    web.put("/feed", feed())
    daemon = Daemon(binary, web, ["/gone", "/feed"])
    try:
        daemon.start()
        web.wait(lambda w: len(w.seen("/feed")) >= 4, "four polls of the other feed")
        daemon.stop()
        rows = {row["url"]: row for row in daemon.read("feeds")}
        return len(web.seen("/gone")), rows[web.url("/gone")], daemon.log.read_text()
    finally:
        daemon.close()
        web.close()


def test_FRB111(binary):
    """410 is told."""
    _, row, log = gone(binary)
    assert row["state"] == "gone" and "410" in row["result"] and "410" in row["interval_source"], row
    assert "the server answered 410" in log and "again_in_secs=never" in log, log


def test_FRB112(binary):
    """403: more and more rarely."""
    history(binary).slows_down("/403")


def test_FRB113(binary):
    """404 likewise."""
    history(binary).slows_down("/404")


def test_FRB114(binary):
    """410: never again."""
    times, row, _ = gone(binary)
    assert times == 1 and row["next_poll"] is None, (times, row)


def test_FRB115(binary):
    """Any other refusal."""
    history(binary).slows_down("/418")


def test_FRB116(binary):
    """A name that has no address."""
    history(binary).slows_down("no address", good=0)


def test_FRB117(binary):
    """A server that cannot be reached."""
    history(binary).slows_down("no server", good=0)


def test_FRB118(binary):
    """A server that fails."""
    history(binary).slows_down("/500")


def test_FRB119(binary):
    """Whatever goes wrong, the interval grows; it has a bound, so that nothing is given up in silence; success ends it."""
    h = history(binary)
    assert h.every("/busy")[3:] == [INTERVAL] * 2 and h.every("/busy", "failures")[3:] == [0, 0], h.every("/busy")
    for path in ("/403", "/404", "/418", "/500", "/page", "no server", "no TLS", "no address"):
        assert h.every(path)[-1] == BACKOFF_MAX and h.rows[-1][path]["next_poll"], path


def test_FRB120(binary):
    """People are told what went wrong: in the list, and in the log."""
    h = history(binary)
    log = h.daemon.log.read_text()
    for path, words in (("/403", "403"), ("/404", "404"), ("/500", "500"), ("/busy-until", "503"),
                        ("no server", "127.0.0.1"), ("no address", "x" * 70)):
        assert words in h.rows[-1][path]["result"], h.rows[-1][path]
        assert h.rows[-1][path]["result"].split('"')[0] in log, path


def follows(h, status):
    """Two polls are led on, the third is believed, and from then on the feed is asked where it is."""
    path, here = "/%d" % status, h.web.url("/here-%d" % status)
    assert len(h.web.seen(path)) == 3 and len(h.web.seen("/here-%d" % status)) == ROUNDS, [r.path for r in h.web.requests]
    assert h.every(path, "address") == [h.web.url(path)] * 2 + [here] * 3, h.every(path, "address")
    assert h.sent("/here-%d" % status, "If-None-Match")[1:] == [ETAG_ONLY] * 4


def stays(h, status):
    path = "/%d" % status
    assert len(h.web.seen(path)) == len(h.web.seen("/here-%d" % status)) - (status == 302) == ROUNDS
    assert h.every(path, "address") == [h.web.url(path)] * ROUNDS and h.every(path, "moved_to") == [None] * ROUNDS


def test_FRB130(binary):
    """301 is followed, and believed once it has been said three times over a day by a feed that reads; a page that asks to
    log in moves nothing, nor does one that is over."""
    h = history(binary)
    follows(h, 301)
    assert len(h.web.seen("/to-a-page")) == ROUNDS and h.every("/to-a-page", "moved_to") == [None] * ROUNDS
    assert h.every("/now-and-then", "moved_to") == [h.web.url("/here-302")] + [None] * 4


def test_FRB131(binary):
    """308 likewise."""
    follows(history(binary), 308)


def test_FRB132(binary):
    """People are told of a move for good: while it is not yet believed, and when it is."""
    h = history(binary)
    assert h.web.url("/here-301") + ", said 2 times so far" in h.rows[1]["/301"]["result"], h.rows[1]["/301"]
    log = h.daemon.log.read_text()
    assert "feed has moved for good" in log and h.web.url("/here-301") in log


def test_FRB133(binary):
    """302 is followed and moves nothing."""
    stays(history(binary), 302)


def test_FRB134(binary):
    """307 likewise."""
    stays(history(binary), 307)


def test_FRB135(binary):
    """People are told of a redirect for now."""
    h = history(binary)
    assert "redirected for now to " + h.web.url("/here-307") in h.rows[-1]["/307"]["result"], h.rows[-1]["/307"]


def test_FRB137(binary):
    """Two feeds that come to one address are one: it is asked once a round from then on, and people are told."""
    h = history(binary)
    assert len(h.web.seen("/twin")) == 3 and len(h.web.seen("/shared")) == 3 + ROUNDS
    row = h.rows[-1]["/twin"]
    assert row["state"] == "merged" and row["next_poll"] is None, row
    assert "where 127.0.0.1 is polled" in row["interval_source"] and "the two are one now" in h.daemon.log.read_text()


def test_FRB136(binary):
    """Trouble with TLS is told, and nothing is asked for without it."""
    h = history(binary)
    h.slows_down("no TLS", good=0)
    assert "127.0.0.1: " in h.rows[0]["no TLS"]["result"] and not h.web.seen("/feed"), h.rows[0]["no TLS"]


def test_FRB140(binary):
    """A packed answer is read."""
    h = history(binary)
    assert h.rows[0]["/gzip"]["state"] == "ok" and h.rows[0]["/gzip"]["title"] == "Packed", h.rows[0]["/gzip"]


def test_FRB141(binary):
    """Every request says that it may be packed."""
    h = history(binary)
    assert all("gzip" in r.headers["Accept-Encoding"] for r in h.web.requests)


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
