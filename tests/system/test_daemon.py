#!/usr/bin/env python3
"""The real daemon against a web of our own: what it asks for, how it takes failure, reload, rotation and a stop.

    test_daemon.py BINARY [CASE...]
"""
import datetime
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading

from fakeweb import Answer, Daemon, Web, feed_answer, page, run_cases, signature_ok, wait_for

EARLIER = ("Zelensky: no elections in wartime", "2025-02-06T12:00:00Z",
           ["Ukraine will not hold elections during the war, President Volodymyr Zelensky said on Thursday.",
            "He spoke to reporters in Kyiv after talks on a peace deal between Russia and Ukraine."])
LATER = ("Zelensky: ready for elections", "2025-12-09T12:00:00Z",
         ["Ukraine will hold elections during the war, President Volodymyr Zelensky said on Tuesday.",
          "He spoke to reporters in Kyiv after talks on a peace deal between Russia and Ukraine."])

REST = ("The delegations met for the third day in the capital of a country that takes no side, with two mediators at the table, "
        "and went home in the evening without a paper that both would sign. Guards kept the press away from the doors of the "
        "old hotel by the lake, and nobody would say whether the teams would meet there again.")


class Case:
    """A web with one feed of two stories that contradict each other, and a daemon that reads it."""

    def __init__(self, binary, **settings):
        self.web = Web()
        self.web.put("/hook", Answer("ok"))
        self.stories = [("/old", *EARLIER), ("/new", *LATER)]
        for path, title, published, paragraphs in self.stories:
            self.web.put(path, Answer(page(title, published, paragraphs)))
        self.publish(self.stories)
        self.daemon = Daemon(binary, self.web, ["/feed"], **settings)

    def publish(self, stories, path="/feed", summary="On the war in Ukraine."):
        items = [(self.web.url(p), title, published, summary) for p, title, published, _ in stories]
        self.web.put(path, feed_answer("The Daily Test", items[::-1]))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if exc[0]:
            print(self.daemon.tail())
        self.daemon.close()
        self.web.close()

    def hooks(self):
        return self.web.seen("/hook")

    def said(self, text):
        return text in self.daemon.log.read_text(errors="replace")


def test_one_story(binary):
    """Feed, pages, ledger, log and webhook tell the same; the next run has nothing to do."""
    with Case(binary) as c:
        c.daemon.run_once()
        alerts = c.daemon.logged()
        assert len(alerts) == 1 and alerts[0]["kind"] == "reversal", alerts
        alert = alerts[0]
        assert alert["earlier"]["article"]["url"] == c.web.url("/old"), alert
        assert alert["later"]["article"]["published"] == "2025-12-09T12:00:00Z", alert
        assert alert["later"]["speaker"]["id"] == alert["earlier"]["speaker"]["id"], alert
        hook, = c.hooks()
        assert signature_ok(hook) and hook.headers["webhook-id"] == alert["id"]
        assert json.loads(hook.body) == alert
        assert c.daemon.read("alerts") == alerts
        feed, = c.daemon.read("feeds")
        assert (feed["state"], feed["result"], feed["interval_source"]) == ("ok", "2 entries", "configuration"), feed
        agent = c.web.seen("/feed")[0].headers["User-Agent"]
        assert "root@localhost" in agent, agent
        before = c.web.count()
        c.daemon.run_once()
        again = c.web.requests[before:]
        assert [r.path for r in again] == ["/feed"], [r.path for r in again]
        assert again[0].headers["If-None-Match"], "the validator was not kept"
        assert c.daemon.read("feeds")[0]["result"] == "unchanged"
        assert c.daemon.logged() == alerts


def test_baseline(binary):
    """What a feed holds when it is subscribed is not read; what comes later is."""
    with Case(binary, backfill=0) as c:
        c.publish(c.stories[:1])
        c.daemon.run_once()
        assert not c.web.seen("/old")
        c.publish(c.stories)
        c.daemon.run_once()
        assert c.web.seen("/new") and not c.web.seen("/old")


def test_backfill(binary):
    """The newest N of the first poll are read."""
    with Case(binary, backfill=1) as c:
        c.daemon.run_once()
        assert c.web.seen("/new") and not c.web.seen("/old")


