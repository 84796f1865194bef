#!/usr/bin/env python3
"""Talks to the program as the daemon does and compares every answer."""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
TEXT = "Прем’єр met.\n\nAndriy Sybiha on X: There was no attack.\n\nNobody said a word."


def main():
    requests = [
        {"hello": {"protocol": [1], "settings": {}}},
        {"id": "7", "op": "claims", "article": {"text": TEXT}},
        {"id": "8", "op": "feed"},
    ]
    p = subprocess.run([sys.executable, str(HERE / "example-exec.py")], text=True, check=True, timeout=60,
                       input="".join(json.dumps(r) + "\n" for r in requests), stdout=subprocess.PIPE)
    got = [json.loads(line) for line in p.stdout.splitlines()]
    assert got[0]["hello"]["protocol"] == 1, got
    assert got[2:] == [{"id": "7", "result": "ok"},
                       {"id": "8", "result": "reject", "why": "this program knows the op claims alone"}], got
    raw = TEXT.encode()
    said = got[1]["statement"]
    assert got[1]["id"] == "7" and len(got) == 4, got
    assert raw[slice(*said["span"])].decode() == "There was no attack.", said
    assert raw[slice(*said["speaker_span"])].decode() == "Andriy Sybiha", said
    print("example-exec: all answers right")


if __name__ == "__main__":
    main()
