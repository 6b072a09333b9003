#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How late a real-time thread wakes under loads: one of the RTOS next to Linux,
one of Linux itself on the bare board. 100,000 wake-ups for each load.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import figures  # noqa: E402
import machine  # noqa: E402
sys.path.insert(0, os.path.join(machine.TOP, "instruments", "latency"))
import stretch  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
LOADS = ["idle", "fork", "fault", "network", "flood", "all"]
DUET_THREAD = "the RTOS beside Linux"
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
	wake $load {samples}
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
    # as keys of JSON they are strings
    for late, count in sorted((int(k), v) for k, v in result["buckets"].items()):
        seen += count
        if seen >= part * result["samples"]:
            return late
    return result["worst"]


def run_beside(script_text, name, system="latency", **kwargs):
    machine.run("duet", script_text, system=os.path.join(HERE, "systems", f"{system}.dts"), name=name,
                limit=1800, silence=900, **kwargs)


def beside(load):
    """The wake-ups of the RTOS's thread next to Linux under one load. The RTOS
    prints them on its own UART."""
    name = f"latency-duet-{load}"
    run_beside(script(DUET, [load]), name)
    with open(os.path.join(machine.BUILD, "bench", "run", name, "rtos.log"), errors="replace") as log:
        return only(load, parse(log))


def native(config, load):
    """The same for a thread of Linux on the bare board."""
    return only(load, parse(machine.run(config, script(NATIVE, [load]), name=f"latency-{config}-{load}",
                                        limit=1800, silence=900)))


def only(load, found):
    if set(found) != {load}:
        raise machine.Failed(f"latency: results of {sorted(found)} instead of {load}")
    return found[load]


def threads():
    """The threads to measure: (function, purpose, loads). The channel's load exists
    with the RTOS only."""
    others = [load for load in LOADS if load != "flood"]
    return {DUET_THREAD: (beside, (), LOADS),
            "Linux on the bare board": (native, ("pan",), others),
            f"Linux with {real_time()} on the bare board": (native, ("rt",), others)}


def real_time():
    """The versions that the real-time kernel was built from, see native/fetch-rt."""
    path = os.path.join(machine.BUILD, machine.NATIVE["rt"], "config")
    with open(path) as config:
        return "PREEMPT_RT" if "CONFIG_PREEMPT_RT=y\n" in config else "PREEMPT"


def worst(found):
    """The greatest latencies, as figures."""
    return {f"latency/{'RTOS' if who == DUET_THREAD else who}, worst wake-up, {load}": round(r["worst"] * TICK_NS)
            for who, loads in found.items() for load, r in loads.items()}


def round_trip(count=1000):
    run_beside(f"exec bounce {count}\n", "bounce")
    with open(os.path.join(machine.BUILD, "bench", "run", "bounce", "rtos.log"), errors="replace") as log:
        words = log.read().split()
    if words[:2] != ["trip", str(count)]:
        raise machine.Failed(f"round trip: the RTOS says: {' '.join(words[:9])}")
    return {"round trip/RTOS, Linux's user, RTOS": round(int(words[2]) * TICK_NS / count)}


# ---- stretches without a poll for interrupts -------------------------------

def stretches():
    """The longest stretches in the hypervisor without a poll for interrupts, by
    the event that began them, while all loads run and the RTOS has work."""
    out = os.path.join(machine.BUILD, "bench", "stretches")
    run_beside(script(DUET, ["all"], 5000), "stretch", qemu=figures.QEMU, extra=stretch.plugin(out))
    found = {}
    for s in stretch.read(out):
        found.setdefault(f"interrupts off/{s.way}", s.length)
    return {**found, "interrupts off/worst": max(found.values())}


# ---- from the line of an interrupt to its guest ---------------------------
RISE = os.path.join(machine.BUILD, "bench", "rise.so")
RTOS_ELF = os.path.join(machine.BUILD, "bench", "latency.elf")
RTOS_PA, ZONE_PA = 0x05c00000, 0x05800000	# as in systems/latency.dts
SHARED_IN_ZONE = 0x8000				# docs/memory-map.md
PEND = 0x18
TIMER, TIMER1, UART0, UART1, ETHERNET = 4, 5, 12, 13, 25


def place_in(function, pattern):
    """The address in that function of the RTOS that the pattern's group matches."""
    code = subprocess.run(["arm-none-eabi-objdump", "-d", f"--disassemble={function}", RTOS_ELF],
                          check=True, capture_output=True, text=True).stdout
    found = re.findall(pattern, code, re.MULTILINE)
    if len(found) != 1:
        raise machine.Failed(f"{RTOS_ELF}: {function} is not as it was: {len(found)} places instead of one")
    return found[0]


def idle_behind_block():
    """Where the RTOS's idle thread resumes when an event has come for it."""
    return place_in("port_wait", r"\tmov\tip, #2\n.*\tsvc\t.*\n *([0-9a-f]+):")


