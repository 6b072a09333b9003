# SPDX-License-Identifier: GPL-2.0-only
"""The results as one HTML page: tables, and charts as SVG in it. It needs
nothing else, no script and no network."""
import html
import math

STYLE = """
body { font: 15px/1.45 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
table { border-collapse: collapse; margin: 1em 0 }
th, td { padding: .15em .7em; text-align: right; border-bottom: 1px solid #ddd; font-variant-numeric: tabular-nums }
th:first-child, td:first-child { text-align: left }
td.over { color: #b00020; font-weight: bold }
svg { width: 100%; height: auto; margin: .5em 0 }
svg text { font: 12px sans-serif; fill: #222 }
.grid { stroke: #ccc; stroke-width: 1 }
.one { stroke: #222; stroke-width: 1 }
"""
COLOURS = ["#0b6e4f", "#c1121f", "#1d4ed8", "#b45309", "#7c3aed", "#0f766e", "#444"]


def text(x, y, what, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(str(what))}</text>'


def line(x1, y1, x2, y2, kind="grid"):
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def svg(width, height, parts, title):
    return (f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(title)}">'
            + "".join(parts) + "</svg>")


def bars(values, title, unit=1.0, step=0.2):
    """Horizontal bars of {name: value}; a line at unit."""
    left, right, high = 210, 760, 19
    most = max([*values.values(), unit]) * 1.05
    scale = (right - left) / most
    bottom = high * len(values) + 8
    parts = []
    for i in range(int(most / step) + 1):
        x = left + i * step * scale
        parts += [line(x, 0, x, bottom), text(x, bottom + 14, f"{i * step:g}", "middle")]
    for i, (name, value) in enumerate(values.items()):
        y = 4 + i * high
        colour = COLOURS[1] if value > 1.2 * unit else COLOURS[0]
        parts += [text(left - 6, y + 12, name, "end"),
                  f'<rect x="{left}" y="{y}" width="{value * scale:.1f}" height="{high - 5}" fill="{colour}"/>',
                  text(left + value * scale + 4, y + 12, f"{value:.3f}")]
    parts.append(line(left + unit * scale, 0, left + unit * scale, bottom, "one"))
    return svg(820, bottom + 20, parts, title)


def decades(low, high):
    """Powers of ten around low..high, at least one apart."""
    first = math.floor(math.log10(max(low, 1e-9)))
    last = max(math.ceil(math.log10(max(high, 1e-9))), first + 1)
    return [10.0 ** d for d in range(first, last + 1)]


class Plot:
    """Lines over two logarithmic axes."""

    def __init__(self, series, x_name, y_name):
        points = [p for s in series.values() for p in s]
        self.series, self.names = series, (x_name, y_name)
        self.x = decades(min(p[0] for p in points), max(p[0] for p in points))
        self.y = decades(min(p[1] for p in points), max(p[1] for p in points))
        self.box = (70, 30, 620, 310)

    def place(self, x, y):
        left, top, right, bottom = self.box
        part = [(math.log10(v) - math.log10(a[0])) / (math.log10(a[-1]) - math.log10(a[0]))
                for v, a in ((x, self.x), (y, self.y))]
        return left + part[0] * (right - left), bottom - part[1] * (bottom - top)

    def axes(self):
        left, top, right, bottom = self.box
        for v in self.x:
            x, _ = self.place(v, self.y[0])
            yield line(x, top, x, bottom) + text(x, bottom + 16, f"{v:g}", "middle")
        for v in self.y:
            _, y = self.place(self.x[0], v)
            yield line(left, y, right, y) + text(left - 6, y + 4, f"{v:g}", "end")
        yield text((left + right) / 2, bottom + 34, self.names[0], "middle")
        yield text(4, 14, self.names[1])

    def lines(self):
        for i, (name, points) in enumerate(self.series.items()):
            colour = COLOURS[i % len(COLOURS)]
            path = " ".join("%.1f,%.1f" % self.place(*p) for p in points)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            y = 42 + i * 18
            yield f'<rect x="640" y="{y - 9}" width="12" height="10" fill="{colour}"/>' + text(658, y, name)

    def svg(self, title):
        return svg(820, 350, [*self.axes(), *self.lines()], title)


def plot(series, x_name, y_name, title):
    series = {n: [(x, y) for x, y in s if x > 0 and y > 0] for n, s in series.items()}
    series = {n: s for n, s in series.items() if s}
    return Plot(series, x_name, y_name).svg(title) if series else ""


