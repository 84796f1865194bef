#!/usr/bin/env python3
"""How alerts arrive: the real daemon with several receivers, of which some hang, refuse, redirect or come back.

    test_delivery.py BINARY [CASE...]
"""
import json
import sys
import threading

from fakeweb import Answer, SECRET, page, run_cases, signature_ok, wait_for
from test_daemon import Case

FORMATS = ["gainsay", "cloudevents", "cloudevents-binary", "slack", "discord", "teams", "ntfy", "matrix"]


def hook(c, name, **more):
    """A receiver at /NAME."""
    c.web.put("/" + name, Answer("ok"))
    return dict({"name": name, "url": c.web.url("/" + name), "secret": SECRET, "allow_private": "yes"}, **more)


def hooks(c, *receivers):
    c.daemon.webhooks = list(receivers)
    c.daemon.write_config()


def one_more(c, n):
    """Publishes a further pair that contradicts itself, on another subject."""
    pairs = [("Peskov", "Kremlin spokesman Dmitry Peskov", "Russia will %saccept European troops in Ukraine"),
             ("Lavrov", "Russian Foreign Minister Sergei Lavrov", "Russia has %sagreed to a ceasefire")]
    short, who, text = pairs[n]
    for i, word in enumerate(("not ", "")):
        published = "2025-0%d-1%dT10:00:00Z" % (3 + n, i * 5)
        story = ("/more%d%d" % (n, i), short + " on the war in Ukraine, day %d" % i, published,
                 ["%s, %s said." % (text % word, who),
                  "Talks on a peace deal between Russia and Ukraine went on in city number %d%d." % (n, i)])
        c.web.put(story[0], Answer(page(*story[1:])))
        c.stories.append(story)
    c.publish(c.stories)


def test_no_receiver_waits_for_another(binary):
    """One receiver hangs on the first alert, the other gets this one and the next."""
    with Case(binary) as c:
        hooks(c, hook(c, "slow"), hook(c, "fast"))
        gate = threading.Event()
        c.web.put("/slow", Answer("late", gate=gate), Answer("ok"))
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/slow") and w.seen("/fast"), "both receivers")
        one_more(c, 0)
        c.web.wait(lambda w: len(w.seen("/fast")) == 2, "the second alert at the fast receiver")
        gate.set()
        c.web.wait(lambda w: len(w.seen("/slow")) == 2, "the second alert at the slow receiver")
        c.daemon.stop()
        ids = [r.headers["webhook-id"] for r in c.web.seen("/fast")]
        assert ids == [a["id"] for a in c.daemon.logged()]
        assert sorted(ids) == sorted(r.headers["webhook-id"] for r in c.web.seen("/slow"))


def test_gone_receiver(binary):
    """410: nothing more is sent there, after a restart neither; the log and the other receiver go on."""
    with Case(binary) as c:
        hooks(c, hook(c, "gone"), hook(c, "desk"))
        c.web.put("/gone", Answer("no more", 410))
        c.daemon.run_once()
        assert c.said("it is disabled"), c.daemon.tail()
        one_more(c, 0)
        c.daemon.run_once()
        assert len(c.web.seen("/gone")) == 1 and len(c.web.seen("/desk")) == 2
        assert len(c.daemon.logged()) == 2
        lost = [a["undelivered"][0] for a in c.daemon.read("alerts", "--undelivered")]
        assert len(lost) == 2 and all(u["given_up"] and "410" in u["reason"] for u in lost), lost


def test_no_redirect(binary):
    """A receiver that sends us elsewhere is not followed there; the alert waits for another try."""
    with Case(binary) as c:
        c.web.put("/hook", Answer("", 307, headers={"Location": c.web.url("/elsewhere")}))
        c.web.put("/elsewhere", Answer("ok"))
        c.daemon.run_once()
        assert not c.web.seen("/elsewhere")
        waiting, = c.daemon.read("alerts", "--undelivered")
        assert "307" in waiting["undelivered"][0]["reason"] and not waiting["undelivered"][0]["given_up"], waiting


def test_rotation_of_secrets(binary):
    """With two secrets there are two signatures; the receiver's old one still fits."""
    other = "whsec_" + "QUJDRA" * 6
    with Case(binary) as c:
        hooks(c, hook(c, "desk", secret="[%s, %s]" % (other, SECRET)))
        c.daemon.run_once()
        request, = c.web.seen("/desk")
        assert len(request.headers["webhook-signature"].split()) == 2 and signature_ok(request)


