# SPDX-License-Identifier: GPL-2.0-only
"""Charts as SVG text: horizontal bars, and lines over two axes."""
import html
import math

COLOURS = ["#0b6e4f", "#c1121f", "#1d4ed8", "#b45309", "#7c3aed", "#0891b2", "#444"]
GOOD, BAD = COLOURS[:2]
WIDTH = 860
LEGEND = 18			# height of a line of the legend


def text(x, y, what, anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{html.escape(str(what))}</text>'


def line(x1, y1, x2, y2, kind="grid"):
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def svg(height, parts, title):
    return (f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{html.escape(title)}">'
            + "".join(parts) + "</svg>")


def number(value):
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.4g}"


def bars(values, title, limits=None, cut=2.0):
    """Horizontal bars of {name: ratio} and a line at 1. A bar longer than its limit
    ({name: limit}) is red; bars longer than cut are cut off."""
    left, right, high, limits = 300, 800, 19, limits or {}
    most = min(max([*values.values(), 1.1]) * 1.03, cut)
    scale, step = (right - left) / most, 0.2
    bottom = high * len(values) + 8
    parts = []
    for i in range(int(most / step) + 1):
        x = left + i * step * scale
        parts += [line(x, 0, x, bottom), text(x, bottom + 15, f"{i * step:.1f}", "middle")]
    for i, (name, value) in enumerate(values.items()):
        y, width = 4 + i * high, min(value, most) * scale
        colour = BAD if value > limits.get(name, 1) else GOOD
        # the number follows the bar, and is not on the line at 1
        end = max(width, scale if value > 0.85 else 0) + 4
        shown = f"{value:.3f}" + (" \u2192" if value > most else "")
        parts += [text(left - 6, y + 12, name, "end"),
                  f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{high - 5}" fill="{colour}"/>',
                  text(left + end, y + 12, shown)]
    parts.append(line(left + scale, 0, left + scale, bottom, "one"))
    return svg(bottom + 22, parts, title)


class Axis:
    """From values to places; ticks are (value, label)."""

    def __init__(self, values, log, start=None):
        self.log = log
        low, high = min(values), max(values)
        if log:
            self.low, self.high = self.around(low, high)
        else:
            self.low, self.high = min(low, 0) if start is None else start, high or 1
        self.ticks = self.powers() if log else self.steps()

    @staticmethod
    def around(low, high):
        return 10.0 ** math.floor(math.log10(low)), 10.0 ** max(math.ceil(math.log10(high)), math.floor(math.log10(low)) + 1)

    def powers(self):
        first, last = round(math.log10(self.low)), round(math.log10(self.high))
        factors = (1, 2, 5) if last - first < 3 else (1,)
        found = [f * 10.0 ** e for e in range(first, last + 1) for f in factors]
        return [(v, number(v)) for v in found if v <= self.high]

    def steps(self):
        raw = (self.high - self.low) / 5
        unit = 10.0 ** math.floor(math.log10(raw))
        step = next(f * unit for f in (1, 2, 5, 10) if f * unit >= raw)
        self.high = math.ceil(self.high / step) * step
        count = round((self.high - self.low) / step)
        return [(self.low + i * step, number(self.low + i * step)) for i in range(count + 1)]

    def part(self, value):
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


class Plot:
    """Lines of {name: [(x, y), ...]}; with dots where the points are few."""

    def __init__(self, series, names, x, y):
        self.series, self.names, self.x, self.y = series, names, x, y
        self.bottom = max(310, 46 + LEGEND * len(series))
        self.box = (78, 30, 560, self.bottom)

    def place(self, x, y):
        left, top, right, bottom = self.box
        return left + self.x.part(x) * (right - left), bottom - self.y.part(y) * (bottom - top)

    def axes(self):
        left, top, right, bottom = self.box
        for v, name in self.x.ticks:
            x, _ = self.place(v, self.y.low)
            yield line(x, top, x, bottom) + text(x, bottom + 16, name, "middle")
        for v, name in self.y.ticks:
            _, y = self.place(self.x.low, v)
            yield line(left, y, right, y) + text(left - 6, y + 4, name, "end")
        yield text((left + right) / 2, bottom + 36, self.names[0], "middle")
        yield text(4, 16, self.names[1])

    def lines(self):
        right = self.box[2]
        for i, (name, points) in enumerate(self.series.items()):
            colour = COLOURS[i % len(COLOURS)]
            places = [self.place(*p) for p in points]
            path = " ".join("%.1f,%.1f" % p for p in places)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            if len(points) < 20:
                yield "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
            y = 42 + i * LEGEND
            yield f'<rect x="{right + 20}" y="{y - 9}" width="12" height="10" fill="{colour}"/>' + text(right + 38, y, name)

    def svg(self, title):
        return svg(self.bottom + 46, [*self.axes(), *self.lines()], title)


def growth(series, unit, title):
    """How a cost grows: both axes linear and from 0, so a flat cost is flat and a
    linear cost is a line."""
    points = [p for s in series.values() for p in s]
    x, y = (Axis([p[i] for p in points], False, 0) for i in (0, 1))
    return Plot(series, (unit, "instructions"), x, y).svg(title)


# How HDR histograms are shown: by percentile, the rare ones far apart
PERCENTILES = [(2, "50 %"), (10, "90 %"), (100, "99 %"), (1e3, "99.9 %"), (1e4, "99.99 %"), (1e5, "99.999 %")]


def percentiles(series, title, unit="instructions"):
    """{name: [(part of the samples that are rarer, latency), ...]}"""
    series = {name: [(1 / rarer, late) for rarer, late in points] for name, points in series.items()}
    x = Axis([1, 1e5], True)
    x.ticks = PERCENTILES
    y = Axis([late for points in series.values() for _, late in points], True)
    return Plot(series, ("percentile of the wake-ups", unit), x, y).svg(title)