def rise_spec(path):
    linux = figures.symbols(os.path.join(machine.BUILD, "linux", "vmlinux"))
    rtos = figures.symbols(RTOS_ELF)
    with open(path, "w") as spec:
        spec.write(f"""raised {stretch.status_register()}
hypervisor f0000000 f00fffff
place 0 beffffff Linux's user
place bf000000 efffffff Linux's kernel
place f8000000 ffff0000 the RTOS
place ffff0f60 ffffffff Linux's user
entry {linux['__irq_usr']:x} Linux
entry {linux['__irq_svc']:x} Linux
entry {rtos['port_irq_entry']:x} the RTOS
entry {idle_behind_block()} the RTOS's idle thread
guest f8000000 fbffffff {RTOS_PA + PEND:x} the RTOS
line {TIMER:x} 0 timer
line {UART1:x} 1 UART
line {TIMER1:x} 2 device
guest 0 efffffff {ZONE_PA + SHARED_IN_ZONE + PEND:x} Linux
line {TIMER:x} 0 Linux's timer
line {UART0:x} 1 Linux's UART
line {ETHERNET:x} 2 Ethernet
""")


def interrupts(samples=10000):
    """The time of an interrupt from its line to its guest, first without load and
    then under all loads: [{line, from, to, count, least, median, worst}]."""
    folder = os.path.join(machine.BUILD, "bench")
    spec, out = (os.path.join(folder, n) for n in ("rise.spec", "rises"))
    rise_spec(spec)
    with tempfile.NamedTemporaryFile(dir="/dev/shm", prefix="rise.") as ram:
        ram.truncate(128 << 20)
        run_beside(script(DUET, ["idle", "all"], samples), "interrupts", system="interrupts", qemu=figures.QEMU,
                   extra=["-machine", "memory-backend=ram",
                          "-object", f"memory-backend-file,id=ram,size=128M,mem-path={ram.name},share=on",
                          "-plugin", f"{RISE},spec={spec},ram={ram.name},out={out}"])
    found = []
    with open(out) as lines:
        for name, at, *numbers in (line[len("rise "):].rsplit(" ", 5) for line in lines):
            line = dict(zip(("line", "from", "to"), name.split(";")))
            line.update(zip(("count", "least", "median", "worst"), map(int, numbers)))
            line["worst in"] = function_at(int(at, 16)) if line["from"] == "the hypervisor" else ""
            # how long Linux defers work that isn't urgent is up to Linux
            if line["to"] != "Linux, when it looked":
                found.append(line)
    return sorted(found, key=lambda f: (f["to"], f["line"], f["from"]))


def function_at(address):
    """The function of the hypervisor at the address."""
    return next((name for at, name in reversed(figures.functions(stretch.HYPERVISOR)) if at <= address), "")


RTOS_PLACES = ("the RTOS", "the RTOS's idle thread")


def interrupt_figures(found):
    """The median and the maximum."""
    def most(lines, places):
        return max(f["worst"] for f in found if f["line"] in lines and f["to"] in places)

    usual = {f"interrupt/{f['line']} to {f['to']}, from {f['from']}": f["median"] for f in found if "," not in f["to"]}
    return {**usual,
            "latency/interrupt to the RTOS, its own masking included": most(("device", "timer"), (*RTOS_PLACES, "the RTOS, when it looked")),
            "latency/interrupt to the RTOS handler, all storms": most(("device", "timer"), RTOS_PLACES),
            "latency/device interrupt to the RTOS handler, all storms": most(("device",), RTOS_PLACES),
            "latency/timer interrupt to the RTOS handler, all storms": most(("timer",), RTOS_PLACES)}


def show_interrupts(found):
    print(f"{'interrupt':16}{'came from':20}{'to':28}{'times':>8}{'least':>8}{'median':>8}{'worst':>8}  the worst was up in")
    for f in found:
        print(f"{f['line']:16}{f['from']:20}{f['to']:28}" + "".join(f"{f[n]:8}" for n in ("count", "least", "median", "worst"))
              + f"  {f['worst in']}")
    print()


def show(name, found):
    print(f"{name:28}{'samples':>8}{'missed':>8}{'median':>8}{'99.9 %':>8}{'worst':>8}  instructions")
    for load, r in found.items():
        values = [percentile(r, p) for p in (0.5, 0.999)] + [r["worst"]]
        print(f"  {load:26}{r['samples']:8}{r['missed']:8}" + "".join(f"{v * TICK_NS:8.0f}" for v in values))


def main():
    """latency.py [LOAD...]: wake-ups of the RTOS; interrupts; stretches."""
    loads = sys.argv[1:] or LOADS
    if loads == ["interrupts"]:
        show_interrupts(interrupts())
    elif loads == ["stretches"]:
        for way, length in stretches().items():
            print(f"{length:6}  {way}")
    else:
        show(DUET_THREAD, {load: beside(load) for load in loads})


if __name__ == "__main__":
    machine.cli.run(main)
