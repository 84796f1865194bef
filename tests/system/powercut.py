#!/usr/bin/env python3
"""Cuts the power of a machine that runs the daemon, and compares what it did with an undisturbed run.

    powercut.py BUILD KERNEL [--cuts N] [--seed N] [--lie]
        BUILD   a release build tree (not a sanitizer's), which is installed into the guest
        KERNEL  a directory with a Debian kernel package unpacked into it (dpkg -x linux-image-*-cloud-amd64_*.deb DIR)

Not part of the suite: it wants qemu-system-x86, busybox-static and e2fsprogs, and a cut takes some 20 seconds. The guest is
an initramfs with the daemon and an ext4 disk; the web and the receiver of webhooks are here, so that they outlive the guest.

A cut is a SIGKILL to the emulator. What the guest had not written is lost with its memory. What it had written and not yet
flushed was in the disk's cache: the emulator logs every write and flush, and the disk after the cut is made of what came
before the last flush and, of what came after it, some sectors and not others. Every other cut is put some writes back from
the end, for a process is rarely killed in the instant between a write and its flush.

After each cut the disk is looked at: what the receiver had acknowledged must be in the ledger, and the log must begin with
the lines that it had. With --lie the guest's file system sends no flushes: then this test must fail.
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import threading

from fakeweb import Answer, Daemon, Web
from test_kill import articles, hooks, publish

LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu")
GUEST_WEB = "10.0.2.2"  # the host, as the emulator's network shows it
MODULES = ["drivers/virtio/virtio_ring", "drivers/virtio/virtio", "drivers/virtio/virtio_pci_modern_dev",
           "drivers/virtio/virtio_pci_legacy_dev", "drivers/virtio/virtio_pci", "drivers/block/virtio_blk",
           "net/core/failover", "drivers/net/net_failover", "drivers/net/virtio_net"]
DISK_BYTES, LOG_BYTES = 192 << 20, 1 << 30  # sparse
BOOT_SECS = 900  # emulated, on a busy machine
SECTOR = 4096  # what the disk writes whole or not at all, as its file system takes for granted
# Writing zeroes is left out: the emulator may put another entry between such a one and its bytes.
DISK = "virtio-blk-pci,drive=disk,write-cache=on,discard=off,write-zeroes=off,logical_block_size=4096,physical_block_size=4096"
BACK = 60  # entries: the writes of a few transactions
INIT = """#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc; mount -t sysfs sysfs /sys; mount -t devtmpfs dev /dev; mount -t tmpfs tmp /tmp
for m in %s; do insmod /modules/$m.ko; done
ip addr add 127.0.0.1/8 dev lo; ip link set lo up
ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up
mount -t ext4 -o %s /dev/vda /data || { echo "no disk"; reboot -f; }
grep -q gainsay=once /proc/cmdline && once=--once
%s run --config /data/gainsay.yaml $once
echo "it ended with $?"
umount /data
reboot -f
"""


class HostWeb(Web):
    """The web on the host. It knows how much the guest's disk had seen when an event was acknowledged."""

    def __init__(self):
        super().__init__()
        self.position, self.acknowledged = lambda: 0, {}

    def url(self, path):
        return "http://%s:%d%s" % (GUEST_WEB, self.port, path)

    def take(self, request):
        if request.path == "/hook":
            self.acknowledged.setdefault(request.headers["webhook-id"], self.position())
        return super().take(request)