def test_off_topic(binary):
    """A headline off the topic costs its site no request."""
    with Case(binary) as c:
        c.publish([("/choir", "Harbour choir wins a medal in singing", "2025-02-06T12:00:00Z", [])],
                  summary="Forty singers and one missed train.")
        c.daemon.run_once()
        assert [r.path for r in c.web.requests] == ["/feed"]


def test_own_text(binary):
    """Where the page cannot be had the feed's own text serves."""
    with Case(binary) as c:
        old, new = c.stories
        text = "<p>%s</p>" % "</p><p>".join(LATER[2] + ["Nothing more was said about it on that day in the capital."])
        items = [(c.web.url(old[0]), old[1], old[2], "On the war in Ukraine."),
                 (c.web.url("/gone"), new[1], new[2], text)]
        c.web.put("/feed", feed_answer("The Daily Test", items))
        c.daemon.run_once()
        alert, = c.daemon.logged()
        assert alert["later"]["article"]["url"] == c.web.url("/gone"), alert


def atom(c, updated):
    entries = "".join("<entry><id>%s</id><link href='%s'/><title>%s</title><published>%s</published><updated>%s</updated>"
                      "</entry>" % (path, c.web.url(path), title, published, updated)
                      for path, title, published, _ in c.stories)
    return Answer("<feed xmlns='http://www.w3.org/2005/Atom'><title>The Daily Test</title>%s</feed>" % entries,
                  kind="application/atom+xml")


def test_changed_article(binary):
    """An article is read again when its feed says that it changed: what is new in it counts, what stayed does not."""
    with Case(binary) as c:
        path, title, published, paragraphs = c.stories[1]
        c.web.put(path, Answer(page(title, published, paragraphs[1:] + ["The war goes on for the fourth year in Ukraine."])))
        c.web.put("/feed", atom(c, "2025-12-09T12:00:00Z"))
        c.daemon.start()
        wait_for(lambda: c.web.seen("/old") and c.said("article read url=" + c.web.url("/new")), "both articles")
        said = c.daemon.read("statements")
        assert not c.daemon.logged(), c.daemon.logged()
        c.web.put(path, Answer(page(title, published, paragraphs)))
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
        c.web.put("/feed", atom(c, now.strftime("%Y-%m-%dT%H:%M:%SZ")))
        wait_for(c.daemon.logged, "the alert that the new version raises")
        wait_for(lambda: c.said("result=unchanged"), "the article that is the same")
        c.daemon.stop()
        assert len(c.web.seen("/old")) == 2 and len(c.web.seen("/new")) == 2
        assert len(c.daemon.logged()) == 1 and len(c.daemon.read("statements")) == len(said) + 1


def test_edited_statement(binary):
    """What a page no longer says, or says in other words, is an edit with the hashes of both versions; the ledger keeps it."""
    with Case(binary) as c:
        path, title, published, paragraphs = c.stories[0]
        paragraphs = paragraphs + [REST]
        c.web.put(path, Answer(page(title, published, paragraphs)))
        c.web.put("/feed", atom(c, "2025-12-09T12:00:00Z"))
        c.daemon.start()
        wait_for(lambda: c.said("article read url=" + c.web.url(path)) and c.daemon.logged(), "both articles")
        assert not c.daemon.read("statements", "--edited")
        c.web.put(path, Answer(page(title, published, [paragraphs[0].replace("during the war", "before peace")] + paragraphs[1:])))
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
        c.web.put("/feed", atom(c, now.strftime("%Y-%m-%dT%H:%M:%SZ")))
        wait_for(lambda: c.said("edited=1"), "the edit")
        c.daemon.stop()
        edited, = c.daemon.read("statements", "--edited")
        edit, = edited["edits"]
        assert edited["text"].endswith("during the war") and edit["now"]["text"].endswith("before peace"), edited
        assert edit["url"] == c.web.url(path) and edit["before_sha256"] != edit["after_sha256"], edit


