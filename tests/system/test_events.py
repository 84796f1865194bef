#!/usr/bin/env python3
"""What becomes of an alert that was told: others report it, its article is corrected, comes back or is taken away.

    test_events.py BINARY [CASE...]
"""
import datetime
import json
import sys

from fakeweb import Answer, page, run_cases, wait_for
from test_daemon import Case
from test_delivery import hook, hooks

# Long enough that a text with one sentence changed is told from another text.
REST = ["He spoke to reporters in Kyiv after talks on a peace deal between Russia and Ukraine that went on for most of the "
        "day, and thanked the mediators for the patience that they had shown since the first round in the spring.",
        "The delegations are to meet again within a fortnight, officials said, once the lists of prisoners have been looked "
        "through by both sides and the experts have written down what was left open about the map.",
        "In the capital the lights were out for four hours in the evening after strikes on the grid, and trains to the east "
        "ran late; the railway said that nobody was hurt and that repairs would take until the weekend."]
NO = "Ukraine will not hold elections during the war, President Volodymyr Zelensky said on Thursday."
YES = "Ukraine will hold elections during the war, President Volodymyr Zelensky said on Tuesday."
OTHER = "Ukraine will rebuild the bridges of the region first, President Volodymyr Zelensky said on Tuesday."
STORIES = [("/old", "Zelensky: no elections in wartime", "2025-02-06T12:00:00Z", [NO] + REST),
           ("/new", "Zelensky: ready for elections", "2025-12-09T12:00:00Z", [YES] + REST[::-1])]


class Told(Case):
    """A daemon that runs and has told one alert, in a feed that dates its changes."""

    def __init__(self, binary):
        super().__init__(binary)
        self.stories, self.changes = list(STORIES), 0
        self.updated = {}
        hooks(self, hook(self, "desk"), hook(self, "all", events="[raised, updated, withdrawn]"),
              hook(self, "chat", format="slack"))
        for path, title, published, paragraphs in self.stories:
            self.web.put(path, Answer(page(title, published, paragraphs)))
        self.show()
        self.daemon.start()
        wait_for(lambda: len(self.daemon.logged()) == 1, "the alert")

    def show(self):
        entries = "".join(
            "<entry><id>%s</id><link href='%s'/><title>%s</title><published>%s</published><updated>%s</updated></entry>"
            % (path, self.web.url(path), title, published, self.updated.get(path, published))
            for path, title, published, _ in self.stories)
        self.web.put("/feed", Answer("<feed xmlns='http://www.w3.org/2005/Atom'><title>The Daily Test</title>%s</feed>"
                                     % entries, kind="application/atom+xml"))

    def change(self, path, answer):
        """Another page at an address, and a feed that says so."""
        self.changes += 1
        now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60 * self.changes)
        self.updated[path] = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.web.put(path, answer)
        seen = len(self.web.seen(path))
        self.show()
        wait_for(lambda: len(self.web.seen(path)) > seen, "another look at " + path)

    def correct(self, paragraphs, path="/new"):
        _, title, published, _ = next(s for s in self.stories if s[0] == path)
        self.change(path, Answer(page(title, published, paragraphs)))

    def events(self, n):
        wait_for(lambda: len(self.daemon.logged()) >= n, "event %d" % n)
        lines = self.daemon.logged()
        assert len(lines) == n, lines
        assert [line["seq"] for line in lines] == list(range(1, n + 1)), lines
        assert len({line["id"] for line in lines}) == n and {line["alert"] for line in lines} == {lines[0]["id"]}, lines
        return lines

    def quiet_end(self, n):
        """All that waits is delivered, and no further event comes."""
        wait_for(lambda: not self.daemon.read("deliveries", "--state", "new"), "the deliveries")
        self.daemon.stop()
        self.daemon.run_once()
        return self.events(n)

    def got(self, name):
        return [json.loads(r.body) for r in self.web.seen("/" + name)]


