#!/usr/bin/env python3
"""Score the alerts of `gainsay replay` against a gold scenario.

  score_replay.py DIR < alerts.jsonl     one scenario, alerts on standard input
  score_replay.py --all CMD [ARG...]     run `CMD ARG... replay DIR/articles.jsonl`
                                         on every scenario of a set

DIR holds articles.jsonl and gold.json.  See README.md for the rules.
"""
import argparse
import glob
import json
import os
import re
import shlex
import subprocess
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))

STOP = frozenset("""
a about after again all also am an and any are as at be because been before being both but by can could did do does
doing down during each few for from further had has have having he her here hers him his how i if in into is it its
itself just me more most my no nor not of off on once only or other our out over own same she should so some such than
that the their them then there these they this those through to too under until up very was we were what when where
which while who whom why will with would you your said says told s t re ve ll d m
""".split())

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*", re.UNICODE)


def words(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"['\u2018\u2019\u02bc]", "'", text)
    text = re.sub(r"\u00ad", "", text)
    return WORD.findall(text)


def text_score(gold, got):
    """2 when the statement contains the gold string, else the share (at least half) of its content words found, else 0.

    A gold string of fewer than three content words must be contained."""
    gold, got = words(gold), words(got)
    if gold and (" " + " ".join(gold) + " ") in (" " + " ".join(got) + " "):
        return 2.0
    want = set(gold) - STOP
    if len(want) < 3:
        return 0.0
    share = len(want.intersection(got)) / len(want)
    return share if share >= 0.5 else 0.0


def norm_url(url):
    return (url or "").split("#", 1)[0].rstrip("/")


def side_urls(side):
    urls = {norm_url((side.get("article") or {}).get("url"))}
    urls.update(norm_url(u) for u in side.get("also_reported_by") or [])
    urls.discard("")
    return urls


def side_score(gold, got):
    """Best score of one gold side (with its alternatives) against one side of an alert."""
    urls, text, best = side_urls(got), got.get("text") or "", 0.0
    for g in [gold] + list(gold.get("alt") or []):
        if norm_url(g["url"]) in urls:
            best = max(best, text_score(g["contains"], text))
    return best


def pair_score(gold, alert):
    """Score of an alert against a gold alert, and whether its two sides are swapped."""
    e, l = alert.get("earlier") or {}, alert.get("later") or {}
    out = (0.0, False)
    for swapped, (x, y) in ((False, (e, l)), (True, (l, e))):
        a = side_score(gold["earlier"], x)
        b = side_score(gold["later"], y) if a else 0.0
        if a and b and a + b > out[0]:
            out = (a + b, swapped)
    return out


def check_alert(obj):
    return (isinstance(obj, dict) and isinstance(obj.get("earlier"), dict) and isinstance(obj.get("later"), dict))


def read_alerts(stream):
    alerts, bad = [], []
    for n, line in enumerate(stream, 1):
        line = line.strip()
        if not line:
            continue
        try:
            obj = json.loads(line)
        except ValueError:
            obj = None
        if check_alert(obj):
            alerts.append(obj)
        else:
            bad.append((n, line))
    return alerts, bad


def assign(gold, alerts):
    """Match alerts to gold alerts.

    Returns (owner, loose): owner maps a required gold index to an alert index (a largest matching), loose maps every
    other alert that matches some gold alert to the index of the best such one."""
    scores = [[pair_score(g, a) for g in gold] for a in alerts]
    req = [i for i, g in enumerate(gold) if g.get("required", True)]
    owner = {}

    def place(ai, seen):
        order = sorted((gi for gi in req if scores[ai][gi][0] > 0), key=lambda gi: -scores[ai][gi][0])
        for gi in order:
            if gi in seen:
                continue
            seen.add(gi)
            if gi not in owner or place(owner[gi], seen):
                owner[gi] = ai
                return True
        return False

    for ai in range(len(alerts)):
        place(ai, set())
    taken, loose = set(owner.values()), {}
    for ai in range(len(alerts)):
        if ai in taken:
            continue
        best = max(range(len(gold)), key=lambda gi: scores[ai][gi][0], default=None)
        if best is not None and scores[ai][best][0] > 0:
            loose[ai] = best
    return owner, loose, scores


