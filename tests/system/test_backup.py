#!/usr/bin/env python3
"""Copies of the ledger, made while the daemon runs, and put back.

    test_backup.py BINARY [CASE...]
"""
import os
import pathlib
import sqlite3
import sys

from fakeweb import run_cases, wait_for
from test_control import command, settled
from test_daemon import Case


def backup(c):
    name = command(c, "backup", str(c.daemon.dir / "copies")).strip()
    assert os.path.dirname(name) == str(c.daemon.dir / "copies") and name.endswith(".sqlite"), name
    assert os.stat(name).st_mode & 0o777 == 0o600, oct(os.stat(name).st_mode)
    return pathlib.Path(name)


def ledger(c):
    return c.daemon.dir / "state/ledger.sqlite"


def alerts(path):
    db = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in db.execute("SELECT id FROM alerts ORDER BY seq")]
    finally:
        db.close()


def test_copy_while_it_runs(binary):
    """The daemon goes on; the copy is whole, is one file, and has what the ledger had."""
    with Case(binary) as c:
        assert "there is no ledger" in command(c, "backup", str(c.daemon.dir / "copies"), status=65)
        c.daemon.start()
        c.web.wait(lambda w: w.seen("/hook"), "the alert")
        settled(c)
        copy = backup(c)
        assert [p.name for p in copy.parent.iterdir()] == [copy.name]
        assert alerts(copy) == [a["id"] for a in c.daemon.read("alerts")] and len(alerts(copy)) == 1
        before = c.web.count()
        c.web.wait(lambda w: w.count() > before, "a further poll")
        c.daemon.stop()


def test_restore(binary):
    """What the copy did not know is found again, under the same ids: the log and the receiver's ids double nothing."""
    with Case(binary) as c:
        c.publish(c.stories[:1])
        c.daemon.run_once()
        copy = backup(c)
        c.publish(c.stories)
        c.daemon.run_once()
        first, = c.daemon.logged()
        c.daemon.start()
        wait_for(lambda: (c.daemon.dir / "state/control").exists(), "the start")
        assert "in use" in command(c, "restore", str(copy), status=75)
        c.daemon.stop()
        aside = command(c, "restore", str(copy)).strip()
        assert alerts(aside) == [first["id"]] and alerts(ledger(c)) == [] and copy.exists()
        assert [p.name for p in ledger(c).parent.iterdir() if ".part" in p.name] == []
        c.daemon.run_once()
        assert c.daemon.logged() == [first], c.daemon.logged()
        assert {h.headers["webhook-id"] for h in c.hooks()} == {first["id"]}
        assert alerts(ledger(c)) == [first["id"]]


def test_restore_refuses(binary):
    """What is no ledger changes nothing; a damaged ledger is replaced and kept."""
    with Case(binary) as c:
        c.daemon.run_once()
        copy = backup(c)
        noise = c.daemon.dir / "noise"
        noise.write_bytes(os.urandom(20000))
        newer = c.daemon.dir / "newer.sqlite"
        newer.write_bytes(copy.read_bytes())
        db = sqlite3.connect(newer)
        db.execute("PRAGMA user_version = 9999")
        db.close()
        before = ledger(c).read_bytes()
        for wrong, status, why in ((noise, 65, "not taken"), (newer, 78, "newer gainsay"),
                                   (c.daemon.dir / "absent", 65, "cannot read")):
            assert why in command(c, "restore", str(wrong), status=status)
        assert ledger(c).read_bytes() == before
        ledger(c).write_bytes(noise.read_bytes())
        c.daemon.start("--once")
        assert c.daemon.process.wait(60) == 70, c.daemon.tail()
        aside = pathlib.Path(command(c, "restore", str(copy)).strip())
        assert aside.read_bytes() == noise.read_bytes()
        c.daemon.run_once()
        assert len(c.daemon.read("alerts")) == 1 and len(c.daemon.logged()) == 1


if __name__ == "__main__":
    sys.exit(run_cases(dict(globals()), os.path.abspath(sys.argv[1]), sys.argv[2:]))
