#!/usr/bin/env python3
"""The fetcher against servers of another make: TLS good and bad, slow ones beside quick ones, packed bombs, odd answers.

    test_fetch.py FETCH_PROBE
"""
import gzip
import http.server
import json
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib

PROBE = ""


def probe(*args):
    p = subprocess.run([PROBE] + [str(a) for a in args], stdout=subprocess.PIPE, text=True, timeout=240, check=True)
    lines = [json.loads(line) for line in p.stdout.splitlines()]
    return sorted(lines, key=lambda line: line.get("id", 0))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = {}

    def do_GET(self):
        headers, body = self.pages.get(self.path, ({}, b"hello"))
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        pass  # clients that break off are what is tested


class Server:
    """A web server on a free port of loopback, with TLS where a certificate is given."""

    def __init__(self, cert=None):
        self.http = QuietServer(("127.0.0.1", 0), Handler)
        if cert:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(cert)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.http.shutdown()
        self.http.server_close()


class Drip:
    """A server that answers every connection with a promise of much and then says no more."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=600)
        self.port = self.socket.getsockname()[1]
        self.open = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _ = self.socket.accept()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\ndrip")
            except OSError:
                return
            self.open.append(connection)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.socket.close()
        for connection in self.open:
            connection.close()


@unittest.skipUnless(shutil.which("openssl"), "certificates are made by openssl, which this machine lacks")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = tempfile.TemporaryDirectory(prefix="gainsay-tls-")

    @classmethod
    def tearDownClass(cls):
        cls.dir.cleanup()

    def cert(self, name, altname, days="1"):
        """A self-signed certificate; the file holds its key, too."""
        path = pathlib.Path(self.dir.name) / name
        key, wish, names = (path.with_suffix(s) for s in (".key", ".csr", ".ext"))
        names.write_text("subjectAltName=%s\n" % altname)
        for args in (["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test",
                      "-keyout", key, "-out", wish],
                     ["x509", "-req", "-in", wish, "-signkey", key, "-days", days, "-extfile", names, "-out", path]):
            subprocess.run(["openssl", *map(str, args)], check=True, stderr=subprocess.DEVNULL, timeout=60)
        path.write_bytes(path.read_bytes() + key.read_bytes())
        return path

    def test_a_certificate_that_is_trusted(self):
        cert = self.cert("good", "IP:127.0.0.1")
        with Server(cert) as server:
            url = "https://127.0.0.1:%d/" % server.port
            got = probe("--ca", cert, url)[0]
            self.assertEqual((got["code"], got["status"]), ("ok", 200), got)
            # Without it, nobody vouches for the server.
            got = probe(url)[0]
            self.assertEqual(got["code"], "retry", got)
            self.assertIn("certificate", got["why"])
            self.assertIn("127.0.0.1", got["why"])

    def test_a_certificate_for_another_host(self):
        cert = self.cert("other", "DNS:other.example")
        with Server(cert) as server:
            got = probe("--ca", cert, "https://127.0.0.1:%d/" % server.port)[0]
            self.assertEqual(got["code"], "retry", got)

    def test_a_certificate_that_has_run_out(self):
        cert = self.cert("old", "IP:127.0.0.1", "-1")
        with Server(cert) as server:
            got = probe("--ca", cert, "https://127.0.0.1:%d/" % server.port)[0]
            self.assertEqual(got["code"], "retry", got)
            self.assertIn("expired", got["why"])


class Limits(unittest.TestCase):
    def test_slow_servers_hold_up_no_quick_one(self):
        # 200 that hang beside one that answers: with enough places the quick one is not held up, and each slow one
        # is given up after a second.
        with Drip() as slow, Server() as quick:
            got = probe("--slow-secs", 1, "--at-once", 300, "--host-at-once", 300,
                        "200xhttp://127.0.0.1:%d/" % slow.port,
                        "http://localhost:%d/" % quick.port)
            self.assertEqual(len(got), 201)
            self.assertEqual((got[-1]["code"], got[-1]["status"]), ("ok", 200), got[-1])
            for line in got[:-1]:
                self.assertEqual(line["code"], "retry", line)
                self.assertIn("too slow", line["why"])

    def test_bombs_of_every_packing(self):
        blanks = b" " * (8 << 20)
        Handler.pages["/gzip"] = {"Content-Encoding": "gzip"}, gzip.compress(blanks, 9)
        Handler.pages["/deflate"] = {"Content-Encoding": "deflate"}, zlib.compress(blanks, 9)
        Handler.pages["/twice"] = ({"Content-Encoding": "gzip, gzip"}, gzip.compress(gzip.compress(blanks, 9), 9))
        with Server() as server:
            for path in ("gzip", "deflate", "twice"):
                got = probe("http://127.0.0.1:%d/%s" % (server.port, path))[0]
                self.assertEqual(got["code"], "reject", (path, got))
                self.assertIn("unpacks to more than", got["why"])
                got = probe("--max-bytes", 100000, "http://127.0.0.1:%d/%s" % (server.port, path))[0]
                self.assertIn("larger than 100000 bytes", got["why"], (path, got))

    def test_text_that_packs_well_is_no_bomb(self):
        text = b"".join(b"<item><title>Talks, day %d</title><link>http://a.example/%d</link></item>\n" % (i, i)
                        for i in range(60000))
        Handler.pages["/feed"] = {"Content-Encoding": "gzip"}, gzip.compress(text, 9)
        with Server() as server:
            got = probe("http://127.0.0.1:%d/feed" % server.port)[0]
            self.assertEqual((got["code"], got["bytes"]), ("ok", len(text)), got)

    def test_many_requests_over_few_connections(self):
        with Server() as server:
            got = probe("--quiet", "--host-at-once", 4, "100xhttp://127.0.0.1:%d/" % server.port)[0]
            self.assertEqual((got["ok"], got["failed"]), (100, 0), got)


if __name__ == "__main__":
    PROBE = sys.argv.pop(1)
    unittest.main(verbosity=2)