def score(directory, alerts, bad):
    with open(os.path.join(directory, "gold.json"), encoding="utf-8") as f:
        gold = json.load(f)["alerts"]
    owner, loose, scores = assign(gold, alerts)
    req = [i for i, g in enumerate(gold) if g.get("required", True)]
    hit = [(ai, gi) for gi, ai in owner.items()]
    repeats = [(ai, gi) for ai, gi in loose.items() if gold[gi].get("required", True)]
    optional = [(ai, gi) for ai, gi in loose.items() if not gold[gi].get("required", True)]
    matched_any = {ai for ai, _ in hit} | set(loose)
    false = [ai for ai in range(len(alerts)) if ai not in matched_any]
    linked = hit + list(loose.items())
    return {
        "gold": gold, "alerts": alerts, "bad": bad, "hit": sorted(hit), "repeats": repeats, "optional": optional,
        "false": false, "missed": [gi for gi in req if gi not in owner],
        "n_alerts": len(alerts) + len(bad), "n_false": len(false) + len(bad), "n_req": len(req), "n_hit": len(hit),
        "kind_ok": sum(1 for ai, gi in linked if alerts[ai].get("kind") == gold[gi]["kind"]), "linked": len(linked),
        "swapped": sum(1 for ai, gi in linked if scores[ai][gi][1]),
    }


def ratios(n_alerts, n_false, n_req, n_hit):
    p = (n_alerts - n_false) / n_alerts if n_alerts else None
    r = n_hit / n_req if n_req else None
    if p is None or r is None:
        f = None if (p is None and r is None) else (0.0 if r is not None else None)
    else:
        f = 2 * p * r / (p + r) if p + r else 0.0
    return p, r, f


def show(x):
    return "    -" if x is None else "%5.3f" % x


def clip(s, n=110):
    s = " ".join((s or "").split())
    return s if len(s) <= n else s[:n - 3] + "..."


def print_gold(tag, g):
    print("%-9s %-8s %s" % (tag, g["kind"], g["why"]))
    for k in ("earlier", "later"):
        print("            %-8s %s" % (k, clip(g[k]["contains"])))
        print("                     %s" % g[k]["url"])


def print_alert(tag, a):
    print("%-9s %-8s %s" % (tag, a.get("kind"), clip(a.get("why"))))
    for k in ("earlier", "later"):
        s = a[k]
        who = (s.get("speaker") or {}).get("name") if isinstance(s.get("speaker"), dict) else s.get("speaker")
        print("            %-8s %s: %s" % (k, who, clip(s.get("text"))))
        print("                     %s" % (s.get("article") or {}).get("url"))


def report(res):
    for ai, gi in res["hit"]:
        print_gold("matched", res["gold"][gi])
    for ai, gi in res["optional"]:
        print_gold("optional", res["gold"][gi])
    for ai, gi in res["repeats"]:
        print_gold("repeat", res["gold"][gi])
    for gi in res["missed"]:
        print_gold("missed", res["gold"][gi])
    for ai in res["false"]:
        print_alert("false", res["alerts"][ai])
    for n, line in res["bad"]:
        print("false     line %d is not an alert: %s" % (n, clip(line)))
    p, r, f = ratios(res["n_alerts"], res["n_false"], res["n_req"], res["n_hit"])
    print("alerts %d, required %d, matched %d, missed %d, optional %d, repeats %d, false %d, right kind %d of %d" % (
        res["n_alerts"], res["n_req"], res["n_hit"], len(res["missed"]), len(res["optional"]), len(res["repeats"]),
        res["n_false"], res["kind_ok"], res["linked"]))
    print("precision %s recall %s f1 %s" % tuple(show(x).strip() for x in (p, r, f)))