def test_not_read(binary):
    """An article in a language that no extractor reads, and a page without one: stored, counted, never misread."""
    german = ["Die Ukraine werde während des Krieges keine Wahlen abhalten, sagte Präsident Wolodymyr Selenskyj am Dienstag "
              "nach den Gesprächen mit der Delegation aus den Vereinigten Staaten, und das sei auch nicht verhandelbar.",
              "Er sprach in Kyiv nach einem Treffen, in dem es um die Waffenruhe und um die Grenzen ging, mit der Presse."]
    index = "<html><title>Ukraine</title><body>%s</body></html>" % "".join(
        "<div><h3><a href='/%d'>Headline number %d of this page here</a></h3><p>A summary of it in a few words that ends "
        "soon.</p></div>" % (i, i) for i in range(8))
    with Case(binary) as c:
        stories = [("/german", "Zelensky on elections in wartime", "2025-12-09T12:00:00Z", german),
                   ("/index", "Ukraine war: all about the peace talks", "2025-12-09T13:00:00Z", [])]
        c.web.put("/german", Answer(page("Selenskyj zu Wahlen", "2025-12-09T12:00:00Z", german).replace('"en"', '"de"')))
        c.web.put("/index", Answer(index))
        c.publish(stories)
        c.daemon.run_once()
        assert not c.daemon.read("statements") and not c.daemon.logged()
        def status(*words):
            return subprocess.run([c.daemon.binary, "status", "--config", str(c.daemon.config), *words],
                                  stdout=subprocess.PIPE, check=False, timeout=60).stdout.decode()
        assert json.loads(status("--json"))["articles"] == {"language de": 1, "no text": 1}, status("--json")
        assert "articles read: 1 language de, 1 no text" in status(), status()


def test_retry_page(binary):
    """A page that fails in passing is asked for again; one that is gone is not."""
    with Case(binary, article_attempts=3) as c:
        good = c.web.answers["/old"][0]
        c.web.put("/old", Answer("busy", 503), good)
        c.web.put("/new", Answer("gone", 404))
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/old")) == 2, "the second try")
        wait_for(lambda: c.daemon.read("feeds")[0]["articles_waiting"] == 0, "the end of both articles")
        c.daemon.stop()
        assert len(c.web.seen("/new")) == 1
        assert c.daemon.read("feeds")[0]["articles_failed"] == 1
        assert c.said("article given up")
        given_up, = c.daemon.read("feeds", "--articles")
        assert given_up["url"] == c.web.url("/new") and "404" in given_up["reason"], given_up


def test_no_feed(binary):
    """A page where the feed was: the old state stays, the reason is told, the feed is asked more rarely."""
    with Case(binary) as c:
        c.daemon.run_once()
        c.web.put("/feed", Answer("<html><body>Please log in.</body></html>"))
        c.daemon.run_once()
        feed, = c.daemon.read("feeds")
        assert feed["state"] == "failing" and feed["failures"] == 1, feed
        assert feed["interval_source"] == "backoff after failure" and feed["interval_secs"] == 2, feed
        c.web.put("/feed", Answer("later", 503, headers={"Retry-After": "1200"}))
        c.daemon.run_once()
        feed, = c.daemon.read("feeds")
        assert (feed["interval_source"], feed["interval_secs"]) == ("Retry-After", 1200), feed
        polls = len(c.web.seen("/feed"))
        c.daemon.run_once()
        assert len(c.web.seen("/feed")) == polls and c.said("its server has asked for a pause")
        with sqlite3.connect(str(c.daemon.dir / "state" / "ledger.sqlite")) as db:
            db.execute("UPDATE feeds SET held_ms = 1")
        c.publish(c.stories)
        c.daemon.run_once()
        feed, = c.daemon.read("feeds")
        assert feed["state"] == "ok" and feed["failures"] == 0, feed
        assert len(c.daemon.logged()) == 1


def test_gone(binary):
    """410: not asked again, until the operator asks for everything."""
    with Case(binary) as c:
        c.web.put("/feed", Answer("gone", 410))
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/feed")) == 1, "the poll")
        wait_for(lambda: c.daemon.read("feeds")[0]["state"] == "gone", "the outcome")
        c.daemon.stop()
        assert c.daemon.read("feeds")[0]["next_poll"] is None


def test_webhook_retry(binary):
    """A receiver that is down gets the same alert later, under the same id, and nothing else waits for it."""
    with Case(binary) as c:
        c.web.put("/hook", Answer("down", 503), Answer("ok"))
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the second try")
        c.daemon.stop()
        first, second = c.hooks()
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert signature_ok(first) and signature_ok(second)
        assert int(second.headers["webhook-timestamp"]) >= int(first.headers["webhook-timestamp"]) + 4
        assert len(c.daemon.logged()) == 1