class Archive:
    """An initramfs: cpio, format "newc"."""

    def __init__(self, path):
        self.out, self.seen = open(path, "wb"), set()

    def add(self, name, mode, data=b""):
        name = name.strip("/")
        parent = os.path.dirname(name)
        if name in self.seen:
            return
        if parent and parent not in self.seen:
            self.add(parent, stat.S_IFDIR | 0o755)
        self.seen.add(name)
        self.write(name, mode, data)

    def write(self, name, mode, data):
        raw = name.encode() + b"\0"
        fields = [len(self.seen), mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0]
        self.out.write(b"070701" + b"".join(b"%08X" % f for f in fields) + raw)
        self.out.write(b"\0" * (-(110 + len(raw)) % 4) + data + b"\0" * (-len(data) % 4))

    def add_file(self, name, path):
        path = pathlib.Path(path)
        self.add(name, stat.S_IFREG | (0o755 if os.access(path, os.X_OK) else 0o644), path.read_bytes())

    def close(self):
        self.write("TRAILER!!!", 0, b"")
        self.out.close()


def libraries(path):
    out = subprocess.run(["ldd", str(path)], stdout=subprocess.PIPE, check=False, text=True).stdout
    return [word for line in out.splitlines() for word in line.split() if word.startswith("/")]


def make_initramfs(build, kernel, path, work, lie):
    tree = work / "tree"
    subprocess.run(["cmake", "--install", str(build)], env=dict(os.environ, DESTDIR=str(tree)), check=True,
                   stdout=subprocess.DEVNULL)
    binary = next(p for p in tree.rglob("gainsay") if p.is_file() and os.access(p, os.X_OK))
    archive = Archive(path)
    for p in sorted(tree.rglob("*")):
        if p.is_file():
            archive.add_file(str(p.relative_to(tree)), p)
    wanted = {lib for p in [binary, *tree.rglob("*.so")] for lib in libraries(p)}
    # Those that are loaded when they are first called are in no list; their names stand in the binary.
    for name in set(re.findall(rb"(?<=\0)lib[\w.+-]+\.so\.[\w.]+(?=\0)", binary.read_bytes())):
        late = LIBRARIES / name.decode()
        if late.exists():
            wanted |= {str(late), *libraries(late)}
    for lib in sorted(wanted):
        archive.add_file(lib, lib)
    archive.add_file("bin/busybox", shutil.which("busybox"))
    modules = next((kernel / "lib/modules").iterdir()) / "kernel"
    for m in MODULES:
        archive.add_file("modules/%s.ko" % os.path.basename(m), modules / (m + ".ko"))
    for name in ("proc", "sys", "dev", "tmp", "data"):
        archive.add(name, stat.S_IFDIR | 0o755)
    archive.add("init", stat.S_IFREG | 0o755, (INIT % (
        " ".join(map(os.path.basename, MODULES)), "barrier=0" if lie else "barrier=1",
        "/" + str(binary.relative_to(tree)))).encode())
    archive.close()


def entries(log):
    """What the emulator logged (dm-log-writes' format): (flags, first byte, data), in order."""
    flush = 1
    with open(log, "rb") as f:
        magic, _, _, sector = struct.unpack("<QQQI", f.read(28))
        if magic == 0:
            return  # nothing was written yet
        assert magic == 0x6a736677736872, "no log of writes"
        at = sector
        while True:
            f.seek(at)
            head = f.read(32)
            if len(head) < 32:
                return
            first, count, flags, _ = struct.unpack("<QQQQ", head)
            if flags == 0 and count == 0:
                return
            discard = bool(flags & 4)
            data = b"" if discard else (f.seek(at + sector), f.read(count * sector))[1]
            if len(data) < count * sector and not discard:
                return  # being written when it was killed
            yield bool(flags & flush), first * sector, data
            at += sector + len(data)


def cut_disk(disk, log, rng):
    """Brings the disk from before the boot to what a power cut leaves. Returns how many entries of the log came before the
    cut, and the sectors lost and kept of those not flushed."""
    writes = list(entries(log))
    if rng.random() < 0.5:
        writes = writes[:len(writes) - rng.randint(0, min(len(writes), BACK))]
    last = max((i for i, w in enumerate(writes) if w[0]), default=-1)
    lost = kept = 0
    with open(disk, "r+b") as f:
        for i, (_, first, data) in enumerate(writes):
            if i <= last:
                f.seek(first)
                f.write(data)
                continue
            for at in range(0, len(data), SECTOR):
                if rng.random() < 0.5:
                    lost += 1
                    continue
                kept += 1
                f.seek(first + at)
                f.write(data[at:at + SECTOR])
    return len(writes), lost, kept