def table(head, rows, over=None):
    out = ["<table><tr>", *(f"<th>{html.escape(h)}</th>" for h in head), "</tr>"]
    for row in rows:
        out.append("<tr>")
        for i, cell in enumerate(row):
            mark = ' class="over"' if over and over(i, cell) else ""
            out.append(f"<td{mark}>{html.escape(cell if isinstance(cell, str) else f'{cell:,.4g}')}</td>")
        out.append("</tr>")
    return "".join(out) + "</table>"


def tail(result, tick):
    """How rare: the part of the wake-ups later than x, as (x, part)."""
    left, points = result["samples"], []
    for late, count in sorted((int(k), v) for k, v in result["buckets"].items()):
        points.append(((late + 1) * tick, left / result["samples"]))
        left -= count
    return points


def rows_part(results):
    rows = results["rows"]
    yield "<h2>Linux: native and under Duet</h2>"
    yield "<p>Guest instructions per operation; the ratio is to the faster of the two native kernels.</p>"
    yield bars({r["name"]: r["ratio"] for r in rows}, "ratio of each row")
    if results["geomean"]:
        yield f"<p>Geometric mean of the {len(rows)} rows: <b>{results['geomean']:.3f}</b></p>"
    yield table(["row", "with PAN", "no domains", "Duet", "ratio"],
                [(r["name"], f"{r['pan']:,.1f}", f"{r['no-domains']:,.1f}", f"{r['duet']:,.1f}", f"{r['ratio']:.3f}")
                 for r in rows], lambda i, cell: i == 4 and float(cell) > 1.2)


def cycles_part(found):
    rows, parts = found["rows"], ["instructions", "imiss", "dmiss", "writebacks", "walks"]
    yield "<h2>Estimated cycles</h2>"
    yield ("<p>The same rows by the model of caches, TLB, write buffer and pipeline (docs/silicon.md): cycles per operation "
           "of a 200 MHz ARM926 with 100 MHz SDRAM. Behind them, per operation under Duet: instructions, lines filled "
           "and written back, table walks. An estimate.</p>")
    yield bars({r["name"]: r["ratio"] for r in rows}, "ratio of estimated cycles")
    yield f"<p>Geometric mean: <b>{found['geomean']:.3f}</b></p>"
    yield table(["row", "with PAN", "no domains", "Duet", "ratio", "instructions", "fills I", "fills D", "written back", "walks"],
                [(r["name"], f"{r['pan']:,.0f}", f"{r['no-domains']:,.0f}", f"{r['duet']:,.0f}", f"{r['ratio']:.3f}",
                  *(f"{r[p]:,.1f}" for p in parts)) for r in rows], lambda i, cell: i == 4 and float(cell) > 1.2)
    spans = [(f"{run}: {s['name']}", f"{s['count']:,}", f"{s['cycles']:,.0f}", f"{s['instructions']:,.0f}", f"{s['imiss']:.1f}",
              f"{s['dmiss']:.1f}", f"{s['writebacks']:.1f}") for run, data in found["price"].items() for s in data["spans"]]
    if spans:
        yield "<p>Stretches of code, under the load of make check-silicon:</p>"
        yield table(["stretch", "times", "cycles", "instructions", "fills I", "fills D", "written back"], spans)


def page(results, latency_tick):
    parts = [f"<!doctype html><html lang=en><meta charset=utf-8><title>Duet: benchmarks</title><style>{STYLE}</style>",
             "<h1>Duet: benchmarks</h1>", *rows_part(results)]
    if results.get("programs"):
        parts += ["<h2>Whole programs</h2>", bars({p["name"]: p["ratio"] for p in results["programs"]}, "programs")]
    if results.get("cycles"):
        parts += cycles_part(results["cycles"])
    if results.get("latency"):
        parts += ["<h2>Wake-up of a real-time thread</h2><p>Part of the wake-ups that were later than so many "
                  "instructions (nanoseconds at 1,000 million instructions a second).</p>"]
        for name, found in results["latency"].items():
            parts += [f"<h3>{html.escape(name)}</h3>",
                      plot({load: tail(r, latency_tick) for load, r in found.items()}, "instructions late",
                           "part of the wake-ups", name)]
    if results.get("growth"):
        parts.append("<h2>How cost grows</h2>")
        units = {}
        for name, points in results["growth"].items():
            what, _, unit = name.partition(", by ")
            units.setdefault(unit, {})[what] = points
        parts += [plot(series, unit, "instructions", f"by {unit}") for unit, series in units.items()]
    parts += ["<h2>Duet's own figures</h2>", table(["instructions", ""], list(results["figures"].items()))]
    return "\n".join(parts) + "</html>\n"
