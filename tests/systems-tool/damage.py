#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""damage.py TOOL DTB IMAGES: runs the tool on damaged copies of a blob.

Whatever the blob contains, the tool must accept (0) or refuse it (1); a signal,
or a sanitizer's exit status, is a failure. The damage is the same in each run.
"""
import os
import random
import subprocess
import sys
import tempfile

RUNS = 400


def damage(blob, rnd):
    data = bytearray(blob)
    kind = rnd.randrange(3)
    if kind == 0:
        return data[:rnd.randrange(len(data))]
    for _ in range(rnd.randrange(1, 8)):
        at = rnd.randrange(40 if kind == 1 else 0, len(data))
        data[at] = rnd.choice((0, 1, 0x7f, 0xff, rnd.randrange(256)))
    return data


def main():
    tool, dtb, images = sys.argv[1:]
    with open(dtb, "rb") as f:
        blob = f.read()
    rnd = random.Random(926)
    seen = {0: 0, 1: 0}
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "damaged.dtb")
        for run in range(RUNS):
            with open(path, "wb") as f:
                f.write(damage(blob, rnd))
            done = subprocess.run(
                [tool, rnd.choice(("check", "show")), path, "--dir", images],
                capture_output=True, text=True, errors="replace", timeout=60)
            if done.returncode not in seen or "Sanitizer" in done.stderr:
                sys.exit(f"run {run}: status {done.returncode}\n{done.stderr}")
            seen[done.returncode] += 1
    print(f"{seen[0]} accepted, {seen[1]} refused")
    if not seen[0] or not seen[1]:
        sys.exit("one of the two never happened: the damage is not telling")


main()
