#!/usr/bin/env python3
"""What an operator does to a daemon that runs, and to the ledger of one that does not.

    test_control.py BINARY [CASE...]
"""
import base64
import json
import os
import socket
import stat
import subprocess
import sys

from fakeweb import Answer, run_cases, signature_ok, wait_for
from test_daemon import Case
from test_delivery import FORMATS, hook, hooks, one_more


def command(c, *words, status=0):
    """Runs a command with the case's configuration; its output, or with another status what it complains of."""
    p = subprocess.run([c.daemon.binary, *words, "--config", str(c.daemon.config)], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, timeout=60, check=False, text=True)
    assert p.returncode == status, (words, p.returncode, p.stdout, p.stderr)
    return p.stderr if status and not p.stdout else p.stdout


def told(c, *words):
    return [json.loads(line) for line in command(c, *words, "--json").splitlines()]


def state(c, name, status=0):
    answer = json.loads(command(c, "status", "--json", status=status))
    found, = [e for e in answer["endpoints"] if e["endpoint"] == name]
    return answer, found


def settled(c):
    """Waits until nothing is to be delivered."""
    wait_for(lambda: not c.daemon.read("alerts", "--undelivered"), "the deliveries")


def test_status(binary):
    """Whether it runs and how each endpoint stands; for people, too."""
    with Case(binary) as c:
        command(c, "status", status=65)  # there is no ledger
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        settled(c)
        answer, desk = state(c, "webhook:desk")
        assert answer["running"] and answer["feeds"] == 1 and answer["articles_waiting"] == 0, answer
        assert (desk["done"], desk["waiting"], desk["failed"], desk["state"]) == (1, 0, 0, "closed"), desk
        assert desk["last_success"] and desk["last_failure"] is None, desk
        assert state(c, "log")[1]["state"] == "ok"
        table = command(c, "status")
        assert " runs, " in table and "webhook:desk" in table, table
        c.daemon.stop()
        answer, desk = state(c, "webhook:desk", status=69)
        assert not answer["running"] and desk["done"] == 1, answer


def test_reload_with_a_verdict(binary):
    """The command's status is the verdict: a wrong configuration is refused in words, a good one is in force when it
    ends."""
    with Case(binary) as c:
        assert "cannot reach the daemon" in command(c, "ctl", "reload", status=75)
        c.daemon.start()
        wait_for(lambda: (c.daemon.dir / "state/control").exists(), "the control socket")
        good = c.daemon.config.read_text()
        c.daemon.config.write_text(good + "nonsense: 1\n")
        assert "unknown key \"nonsense\"" in command(c, "ctl", "reload", status=78)
        # What only the daemon finds wrong reaches the command, too.
        (c.daemon.dir / "empty").mkdir()
        c.daemon.config.write_text("profile: empty\n" + good)
        assert "profile" in command(c, "ctl", "reload", status=78)
        assert c.said("the old one stays in force"), c.daemon.tail()
        c.daemon.config.write_text(good)
        assert state(c, "log")[0]["feeds"] == 1
        c.publish([], "/second")
        c.daemon.config.write_text(good + "  - url: " + c.web.url("/second") + "\n")
        command(c, "ctl", "reload")
        assert state(c, "log")[0]["feeds"] == 2
        c.web.wait(lambda w: w.seen("/second"), "a poll of the new feed")
        c.daemon.stop()
        assert not (c.daemon.dir / "state/control").exists()


def test_reopen(binary):
    """The log that was renamed is there again when the command ends."""
    with Case(binary) as c:
        c.publish([])
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/feed"), "the start")
        os.rename(c.daemon.alerts_path, str(c.daemon.alerts_path) + ".1")
        command(c, "ctl", "reopen")
        assert c.daemon.alerts_path.exists()
        c.daemon.stop()


