#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the benchmarks and writes build/bench/results.json and results.html.

All figures are counts of guest instructions, but for the part "cycles", which is
an estimate by the model of instruments/silicon. A row of Linux is measured on both
native kernels and under Duet; its ratio is that to the faster native.

The emulator runs once per CPU of the host; a line on stderr reports each run that
ends. A failure in any part ends all, and is reported.
"""
import argparse
import json
import math
import os
import sys

sys.dont_write_bytecode = True
import cycles  # noqa: E402
import events  # noqa: E402
import figures  # noqa: E402
import growth  # noqa: E402
import jobs  # noqa: E402
import latency  # noqa: E402
import machine  # noqa: E402
import phone  # noqa: E402
import programs  # noqa: E402
import report  # noqa: E402
import restart  # noqa: E402
import rtos  # noqa: E402
import targets  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")
LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")
MOVED = 0.02		# changes marked in the comparison with the last run
CONFIGS = ("pan", "no-domains", "duet")
NAMES = {"pan": "PAN", "no-domains": "no domains", "duet": "Duet", "rt": "in real time"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part (may be repeated)")
    parser.add_argument("--rows", default="", metavar="TEXT", help="only rows with this in their name")
    parser.add_argument("--keep", action="store_true", help="make the result the one that later runs compare with")
    parser.add_argument("--jobs", type=int, metavar="N", help="so many at a time (as many as the host has CPUs)")
    return parser.parse_args()


def compare(measured):
    """Rows of all three configurations, with the ratio to the faster native."""
    pan, no_domains, duet = (measured[c] for c in CONFIGS)
    rows = []
    for name, value in duet.items():
        native = min(pan[name], no_domains[name])
        rows.append({"name": name, "pan": pan[name], "no-domains": no_domains[name],
                     "native": native, "duet": value, "ratio": round(value / native, 4)})
    return rows


def geomean(rows):
    return round(math.exp(sum(math.log(r["ratio"]) for r in rows) / len(rows)), 4)


def moved(now, last):
    if last is None:
        return "new"
    if now == last:
        return ""
    change = now / last - 1 if last else math.inf
    return f"{100 * change:+.1f}%" if abs(change) > MOVED else ""


def show_rows(title, rows, last):
    before = {r["name"]: r["duet"] for r in last or []}
    print(f"{title:28}{'PAN':>16}{'no domains':>16}{'Duet':>16}{'ratio':>8}  moved")
    for r in rows:
        print(f"{r['name']:28}{r['pan']:16,.1f}{r['no-domains']:16,.1f}{r['duet']:16,.1f}"
              f"{r['ratio']:8.3f}  {moved(r['duet'], before.get(r['name']))}")


def show_figures(title, found, last):
    print(f"{title:60}{'':>14}  moved")
    for name, value in found.items():
        print(f"{name:60}{value:14,.0f}  {moved(value, last.get('figures', {}).get(name))}")


def take_figures(results, last, title, found):
    results["figures"].update(found)
    show_figures(title, found, last)
    print()


# Events that instruction counts don't show, in the order of the columns
COLUMNS = {
    "traps": ("swi", "und", "pabt", "dabt", "irq"), "switches": ("arch_vm_load",), "flushes": ("dcache-all",),
    "lines": ("dlines", "ilines"), "TLB": ("tlb-all",), "pages": ("tlb-pages",),
}


def show_events(found):
    print(f"{'per operation under Duet':28}" + "".join(f"{c:>10}" for c in COLUMNS) + f"{'hypervisor':>12}")
    for name, seen in found.items():
        sums = (sum(seen.get(e, 0) for e in names) for names in COLUMNS.values())
        print(f"{name:28}" + "".join(f"{v:10.2f}" for v in sums) + f"{seen.get('hypervisor', 0):12,.0f}")


# ---- the parts: each begins its jobs, then yields once; the rest of it waits
# for them, adds their results to the whole and prints them ---------------------

def rows_of(config, text, name=None):
    return dict(machine.rows(config, text, name=name or f"{config}-rows"))


def for_each(pool, what, function, configs, *args):
    return {c: pool.add(f"{what}, {NAMES[c]}", function, c, *args) for c in configs}


def results_of(begun):
    return {name: job.get() for name, job in begun.items()}


def part_paths(pool, results, last, args):
    paths, lives = pool.add("paths", figures.run), pool.add("restarts", restart.measure)
    trip = pool.add("round trips to Linux's user", latency.round_trip)
    yield
    take_figures(results, last, "Duet, instructions", {**figures.medians(paths.get()), **trip.get(), **lives.get()})


def part_rtos(pool, results, last, args):
    found = pool.add("operations of the RTOS", rtos.measure)
    yield
    take_figures(results, last, "the RTOS alone, instructions for an operation", found.get())


def part_rows(pool, results, last, args):
    found = for_each(pool, "rows", rows_of, CONFIGS, args.rows)
    yield
    rows = compare(results_of(found))
    if not rows:
        raise machine.Failed(f"no row has {args.rows!r} in its name")
    results["rows"], results["geomean"] = rows, geomean(rows)
    show_rows("instructions per operation", rows, last.get("rows"))
    print(f"{'geometric mean':76}{results['geomean']:8.3f}  {moved(results['geomean'], last.get('geomean'))}\n")


def part_programs(pool, results, last, args):
    found = for_each(pool, "programs", programs.measure, CONFIGS)
    yield
    results["programs"] = compare(results_of(found))
    show_rows("instructions of a program", results["programs"], last.get("programs"))
    print()


def part_events(pool, results, last, args):
    found = for_each(pool, "events", events.measure, ("pan", "duet"), args.rows)
    yield
    results["events"] = results_of(found)
    show_events(results["events"]["duet"])
    print()


def part_latency(pool, results, last, args):
    begun = {who: {load: pool.add(f"wake-ups, {who}: {load}", function, *which, load) for load in loads}
             for who, (function, which, loads) in latency.threads().items()}
    stretches, interrupts = pool.add("stretches", latency.stretches), pool.add("interrupts", latency.interrupts)
    yield
    results["latency"] = {who: results_of(loads) for who, loads in begun.items()}
    for name, found in results["latency"].items():
        latency.show(name, found)
    results["interrupts"] = interrupts.get()
    latency.show_interrupts(results["interrupts"])
    take_figures(results, last, "latency, instructions",
                 {**latency.worst(results["latency"]), **latency.interrupt_figures(results["interrupts"]), **stretches.get()})


def part_phone(pool, results, last, args):
    found = pool.add("phone", phone.measure)
    yield
    take_figures(results, last, "the phone, instructions", found.get())


def part_growth(pool, results, last, args):
    begun = [pool.add(f"growth by {what}", function) for what, function in growth.PARTS.items()]
    yield
    results["growth"] = {name: points for job in begun for name, points in job.get().items()}
    growth.show(results["growth"])
    print()


def cycle_rows(found):
    """Rows of estimated cycles, in the form of those of instructions, with the parts
    of Duet's."""
    rows = compare({c: {n: round(p["cycles"], 2) for n, p in found[c].items()} for c in CONFIGS})
    for row in rows:
        row.update({p: round(found["duet"][row["name"]][p], 2) for p in cycles.PARTS[1:]})
    return rows


