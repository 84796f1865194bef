#!/usr/bin/env python3
"""The smallest extractor that is a program: "Name on X: words" is a statement of Name.

It reads JSON lines on standard input and answers on standard output; standard error is the log; end of input means
leave. Spans are bytes of the UTF-8 text, end exclusive. Run it by hand: it is a filter like any other.
"""
import json
import re
import sys

POST = re.compile(r"^(?P<name>[^\n:]{2,60}?) on (?:X|Telegram|Truth Social): (?P<words>[^\n]+)", re.M)


def statements(text):
    for m in POST.finditer(text):
        def span(group):
            return [len(text[:m.start(group)].encode()), len(text[:m.end(group)].encode())]
        yield {"span": span("words"), "speaker_span": span("name"), "quoted": True, "cue_class": "neutral"}


def answer(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def main():
    for line in sys.stdin:
        request = json.loads(line)
        if "hello" in request:
            answer({"hello": {"protocol": 1, "name": "example-exec", "max_in_flight": 1}})
        elif request.get("op") == "claims":
            for statement in statements(request["article"]["text"]):
                answer({"id": request["id"], "statement": statement})
            answer({"id": request["id"], "result": "ok"})
        else:
            answer({"id": request.get("id"), "result": "reject", "why": "this program knows the op claims alone"})


if __name__ == "__main__":
    main()