def test_dead_letters(binary):
    """What was given up is listed with its reason, and replayed arrives under the same id."""
    with Case(binary) as c:
        hooks(c, hook(c, "desk"), hook(c, "other"))
        c.web.put("/desk", Answer("that is too much for us", 413), Answer("ok"))
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/desk"), "the first try")
        wait_for(lambda: told(c, "deliveries", "--state", "failed"), "the dead letter")
        dead, = told(c, "deliveries", "--state", "failed")
        assert dead["endpoint"] == "webhook:desk" and dead["http_status"] == 413 and dead["tries"] == 1, dead
        assert dead["answer"] == "that is too much for us" and "413" in dead["reason"], dead
        assert len(told(c, "deliveries")) == 3
        assert command(c, "deliveries", "replay", "--endpoint", "webhook:other") == "0\n"
        assert command(c, "deliveries", "replay", "--since", "2999-01-01") == "0\n"
        assert command(c, "deliveries", "replay", "--endpoint", "webhook:desk", "--alert", dead["alert"]) == "1\n"
        c.web.wait(lambda w: len(w.seen("/desk")) == 2, "the replay")
        settled(c)
        first, second = c.web.seen("/desk")
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == dead["alert"] and signature_ok(second)
        assert len(c.web.seen("/other")) == 1
        # All over again, for a receiver that has lost what it had.
        assert command(c, "deliveries", "replay", "--endpoint", "webhook:other", "--done") == "1\n"
        c.web.wait(lambda w: len(w.seen("/other")) == 2, "the second replay")
        c.daemon.stop()
        assert len(c.daemon.logged()) == 1


def test_enable(binary):
    """A receiver that answered 410 is asked again once it is enabled."""
    with Case(binary) as c:
        c.web.put("/hook", Answer("no more", 410), Answer("ok"))
        c.daemon.start()
        wait_for(lambda: c.said("it is disabled"), "the end of the receiver")
        assert state(c, "webhook:desk")[1]["state"] == "disabled"
        assert "not disabled" in command(c, "deliveries", "enable", "webhook:nobody", status=65)
        command(c, "deliveries", "enable", "webhook:desk")
        assert command(c, "deliveries", "replay") == "1\n"
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the alert")
        settled(c)
        assert state(c, "webhook:desk")[1]["state"] == "closed"
        c.daemon.stop()


def test_silence(binary):
    """What fits a silence is logged and sent nowhere; what does not is sent; ended, it keeps nothing back. It can be
    made while no daemon runs."""
    with Case(binary) as c:
        c.publish([])
        c.daemon.run_once()
        assert "needs a kind" in command(c, "silence", "add", "--for", "2h", "--comment", "x", status=65)
        assert "comment" in command(c, "silence", "add", "--for", "2h", "--side", "ukraine", status=65)
        assert "--for" in command(c, "silence", "add", "--for", "soon", "--comment", "x", status=64)
        number = command(c, "silence", "add", "--for", "2h", "--side", "ukraine", "--comment", "the desk knows").strip()
        c.publish(c.stories)
        c.daemon.start()
        wait_for(lambda: len(c.daemon.logged()) == 1, "the alert in the log")
        settled(c)
        kept, = told(c, "deliveries", "--endpoint", "webhook:desk")
        assert kept["tries"] == 0 and kept["reason"] == "silence %s: the desk knows" % number, kept
        one_more(c, 0)
        c.web.wait(lambda w: w.seen("/hook"), "the alert of another side")
        assert c.hooks()[0].headers["webhook-id"] == c.daemon.logged()[1]["id"]
        known, = told(c, "silence", "list")
        assert known["side"] == "ukraine" and known["in_force"], known
        command(c, "silence", "end", number)
        assert told(c, "silence", "list") == [] and not told(c, "silence", "list", "--all")[0]["in_force"]
        assert "no silence" in command(c, "silence", "end", number, status=65)
        assert command(c, "deliveries", "replay", "--done", "--alert", kept["alert"], "--endpoint", "webhook:desk") == "1\n"
        c.web.wait(lambda w: len(w.seen("/hook")) == 2, "the alert that was kept back")
        c.daemon.stop()


