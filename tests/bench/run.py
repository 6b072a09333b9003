#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the benchmarks and writes build/bench/results.json and results.html.

All figures are counts of guest instructions. A row of Linux is measured on
both native kernels and under Duet; its ratio is that to the faster native.
"""
import argparse
import json
import math
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench")
LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")
MOVED = 0.02		# what is marked in the comparison with the last run


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", default="", metavar="TEXT", help="only rows with this in their name")
    return parser.parse_args()


def measure(config, text):
    """Name to instructions per operation, in the order of the program."""
    rows = {}
    for line in machine.run(config, f"exec lm '{text}'\n"):
        word, _, rest = line.partition(" ")
        if word != "row":
            raise machine.Failed(f"{config}: lm says: {line}")
        name, _, value = rest.rsplit(" ", 2)
        rows[name] = float(value)
    return rows


def compare(pan, no_domains, duet):
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
    change = now / last - 1 if last else math.inf
    return f"{100 * change:+.1f}%" if abs(change) > MOVED else ""


def show(results, last):
    before = {r["name"]: r["duet"] for r in last.get("rows", [])}
    print(f"{'instructions per operation':28}{'PAN':>12}{'no domains':>12}{'Duet':>12}{'ratio':>8}  moved")
    for r in results["rows"]:
        print(f"{r['name']:28}{r['pan']:12.1f}{r['no-domains']:12.1f}{r['duet']:12.1f}"
              f"{r['ratio']:8.3f}  {moved(r['duet'], before.get(r['name']))}")
    print(f"{'geometric mean':64}{results['geomean']:8.3f}  "
          f"{moved(results['geomean'], last.get('geomean'))}")


def load_last():
    if not os.path.exists(LAST):
        return {}
    with open(LAST) as file:
        return json.load(file)


def main():
    args = arguments()
    os.makedirs(OUT, exist_ok=True)
    counts = figures.run()
    rows = compare(*(measure(c, args.rows) for c in ("pan", "no-domains", "duet")))
    results = {"rows": rows, "geomean": geomean(rows), "figures": {name: c[1] for name, c in counts.items()}}
    show(results, load_last())
    print()
    figures.show(counts)
    with open(os.path.join(OUT, "results.json"), "w") as file:
        json.dump(results, file, indent=1)
        file.write("\n")
    return 0


try:
    sys.exit(main())
except (machine.Failed, machine.board.BoardError) as error:
    sys.exit(f"bench: {error}")
