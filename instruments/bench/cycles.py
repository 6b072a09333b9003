#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cycles.py [--native | --flush-always] [--programs] [TEXT]: the cost of one operation
of each row with TEXT in its name by the model of instruments/silicon: cycles, cache
lines filled and written back, table walks. Counted between two marks; an estimate, see
docs/silicon.md. --flush-always: Linux flushes its caches at each switch of processes,
in the same kernel, to compare. --programs: of whole programs instead.
"""
import json
import os
import sys

sys.dont_write_bytecode = True
import machine  # noqa: E402
import programs  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")
MODEL = os.path.join(machine.TOP, "instruments", "silicon", "bin", "qemu-system-arm")
ALWAYS = "echo 1 >/sys/module/duet/parameters/flush_always || exit 1\n"
PARTS = ("cycles", "instructions", "imiss", "dmiss", "writebacks", "walks")


PROGRAMS = ("hackbench", "script of 200 commands", "compile")


def run(config, script, **more):
    """What the script printed, and PARTS of each stretch that it marked."""
    path = os.path.join(OUT, f"{config}.model.json")
    printed = machine.run(config, script, name=f"{config}-model", qemu=MODEL, limit=1800, silence=900,
                          env={**os.environ, "SILICON": f"out={path[:-5]}.txt,json={path}"}, **more)
    with open(path) as file:
        return zip(printed, json.load(file)["sections"], strict=True)


def measure(config, text="", before=""):
    """Name of the row to PARTS per operation."""
    rows = {}
    for line, section in run(config, f"{before}exec lm '{text}'\n"):
        name, count, _ = line[len("row "):].rsplit(" ", 2)
        rows[name] = {part: section[part] / int(count) for part in PARTS}
    return rows


def measure_programs(config, before=""):
    """Name of the program to PARTS of its run."""
    found = run(config, before + programs.script(PROGRAMS),
                overlays=(machine.OVERLAY, machine.PROGRAMS), plain=True)
    return {line[len("program "):].rpartition(" ")[0]: {part: section[part] for part in PARTS} for line, section in found}


def price():
    """The results of make check-silicon, if it was run: for each of its runs the
    stretches of code and the flushes of the whole cache, with the cost of each."""
    found = {}
    for run in ("native-load", "demo-load", "two-linux-short"):
        path = os.path.join(machine.BUILD, "silicon", f"{run}.json")
        if not os.path.exists(path):
            continue
        with open(path) as file:
            data = json.load(file)
        found[run] = {"spans": [s for s in data["spans"] if s["count"]],
                      "flush": {c: flush(data[c]) for c in ("dcache", "icache") if data[c]["flushes"]}}
    return found


def flush(cache):
    n = cache["flushes"]
    return {"times": n, **{part: round(cache[part] / n, 1) for part in ("lines_flushed", "written_back", "filled_again")}}


def show_price(found):
    if not found:
        print("stretches in cycles: make check-silicon measures them")
        return
    print(f"{'estimated cycles of a stretch':40}{'times':>10}{'cycles':>10}{'instr.':>9}{'fills I':>9}{'fills D':>9}{'back':>8}")
    for run, data in found.items():
        for s in data["spans"]:
            print(f"{run + ': ' + s['name']:40}{s['count']:10,}{s['cycles']:10,.0f}{s['instructions']:9,.0f}"
                  f"{s['imiss']:9.1f}{s['dmiss']:9.1f}{s['writebacks']:8.1f}")
        for cache, f in data["flush"].items():
            print(f"{run + ': ' + cache + ' flushed':40}{f['times']:10,}   lines there {f['lines_flushed']}, "
                  f"written back {f['written_back']}, filled again {f['filled_again']}")


def main():
    args = sys.argv[1:]
    config = "pan" if "--native" in args else "duet"
    before = ALWAYS if "--flush-always" in args else ""
    if "--programs" in args:
        found = measure_programs(config, before)
    else:
        found = measure(config, "".join(a for a in args if not a.startswith("--")), before)
    for name, parts in found.items():
        print(f"{name:28}" + "".join(f"{p} {parts[p]:,.1f}  " for p in PARTS))


if __name__ == "__main__":
    machine.cli.run(main)
