"""A web of our own on 127.0.0.1: feeds, pages and a webhook receiver, with a record of every request that a test can wait
on. Nothing sleeps: tests wait for requests, for files and for processes."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time
import xml.sax.saxutils

SECRET = "whsec_" + base64.b64encode(b"a secret of at least 24 bytes").decode()
PATIENCE = 60  # seconds before a wait gives up: only a broken daemon takes that long


class Answer:
    """What a path answers: status, body, headers. A list of them is used up from the front, its last one stays."""

    def __init__(self, body="", status=200, kind="text/html; charset=utf-8", headers=None, gate=None):
        self.gate = gate  # an event that the answer waits for
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.kind, self.headers = status, kind, dict(headers or {})


class Request:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.when = time.monotonic()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, method):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        web = self.server.web
        with web.lock:
            web.at_once += 1
            web.most_at_once = max(web.most_at_once, web.at_once)
        try:
            self.reply(web.take(Request(method, self.path, self.headers, body)))
        finally:
            with web.lock:
                web.at_once -= 1

    def reply(self, answer):
        if answer.gate:
            answer.gate.wait(PATIENCE)
        etag = answer.headers.get("ETag")
        status = 304 if etag and self.headers.get("If-None-Match") == etag else answer.status
        payload = b"" if status == 304 else answer.body
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def do_GET(self):
        self.answer("GET")

    def do_POST(self):
        self.answer("POST")

    def do_PUT(self):
        self.answer("PUT")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that was killed


class Web:
    def __init__(self):
        self.lock = threading.Condition()
        self.answers, self.requests = {}, []
        self.at_once = self.most_at_once = 0
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.web = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def clear(self):
        """A new web at the same address."""
        with self.lock:
            self.answers, self.requests = {}, []

    def url(self, path):
        return "http://127.0.0.1:%d%s" % (self.port, path)

    def put(self, path, *answers):
        with self.lock:
            self.answers[path] = list(answers)

    def take(self, request):
        with self.lock:
            self.requests.append(request)
            self.lock.notify_all()
            path = request.path.split("?", 1)[0]
            answers = self.answers.get(path)
            if not answers:
                return Answer("nothing here", 404)
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def count(self):
        with self.lock:
            return len(self.requests)

    def seen(self, path):
        with self.lock:
            return [r for r in self.requests if r.path.split("?", 1)[0] == path]

    def wait(self, test, what, patience=PATIENCE):
        """Until test(self) is true; it is asked again after each request."""
        end = time.monotonic() + patience
        with self.lock:
            while not test(self):
                left = end - time.monotonic()
                if left <= 0 or not self.lock.wait(left):
                    if not test(self):
                        raise AssertionError("gave up waiting for " + what)
                    return

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def page(title, published, paragraphs, site="The Daily Test"):
    text = "\n".join("<p>%s</p>" % xml.sax.saxutils.escape(p) for p in paragraphs)
    return ("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>%s</title>"
            "<meta property=\"og:type\" content=\"article\"><meta property=\"og:site_name\" content=\"%s\">"
            "<meta property=\"article:published_time\" content=\"%s\"></head><body><nav><a href=\"/\">Home</a></nav>"
            "<article><h1>%s</h1>%s</article><footer>All rights reserved.</footer></body></html>"
            % (xml.sax.saxutils.escape(title), site, published, xml.sax.saxutils.escape(title), text))


def rss(title, items):
    """items: (url, title, published RFC 3339, summary or content), the newest first."""
    out = ["<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>%s</title>" % title]
    for url, name, published, summary in items:
        out.append("<item><guid>%s</guid><link>%s</link><title>%s</title><dc:date>%s</dc:date>"
                   "<description>%s</description></item>"
                   % (url, url, xml.sax.saxutils.escape(name), published, xml.sax.saxutils.escape(summary)))
    out.append("</channel></rss>")
    return "".join(out)


def feed_answer(title, items):
    body = rss(title, items)
    return Answer(body, kind="application/rss+xml",
                  headers={"ETag": "\"%s\"" % hashlib.sha256(body.encode()).hexdigest()[:16]})


def signature_ok(request):
    """The receiver's side of Standard Webhooks, written from its specification."""
    key = base64.b64decode(SECRET[len("whsec_"):])
    signed = b"%s.%s.%s" % (request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(),
                            request.body)
    want = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return want in request.headers["webhook-signature"].split()


