#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How cost grows with the number of VMs, of armed timers, of channels, of
page-table updates in a batch, of bytes of a record, of processes in Linux:
{subject: [(number, instructions), ...]}, and a verdict on each: flat or linear."""
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
TIMERS = (2, 3, 4, 6, 8)	# armed, including the eighth VM's; two belong to the working VMs
CHANNELS = (1, 2, 4, 8)
FLAT = 0.12		# of the least: counts as no growth
FIT = 0.05		# of the most: how far off a line a linear cost may be
PATHS = {		# the measured paths, and their titles
    "doorbell/to the RTOS behind block": "doorbell to the RTOS",
    "irq/timer, RTOS's idle thread, from Linux's user": "timer interrupt to the RTOS",
    "hypercall/timer": "timer call",
}
IDLE_VM = """
		idle{n} {{
			kind = "window";
			priority = <{prio}>;
			memory = <{at:#010x} 0x00100000>;
			image = "{image}.bin";
		}};
"""
CHANNEL = """
		more{n} {{
			ends = "linux", "rtos";
			memory = <{at:#010x} 0x00001000>;
		}};
"""


def description(vms, timers, channels):
    """The system of the paths with more VMs, of which so many have an armed timer,
    and with more channels."""
    with open(SOURCE) as file:
        text = file.read()
    # half of them above the RTOS, half below
    more = "".join(IDLE_VM.format(n=n, prio=3 + n if n % 2 else 1, at=0x400000 + n * 0x100000,
                                  image="idle" if n < timers - 2 else "quiet")
                   for n in range(vms - 2))
    text = text.replace("\t};\n\n\tchannels {", more + "\t};\n\n\tchannels {", 1)
    more = "".join(CHANNEL.format(n=n, at=0x06710000 + n * 0x10000) for n in range(channels - 1))
    return text[:text.rindex("\t};\n};")] + more + "\t};\n};\n"


def measure_system(vms, timers, channels):
    """The median of each path in such a system."""
    name = os.path.join(figures.OUT, f"grown-{vms}-{timers}-{channels}")
    with open(name + ".dts", "w") as file:
        file.write(description(vms, timers, channels))
    subprocess.run([os.path.join(machine.TOP, "scripts", "pack-system"), name + ".dts", name + ".img",
                    "--dir", figures.OUT], check=True)
    return {path: counts[2] for path, counts in figures.run_one(image=name + ".img", name=os.path.basename(name)).items()}


def systems(numbers, grow, unit):
    found = {f"{title}, by {unit}": [] for title in PATHS.values()}
    for n in numbers:
        counts = grow(n)
        for path, title in PATHS.items():
            found[f"{title}, by {unit}"].append((n, counts[path]))
    return found


def sizes(counts, pattern):
    """The figures of the paths that have a size in their names."""
    found = ((re.fullmatch(pattern, path), n) for path, n in counts.items())
    return sorted((int(size.group(1)), n) for size, n in found if size)


def processes():
    points = [(int(re.search(r"\d+", name).group()), value)
              for name, value in machine.rows("duet", "grow/", name="growth")]
    return {"context switch of Linux, by processes": sorted(points)}


def line_through(points):
    """Slope and start of the least-squares line."""
    n = len(points)
    mx, my = (sum(p[i] for p in points) / n for i in (0, 1))
    slope = sum((x - mx) * (y - my) for x, y in points) / sum((x - mx) ** 2 for x, _ in points)
    return slope, my - slope * mx


def is_flat(points):
    values = [y for _, y in points]
    return max(values) - min(values) <= FLAT * min(values)


def verdict(points):
    """In words: flat; linear, with the cost of one more; or neither."""
    values = [y for _, y in points]
    if is_flat(points):
        return f"flat: {min(values):,.0f} to {max(values):,.0f}"
    if len(points) > 3 and is_flat(points[1:]):
        return f"flat from {points[1][0]} on: {min(values[1:]):,.0f} to {max(values[1:]):,.0f}"
    slope, start = line_through(points)
    off = max(abs(start + slope * x - y) for x, y in points)
    if off <= FIT * max(values):
        return f"linear: {start:,.0f} and {slope:,.3g} for each"
    return f"neither flat nor linear: up to {off:,.0f} off the best line"


def by_vms():
    return systems(VMS, lambda n: measure_system(n, n, 1), "VMs")


def by_timers():
    return systems(TIMERS, lambda n: measure_system(VMS[-1], n, 1), "armed timers")


def by_channels():
    return systems(CHANNELS, lambda n: measure_system(2, 2, n), "channels")


def by_size():
    counts = figures.medians(figures.run(name="sizes"))
    return {what: sizes(counts, pattern) for pattern, what in (
        (r"tables/update of (\d+)", "page-table updates, by entries of a batch"),
        (r"ring/send (\d+) bytes", "a record sent, by bytes of a record"),
        (r"ring/receive (\d+) bytes", "a record received, by bytes of a record"))}


PARTS = {"VMs": by_vms, "armed timers": by_timers, "channels": by_channels, "sizes": by_size, "processes": processes}


def show(found):
    for name, points in found.items():
        print(f"{name:52}" + "  ".join(f"{n}: {value:,.0f}" for n, value in points))
        print(f"{'':8}{verdict(points)}")


def main():
    for part in PARTS.values():
        show(part())


if __name__ == "__main__":
    machine.cli.run(main)
