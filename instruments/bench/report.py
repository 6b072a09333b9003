# SPDX-License-Identifier: GPL-2.0-only
"""The results as one HTML page: tables, and charts as SVG in it. It needs
nothing else, no script and no network."""
import html

import chart
import growth
import latency
import targets

STYLE = """
body { font: 15px/1.45 sans-serif; max-width: 66em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
table { border-collapse: collapse; margin: 1em 0; font-size: 14px }
th, td { padding: .15em .55em; text-align: right; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums }
th { vertical-align: bottom }
th:first-child, td:first-child { text-align: left; white-space: nowrap }
td.over { color: #b00020; font-weight: bold }
svg { width: 100%; height: auto; margin: .5em 0 }
svg text { font: 12px sans-serif; fill: #222 }
.grid { stroke: #ddd; stroke-width: 1 }
.one { stroke: #222; stroke-width: 1.5 }
.wide { overflow-x: auto }
"""


def cell(value):
    return html.escape(value if isinstance(value, str) else chart.number(value))


def table(head, rows, over=None):
    """over(row): whether the row is marked."""
    out = ['<div class="wide"><table><tr>', *(f"<th>{html.escape(h)}</th>" for h in head), "</tr>"]
    for row in rows:
        mark = ' class="over"' if over and over(row) else ""
        out += ["<tr>", *(f"<td{mark if i else ''}>{cell(c)}</td>" for i, c in enumerate(row)), "</tr>"]
    return "".join(out) + "</table></div>"


def rows_table(rows, digits=1):
    return table(["", "with PAN", "no domains", "Duet", "ratio"],
                 [(r["name"], *(f"{r[c]:,.{digits}f}" for c in ("pan", "no-domains", "duet")), f"{r['ratio']:.3f}") for r in rows])


def ratios(rows, title, limits):
    return chart.bars({r["name"]: r["ratio"] for r in rows}, title, limits)


# ---- parts --------------------------------------------------------------------

def targets_part(results):
    found = targets.compare(results)
    if not found:
        return
    missed = sum(not targets.met(*t) for t in found)
    yield "<h2>Figures and targets</h2>"
    yield f"<p>A bar is the measured figure, divided by its target: {len(found) - missed} of {len(found)} are met.</p>"
    yield chart.bars({name: target / value if name in targets.AT_LEAST else value / target for name, value, target in found},
                     "figures divided by their targets")
    yield table(["figure", "measured", "target"], [(n, f"{v:,.10g}", f"{t:,.10g}") for n, v, t in found],
                lambda row: any(n == row[0] and not targets.met(n, v, t) for n, v, t in found))


def rows_part(results):
    rows = results["rows"]
    if not rows:
        return
    yield "<h2>Linux: native and under Duet</h2>"
    yield ("<p>Guest instructions per operation, by lmbench's definitions. The ratio is to the faster of the two native "
           f"kernels; red is above {targets.ROW:.2f}.</p>")
    yield ratios(rows, "ratio of each row", {r["name"]: targets.ROW for r in rows})
    yield f"<p>Geometric mean of the {len(rows)} rows: <b>{results['geomean']:.3f}</b></p>"
    yield rows_table(rows)


def programs_part(results):
    programs = results.get("programs")
    if not programs:
        return
    yield "<h2>Whole programs</h2><p>Instructions from start to end; the boot is from the reset of the board.</p>"
    yield ratios(programs, "ratio of each program", {name: limit for name, _, limit in targets.of_programs(results)})
    yield rows_table(programs, 0)


def spread(result):
    """(part of the wake-ups that are later, latency) of a histogram."""
    left, points = result["samples"], []
    for late, count in sorted((int(k), v) for k, v in result["buckets"].items()):
        y = max(late, 0.5) * latency.TICK_NS
        points.append((left / result["samples"], y))
        left -= count
        points.append((max(left, 1) / result["samples"], y))
    points.append((1 / result["samples"], result["worst"] * latency.TICK_NS))
    return points


def legend(name, result):
    return f"{name}: worst {result['worst'] * latency.TICK_NS:,.0f}"


def latency_part(results):
    found = results.get("latency")
    if not found:
        return
    yield "<h2>Wake-up of a real-time thread</h2>"
    yield ("<p>How late a thread wakes that is due each 100 microseconds, in instructions (nanoseconds at 1,000 million "
           "instructions a second), by percentile: so many of the wake-ups were no later.</p>")
    same = {who: loads["all"] for who, loads in found.items() if "all" in loads}
    if same:
        yield "<h3>All loads together</h3>"
        yield chart.percentiles({who.replace(" on the bare board", ""): spread(r) for who, r in same.items()}, "all loads together")
    for who, loads in found.items():
        yield f"<h3>{html.escape(who[0].upper() + who[1:])}</h3>"
        yield chart.percentiles({legend(load, r): spread(r) for load, r in loads.items()}, who)
    yield table(["thread, load", "samples", "missed", "median", "99 %", "99.9 %", "99.99 %", "worst"],
                [(f"{who}: {load}", r["samples"], r["missed"],
                  *(latency.percentile(r, p) * latency.TICK_NS for p in (0.5, 0.99, 0.999, 0.9999)), r["worst"] * latency.TICK_NS)
                 for who, loads in found.items() for load, r in loads.items()])


