#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How late a real-time thread wakes under loads: one of the RTOS beside Linux,
one of Linux itself on the bare board. 100,000 wake-ups for each load.
"""
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402
sys.path.insert(0, os.path.join(machine.TOP, "tests", "latency"))
import stretch  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LOADS = ["idle", "fork", "fault", "network", "flood", "all"]
TICK_NS = 1000 / 24		# and a nanosecond is an instruction

DUET = """
exec 3<>/dev/duet/latency
for load in {loads}; do
	start $load
	echo $load {samples} >&3
	dd bs=64 count=1 <&3 2>/dev/null
	stop
	echo " done"
done
"""
NATIVE = """
for load in {loads}; do
	start $load
	wake $load
	stop
done
"""


def script(text, loads, samples=100000):
    with open(os.path.join(HERE, "latency", "loads.sh")) as common:
        return common.read() + text.format(loads=" ".join(loads), samples=samples)


def parse(lines):
    """Name of the load to {samples, missed, worst, buckets}, in ticks."""
    found, last = {}, None
    for line in lines:
        words = line.split()
        if words[:1] == ["latency"]:
            last = {"samples": int(words[2]), "missed": int(words[3]), "worst": int(words[4]), "buckets": {}}
            found[words[1]] = last
        elif words[:1] == ["bucket"] and last:
            last["buckets"][int(words[1])] = int(words[2])
    return found


def percentile(result, part):
    """The ticks that this part of the samples doesn't exceed."""
    seen = 0
    # as keys of JSON they are text
    for late, count in sorted((int(k), v) for k, v in result["buckets"].items()):
        seen += count
        if seen >= part * result["samples"]:
            return late
    return result["worst"]


def run_beside(script_text, name, **kwargs):
    machine.run("duet", script_text, system=os.path.join(HERE, "systems", "latency.dts"), name=name,
                limit=1800, silence=900, **kwargs)


def rtos(loads=LOADS):
    # The image of the RTOS prints its results on its own UART
    run_beside(script(DUET, loads), "latency")
    with open(os.path.join(machine.BUILD, "bench", "run", "latency", "rtos.log"), errors="replace") as log:
        found = parse(log)
    if set(found) != set(loads):
        raise machine.Failed(f"latency: results of {sorted(found)} only")
    return found


def stretches():
    """The longest times in the hypervisor without a look for interrupts, by
    what began them, while all loads run and the RTOS has work."""
    out = os.path.join(machine.BUILD, "bench", "stretches")
    run_beside(script(DUET, ["all"], 5000), "stretch", qemu=figures.QEMU, extra=stretch.plugin(out))
    found = {}
    for s in stretch.read(out):
        found.setdefault(s.way, s.length)
    return found


def native(config, loads=tuple(l for l in LOADS if l != "flood")):
    return parse(machine.run(config, script(NATIVE, loads), name="latency-native", limit=1800, silence=600))


def show(name, found):
    print(f"{name:28}{'samples':>8}{'missed':>8}{'median':>8}{'99.9 %':>8}{'worst':>8}  instructions")
    for load, r in found.items():
        values = [percentile(r, p) for p in (0.5, 0.999)] + [r["worst"]]
        print(f"  {load:26}{r['samples']:8}{r['missed']:8}" + "".join(f"{v * TICK_NS:8.0f}" for v in values))


def main():
    what = sys.argv[1:] or ["rtos", "pan"]
    for name in what:
        if name == "stretches":
            for way, length in stretches().items():
                print(f"{length:6}  {way}")
            continue
        show(name, rtos() if name == "rtos" else native(name))


if __name__ == "__main__":
    try:
        main()
    except machine.Failed as error:
        sys.exit(f"latency: {error}")
