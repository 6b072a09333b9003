#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""rtos.py [TEXT]: instructions for one operation of the RTOS, alone in a window
VM, and the longest stretch of some with interrupts masked; rtos/operations.c does
them. With TEXT also the functions in those operations that have it in their names.
"""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import events  # noqa: E402
import figures  # noqa: E402
import machine  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench", "operations")
ELF, IMAGE = (os.path.join(OUT, n) for n in ("operations.elf", "duet.img"))
MASK_PA = 0x06400000 + 0x14	# of the VM in systems/rtos.dts
MASKED = {"message of 4 KB, unaligned"}	# others are short


def write_symbols(path):
    names = {0: "none"}
    for elf, prefix in ((ELF, ""), (figures.HYPERVISOR, "duet:")):
        names.update((at, prefix + name) for name, at in figures.symbols(elf).items() if name[0] != "$")
    with open(path, "w") as file:
        file.writelines(f"{at:x} {name[:60]}\n" for at, name in sorted(names.items()) if at < 0xffffffff)


def run(options):
    """Boots the system; the names of its operations and how often each was done."""
    command = machine.board.command(OUT, ["-kernel", IMAGE], stdout="hyp", icount=True,
                                    extra=["-plugin", f"{figures.PLUGIN},{options}"])
    command[0] = figures.QEMU
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                              preexec_fn=machine.board.die_with_parent)
    except subprocess.TimeoutExpired:
        raise machine.Failed(f"operations: {IMAGE} was not done after 120 s") from None
    found = re.findall(r"^rtos\| operation (.*) (\d+)\r?$", done.stdout, re.MULTILINE)
    if done.returncode or not found:
        raise machine.Failed(f"operations: {done.stdout}{done.stderr}")
    return [(name, int(rounds)) for name, rounds in found]


def profile(path, operations):
    """Name of the operation to {function: instructions per operation}."""
    found = {name: {} for name, _ in operations}
    with open(path) as lines:
        for words in map(str.split, lines):
            if words[0] == "function":
                name, rounds = operations[int(words[1])]
                found[name][words[2]] = found[name].get(words[2], 0) + int(words[3]) / rounds
    return found


def measure(profiled=False):
    """Figures: "rtos/NAME", and for some "rtos/NAME, masked"; with profiled also
    the functions in each operation."""
    spec, out, symbols = (os.path.join(OUT, n) for n in ("spec", "counts", "symbols"))
    with open(spec, "w") as file:
        file.write(f"mask {MASK_PA:x}\n")
    options = f"spec={spec},out={out}"
    if profiled:
        write_symbols(symbols)
        options += f",symbols={symbols}"
    operations = run(options)
    found = {}
    for (name, rounds), counts in zip(operations, events.sections(out), strict=True):
        found[f"rtos/{name}"] = round(counts["instructions"] / rounds, 1)
        if name in MASKED:
            found[f"rtos/{name}, masked"] = counts["masked"]
    return (found, profile(out, operations)) if profiled else found


def main():
    text = " ".join(sys.argv[1:])
    found, functions = measure(profiled=True) if text else (measure(), {})
    for name, value in found.items():
        print(f"{name:60}{value:12,.1f}")
    for name, parts in functions.items():
        if text in name:
            print(name)
            for function, count in sorted(parts.items(), key=lambda p: -p[1]):
                print(f"{count:12,.1f}  {function}")
    return 0


if __name__ == "__main__":
    machine.cli.run(main)
