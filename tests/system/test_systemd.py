#!/usr/bin/env python3
"""The files for systemd, as installed: the unit is clean, as closed as the daemon's work allows, and the user, the
directories and the log rotation agree with it. Nothing is started and nothing outside a temporary directory is touched.

    test_systemd.py BUILD_DIR
"""
import configparser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# Exposure, in tenths: what is left is the network itself, its sockets, the host's root directory and the group's log.
EXPOSURE_MAX = 12


def run(*args, **more):
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False, **more)
    return p.returncode, p.stdout


def install(build, root):
    status, out = run("cmake", "--install", str(build), env=dict(os.environ, DESTDIR=str(root)))
    assert status == 0, out
    found = {}
    for kind, name in (("system", "gainsay.socket"), ("system", "gainsay.service"), ("sysusers.d", "gainsay.conf"),
                       ("tmpfiles.d", "gainsay.conf"), ("logrotate.d", "gainsay")):
        files = [f for f in root.rglob(name) if f.parent.name == kind]
        assert len(files) == 1, "%s/%s: %s" % (kind, name, files)
        found[kind] = files[0]
    return found


def check_paths(unit, root):
    """Every program the unit starts and every file it names is installed (or the base system's)."""
    text = unit.read_text()
    assert "@" not in re.sub(r"@(system-service|privileged|resources)", "", text), "a name was not filled in"
    for line in re.findall(r"^Exec\w+=(.*)$", text, re.M):
        program, *args = line.split()
        assert os.access(str(root) + program, os.X_OK), program
        for arg in args:
            if arg.startswith("/"):
                assert os.path.exists(str(root) + arg), arg


def check_unit(unit, root):
    if not shutil.which("systemd-analyze"):
        print("SKIPPED: the unit was not checked, since this machine has no systemd-analyze")
        return
    # The unit is judged in a tree of its own, which needs the base system's units and programs beside it.
    base = next(d for d in map(pathlib.Path, ("/usr/lib/systemd/system", "/lib/systemd/system")) if d.is_dir())
    shutil.copytree(base, root / "usr/lib/systemd/system", symlinks=True, dirs_exist_ok=True)
    status, out = run("systemd-analyze", "verify", "--man=no", "--root=%s" % root, unit.name)
    mine = [line for line in out.splitlines() if "gainsay" in line]
    assert not mine, "\n".join(mine)
    assert status == 0, out
    status, out = run("systemd-analyze", "security", "--offline=yes", "--root=%s" % root,
                      "--threshold=%d" % EXPOSURE_MAX, unit.name)
    assert status == 0, out
    print(out.strip().splitlines()[-1])


def check_users(files):
    service = configparser.ConfigParser(strict=False, interpolation=None)
    service.optionxform = str
    service.read(files["system"])
    user = service["Service"]["User"]
    assert re.search(r"^u %s " % user, files["sysusers.d"].read_text(), re.M), "sysusers does not make the unit's user"
    modes = dict(re.findall(r"^d /var/(\w+)/gainsay (\d+) %s %s -$" % (user, user), files["tmpfiles.d"].read_text(), re.M))
    assert modes == {"lib": service["Service"]["StateDirectoryMode"], "log": service["Service"]["LogsDirectoryMode"]}, modes
    rotation = files["logrotate.d"].read_text()
    assert "su %s %s" % (user, user) in rotation and "USR1" in rotation and "\tcopytruncate" not in rotation, rotation
    assert "delaycompress" in rotation and "nodateext" in rotation, "the log looks for its last lines in FILE.1"


def check_rotation(files, root):
    if not shutil.which("logrotate"):
        print("SKIPPED: the rotation was not tried, since this machine has no logrotate")
        return
    status, out = run("logrotate", "--debug", "--state", str(root / "state"), str(files["logrotate.d"]))
    assert status == 0 and "error:" not in out.replace("error: %s" % files["logrotate.d"], ""), out


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="gainsay-systemd-") as tmp:
        root = pathlib.Path(tmp).resolve()
        files = install(build, root)
        check_paths(files["system"], root)
        check_users(files)
        check_unit(files["system"], root)
        check_rotation(files, root)
    print("systemd: all files in order")


if __name__ == "__main__":
    main()
