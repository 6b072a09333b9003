#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the benchmarks and writes build/bench/results.json and results.html.

All figures are counts of guest instructions, but for the part "cycles", which is
an estimate by the model of tests/silicon. A row of Linux is measured on both
native kernels and under Duet; its ratio is that to the faster native.
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
import latency  # noqa: E402
import machine  # noqa: E402
import programs  # noqa: E402
import report  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")
LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")
MOVED = 0.02		# what is marked in the comparison with the last run
CONFIGS = ("pan", "no-domains", "duet")
PARTS = ("paths", "rows", "programs", "events", "latency", "growth", "cycles")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part (may be repeated)")
    parser.add_argument("--rows", default="", metavar="TEXT", help="only rows with this in their name")
    parser.add_argument("--keep", action="store_true", help="make the result the one that later runs compare with")
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


def show_figures(found, last):
    print(f"{'Duet, instructions':52}{'':>10}  moved")
    for name, value in found.items():
        print(f"{name:52}{value:10,.0f}  {moved(value, last.get(name))}")


# What instructions don't show, in the order of the columns
COLUMNS = {
    "traps": ("swi", "und", "pabt", "dabt", "irq"), "switches": ("arch_vm_load",), "flushes": ("dcache-all",),
    "lines": ("dlines", "ilines"), "TLB": ("tlb-all",), "pages": ("tlb-pages",),
}


def show_events(found):
    print(f"{'per operation under Duet':28}" + "".join(f"{c:>10}" for c in COLUMNS) + f"{'hypervisor':>12}")
    for name, seen in found.items():
        sums = (sum(seen.get(e, 0) for e in names) for names in COLUMNS.values())
        print(f"{name:28}" + "".join(f"{v:10.2f}" for v in sums) + f"{seen.get('hypervisor', 0):12,.0f}")


def run_rows(results, last, args):
    rows = compare({c: dict(machine.rows(c, args.rows)) for c in CONFIGS})
    results["rows"], results["geomean"] = rows, geomean(rows)
    show_rows("instructions per operation", rows, last.get("rows"))
    print(f"{'geometric mean':76}{results['geomean']:8.3f}  {moved(results['geomean'], last.get('geomean'))}\n")


def run_programs(results, last, args):
    results["programs"] = compare({c: programs.measure(c) for c in CONFIGS})
    show_rows("instructions of a program", results["programs"], last.get("programs"))
    print()


def run_paths(results, last, args):
    counts = figures.run()
    results["figures"].update({name: c[2] for name, c in counts.items()})
    show_figures(results["figures"], last.get("figures", {}))
    print()


def run_events(results, last, args):
    results["events"] = {c: events.measure(c, args.rows) for c in ("pan", "duet")}
    show_events(results["events"]["duet"])
    print()


def run_latency(results, last, args):
    results["latency"] = {"a thread of the RTOS beside Linux": latency.rtos(),
                          "a thread of Linux on the bare board": latency.native("pan")}
    for name, found in results["latency"].items():
        latency.show(name, found)
    worst = {load: r["worst"] * latency.TICK_NS for load, r in results["latency"]
             ["a thread of the RTOS beside Linux"].items()}
    results["figures"].update({f"interrupts off/{how}": n for how, n in latency.stretches().items()})
    results["figures"].update({f"latency/RTOS's worst wake-up, {load}": round(v) for load, v in worst.items()})
    print()


def run_growth(results, last, args):
    results["growth"] = growth.measure()
    growth.show(results["growth"])
    print()


def cycle_rows(found):
    """Rows of estimated cycles, as those of instructions are, and what is
    behind those of Duet."""
    rows = compare({c: {n: round(p["cycles"], 2) for n, p in found[c].items()} for c in CONFIGS})
    for row in rows:
        row.update({p: round(found["duet"][row["name"]][p], 2) for p in cycles.PARTS[1:]})
    return rows


def run_cycles(results, last, args):
    rows = cycle_rows({c: cycles.measure(c, args.rows) for c in CONFIGS})
    results["cycles"] = {"rows": rows, "geomean": geomean(rows), "price": cycles.price()}
    show_rows("estimated cycles", rows, last.get("cycles", {}).get("rows"))
    print(f"{'geometric mean':76}{geomean(rows):8.3f}\n")
    cycles.show_price(results["cycles"]["price"])
    print()


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
    # a part that isn't run keeps what it had
    results = {"rows": [], "geomean": None, "figures": {}, **(load(path) if args.part else {})}
    for part in PARTS:
        if part in (args.part or PARTS):
            globals()[f"run_{part}"](results, last, args)
            store(results, path)
    with open(os.path.join(OUT, "results.html"), "w") as file:
        file.write(report.page(results, latency.TICK_NS))
    if args.keep:
        store(results, LAST)
    print(f"{os.path.relpath(path)}, {os.path.relpath(OUT)}/results.html")
    return 0


try:
    sys.exit(main())
except (machine.Failed, machine.board.BoardError) as error:
    sys.exit(f"bench: {error}")
