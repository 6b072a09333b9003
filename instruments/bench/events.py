#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""events.py [--native] [TEXT]: the events in one operation of each row with
TEXT in its name: instructions, of these the hypervisor's, traps, hypercalls,
maintenance of caches and TLB. Counted by paths/paths.c between lm's marks.
"""
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")


def hypercalls(symbols):
    """(name, address) that each call passes once: the entry of its fast path, which comes first, if it has one."""
    shared = {symbols["call_full"], symbols["call_leaf"]}
    for name, at in sorted(symbols.items()):
        if name.startswith("entry_"):
            call = name.replace("entry", "call")
            yield call, symbols[call] if at in shared else at
    yield "arch_vm_load", symbols["arch_vm_load"]


def write_spec(path):
    with open(path, "w") as spec:
        # the kuser helpers after the vectors in their page are called by user
        spec.write("hypervisor f0000000 f00fffff\n")
        elf = os.path.join(machine.BUILD, "hypervisor", "hypervisor.elf")
        for name, at in hypercalls(figures.symbols(elf)):
            spec.write(f"count {at:x} {name}\n")


def sections(path):
    """For each section: instructions, and events by name."""
    with open(path) as lines:
        for line in lines:
            if line.startswith("section "):
                _, _, insns, *events = line.split()
                pairs = [e.split("=") for e in events]
                yield {"instructions": int(insns), **{k: int(v) for k, v in pairs}}


def measure(config, text):
    """Name of the row to events per operation; events that don't occur are left out."""
    spec, out = (os.path.join(OUT, f"{config}.{n}") for n in ("spec", "counts"))
    write_spec(spec)
    option = f"out={out}" if config in machine.NATIVE else f"out={out},spec={spec}"
    printed = machine.run(config, f"exec lm '{text}'\n", name=f"{config}-events", qemu=figures.QEMU, limit=1800, silence=900,
                          extra=["-plugin", f"{figures.PLUGIN},{option}"])
    measured = sections(out)
    rows = {}
    for line in printed:
        name, count, _ = line[len("row "):].rsplit(" ", 2)
        events = next(measured)
        rows[name] = {k: v / int(count) for k, v in events.items() if v}
    return rows


def show(rows):
    for name, events in rows.items():
        print(f"{name}\n    " + "  ".join(f"{k} {v:.2f}" for k, v in events.items()))


def main():
    args = sys.argv[1:]
    config = "pan" if "--native" in args else "duet"
    show(measure(config, "".join(a for a in args if not a.startswith("--"))))


if __name__ == "__main__":
    machine.cli.run(main)
