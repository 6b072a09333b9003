#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py paths|rtos|rows|programs: fails when a figure is more than 2% above the
committed one (instruments/bench/last.json; a few rows may move more), or above a
target that the committed one meets. Prints TAP.

paths: instructions on each path of the hypervisor; rtos: operations of the RTOS;
rows: operations of Linux under Duet; programs: whole programs, and the boot. A
faster figure passes and is reported: `run.py --part paths --keep` makes it the
new measure.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402
import programs  # noqa: E402
import rtos  # noqa: E402
import targets  # noqa: E402

LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")
MARGIN = 1.02
# Rows that depend on where the kernel's pages happen to lie: any change of the
# kernel, the hypervisor or the initramfs moves them
MARGINS = {"process/thread": 1.08, "call/open+close": 1.04}


def paths(last):
    """Name, figure of now, committed figure."""
    counts = figures.run()
    for name, *_ in figures.PATHS + figures.TRIPS:
        if name in last["figures"]:
            yield name, counts[name][2] if name in counts else None, last["figures"][name]


def operations(last):
    for name, now in rtos.measure().items():
        if name in last["figures"]:
            yield name, now, last["figures"][name]


def rows(last):
    now = dict(machine.rows("duet", name="check"))
    for row in last["rows"]:
        yield row["name"], now.get(row["name"]), row["duet"]


def whole_programs(last):
    now = programs.measure("duet")
    for program in last["programs"]:
        yield program["name"], now.get(program["name"]), program["duet"]


def limit(name, before):
    target = next((most for _, most, figure in targets.PATHS if figure == name), 0)
    most = before * MARGINS.get(name, MARGIN)
    return min(most, target) if before <= target else most


def point(number, name, now, before):
    if now is None:
        good, text = False, "not seen"
    else:
        good, text = now <= limit(name, before), f"{now:,.1f} instructions, committed {before:,.1f}"
    print(f"{'ok' if good else 'not ok'} {number} - {name}: {text}", flush=True)
    return good


def main():
    parts = {"paths": paths, "rtos": operations, "rows": rows, "programs": whole_programs}
    if len(sys.argv) != 2 or sys.argv[1] not in parts:
        sys.exit("usage: check.py paths|rtos|rows|programs")
    with open(LAST) as file:
        last = json.load(file)
    found = list(parts[sys.argv[1]](last))
    print(f"1..{len(found)}")
    good = [point(i, *f) for i, f in enumerate(found, 1)]
    return 0 if good and all(good) else 1


machine.cli.run(main)
