#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""profile.py ROW: instructions of each function in one operation of the rows
with ROW in their name, natively (no domains) and under Duet, sorted by the
difference."""
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")
SHOWN = 45


def symbols(config):
    """Writes the symbols of the running code, in rising order."""
    found = {0: "user"}
    kernel = machine.NATIVE.get(config, "linux")
    files = [os.path.join(machine.BUILD, kernel, "vmlinux")]
    if config not in machine.NATIVE:
        files.append(os.path.join(machine.BUILD, "hypervisor", "hypervisor.elf"))
    for elf in files:
        prefix = "duet:" if elf.endswith("hypervisor.elf") else ""
        for name, at in figures.symbols(elf).items():
            if at >= 0xbf000000 and name[0] != "$":
                found[at] = prefix + name
    path = os.path.join(OUT, f"{config}.symbols")
    with open(path, "w") as file:
        file.writelines(f"{at:x} {name[:60]}\n" for at, name in sorted(found.items()))
    return path


def measure(config, text):
    """Row to {function: instructions per operation}."""
    out = os.path.join(OUT, f"{config}.profile")
    rows = machine.run(config, f"exec lm '{text}'\n", name=f"{config}-profile", qemu=figures.QEMU, limit=1800,
                       silence=900, extra=["-plugin", f"{figures.PLUGIN},out={out},symbols={symbols(config)}"])
    names = [line[len("row "):].rsplit(" ", 2)[:2] for line in rows]
    found = {name: {} for name, _ in names}
    with open(out) as lines:
        for words in map(str.split, lines):
            if words[0] == "function":
                name, count = names[int(words[1])]
                functions = found[name]
                functions[words[2]] = functions.get(words[2], 0) + int(words[3]) / int(count)
    return found


def main():
    text = sys.argv[1]
    native, duet = (measure(c, text) for c in ("no-domains", "duet"))
    for row in duet:
        a, b = native[row], duet[row]
        print(f"{row}: native {sum(a.values()):,.0f}, Duet {sum(b.values()):,.0f}")
        names = sorted({*a, *b}, key=lambda n: -abs(b.get(n, 0) - a.get(n, 0)))
        for n in names[:SHOWN]:
            print(f"  {n:44}{a.get(n, 0):12,.1f}{b.get(n, 0):12,.1f}{b.get(n, 0) - a.get(n, 0):+12,.1f}")


if __name__ == "__main__":
    machine.cli.run(main)
