#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""mutate.py TOOL DTS IMAGES [RUNS [SEED]]: packs altered copies of a description.

One or two of its numbers, strings or lines are changed. The tool must refuse the
result with a reason (status 1), or make an image of it that check-image.py
accepts. A signal or a sanitizer's report is a failure.
"""
import difflib
import os
import random
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NUMBERS = (0, 1, 2, 3, 4, 5, 31, 32, 255, 256, 0xfff, 0x1000, 0x100000, 0x200000, 0x5000000, 0x8000000,
           0x10000000, 0x7fffffff, 0x80000000, 0xfff00000, 0xffffffff)
# copied into guests' trees, where check-image.py expects the board's own values
GUEST = re.compile(r"\s*(compatible|#?clock|max-|regulator|vmmc)")
STRINGS = ("", " ", "linux", "rtos", "uart0", "uart1", "echo", "paged", "window", "guest.bin", "..", "/", "%s", "x" * 300)


def number(text, rnd):
    old = int(text, 0)
    return f"0x{rnd.choice((rnd.choice(NUMBERS), old ^ 1 << rnd.randrange(32), old + 0x1000, old + 1, old - 1)) & 0xffffffff:x}"


def value(line, rnd):
    """The line with one of its values changed; None: it has none, or is for a guest."""
    if GUEST.match(line):
        return None
    found = list(re.finditer(r'"([^"]*)"|(?<=[<\s])(0x[0-9a-f]+|\d+)(?=[\s>])', line))
    if not found:
        return None
    match = rnd.choice(found)
    new = f'"{rnd.choice(STRINGS)}"' if match.group(1) is not None else number(match.group(2), rnd)
    return line[:match.start()] + new + line[match.end():]


def mutate(lines, rnd):
    lines = list(lines)
    for _ in range(rnd.randrange(1, 3)):
        at = rnd.choice([i for i, line in enumerate(lines) if value(line, rnd)])
        kind = rnd.randrange(8)
        if kind == 0:
            del lines[at]
        elif kind == 1:
            other = rnd.choice([line for line in lines if value(line, rnd)])
            lines[at] = other.split("=")[0] + "=" + lines[at].split("=")[-1]
        else:
            lines[at] = value(lines[at], rnd)
    return "".join(lines)


def judge(tool, dtb, image, images):
    """0: packed and correct, 1: refused; otherwise a text."""
    done = subprocess.run([tool, "pack", dtb, "--dir", images, "--hypervisor", f"{images}/hypervisor.bin",
                           "--out", image], capture_output=True, text=True, errors="replace", timeout=60)
    if done.returncode == 1 and done.stderr and "Sanitizer" not in done.stderr:
        return 1
    if done.returncode or done.stderr:
        return f"status {done.returncode}\n{done.stderr}"
    right = subprocess.run([sys.executable, os.path.join(HERE, "check-image.py"), dtb, image, images],
                           capture_output=True, text=True, timeout=60)
    return right.stdout + right.stderr if right.returncode else 0


def main():
    tool, dts, images = sys.argv[1:4]
    runs, seed = [int(word) for word in sys.argv[4:6]] + [40, 926][len(sys.argv) - 4:]
    with open(dts) as source:
        # statements on a line of their own
        lines = re.sub(r",\n\s*", ", ", source.read()).splitlines(keepends=True)
    rnd = random.Random(seed)
    seen = {0: 0, 1: 0}
    with tempfile.TemporaryDirectory() as tmp:
        dtb, image = os.path.join(tmp, "dtb"), os.path.join(tmp, "image")
        for run in range(runs):
            text = mutate(lines, rnd)
            made = subprocess.run(["dtc", "-f", "-q", "-I", "dts", "-O", "dtb", "-o", dtb], input=text, text=True,
                                  stderr=subprocess.DEVNULL)
            if made.returncode:
                continue
            verdict = judge(tool, dtb, image, images)
            if verdict not in seen:
                changed = difflib.unified_diff(lines, text.splitlines(keepends=True), n=0)
                sys.exit(f"run {run}: {verdict}\n{''.join(changed)}")
            seen[verdict] += 1
    print(f"{seen[0]} packed, {seen[1]} refused")
    if not seen[0] or not seen[1]:
        sys.exit("one of the two never happened: the changes are not telling")


main()