def test_another_outlet(binary):
    """Who reports it, too, updates the alert: a line of its own, and a message to those that want such."""
    with Told(binary) as c:
        c.stories.append(("/second", "Zelensky now ready for elections", "2025-12-09T13:00:00Z", [YES] + REST[:1]))
        c.web.put("/second", Answer(page(*c.stories[-1][1:])))
        c.show()
        raised, updated = c.events(2)
        assert raised["type"] == "alert.raised" and raised["reason"] is None and raised["alert"] == raised["id"], raised
        assert updated["type"] == "alert.updated" and c.web.url("/second") in updated["reason"], updated
        assert updated["later"]["also_reported_by"] == [c.web.url("/second")], updated
        assert list(raised) == list(updated), "the keys' order changes"
        for key in ("kind", "score", "issue", "why", "earlier"):
            assert raised[key] == updated[key], key
        c.quiet_end(2)
        assert c.got("all") == [raised, updated] and c.got("desk") == [raised]
        assert [r.headers["webhook-id"] for r in c.web.seen("/all")] == [raised["id"], updated["id"]]
        assert c.daemon.read("alerts") == [dict(updated, seq=1, id=raised["id"])]


def test_correction(binary):
    """A statement that its article no longer has, and nobody else reports, withdraws the alert; its return renews it."""
    with Told(binary) as c:
        c.correct([OTHER] + REST[::-1])
        raised, withdrawn = c.events(2)
        assert withdrawn["type"] == "alert.withdrawn" and c.web.url("/new") in withdrawn["reason"], withdrawn
        assert "the later statement" in withdrawn["reason"] and withdrawn["later"] == raised["later"], withdrawn
        assert c.daemon.read("alerts")[0]["type"] == "alert.withdrawn"
        wait_for(lambda: len(c.got("chat")) == 2, "the chat's message")
        heads = [m["blocks"][0]["text"]["text"] for m in c.got("chat")]
        assert heads[0].startswith("Reversal on") and heads[1].startswith("Withdrawn: Reversal on"), heads
        c.correct([YES] + REST[::-1])
        again = c.events(3)[2]
        assert again["type"] == "alert.updated" and "reports it" in again["reason"], again
        c.correct([OTHER] + REST[::-1])
        assert c.events(4)[3]["type"] == "alert.withdrawn"
        lines = c.quiet_end(4)
        assert c.got("all") == lines and c.got("desk") == [lines[0], lines[1], lines[3]]


def test_still_reported(binary):
    """While another outlet reports it, a correction is an update, and the other's article stands for the statement."""
    with Told(binary) as c:
        c.stories.append(("/second", "Zelensky now ready for elections", "2025-12-09T13:00:00Z", [YES] + REST[:1]))
        c.web.put("/second", Answer(page(*c.stories[-1][1:])))
        c.show()
        c.events(2)
        c.correct([OTHER] + REST[::-1])
        event = c.events(3)[2]
        assert event["type"] == "alert.updated" and "no longer reports" in event["reason"], event
        assert event["later"]["article"]["url"] == c.web.url("/second"), event
        assert event["later"]["also_reported_by"] == [], event
        c.quiet_end(3)


def test_taken_away(binary):
    """A page that was read and is gone for good carries its statements no more."""
    with Told(binary) as c:
        c.change("/old", Answer("gone", 410))
        withdrawn = c.events(2)[1]
        assert withdrawn["type"] == "alert.withdrawn" and "the earlier statement" in withdrawn["reason"], withdrawn
        c.quiet_end(2)


def test_no_correction(binary):
    """Another text at the address, a teaser, or the same words in other surroundings withdraw nothing."""
    with Told(binary) as c:
        other = ["Shops in the old town opened late this morning after a water main had burst below the market square, and "
                 "the traders hope for a better week once the pipes are mended and the trams run again as they should.",
                 "The mayor said the works would cost less than was feared, because the plans of the network, drawn up "
                 "a century ago and kept in the archive ever since, had turned out to be right to the last valve."]
        for n, paragraphs in enumerate((other, [YES.split(",")[0] + "..."], [YES.replace(" said on", " did say on")]
                                        + REST[::-1])):
            c.correct(paragraphs)
            wait_for(lambda: c.daemon.log.read_text().count("article read url=" + c.web.url("/new")) == n + 2, "its reading")
        c.quiet_end(1)


def test_nothing_new_against_what_is_gone(binary):
    """What was edited out before anybody contradicted it raises nothing."""
    with Told(binary) as c:
        c.correct([OTHER] + REST[::-1])
        c.events(2)
        c.stories.append(("/third", "Zelensky: still no elections", "2025-12-20T12:00:00Z",
                          [NO.replace("Thursday", "Saturday")] + REST[:2]))
        c.web.put("/third", Answer(page(*c.stories[-1][1:])))
        c.show()
        wait_for(lambda: c.said("article read url=" + c.web.url("/third")), "the third article")
        c.quiet_end(2)


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