def directories(root):
    """Every folder below root that holds a gold.json."""
    return sorted(os.path.dirname(f) for f in glob.glob(os.path.join(root, "**", "gold.json"), recursive=True))


def run(cmd, directory, limit):
    """Run the replay command. Returns (stdout text, error or None)."""
    try:
        p = subprocess.run(cmd + ["replay", os.path.join(directory, "articles.jsonl")], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=limit, check=False)
    except (OSError, subprocess.TimeoutExpired) as e:
        return "", str(e)
    err = None
    if p.returncode != 0:
        tail = p.stderr.decode("utf-8", "replace").strip().splitlines()
        err = "exit status %d%s" % (p.returncode, ": " + tail[-1] if tail else "")
    return p.stdout.decode("utf-8", "replace"), err


def run_all(root, cmd, limit, verbose):
    head = "%-18s %6s %8s %7s %6s %8s %7s %5s  %5s %5s %5s" % (
        "scenario", "alerts", "required", "matched", "missed", "optional", "repeats", "false", "prec", "rec", "f1")
    rows, tot, failed, kind_ok, linked = [], [0, 0, 0, 0], 0, 0, 0
    for d in directories(root):
        out, err = run(cmd, d, limit)
        alerts, bad = read_alerts(out.splitlines())
        res = score(d, alerts, bad)
        name = os.path.basename(d)
        if verbose:
            print("== " + name)
            report(res)
            print()
        if err:
            failed += 1
            print("%s: replay failed: %s" % (name, err), file=sys.stderr)
        p, r, f = ratios(res["n_alerts"], res["n_false"], res["n_req"], res["n_hit"])
        rows.append("%-18s %6d %8d %7d %6d %8d %7d %5d  %s %s %s%s" % (
            name, res["n_alerts"], res["n_req"], res["n_hit"], len(res["missed"]), len(res["optional"]),
            len(res["repeats"]), res["n_false"], show(p), show(r), show(f), "  FAILED" if err else ""))
        for i, k in enumerate(("n_alerts", "n_false", "n_req", "n_hit")):
            tot[i] += res[k]
        kind_ok += res["kind_ok"]
        linked += res["linked"]
    print(head)
    print("\n".join(rows))
    p, r, f = ratios(*tot)
    print("%d of %d required alerts matched, %d of %d alerts false, kind right in %d of %d matches%s" % (
        tot[3], tot[2], tot[1], tot[0], kind_ok, linked, ", %d runs failed" % failed if failed else ""))
    print("total precision %.3f recall %.3f f1 %.3f" % (p or 0.0, r or 0.0, f or 0.0))
    return 1 if failed else 0


def main():
    ap = argparse.ArgumentParser(description="Score replay alerts against gold alerts.")
    ap.add_argument("--all", action="store_true", help="run CMD on every scenario")
    ap.add_argument("--root", default=os.path.join(HERE, "dev"), help="with --all, the set to run (default: dev)")
    ap.add_argument("--timeout", type=float, default=300.0, help="seconds allowed for one replay (--all)")
    ap.add_argument("-v", "--verbose", action="store_true", help="with --all, list the alerts of each scenario too")
    ap.add_argument("what", nargs=argparse.REMAINDER, help="a scenario directory, or CMD with --all")
    a = ap.parse_args()
    if not a.what:
        ap.error("a scenario directory or a command is needed")
    if a.all:
        cmd = shlex.split(a.what[0]) if len(a.what) == 1 else a.what
        return run_all(a.root, cmd, a.timeout, a.verbose)
    if len(a.what) != 1:
        ap.error("one scenario directory is needed")
    alerts, bad = read_alerts(sys.stdin)
    report(score(a.what[0], alerts, bad))
    return 0


if __name__ == "__main__":
    sys.exit(main())