def part_cycles(pool, results, last, args):
    found = for_each(pool, "cycles", cycles.measure, CONFIGS, args.rows)
    yield
    rows = cycle_rows(results_of(found))
    results["cycles"] = {"rows": rows, "geomean": geomean(rows), "price": cycles.price()}
    show_rows("estimated cycles", rows, last.get("cycles", {}).get("rows"))
    print(f"{'geometric mean':76}{geomean(rows):8.3f}\n")
    cycles.show_price(results["cycles"]["price"])
    print()


# In the order in which they are printed, and in which they are begun: the parts
# with the longest jobs first
PARTS = ("paths", "rtos", "rows", "programs", "events", "latency", "phone", "growth", "cycles")
FIRST = ("latency", "cycles", "events", "programs", "rows", "growth", "phone", "paths", "rtos")


def run(wanted, pool, results, last, args):
    """Calls back after each part that is done."""
    parts = {name: globals()[f"part_{name}"](pool, results, last, args) for name in wanted}
    for name in sorted(parts, key=FIRST.index):
        next(parts[name])
    for name in wanted:
        next(parts[name], None)
        yield name


# ---- results ------------------------------------------------------------------

def load(path):
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        return json.load(file)


def store(results, path):
    with open(path + ".new", "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    os.rename(path + ".new", path)


def main():
    args = arguments()
    os.makedirs(OUT, exist_ok=True)
    path, last = os.path.join(OUT, "results.json"), load(LAST)
    # a part that isn't run keeps its old results
    results = {"rows": [], "geomean": None, "figures": {}, **(load(path) if args.part else {})}
    pool = jobs.Jobs(args.jobs)
    try:
        for _ in run([p for p in PARTS if p in (args.part or PARTS)], pool, results, last, args):
            store(results, path)
    finally:
        pool.stop()
    results["targets"] = [{"name": n, "measured": v, "target": t, "met": targets.met(n, v, t)} for n, v, t in targets.compare(results)]
    store(results, path)
    targets.show(results)
    with open(os.path.join(OUT, "results.html"), "w") as file:
        file.write(report.page(results))
    if args.keep:
        store(results, LAST)
    print(f"\n{os.path.relpath(path)}, {os.path.relpath(OUT)}/results.html")
    return 0


def needing_builds():
    try:
        return main()
    except FileNotFoundError as error:
        raise machine.Failed(f"{error.filename}: not there; 'make bench-build' makes all that is needed") from None


if __name__ == "__main__":
    machine.cli.run(needing_builds, "bench")