class Machine:
    def __init__(self, work, kernel, initramfs):
        self.work, self.initramfs = work, initramfs
        self.vmlinuz = next((kernel / "boot").glob("vmlinuz-*"))
        self.disk, self.live, self.log = work / "disk.img", work / "live.img", work / "writes.log"
        self.console, self.process = work / "console", None

    def format(self, config):
        root = self.work / "root"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        (root / "gainsay.yaml").write_text(config)
        self.disk.unlink(missing_ok=True)
        with open(self.disk, "wb") as f:
            f.truncate(DISK_BYTES)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-b", "4096", "-E", "lazy_itable_init=0", "-d", str(root), str(self.disk)], check=True)

    def start(self, once=False):
        shutil.copy(self.disk, self.live)
        with open(self.log, "wb") as f:
            f.truncate(LOG_BYTES)
        nodes = [{"driver": "file", "node-name": "live", "filename": str(self.live)},
                 {"driver": "file", "node-name": "log", "filename": str(self.log)},
                 {"driver": "blklogwrites", "node-name": "disk", "file": "live", "log": "log"}]
        command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "768", "-display", "none", "-no-reboot",
                   "-serial", "file:%s" % self.console, "-monitor", "none", "-kernel", str(self.vmlinuz), "-initrd",
                   str(self.initramfs), "-append", "console=ttyS0 quiet panic=-1 no_timer_check gainsay=" + ("once" if once else "run"),
                   "-nic", "user,model=virtio-net-pci", "-device", DISK]
        for node in nodes:
            command += ["-blockdev", json.dumps(node)]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    def position(self):
        return sum(1 for _ in entries(self.log))

    def tail(self):
        return self.console.read_text(errors="replace")[-2000:]

    def finish(self):
        """Until it has shut down in good order; what it wrote is then on the disk."""
        assert self.process.wait(BOOT_SECS) == 0, self.tail()
        assert "it ended with 0" in self.tail(), self.tail()
        shutil.move(self.live, self.disk)

    def cut(self, rng):
        self.process.kill()
        self.process.wait()
        return cut_disk(self.disk, self.log, rng)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def read(self):
        """The ids of the ledger's events and the lines of the log, as the disk has them after its file system's repair."""
        copy, out = self.work / "copy.img", self.work / "out"
        shutil.copy(self.disk, copy)
        repair = subprocess.run(["e2fsck", "-p", str(copy)], stdout=subprocess.PIPE, check=False)
        assert repair.returncode in (0, 1), repair.stdout
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        for name in ("state/ledger.sqlite", "state/ledger.sqlite-wal", "alerts.jsonl"):
            subprocess.run(["debugfs", "-R", "dump /%s %s" % (name, out / os.path.basename(name)), str(copy)],
                           stderr=subprocess.DEVNULL, check=True)
        ids = set()
        if (out / "ledger.sqlite").exists():
            db = sqlite3.connect(out / "ledger.sqlite")
            assert db.execute("PRAGMA quick_check").fetchall() == [("ok",)], "the ledger is damaged"
            # It may have been cut off between two migrations.
            if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'events'").fetchone():
                ids = {row[0] for row in db.execute("SELECT id FROM events")}
            db.close()
        log = out / "alerts.jsonl"
        lines = log.read_bytes().splitlines(keepends=True) if log.exists() else []
        return ids, lines


def config(web):
    """The daemon's configuration as the system tests write it."""
    daemon = Daemon("/bin/true", web, ["/one.rss"], max_jobs=1, workers=1)
    text = daemon.config.read_text()
    daemon.close()
    return text


