#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How cost grows with the number of VMs, of channels, of page-table updates in
a batch, of processes in Linux: {what: [(number, instructions), ...]}."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "systems", "paths.dts")
VMS = (2, 3, 4, 6, 8)
CHANNELS = (1, 2, 4, 8)
PATHS = {		# the paths that are followed, and what they are called
    "doorbell/to the RTOS behind block": "doorbell to the RTOS",
    "irq/timer, RTOS's idle thread, from Linux's user": "timer interrupt to the RTOS",
    "hypercall/timer": "timer call",
}
IDLE_VM = """
		idle{n} {{
			kind = "window";
			priority = <{prio}>;
			memory = <{at:#010x} 0x00100000>;
			image = "idle.bin";
		}};
"""
CHANNEL = """
		more{n} {{
			ends = "linux", "rtos";
			memory = <{at:#010x} 0x00001000>;
		}};
"""


def description(vms, channels):
    """The system of the paths with more VMs, each with its timer armed, and
    more channels."""
    with open(SOURCE) as file:
        text = file.read()
    # half of them above the RTOS, half below
    more = "".join(IDLE_VM.format(n=n, prio=3 + n if n % 2 else 1, at=0x400000 + n * 0x100000)
                   for n in range(vms - 2))
    text = text.replace("\t};\n\n\tchannels {", more + "\t};\n\n\tchannels {", 1)
    more = "".join(CHANNEL.format(n=n, at=0x06710000 + n * 0x10000) for n in range(channels - 1))
    return text[:text.rindex("\t};\n};")] + more + "\t};\n};\n"


def measure_system(vms, channels):
    """The median of each path in such a system."""
    name = os.path.join(figures.OUT, f"grown-{vms}-{channels}")
    with open(name + ".dts", "w") as file:
        file.write(description(vms, channels))
    subprocess.run([os.path.join(machine.TOP, "scripts", "pack-system"), name + ".dts", name + ".img",
                    "--dir", figures.OUT], check=True)
    return {path: counts[2] for path, counts in figures.run(image=name + ".img").items()}


def systems(numbers, grow, unit):
    found = {f"{title}, by {unit}": [] for title in PATHS.values()}
    for n in numbers:
        counts = grow(n)
        for path, title in PATHS.items():
            found[f"{title}, by {unit}"].append((n, counts[path]))
    return found


def batches():
    points = []
    for path, counts in figures.run().items():
        size = re.fullmatch(r"tables/update of (\d+)", path)
        if size:
            points.append((int(size.group(1)), counts[2]))
    return {"page-table updates, by entries of a batch": sorted(points)}


def processes():
    points = [(int(re.search(r"\d+", name).group()), value)
              for name, value in machine.rows("duet", "grow/", name="growth")]
    return {"context switch of Linux, by processes": sorted(points)}


def measure():
    return {**systems(VMS, lambda n: measure_system(n, 1), "VMs"),
            **systems(CHANNELS, lambda n: measure_system(2, n), "channels"),
            **batches(), **processes()}


def show(found):
    for name, points in found.items():
        print(f"{name:52}" + "  ".join(f"{n}: {value:,.0f}" for n, value in points))


if __name__ == "__main__":
    show(measure())
