#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check-page.py [RESULTS]: makes the HTML page of the committed results
(instruments/bench/last.json), or of others, and checks that it is well-formed, needs
no other files, and that its charts have all data in them and nothing outside
them. Prints TAP.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
import report  # noqa: E402

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))
import cli  # noqa: E402

LAST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "last.json")
# Whatever would make a browser request another file
ELSEWHERE = re.compile(r"<(script|link|img|iframe|object|embed|audio|video|base)\b|\b(src|href|srcset|xlink:href|action)\s*="
                       r"|@import|url\(|https?:|//[a-z]", re.IGNORECASE)
LETTER = 6.6		# the width of a letter of the charts' text, at most
points = []


def point(good, what):
    points.append(bool(good))
    print(f"{'ok' if good else 'not ok'} {len(points)} - {what}", flush=True)


def numbers(element, names):
    return [float(element.get(n)) for n in names]


def places(element):
    """Corners of the shapes that an element of a chart draws."""
    if element.tag == "rect":
        x, y, w, h = numbers(element, ("x", "y", "width", "height"))
        return [(x, y), (x + w, y + h)]
    if element.tag == "line":
        x1, y1, x2, y2 = numbers(element, ("x1", "y1", "x2", "y2"))
        return [(x1, y1), (x2, y2)]
    if element.tag == "circle":
        return [tuple(numbers(element, ("cx", "cy")))]
    if element.tag == "polyline":
        return [tuple(map(float, p.split(","))) for p in element.get("points").split()]
    x, y = numbers(element, ("x", "y"))
    width = LETTER * len(element.text)
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor")]
    return [(left, y - 9), (left + width, y + 3)]


def outside(svg):
    """The elements of a chart that lie outside of it."""
    _, _, width, height = map(float, svg.get("viewBox").split())
    for element in svg:
        if any(x < 0 or x > width or y < 0 or y > height for x, y in places(element)):
            yield f"{element.tag} {element.text or element.attrib}"


def has_bars(svg, count):
    bars = [e for e in svg if e.tag == "rect" and float(e.get("width")) > 0]
    return len(bars) == count


def has_lines(svg, count):
    lines = [e for e in svg if e.tag == "polyline" and len(e.get("points").split()) > 1]
    return len(lines) == count


def expected(results):
    """Title of each chart, and (which elements to count, how many are expected)."""
    yield "figures divided by their targets", has_bars, len(report.targets.compare(results))
    yield "ratio of each row", has_bars, len(results["rows"])
    yield "ratio of each program", has_bars, len(results["programs"])
    yield "ratio of estimated cycles", has_bars, len(results["cycles"]["rows"])
    for who, loads in results["latency"].items():
        yield who, has_lines, len(loads)
    units = [name.partition(", by ")[2] for name in results["growth"]]
    for unit in set(units):
        yield f"by {unit}", has_lines, units.count(unit)


def check(results):
    page = report.page(results)
    found = ELSEWHERE.search(page)
    point(not found, "needs nothing from elsewhere" + (f": {page[found.start():found.end() + 30]!r}" if found else ""))
    try:
        root = ElementTree.fromstring(page)
    except ElementTree.ParseError as error:
        point(False, f"is well-formed: {error}")
        return
    point(True, "is well-formed")
    charts = {svg.get("aria-label"): svg for svg in root.iter("svg")}
    for title, look, count in sorted(expected(results), key=lambda e: e[0]):
        point(count and title in charts and look(charts[title], count), f"{title}: a chart of {count}")
    for title, svg in charts.items():
        out = list(outside(svg))
        point(not out, f"{title}: all within the chart" + (f", but {out[0]}" if out else ""))
    text = " ".join(root.itertext())
    point(f"{results['geomean']:.3f}" in text and all(f in text for f in results["figures"]), "has the mean and all figures")


def main():
    with open(sys.argv[1] if len(sys.argv) > 1 else LAST) as file:
        check(json.load(file))
    print(f"1..{len(points)}")
    return 0 if all(points) else 1


cli.run(main)