def whole(lines):
    return [line for line in lines if line.endswith(b"\n")]


def undisturbed(machine, web, stories):
    web.clear()
    web.put("/hook", Answer("ok"))
    machine.format(config(web))
    publish(web, stories, ["/one.rss"], len(stories))
    machine.start(once=True)
    machine.finish()
    ids, lines = machine.read()
    assert {json.loads(line)["id"] for line in lines} == ids and len(lines) == len(ids)
    return lines


def disturbed(machine, web, stories, cuts, rng):
    web.clear()
    web.put("/hook", Answer("ok"))
    machine.format(config(web))
    moment, before, acknowledged = threading.Event(), [], set()
    web.acknowledged.clear()
    web.position = machine.position
    figures = {"lost": 0, "log lines lost": 0, "torn": 0, "sectors lost": 0, "sectors kept": 0}
    for k in range(cuts):
        publish(web, stories, ["/one.rss"], len(stories) * (k + 1) // cuts)
        machine.start()
        until = web.count() + rng.randint(1, 12)
        web.wait(lambda w: len(w.requests) >= until or machine.process.poll() is not None, "a request", BOOT_SECS)
        moment.wait(rng.random() * rng.choice((0.05, 0.5, 3)))
        assert machine.process.poll() is None, machine.tail()
        end, lost, kept = machine.cut(rng)
        acknowledged |= {i for i, seen in web.acknowledged.items() if seen <= end}
        web.acknowledged.clear()
        ids, lines = machine.read()
        figures["sectors lost"] += lost
        figures["sectors kept"] += kept
        figures["lost"] += len(acknowledged - ids)
        figures["log lines lost"] += sum(a != b for a, b in zip(before, lines)) + max(0, len(before) - len(lines))
        figures["torn"] += bool(lines) and not lines[-1].endswith(b"\n")
        before = whole(lines)
        if (k + 1) % 10 == 0:
            print("  %d cuts: %s" % (k + 1, figures), flush=True)
    for _ in range(2):
        machine.start(once=True)
        machine.finish()
    ids, lines = machine.read()
    assert {json.loads(line)["id"] for line in lines} == ids, "log and ledger differ"
    delivered = hooks(web)
    print("  %d cuts, %d articles, %d events, %d lines, %d webhooks, of these %d repeated; %s"
          % (cuts, len(stories), len(ids), len(lines), len(delivered), len(delivered) - len(set(delivered)), figures))
    return lines, set(delivered), figures


def told(line):
    """An event without the time at which it happened."""
    event = json.loads(line)
    return {k: v for k, v in event.items() if k != "timestamp"}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("build", type=pathlib.Path)
    ap.add_argument("kernel", type=pathlib.Path)
    ap.add_argument("--cuts", type=int, default=50)
    ap.add_argument("--seed", type=int, default=20250817)
    ap.add_argument("--lie", action="store_true")
    a = ap.parse_args()
    rng, web = random.Random(a.seed), HostWeb()
    with tempfile.TemporaryDirectory(prefix="gainsay-powercut-") as tmp:
        work = pathlib.Path(tmp)
        make_initramfs(a.build, a.kernel, work / "initramfs", work, a.lie)
        machine = Machine(work, a.kernel, work / "initramfs")
        try:
            stories = articles(max(36, a.cuts))
            want = undisturbed(machine, web, stories)
            lines, delivered, figures = disturbed(machine, web, stories, a.cuts, rng)
        finally:
            machine.close()
            web.close()
        assert figures["lost"] == figures["log lines lost"] == 0, "acknowledged and lost: %s" % figures
        assert [told(line) for line in lines] == [told(line) for line in want], "the log differs from the undisturbed run's"
        raised = {json.loads(line)["id"] for line in want if json.loads(line)["type"] != "alert.updated"}
        assert delivered == raised, "webhook and ledger differ"
    print("%d cuts: nothing lost, nothing doubled" % a.cuts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