def test_stop_with_a_receiver_that_hangs(binary):
    """A stop waits a little for a delivery under way and no longer; the next start makes it."""
    with Case(binary) as c:
        gate = threading.Event()
        c.web.put("/hook", Answer("late", gate=gate), Answer("ok"))
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/hook")) == 1, "the first try")
        c.daemon.stop()
        gate.set()
        assert c.said("left for the next start"), c.daemon.tail()
        assert len(c.daemon.read("alerts", "--undelivered")) == 1
        c.daemon.run_once()
        assert len({r.headers["webhook-id"] for r in c.hooks()}) == 1 and len(c.hooks()) == 2
        assert c.daemon.read("alerts", "--undelivered") == []


def test_webhook_after_restart(binary):
    """What could not be delivered is delivered by the next start."""
    with Case(binary) as c:
        c.web.put("/hook", Answer("slow down", 429, headers={"Retry-After": "1"}), Answer("ok"))
        c.daemon.run_once()
        assert len(c.hooks()) == 1
        waiting, = c.daemon.read("alerts", "--undelivered")
        assert waiting["undelivered"][0]["endpoint"] == "webhook:desk", waiting
        assert "429" in waiting["undelivered"][0]["reason"] and not waiting["undelivered"][0]["given_up"], waiting
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the delivery after the restart")
        c.daemon.stop()
        assert len({r.headers["webhook-id"] for r in c.hooks()}) == 1
        assert c.daemon.read("alerts", "--undelivered") == []


def test_reload(binary):
    """A faulty configuration is refused and the old one stays; a good one takes effect; no alert is lost."""
    with Case(binary) as c:
        c.daemon.start()
        c.web.wait(lambda w: len(w.seen("/hook")) == 1, "the alert")
        good = c.daemon.config.read_text()
        c.daemon.config.write_text(good + "nonsense: 1\n")
        c.daemon.process.send_signal(signal.SIGHUP)
        wait_for(lambda: c.said("the old one stays in force"), "the refusal")
        assert c.said("unknown key \\\"nonsense\\\""), c.daemon.tail()
        polls = len(c.web.seen("/feed"))
        c.web.wait(lambda w: len(w.seen("/feed")) > polls, "a poll by the old configuration")
        c.publish([], "/second")
        c.daemon.config.write_text(good + "  - url: " + c.web.url("/second") + "\n")
        c.daemon.process.send_signal(signal.SIGHUP)
        c.web.wait(lambda w: w.seen("/second"), "a poll of the new feed")
        c.daemon.stop()
        assert c.said("configuration read anew")
        assert len(c.daemon.read("feeds")) == 2


def test_rotation(binary):
    """The log is renamed: the next alert goes into a new file, USR1 makes it at once; tail reads on."""
    with Case(binary) as c:
        c.publish(c.stories[:1])
        c.daemon.start()
        wait_for(lambda: c.daemon.alerts_path.exists(), "the log")
        tail = subprocess.Popen([c.daemon.binary, "tail", "--json", str(c.daemon.alerts_path)],
                                stdout=subprocess.PIPE)
        try:
            rotated = c.daemon.dir / "alerts.jsonl.1"
            os.rename(c.daemon.alerts_path, rotated)
            c.daemon.process.send_signal(signal.SIGUSR1)
            wait_for(lambda: c.daemon.alerts_path.exists(), "the new log")
            c.publish(c.stories)
            line = tail.stdout.readline()
        finally:
            tail.kill()
            tail.wait()
            tail.stdout.close()
        c.web.wait(lambda w: w.seen("/hook"), "the webhook")
        c.daemon.stop()
        assert json.loads(line)["kind"] == "reversal"
        assert rotated.read_bytes() == b"" and len(c.daemon.logged()) == 1


def test_log_cannot_be_written(binary):
    """The log's place is taken by a directory: the alert waits and is written when there is a file again; the webhook
    does not wait for it."""
    with Case(binary) as c:
        c.publish(c.stories[:1])
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/old"), "the first story")
        wait_for(lambda: c.daemon.read("feeds")[0]["articles_waiting"] == 0, "its end")
        os.remove(c.daemon.alerts_path)
        c.daemon.alerts_path.mkdir()
        c.publish(c.stories)
        c.web.wait(lambda w: w.seen("/hook"), "the webhook")
        wait_for(lambda: c.said("the alert log cannot be written"), "the complaint")
        c.daemon.alerts_path.rmdir()
        wait_for(lambda: c.said("can be written again"), "the log")
        c.daemon.stop()
        assert len(c.daemon.logged()) == 1


