#!/usr/bin/env python3
"""Makes the tagger's table, rules.weights, from a corpus of news articles with marked attributions.

    train.py --corpus DIR --build BUILD [--out rules.weights] [-- OPTIONS OF train-tagger]

DIR is a checkout of the PolNeAR corpus (data/train and data/dev with text/*.txt and attributions/*.ann); its `train` part
is learned from, its `dev` part scored, its `test` part never opened. BUILD is a release build (with the target
train-tagger made). Nothing of the corpus is kept but weights of hashed features in which names are one placeholder.

Steps: the human spans of each article (its first annotator's) and the spans that the rules alone find are written as
bytes; train-tagger learns from both. Takes some minutes on one core and gives the same table for the same corpus, rules
and compiler.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROLES = {"Content": "C", "Source": "S", "Cue": "Q"}


def first_annotations(base):
    by = collections.OrderedDict()
    folder = os.path.join(base, "attributions")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".ann"):
            by.setdefault(name[:-len("_xxxx.ann")], os.path.join(folder, name))
    return by


def human_spans(text, path):
    """The brat standoff's spans of relations that have a content, as bytes."""
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode("utf-8")))
    spans, events = {}, []
    with open(path, encoding="utf-8", newline="") as f:
        for line in f:
            part = line.rstrip("\r\n").split("\t")
            if len(part) >= 3 and part[0].startswith("T"):
                spans[part[0]] = [tuple(int(x) for x in o.split()) for o in part[1].split(" ", 1)[1].split(";")]
            elif len(part) >= 2 and part[0].startswith("E"):
                events.append([x.split(":") for x in part[1].split()])
    out = set()
    for event in events:
        roles = [(role.rstrip("0123456789"), t) for role, t in event]
        if any(role == "Content" for role, _ in roles):
            out.update((at[b], at[e], ROLES[role]) for role, t in roles if role in ROLES and t in spans
                       for b, e in spans[t])
    return out


def rule_spans(command, path):
    out = set()
    lines = subprocess.run(command + [path], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
    for o in map(json.loads, lines):
        out.update((b, e, "C") for b, e in o["spans"])
        for key, role in (("speaker_span", "S"), ("cue_span", "Q")):
            if o[key]:
                out.add((o[key][0], o[key][1], role))
    return out


def write_list(split, a, work, command):
    base = os.path.join(a.corpus, "data", split)
    path = os.path.join(work, split + ".list")
    with open(path, "w", encoding="utf-8") as rows:
        for stem, annotation in first_annotations(base).items():
            text_path = os.path.abspath(os.path.join(base, "text", stem + ".txt"))
            with open(text_path, encoding="utf-8", newline="") as f:
                text = f.read()
            row = [text_path]
            for kind, spans in (("human", human_spans(text, annotation)), ("rules", rule_spans(command, text_path))):
                row.append(os.path.join(work, "%s.%s.%s" % (split, stem, kind)))
                with open(row[-1], "w", encoding="utf-8") as f:
                    f.writelines("%d %d %s\n" % s for s in sorted(spans))
            rows.write("\t".join(row) + "\n")
    return path


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--corpus", required=True)
    ap.add_argument("--build", required=True)
    ap.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "rules.weights"))
    ap.add_argument("options", nargs="*")
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as work:
        # a plugin folder without a table: there the rules stand alone
        alone = os.path.join(work, "plugins")
        os.mkdir(alone, 0o755)
        shutil.copy(os.path.join(a.build, "plugins", "rules.so"), alone)
        command = [os.path.join(a.build, "gainsay"), "claims", "--plugin-dir", alone]
        lists = [write_list(split, a, work, command) for split in ("train", "dev")]
        trainer = os.path.join(a.build, "plugins", "rules", "train-tagger")
        subprocess.run([trainer] + a.options + [lists[0], a.out, lists[1]], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
