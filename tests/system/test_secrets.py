#!/usr/bin/env python3
"""What must not get out: secrets into anything written, and strangers' control characters into anything shown.

    test_secrets.py BINARY [CASE...]
"""
import base64
import os
import re
import subprocess
import sys
import urllib.parse

from fakeweb import Answer, page, run_cases, rss, wait_for
from test_daemon import Case, EARLIER, LATER

# One word for each place a secret may stand in; none is a part of another.
CANARY = {place: "canary%s4711" % place for place in (
    "feeduser", "feedpassword", "feedtoken", "hookuser", "hookpassword", "hookpath", "hookquery", "bearer", "secret")}
# What reads a ledger or the configuration, for people and for programs.
COMMANDS = [["check"], ["status"], ["feeds", "--all"], ["feeds", "--articles"], ["deliveries"], ["alerts"],
            ["alerts", "--undelivered"], ["statements", "--all"], ["silence", "list"]]
# C0 but tab, line feed and carriage return; DEL; C1; bidirectional controls; separators of lines.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
TRICKS = ["\x1b[2J", "\x07", "\x7f", "\x9b31m", "\x85", "\u061c", "\u200e", "\u202e", "\u2066", "\u2028"]


def outputs(c):
    """Everything the commands print, by command."""
    out = {}
    for command in COMMANDS:
        for form in ([], ["--json"]):
            if command == ["check"] and form:
                continue
            p = subprocess.run([c.daemon.binary, *command, *form, "--config", str(c.daemon.config)], timeout=60,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            out[" ".join(command + form)] = p.stdout
    return out


def written(c, but=()):
    """Every file of the daemon's, by name, but its configuration."""
    out = {}
    for folder, _, names in os.walk(c.daemon.dir):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and name not in but:
                with open(path, "rb") as f:
                    out[name] = f.read()
    return out


def test_canaries(binary):
    """Secrets in the addresses of feeds and receivers, tokens and signing secrets: none is in a log, in the alert log, in
    what a command prints or (of receivers) in the ledger, though the other end repeats what it was sent."""
    with Case(binary, log_level="debug", article_attempts=1) as c:
        base = c.web.url("")[len("http://"):]
        secret = base64.b64encode(CANARY["secret"].encode() * 2).decode()
        hook_url = "http://%s:%s@%s/hooks/%s?key=%s" % (
            CANARY["hookuser"], CANARY["hookpassword"], base, CANARY["hookpath"], CANARY["hookquery"])
        echo = "\n".join([hook_url, urllib.parse.quote(hook_url, safe=""), CANARY["bearer"], CANARY["hookpath"],
                          CANARY["hookquery"], CANARY["hookpassword"], "whsec_" + secret])
        c.web.put("/hooks/" + CANARY["hookpath"], Answer(echo, 500))
        c.web.put("/gone/" + CANARY["hookpath"], Answer(echo, 410))
        common = {"secret": "whsec_" + secret, "token": CANARY["bearer"], "allow_private": "yes"}
        c.daemon.webhooks = [dict(common, name="desk", url='"%s"' % hook_url),
                             dict(common, name="gone", url='"%s"' % hook_url.replace("/hooks/", "/gone/"))]
        # Links of the feed are relative, and one leads nowhere.
        items = [(path, title, published, "On the war in Ukraine.") for path, title, published, _ in c.stories]
        items.append(("/nowhere", "Peskov on the war in Ukraine", "2025-12-09T12:00:00Z", "On the war in Ukraine."))
        c.web.put("/feed", Answer(rss("The Daily Test", items), kind="application/rss+xml"))
        c.web.put("/broken", Answer("no feed", 500))
        c.daemon.write_config()
        feed = "http://%s:%s@%s%%s?token=%s" % (CANARY["feeduser"], CANARY["feedpassword"], base, CANARY["feedtoken"])
        text = c.daemon.config.read_text()
        text = text.replace(c.web.url("/feed"), feed % "/feed") + "  - url: " + feed % "/broken" + "\n"
        c.daemon.config.write_text(text)
        c.daemon.start()
        wait_for(lambda: c.said("it is disabled") and len(c.daemon.logged()) == 1, "the alert")
        c.web.wait(lambda w: w.seen("/hooks/" + CANARY["hookpath"]) and w.seen("/broken") and w.seen("/nowhere"), "requests")
        wait_for(lambda: all(d["tries"] for d in c.daemon.read("deliveries") if d["endpoint"] == "webhook:desk"), "a try")
        running = outputs(c)
        c.daemon.stop()
        assert any(CANARY["feedtoken"] in r.path for r in c.web.seen("/feed")), "the feed's token"
        for path in ("/feed", "/old", "/nowhere"):  # a page of the feed's own server is asked for in its name
            assert any(r.headers.get("Authorization", "").startswith("Basic") for r in c.web.seen(path)), path
        files = written(c, but=("gainsay.yaml",))
        assert "ledger.sqlite" in files and "daemon.log" in files and "alerts.jsonl" in files, sorted(files)
        leaks = []
        for name, data in list(files.items()) + list(running.items()) + list(outputs(c).items()):
            for place, canary in CANARY.items():
                # The ledger knows feeds by their addresses; its directory is closed to all but the daemon.
                if name.startswith("ledger.sqlite") and place.startswith("feed"):
                    continue
                if canary.encode() in data or (place == "secret" and secret.encode() in data):
                    at = data.find(canary.encode())
                    leaks.append((place, name, data[max(0, at - 80):at + 40]))
        assert not leaks, leaks
        shown = [d["answer"] for d in c.daemon.read("deliveries", "--endpoint", "webhook:desk")]
        assert any("***" in s for s in shown), shown


def test_hidden_characters(binary):
    """Escape sequences, C1 and bidirectional controls in titles, names, texts and answers: neither the log nor the alert
    log nor a table nor JSON has them as they are, and the JSON still means them."""
    with Case(binary) as c:
        tricks = "".join(TRICKS)
        stories = []
        for path, (title, published, paragraphs) in (("/old", EARLIER), ("/new", LATER)):
            text = [paragraphs[0].replace("Ukraine will", tricks.replace("\x85", "") + "Ukraine will"), *paragraphs[1:]]
            stories.append((path, title + " " + tricks, published, text))
            html = page(title, published, text, site="The \u202eDaily\u202c \x9bTest")
            c.web.put(path, Answer(html.replace("<title>", "<title>" + tricks)))
        # XML itself allows no C0 and no U+2028 trick is left out for it.
        allowed = "".join(t for t in TRICKS if t[0] >= "\x7f")
        items = [(c.web.url(p), title.replace(tricks, allowed), published, "On the war in Ukraine.")
                 for p, title, published, _ in stories]
        c.web.put("/feed", Answer(rss("The Daily " + allowed, items[::-1]), kind="application/rss+xml"))
        c.web.put("/broken", Answer("<html><title>%s</title>" % tricks, 200, headers={"ETag": "\"\x9b\""}))
        c.web.put("/hook", Answer("refused " + tricks, 500))
        c.daemon.feeds.append("/broken")
        c.daemon.write_config()
        c.daemon.run_once()
        wait_for(lambda: c.web.seen("/hook"), "the alert")
        alert, = c.daemon.logged()
        assert HIDDEN.search(alert["earlier"]["text"] + alert["earlier"]["article"]["title"] + alert["earlier"]["article"]["site"]), alert
        bad = {}
        files = written(c)
        for name, data in [(n, files[n]) for n in ("daemon.log", "alerts.jsonl")] + list(outputs(c).items()):
            found = HIDDEN.search(data.decode())
            if found:
                bad[name] = data.decode()[max(0, found.start() - 60):found.end() + 20]
        assert not bad, bad


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