def test_one_instance(binary):
    """A second daemon on the same state ends and says why."""
    with Case(binary) as c:
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/feed"), "the first daemon")
        second = subprocess.run([c.daemon.binary, "run", "--config", str(c.daemon.config)], stderr=subprocess.PIPE,
                                timeout=60, check=False)
        assert second.returncode == 75 and b"in use" in second.stderr, second
        c.daemon.stop()


def test_worker_killed(binary):
    """A worker that dies takes no article with it."""
    with Case(binary) as c:
        c.publish([])
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/feed"), "the first poll")
        me = c.daemon.process.pid
        path = "/proc/%d/task/%d/children" % (me, me)
        wait_for(lambda: open(path, encoding="ascii").read().split(), "a worker")
        for pid in open(path, encoding="ascii").read().split():
            os.kill(int(pid), signal.SIGKILL)
        c.publish(c.stories)
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        c.daemon.stop()
        assert len(c.daemon.logged()) == 1


def with_plugins(c, *lines):
    text = c.daemon.config.read_text()
    c.daemon.config.write_text(text.replace("feeds:", "\n".join(["plugins:", "  - name: rules", *lines, "feeds:"])))


def test_program_that_never_greets(binary):
    """A plugin program that hangs from its start is left out after its deadline; the articles go on without it."""
    with Case(binary) as c:
        with_plugins(c, "  - name: mute", "    command: [/bin/sh, -c, read never; exec sleep 1000]", "    deadline_secs: 1")
        c.daemon.run_once()
        assert c.said("no answer to the greeting within 1000 ms") and c.said("mute: it does not start"), c.daemon.tail()
        assert len(c.daemon.logged()) == 1


def test_plugin_that_does_not_load(binary):
    """The daemon ends at its start and says which file and why; it does not wait for what never comes."""
    with Case(binary) as c:
        broken = c.daemon.dir / "broken.so"
        broken.write_text("no library")
        with_plugins(c, "  - name: broken", "    path: broken.so")
        c.daemon.start()
        assert c.daemon.process.wait(60) == 78, c.daemon.tail()
        assert c.said("gainsay cannot start") and c.said(str(broken)), c.daemon.tail()


def test_torn_log(binary):
    """A torn last line is put aside; a line whose row was not marked is not written again."""
    with Case(binary) as c:
        c.daemon.run_once()
        alert, = c.daemon.logged()
        with open(c.daemon.alerts_path, "ab") as f:
            f.write(b'{"id":"torn')
        c.daemon.run_once()
        assert c.daemon.logged() == [alert]
        assert (c.daemon.dir / "alerts.jsonl.torn").exists()


def test_reader_without_leave_to_write(binary):
    """One of the service's group reads the ledger after the daemon has stopped as while it runs."""
    with Case(binary) as c:
        c.daemon.run_once()
        state = c.daemon.dir / "state #1%"
        os.rename(c.daemon.dir / "state", state)
        program = c.daemon.dir / "gainsay"
        shutil.copy(c.daemon.binary, program)
        (state / "ledger.sqlite").chmod(0o444)
        state.chmod(0o555)
        c.daemon.dir.chmod(0o755)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        out = subprocess.run([program, "alerts", "--json", "--ledger", str(state / "ledger.sqlite")],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, check=False, **nobody)
        state.chmod(0o755)
        assert out.returncode == 0, out
        assert [json.loads(line) for line in out.stdout.splitlines()] == c.daemon.logged()


def test_bad_configuration(binary):
    """Every fault at once, exit 78, and no ledger made."""
    with Case(binary) as c:
        c.daemon.config.write_text("state_dir: state\nfeedz: []\npoll_interval_secs: x\n")
        c.daemon.start()
        assert c.daemon.process.wait(60) == 78
        assert c.said("unknown key \"feedz\"") and c.said("gainsay.yaml:3:21: error"), c.daemon.tail()
        assert not (c.daemon.dir / "state").exists()


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
