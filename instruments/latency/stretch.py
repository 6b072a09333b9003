#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""stretch.py [--limit N] [--profile] NAME...: the longest stretches of the
hypervisor without a chance for an interrupt, in instructions, while the tiny
guests of tests/guests/NAME run. stretch.c defines a stretch.

--limit N: prints TAP instead, a point for each entry path of the hypervisor, which
fails if its longest stretch is above N. --profile: prints the functions as well.
"""
import argparse
import os
import re
import subprocess
import sys
import tomllib

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, "scripts"))
import board  # noqa: E402
import cli  # noqa: E402

BUILD = os.path.join(TOP, "build")
QEMU = os.path.join(BUILD, "qemu", "qemu-system-arm")
PLUGIN = os.path.join(BUILD, "latency", "stretch.so")
HYPERVISOR = os.path.join(BUILD, "hypervisor", "hypervisor.elf")
BOARD = os.path.join(TOP, "hypervisor", "plat", "versatile")
LIMIT, SILENCE = 300, 120
SHOWN = 40


class Failed(cli.Error):
    """A run without a result; the text says why."""


class Stretch:
    def __init__(self, words, calls):
        self.length, self.times = int(words[0]), int(words[1])
        way, call = words[2].replace("-", " "), words[3]
        if way == "swi":
            number = int(call) if call != "-" else None
            way = "swi of user or reset" if number is None else f"call {calls.get(number, 'unknown')}"
        self.way, self.start, self.end = way, words[4], words[5]
        self.functions = []

    def __str__(self):
        return f"{self.length:6}{self.times:9}  {self.way:24}{self.start:24}{self.end}"


def calls():
    with open(os.path.join(TOP, "abi", "duet.toml"), "rb") as source:
        return {c["number"]: c["name"] for c in tomllib.load(source)["call"]}


def status_register():
    """Where the hypervisor reads which interrupts are raised."""
    text = subprocess.run(["arm-none-eabi-cpp", "-P", "-D__ASSEMBLER__", f"-I{TOP}/include", f"-I{BOARD}", "-"],
                          input='#include "regs.h"\nVIC + VIC_IRQSTATUS\n', check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return f"{sum(int(number, 16) for number in re.findall('0x[0-9a-f]+', text.splitlines()[-1])):x}"


def plugin(out):
    return ["-plugin", f"{PLUGIN},elf={HYPERVISOR},poll={status_register()},out={out}"]


def read(path):
    names, found = calls(), []
    with open(path) as lines:
        for words in map(str.split, lines):
            if words[0] == "stretch":
                found.append(Stretch(words[1:], names))
            else:
                found[-1].functions.append((words[1], int(words[2])))
    if not found:
        raise Failed(f"{path}: nothing was measured")
    return found


def merge(runs):
    """The longest of equal stretches, with the sum of their counts."""
    ways = {}
    for s in (s for run in runs for s in run):
        key = (s.way, s.start, s.end)
        old = ways.get(key)
        if old and old.length >= s.length:
            old.times += s.times
        else:
            s.times += old.times if old else 0
            ways[key] = s
    return sorted(ways.values(), key=lambda s: -s.length)


def guest(name):
    """Boots the image of the tiny guests; their plan must be complete."""
    folder = os.path.relpath(os.path.join(BUILD, "tests", "guests", name))
    out = os.path.join(folder, "stretches")
    command = board.command(folder, ["-kernel", os.path.join(folder, "duet.img")], stdout="hyp", icount=True,
                            extra=plugin(out))
    command[0] = QEMU
    text = b""

    def feed(data):
        nonlocal text
        text += data
        if re.search(rb"guest\| 1\.\.\d+", text):
            process.terminate()		# not killed: it writes its result
        return False

    with open(os.path.join(folder, "qemu.log"), "w") as log:
        process = board.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
        watch = board.Watch(process, LIMIT, SILENCE)
        watch.run(feed)
    bad = re.search(rb"guest\| (not ok.*)", text)
    if watch.reason or bad:
        raise Failed(f"{name}: {watch.reason or bad.group(1).decode(errors='replace')}; see {folder}")
    return read(out)


def show(found, profile):
    print(f"{'length':>6}{'times':>9}  {'way in':24}{'from':24}to")
    for s in found[:SHOWN]:
        print(s)
        if profile:
            print("        " + ", ".join(f"{name} {n}" for name, n in s.functions))


def check(found, limit):
    """TAP: each entry path, by its longest stretch."""
    longest = {}
    for s in found:
        longest.setdefault(s.way, s)
    print(f"1..{len(longest)}")
    for number, s in enumerate(longest.values(), 1):
        good = s.length <= limit
        print(f"{'ok' if good else 'not ok'} {number} - {s.way}: {s.length} instructions between two polls for interrupts")
        if not good:
            print(f"# from {s.start} to {s.end}: " + ", ".join(f"{name} {n}" for name, n in s.functions))
    return 0 if found[0].length <= limit else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("names", nargs="+", metavar="NAME")
    args = parser.parse_args()
    found = merge(guest(name) for name in args.names)
    if args.limit:
        return check(found, args.limit)
    show(found, args.profile)
    return 0


if __name__ == "__main__":
    cli.run(main, "stretch")
