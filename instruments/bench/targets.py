# SPDX-License-Identifier: GPL-2.0-only
"""Targets next to the measured figures: [(name, measured, target)].

A target is the most that a figure may be; the streaming's is the least.
"""
import figures

# Target, the most that the figure may be, the figure
PATHS = [
    ("null hypercall, assembly", 8, "hypercall/version"),
    ("null hypercall, through C", 16, "hypercall/upcall refused"),
    ("doorbell to the RTOS", 60, "doorbell/to the RTOS behind block"),
    ("RTOS blocks, Linux resumed", 50, "block/Linux resumed, masked"),
    ("device interrupt, Linux's user to RTOS", 65, "irq/RTOS's idle thread, from Linux's user"),
    ("timer interrupt, Linux's user to RTOS", 75, "irq/timer, RTOS's idle thread, from Linux's user"),
    ("Linux's interrupt to its kernel, from user", 48, "irq/Linux's, from its user"),
    ("Linux's interrupt to its kernel, from kernel", 48, "irq/Linux's, from its kernel"),
    ("data abort to the kernel", 34, "fault/data, user"),
    ("page-table update, one", 40, "tables/update of 1"),
    *[(f"page-table updates, {n}", 24 + 22 * n, f"tables/update of {n}") for n in (8, 64, 512)],
    ("worst stretch with interrupts off", 500, "interrupts off/worst"),
    ("worst interrupt to the RTOS, all storms", 600, "latency/interrupt to the RTOS handler, all storms"),
    ("round trip, a thread of the RTOS", 600, "round trip/a thread of the RTOS, Linux's handler"),
    ("phone: AT command to its OK", 8000, "phone/command and its OK"),
    ("phone: MBIM query to its answer", 12000, "phone/MBIM query and its answer"),
    ("phone: 64 bytes to the modem and back", 9000, "phone/64 bytes to the modem and back"),
    ("phone: 1,400 bytes to the modem and back", 11000, "phone/1,400 bytes to the modem and back"),
    ("phone: 1,400 bytes to the modem", 5000, "phone/1,400 bytes to the modem"),
    ("phone: CPU for 7.2 Mbit/s, %", 5, "phone/CPU for 7.2 Mbit/s to the network, %"),
    ("round trip, guests without threads", 500, "round trip/RTOS, Linux's handler, RTOS"),
    *[(f"RTOS: {name}", most, f"rtos/{name}") for name, most in (
        ("yield among equals", 70),
        ("preemption, resume and suspend", 220),
        ("message of 16 bytes, put and get", 130),
        ("semaphore, release and acquire", 60),
        ("block of 128 bytes, allocate and free", 70),
        ("interrupt and semaphore", 320),
        ("interrupt and preemption", 540),
        ("message of 4 KB, unaligned, masked", 1500))],
]
MEMCPY = "64K/memory copy"		# the C library's; the ring's own is faster
AT_LEAST = {"ring streaming against memcpy, 4 KB, %"}
GEOMEAN, ROW, PROGRAM, BOOT, ADDED, RING, STREAM = 1.03, 1.20, 1.02, 1.05, 24, 80, 95


def of_rows(results):
    rows = results["rows"]
    if not rows:
        return
    worst = max(rows, key=lambda r: r["ratio"])
    yield "geometric mean of the system rows", results["geomean"], GEOMEAN
    yield f"worst system row ({worst['name']})", worst["ratio"], ROW
    for row in rows:
        if row["name"] == "call/null":
            yield "null call", row["ratio"], ROW
            yield "null call, instructions added", round(row["duet"] - row["native"], 1), ADDED


def of_programs(results):
    for program in results.get("programs", []):
        yield program["name"], program["ratio"], BOOT if program["name"] == "boot to shell" else PROGRAM


def of_rings(found, rows):
    parts = [found.get(f"ring/{n} 64 bytes") for n in ("send", "receive")]
    if all(parts):
        yield "ring, 64-byte record, both ends", sum(parts), RING
    stream = found.get(f"ring/stream of {figures.STREAM} in place, 4096 bytes")
    for row in rows:
        if stream and row["name"] == MEMCPY:
            part = 100 * figures.STREAM * row["duet"] / (65536 / 4096) / stream
            yield "ring streaming against memcpy, 4 KB, %", round(part, 1), STREAM


def compare(results):
    found = results["figures"]
    return [*of_rows(results), *of_programs(results),
            *((name, found[figure], most) for name, most, figure in PATHS if figure in found), *of_rings(found, results["rows"])]


def met(name, value, target):
    return value >= target if name in AT_LEAST else value <= target


def show(results):
    print(f"{'target':52}{'measured':>12}{'target':>12}")
    for name, value, target in compare(results):
        print(f"{name:52}{value:12,.10g}{target:12,.10g}  {'' if met(name, value, target) else 'missed'}")