def test_sample(binary):
    """`webhook test` posts what says it is a sample, in each format, signed; its status is the receiver's answer."""
    with Case(binary) as c:
        own = {"ntfy": {"topic": "desk"}, "matrix": {"room": '"!room:a.example"', "token": "a-matrix-token"}}
        hooks(c, *[hook(c, name, format=name, **own.get(name, {})) for name in FORMATS])
        for name in FORMATS:
            before = c.web.count()
            c.web.put("/matrix/_matrix/client/v3/rooms/%21room%3Aa.example/send/m.room.message/", Answer("ok"))
            p = subprocess.run([c.daemon.binary, "webhook", "test", name, "--config", str(c.daemon.config)],
                               stdout=subprocess.PIPE, timeout=60, check=False)
            request, = c.web.requests[before:]
            assert signature_ok(request), name
            said = json.loads(p.stdout)
            # Matrix: each transaction is an address of its own, which our web does not know.
            assert (p.returncode, said["http_status"]) == ((69, 404) if name == "matrix" else (0, 200)), (name, said)
            text = json.dumps(json.loads(request.body))
            for words in ("the earlier statement of a sample", "the later statement of a sample", "A test of this receiver"):
                assert words in text, (name, words, text)
        assert "no webhook" in command(c, "webhook", "test", "nobody", status=78)
        assert not (c.daemon.dir / "state").exists()


def test_public_key(binary):
    """The key a receiver checks v1a signatures by: openssl agrees with it."""
    with Case(binary) as c:
        seed = bytes(range(32))
        secret = c.daemon.dir / "key"
        secret.write_text("whsk_" + base64.b64encode(seed).decode() + "\n")
        secret.chmod(0o600)
        hooks(c, hook(c, "signed", secret="file:key"), hook(c, "desk"))
        public = command(c, "webhook", "key", "signed").strip()
        assert public.startswith("whpk_")
        assert "no Ed25519 key" in command(c, "webhook", "key", "desk", status=65)
        c.daemon.run_once()
        request, = c.web.seen("/signed")
        version, signature = request.headers["webhook-signature"].split(",")
        assert version == "v1a"
        raw = base64.b64decode(public[5:])
        # SubjectPublicKeyInfo of Ed25519 (RFC 8410).
        (c.daemon.dir / "public.der").write_bytes(bytes.fromhex("302a300506032b6570032100") + raw)
        (c.daemon.dir / "signed").write_bytes(b"%s.%s.%s" % (request.headers["webhook-id"].encode(),
                                                             request.headers["webhook-timestamp"].encode(), request.body))
        (c.daemon.dir / "signature").write_bytes(base64.b64decode(signature))
        p = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "public.der", "-rawin",
                            "-in", "signed", "-sigfile", "signature"], cwd=c.daemon.dir, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=60, check=False)
        assert p.returncode == 0, p.stdout


def test_rubbish_at_the_socket(binary):
    """The control socket is its owner's alone; rubbish, floods and silence at it harm nothing."""
    with Case(binary) as c:
        c.publish([])
        c.daemon.start()
        path = c.daemon.dir / "state/control"
        c.web.wait(lambda w: w.seen("/feed"), "the start")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, oct(path.stat().st_mode)

        def say(data, half=False):
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(60)
                s.connect(str(path))
                try:
                    s.sendall(data)
                    if half:
                        s.shutdown(socket.SHUT_WR)
                    return b"".join(iter(lambda: s.recv(65536), b""))
                except (BrokenPipeError, ConnectionResetError):
                    return b""

        for data in (b"\n", b"rubbish\n", b"[1]\n", b"\x00\xff\n", b"{\"do\":\"x\"}\n", b"{\"do\":7}\n", b"[" * 5000 + b"\n",
                     b"{\"do\":\"silence\",\"secs\":99999999999,\"comment\":\"x\",\"kind\":\"split\"}\n",
                     b"{\"do\":\"silence\",\"secs\":1e300,\"comment\":[],\"kind\":{}}\n",
                     b"{\"do\":\"enable\"}\n", b"{\"do\":\"speak\",\"id\":-1}\n"):
            assert json.loads(say(data)) ["ok"] is False, data
        assert json.loads(say(b"{\"do\":\"status\"}\n", half=True))["ok"] is True
        assert say(b"x" * (1 << 20)) == b""
        waiting = []
        for _ in range(40):  # more than it serves at once; those past it are closed
            s = socket.socket(socket.AF_UNIX)
            s.connect(str(path))
            waiting.append(s)
        for s in waiting:
            s.close()
        wait_for(lambda: subprocess.run([c.daemon.binary, "status", "--config", str(c.daemon.config)],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60,
                                        check=False).returncode == 0, "an answer after the flood")
        c.daemon.stop()


if __name__ == "__main__":
    sys.exit(run_cases(globals(), sys.argv[1], sys.argv[2:]))
