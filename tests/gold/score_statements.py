#!/usr/bin/env python3
"""Scores `gainsay claims` against the statements of gold scenarios: recall, right speaker, precision.

    score_statements.py --gainsay BINARY [--show N] SCENARIOS_DIR

Each folder below SCENARIOS_DIR holds articles.jsonl ({"url","title","published","site","html"|"text"} a line) and
gold.json with {"statements":[{"url","speaker","contains",...}]}. The article's text is what `gainsay article` makes of
the page (or, while that prints nothing, its paragraphs with the tags stripped); `gainsay claims` reads it.

recall     share of gold statements of which a printed statement holds at least half the words (the words of the printed
           statement's own speaker and cue do not count, since `contains` may span them)
speaker    share of the found ones whose speaker's name agrees with the gold's: the same surname, spelt alike or nearly,
           or the same words of an office
precision  share of printed statements (those relayed inside another left out) that share half their words with a gold
           statement. A gold set lists the statements that bear on the negotiations alone, so this is a lower bound.
"""
import argparse
import collections
import concurrent.futures
import difflib
import html
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
OFFICE = set("""the a an of for to s u.s us president minister prime foreign secretary state spokesman spokeswoman spokesperson
 chief head envoy special official officials senior ministry office press adviser aide deputy""".split())


def run(command, data=None):
    p = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=60)
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")


def crude_text(page):
    page = re.sub(r"(?is)<(script|style|nav|header|footer|aside|head|figure|form)\b.*?</\1>", " ", page)
    paragraphs = re.findall(r"(?is)<p\b[^>]*>(.*?)</p>", page) or re.split(r"(?i)(?:<br\s*/?>\s*){2,}", page)
    out = []
    for p in paragraphs:
        p = " ".join(html.unescape(re.sub(r"<[^>]+>", "", p)).split())
        if p:
            out.append(p)
    return "\n\n".join(out)


def article_text(binary, article):
    if article.get("text"):
        return article["text"]
    status, out, _ = run([binary, "article", "--url", article["url"], "-"], article["html"].encode())
    try:
        text = json.loads(out)["text"] if status == 0 else ""
    except (ValueError, KeyError):
        text = ""
    return text or crude_text(article["html"])


def squeeze(text):
    """The text with white space folded, and for each of its characters the byte where it stood."""
    out, places, at = [], [], 0
    for c in text:
        blank = c.isspace() or c == "\u00a0"
        if not blank or (out and out[-1] != " "):
            out.append(" " if blank else c)
            places.append(at)
        at += len(c.encode())
    places.append(at)
    return "".join(out), places


def words_at(text):
    """Byte offsets of the words' beginnings."""
    out, at, last = [], 0, 0
    for m in WORD.finditer(text):
        at += len(text[last:m.start()].encode())
        last = m.start()
        out.append(at)
    return out


def fold(name):
    name = unicodedata.normalize("NFKD", name or "").lower()
    name = "".join(c for c in name if not unicodedata.combining(c))
    return [w for w in re.findall(r"[^\W_]+", name.replace("’s", "").replace("'s", ""))]


def same_speaker(got, want):
    a, b = fold(got), fold(want)
    if not a or not b:
        return False
    near = difflib.SequenceMatcher(None, a[-1], b[-1]).ratio() >= 0.75
    if near and not (a[-1] in OFFICE and b[-1] in OFFICE):
        return True
    common = len(set(a) & set(b)) / min(len(set(a)), len(set(b)))
    return common >= 0.5 and bool((set(a) & set(b)) - {"the", "of", "a"})