def test_formats(binary):
    """Every format arrives signed, at its place, with both statements and the alert's id."""
    with Case(binary) as c:
        own = {"ntfy": {"topic": "desk"}, "matrix": {"room": '"!room:a.example"', "token": "a-matrix-token"}}
        hooks(c, *[hook(c, name, format=name, **own.get(name, {})) for name in FORMATS])
        matrix = "/matrix/_matrix/client/v3/rooms/%21room%3Aa.example/send/m.room.message/"
        c.daemon.run_once()
        alert, = c.daemon.logged()
        for name in FORMATS:
            request, = [r for r in c.web.requests if r.path.startswith("/" + name) and r.method != "GET" and
                        (r.path == "/" + name or name == "matrix")]
            assert request.headers["webhook-id"] == alert["id"] and signature_ok(request), name
            text = json.dumps(json.loads(request.body), ensure_ascii=False)
            for side in ("earlier", "later"):
                assert alert[side]["article"]["url"] in text, (name, text)
                assert alert[side]["text"][:40] in text, (name, text)
        put, = [r for r in c.web.requests if r.method == "PUT"]
        assert put.path == matrix + alert["id"] and put.headers["Authorization"] == "Bearer a-matrix-token"
        binary_event, = c.web.seen("/cloudevents-binary")
        assert binary_event.headers["ce-id"] == alert["id"] and json.loads(binary_event.body) == alert
        event, = c.web.seen("/cloudevents")
        assert json.loads(event.body)["data"] == alert
        assert event.headers["Content-Type"].startswith("application/cloudevents+json")


def test_routes(binary):
    """A receiver gets what it asked for and nothing else."""
    with Case(binary) as c:
        hooks(c, hook(c, "splits", kinds="[split, dispute]"), hook(c, "kyiv", sides="[ukraine]"),
              hook(c, "moscow", sides="[russia]"), hook(c, "here", sites="[127.0.0.1]", min_score_percent="1"),
              hook(c, "elsewhere", sites="[news.example]"), hook(c, "sure", min_score_percent="100"))
        c.daemon.run_once()
        alert, = c.daemon.logged()
        assert alert["kind"] == "reversal" and alert["earlier"]["speaker"]["side"] == "ukraine", alert
        got = {h["name"]: len(c.web.seen("/" + h["name"])) for h in c.daemon.webhooks}
        assert got == {"splits": 0, "kyiv": 1, "moscow": 0, "here": 1, "elsewhere": 0, "sure": 0}, got


def test_digest(binary):
    """Alerts wait for the period's end and come together, under an id of their own."""
    with Case(binary) as c:
        hooks(c, hook(c, "daily", digest_secs=86400 * 7), hook(c, "desk"))
        one_more(c, 0)
        c.daemon.run_once()
        assert not c.web.seen("/daily") and len(c.web.seen("/desk")) == 2
        hooks(c, hook(c, "daily", digest_secs=1), hook(c, "desk"))
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/daily"), "the digest")
        wait_for(lambda: not c.daemon.read("alerts", "--undelivered"), "its outcome")
        c.daemon.stop()
        digest, = c.web.seen("/daily")
        assert signature_ok(digest)
        body = json.loads(digest.body)
        assert body["type"] == "alerts.digest" and body["id"] == digest.headers["webhook-id"], body
        assert body["alerts"] == c.daemon.logged()


def test_log_is_told_what_it_lost(binary):
    """Lines that the log has lost at its end are written again, with the same numbers; what was only torn, too."""
    with Case(binary) as c:
        for n in range(2):
            one_more(c, n)
        c.daemon.run_once()
        alerts = c.daemon.logged()
        assert [a["seq"] for a in alerts] == [1, 2, 3] and {a["v"] for a in alerts} == {2}, alerts
        lines = c.daemon.alerts_path.read_bytes().splitlines(keepends=True)
        for left in (lines[0], lines[0] + lines[1][:40]):
            c.daemon.alerts_path.write_bytes(left)
            c.daemon.run_once()
            assert c.daemon.alerts_path.read_bytes() == b"".join(lines)
        assert c.said("has lost lines"), c.daemon.tail()


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