class Daemon:
    """One state directory and the processes run on it, one at a time."""

    def __init__(self, binary, web, feeds, **settings):
        self.binary = str(pathlib.Path(binary).resolve())
        self.tmp = tempfile.TemporaryDirectory(prefix="gainsay-system-")
        self.dir = pathlib.Path(self.tmp.name)
        self.config, self.log = self.dir / "gainsay.yaml", self.dir / "daemon.log"
        self.alerts_path = self.dir / "alerts.jsonl"
        self.process, self.web, self.feeds = None, web, feeds
        self.settings = {"poll_interval_secs": 1, "quiet_interval_secs": 1, "poll_jitter_percent": 0, "host_delay_ms": 0, "host_transfers": 8,
                         "allow_private": "yes", "backfill": 1000, "workers": 1, "log_level": "info",
                         "article_retry_secs": 1, "article_reread_secs": 1}
        self.settings.update(settings)
        self.webhooks = [{"name": "desk", "url": web.url("/hook"), "secret": SECRET, "allow_private": "yes"}]
        self.write_config()

    def write_config(self):
        lines = ["state_dir: state", "alert_log: alerts.jsonl", "user_agent: system test (root@localhost)"]
        lines += ["%s: %s" % item for item in self.settings.items()]
        lines += ["webhooks:"]
        for hook in self.webhooks:
            lines += ["  %s %s: %s" % (" " if i else "-", *item) for i, item in enumerate(hook.items())]
        lines += ["feeds:"] + ["  - url: " + (path if "://" in path else self.web.url(path)) for path in self.feeds]
        self.config.write_text("\n".join(lines) + "\n")

    def start(self, *args, env=None):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.binary, "run", "--config", str(self.config), *args], stderr=log,
                                            stdout=log, stdin=subprocess.DEVNULL,
                                            env=dict(os.environ, **(env or {})))
        return self.process

    def run_once(self):
        self.start("--once")
        status = self.process.wait(PATIENCE * 3)
        assert status == 0, "run --once ended with %d: %s" % (status, self.tail())

    def stop(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        assert status == 0, "SIGTERM ended it with %d: %s" % (status, self.tail())

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    def tail(self):
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""

    def read(self, *command):
        out = subprocess.run([self.binary, *command, "--json", "--config", str(self.config)], stdout=subprocess.PIPE,
                             check=True, timeout=PATIENCE).stdout
        return [json.loads(line) for line in out.splitlines()]

    def logged(self):
        if not self.alerts_path.exists():
            return []
        return [json.loads(line) for line in self.alerts_path.read_bytes().splitlines()]

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        self.tmp.cleanup()


def wait_for(test, what, patience=PATIENCE):
    """For what shows in no request: a file's content, a line of the log. Looks again as soon as the machine lets it."""
    end = time.monotonic() + patience
    tick = threading.Event()
    while not test():
        if time.monotonic() > end:
            raise AssertionError("gave up waiting for " + what)
        tick.wait(0.02)


def run_cases(names, binary, only):
    """Runs the functions test_NAME(binary), all or those named; returns the exit status."""
    tests = {name[5:]: fn for name, fn in names.items() if name.startswith("test_")}
    only = only or list(tests)
    failed = 0
    for name in only:
        try:
            tests[name](binary)
            print("ok   " + name, flush=True)
        except Exception as e:  # a case that failed must not hide the others
            failed += 1
            print("FAIL %s: %s: %s" % (name, type(e).__name__, str(e)[:1500]), flush=True)
    print("%d passed, %d failed" % (len(only) - failed, failed))
    return 1 if failed else 0