def score_article(binary, article, gold):
    text = article_text(binary, article)
    with tempfile.NamedTemporaryFile("wb", suffix=".txt", delete=False) as f:
        f.write(text.encode())
    try:
        command = [binary, "claims", "--title", article.get("title") or ""]
        if article.get("published"):
            command += ["--date", article["published"]]
        status, out, err = run(command + [f.name])
    finally:
        os.unlink(f.name)
    if status:
        sys.exit("score_statements: %s: %s" % (article["url"], err.strip()))
    said = [json.loads(line) for line in out.splitlines()]
    flat, places = squeeze(text)
    begins = words_at(text)
    raw = text.encode()

    def agrees(s, want):
        """By name, or by the very words of the mention ("Moscow" is named Russia)."""
        mention = raw[slice(*s["speaker_span"])].decode() if s["speaker_span"] else ""
        return same_speaker(s["speaker"]["name"], want) or fold(mention) == fold(want)

    def inside(spans):
        return {w for w in begins if any(b <= w < e for b, e in spans)}

    content = [inside(s["spans"]) for s in said]
    frame = [inside([x for x in (s["speaker_span"], s["cue_span"]) if x]) for s in said]
    rows, used = [], set()
    for g in gold:
        i = flat.find(" ".join(g["contains"].split()))
        if i < 0:
            rows.append((g, None, False))
            continue
        want = inside([(places[i], places[i + len(" ".join(g["contains"].split()))])])
        best, share = None, 0.0
        for n, s in enumerate(said):
            left = want - frame[n]
            common = len(content[n] & left)
            # a statement relayed inside another is the second best reading of the same words
            value = common / max(1, len(left)) - (0.25 if s.get("relayed_by") else 0)
            if common * 2 >= len(left):
                # whoever is named as the gold names him wins
                value += agrees(s, g["speaker"])
            if common * 2 >= len(left) and value > share:
                best, share = n, value
        for n in range(len(said)):
            if content[n] and 2 * len(content[n] & want) >= len(content[n]):
                used.add(n)
        right = best is not None and agrees(said[best], g["speaker"])
        rows.append((g, said[best] if best is not None else None, right))
    spurious = [s for n, s in enumerate(said) if n not in used and not s.get("relayed_by")]
    return rows, len([s for s in said if not s.get("relayed_by")]), spurious


def main():
    ap = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    ap.add_argument("--gainsay", required=True)
    ap.add_argument("--show", type=int, default=0, help="print so many misses, wrong speakers and unlisted statements")
    ap.add_argument("scenarios")
    a = ap.parse_args()
    binary = str(pathlib.Path(a.gainsay).resolve())
    jobs = []
    for folder in sorted(pathlib.Path(a.scenarios).iterdir()):
        if not (folder / "gold.json").exists():
            continue
        gold = collections.defaultdict(list)
        for g in json.loads((folder / "gold.json").read_text())["statements"]:
            gold[g["url"]].append(g)
        for line in (folder / "articles.jsonl").read_text().splitlines():
            article = json.loads(line)
            jobs.append((binary, article, gold.get(article["url"], [])))
    missed, wrong, unlisted, n_gold, found, right, printed = [], [], [], 0, 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for rows, n, spurious in pool.map(lambda j: score_article(*j), jobs):
            printed += n
            unlisted += spurious
            for g, s, agreed in rows:
                n_gold += 1
                if not s:
                    missed.append("%s | %s" % (g["speaker"], g["contains"]))
                    continue
                found += 1
                if agreed:
                    right += 1
                else:
                    wrong.append("%s, not %s | %s" % (s["speaker"]["name"], g["speaker"], g["contains"]))
    for title, rows in (("missed", missed), ("wrong speaker", wrong),
                        ("unlisted", ["%s | %s" % (s["speaker"]["name"], s["text"]) for s in unlisted])):
        for row in rows[:a.show]:
            print("%s: %s" % (title, row))
    print("%d articles, %d gold statements, %d printed" % (len(jobs), n_gold, printed))
    print("recall %.3f  speaker %.3f  precision (lower bound) %.3f" % (
        found / max(1, n_gold), right / max(1, found), (printed - len(unlisted)) / max(1, printed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