def interrupts_part(results):
    found = results.get("interrupts")
    if not found:
        return
    yield "<h2>From an interrupt's line to its guest</h2>"
    yield ("<p>While nothing and then all loads run: instructions from the one at which the line is up to the first one of the guest. "
           "\"Masked\" is where the guest had interrupts masked itself, and continues.</p>")
    yield table(["interrupt, came from, to", "times", "least", "median", "worst", "it was up in"],
                [(f"{f['line']}, {f['from']}, {f['to']}", f["count"], f["least"], f["median"], f["worst"], f["worst in"]) for f in found])


def growth_part(results):
    found = results.get("growth")
    if not found:
        return
    yield "<h2>How cost grows</h2>"
    units = {}
    for name, points in found.items():
        what, _, unit = name.partition(", by ")
        units.setdefault(unit, {})[what] = points
    for unit, series in units.items():
        yield f"<h3>By {html.escape(unit)}</h3>" + chart.growth(series, unit, f"by {unit}")
        yield "<ul>" + "".join(f"<li>{html.escape(what)}: {html.escape(growth.verdict(points))}</li>"
                               for what, points in series.items()) + "</ul>"


def events_part(results):
    found = results.get("events", {}).get("duet")
    if not found:
        return
    names = {"traps": ("swi", "und", "pabt", "dabt", "irq"), "world switches": ("arch_vm_load",), "cache flushes": ("dcache-all",),
             "lines maintained": ("dlines", "ilines"), "TLB flushes": ("tlb-all",), "TLB pages": ("tlb-pages",),
             "instructions of the hypervisor": ("hypervisor",)}
    yield "<h2>What instructions don't show</h2><p>Per operation under Duet.</p>"
    yield table(["row", *names], [(row, *(f"{sum(seen.get(e, 0) for e in events):,.2f}" for events in names.values()))
                                  for row, seen in found.items()])


def cycles_part(results):
    found = results.get("cycles")
    if not found:
        return
    rows, parts = found["rows"], ["instructions", "imiss", "dmiss", "writebacks", "walks"]
    yield "<h2>Estimated cycles</h2>"
    yield ("<p>The same rows by the model of caches, TLB, write buffer and pipeline (docs/silicon.md): cycles per operation "
           "of a 200 MHz ARM926 with 100 MHz SDRAM. Behind them, per operation under Duet: instructions, lines filled "
           "and written back, table walks. An estimate.</p>")
    yield ratios(rows, "ratio of estimated cycles", {r["name"]: targets.ROW for r in rows})
    yield f"<p>Geometric mean: <b>{found['geomean']:.3f}</b></p>"
    yield table(["row", "with PAN", "no domains", "Duet", "ratio", "instructions", "fills I", "fills D", "written back", "walks"],
                [(r["name"], f"{r['pan']:,.0f}", f"{r['no-domains']:,.0f}", f"{r['duet']:,.0f}", f"{r['ratio']:.3f}",
                  *(f"{r[p]:,.1f}" for p in parts)) for r in rows])
    spans = [(f"{run}: {s['name']}", f"{s['count']:,}", f"{s['cycles']:,.0f}", f"{s['instructions']:,.0f}", f"{s['imiss']:.1f}",
              f"{s['dmiss']:.1f}", f"{s['writebacks']:.1f}") for run, data in found["price"].items() for s in data["spans"]]
    if spans:
        yield "<p>Stretches of code, under the load of make check-silicon:</p>"
        yield table(["stretch", "times", "cycles", "instructions", "fills I", "fills D", "written back"], spans)


def figures_part(results):
    if results["figures"]:
        yield "<h2>Duet's own figures</h2>"
        yield table(["path", "instructions"], list(results["figures"].items()))


PARTS = (targets_part, rows_part, programs_part, latency_part, interrupts_part, growth_part, events_part, cycles_part, figures_part)


def page(results):
    body = [text for part in PARTS for text in part(results)]
    return "\n".join([f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>Duet: benchmarks</title>'
                      f'<meta name="viewport" content="width=device-width"/><style>{STYLE}</style></head><body>',
                      "<h1>Duet: benchmarks</h1>", *body, "</body></html>\n"])
