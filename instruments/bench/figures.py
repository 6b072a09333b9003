# SPDX-License-Identifier: GPL-2.0-only
"""Duet's own figures: instructions on the paths of the hypervisor, counted
by paths/paths.c while the guests of paths/ take each of them many times.

A path is from the trapping instruction (an interrupt: from the vector) up to
but without the first instruction of its destination.
"""
import os
import re
import subprocess
import sys

import machine

OUT = os.path.join(machine.BUILD, "bench", "paths")
PLUGIN = os.path.join(machine.BUILD, "bench", "paths.so")
# A QEMU whose plugins have the necessary functions
QEMU = os.path.join(machine.BUILD, "qemu", "qemu-system-arm")
HYPERVISOR = os.path.join(OUT, "hypervisor.elf")
IRQ = 0xffff0018
USER_CODE = 0x10000
NEAR = 1000		# a longer run took another path
ONCE = 500		# ... and from idle, as other paths end there as well
FAR = 200000

# Name, from, to, limit, range of the instruction before. L: the guest in
# Linux's place, R: the one in the RTOS's, U: user code of L,
# H: the hypervisor.
LINUX_ENTRY, RTOS_ENTRY = "L:entry_irq_kern", "R:entry_irq_kern"
# Its idle thread waits with interrupts masked, and checks for pending ones
BEHIND_BLOCK = "R:block_masked_to"


def call(name, point, limit=NEAR):
    return (name, f"L:{point}_from", f"L:{point}_to", limit, None)


def interrupt(name, loop, to):
    return (name, IRQ, to, NEAR, loop)


# The queue holds 384: a batch of 512 is two calls
UPDATES = (1, 2, 8, 16, 64, 128, 256, 384)
STREAM = 8		# records of a stream, as in paths/ring.c

PATHS = [
    call("hypercall/version", "version"),
    call("hypercall/vm_info", "vm_info"),
    call("hypercall/upcall refused", "upcall"),
    call("hypercall/deliver", "deliver"),
    call("hypercall/ack", "ack"),
    call("hypercall/tls", "tls"),
    call("hypercall/timer", "timer"),
    ("syscall/to the kernel", "U:code_swi", "L:at_swi_user", NEAR, None),
    ("syscall/back to user", "L:iret_from", "U:code_swi", NEAR, None),
    ("fault/data, user", "U:code_load", "L:at_dabt_user", NEAR, None),
    ("fault/undefined, user", "U:code_und", "L:at_und_user", NEAR, None),
    ("fault/data, kernel", "L:touch_from", "L:entry_dabt_kern", NEAR, None),
    ("doorbell/to the RTOS's handler", "L:doorbell_from", RTOS_ENTRY, NEAR, None),
    ("doorbell/to the RTOS behind block", "L:doorbell_masked_from", BEHIND_BLOCK, NEAR, None),
    ("doorbell/by the RTOS, no switch", "R:doorbell_from", "R:doorbell_to", NEAR, None),
    ("block/Linux resumed where it was", "R:block_from", "L:doorbell_to", NEAR, None),
    ("block/Linux resumed, masked", "R:block_masked_from", "L:doorbell_masked_to", NEAR, None),
    ("block/to Linux's handler, kernel", "R:block_from", LINUX_ENTRY, NEAR, None),
    ("block/to Linux's handler, user", "R:block_from", "L:at_irq_user", NEAR, None),
    # with the overhead of the tiny guests' own handlers
    ("round trip/RTOS, Linux's handler, RTOS", "R:trip_from", BEHIND_BLOCK, NEAR, None),
    interrupt("irq/RTOS's, from Linux's user", "U:code_device", RTOS_ENTRY),
    interrupt("irq/RTOS's, from Linux's kernel", "L:spin_device", RTOS_ENTRY),
    interrupt("irq/RTOS's, from the RTOS", "R:spin_device", RTOS_ENTRY),
    interrupt("irq/timer, RTOS's, from Linux's user", "U:code_timer", RTOS_ENTRY),
    interrupt("irq/timer, RTOS's, from Linux's kernel", "L:spin_timer", RTOS_ENTRY),
    interrupt("irq/timer, RTOS's, from the RTOS", "R:spin_timer", RTOS_ENTRY),
    ("irq/timer, RTOS's, from idle", "H:idle", RTOS_ENTRY, ONCE, None),
    interrupt("irq/RTOS's idle thread, from Linux's user", "U:code_device", BEHIND_BLOCK),
    interrupt("irq/RTOS's idle thread, from Linux's kernel", "L:spin_device", BEHIND_BLOCK),
    interrupt("irq/timer, RTOS's idle thread, from Linux's user", "U:code_timer", BEHIND_BLOCK),
    interrupt("irq/timer, RTOS's idle thread, from Linux's kernel", "L:spin_timer", BEHIND_BLOCK),
    ("irq/timer, RTOS's idle thread, from idle", "H:idle", BEHIND_BLOCK, ONCE, None),
    interrupt("irq/Linux's, from its user", "U:code_own_device", "L:at_irq_user"),
    interrupt("irq/Linux's, from its kernel", "L:spin_own_device", LINUX_ENTRY),
    interrupt("irq/timer, Linux's, from its user", "U:code_own_timer", "L:at_irq_user"),
    interrupt("irq/timer, Linux's, from its kernel", "L:spin_own_timer", LINUX_ENTRY),
    *[call(f"tables/update of {n}", f"update_{n}", FAR) for n in UPDATES],
    call("tables/new root", "root", FAR),
    call("tables/switch of address space", "mm_switch"),
    call("tables/switch that keeps the caches", "mm_switch_kept"),
    call("tables/TLB flush", "tlb_all"),
    call("tables/TLB flush of a page", "tlb_page"),
    *[call(f"ring/{what} {n} bytes", f"ring_{part}_{n}", FAR) for n in (16, 64, 512, 4096)
      for what, part in (("send", "send"), ("receive", "recv"), ("send in place", "place"),
                         ("receive in place", "take"), ("copy", "copy"), (f"stream of {STREAM} in place,", "stream"))],
    call("cache/clean a line", "clean_line"),
    call("cache/flush", "flush_cache"),
]

# The same with the RTOS itself, next to a tiny guest that answers
TRIPS = [
    ("round trip/a thread of the RTOS, Linux's handler", "R:trip_ring", "R:trip_back", FAR, None),
    ("round trip/... from the thread to the handler", "R:trip_ring", LINUX_ENTRY, FAR, None),
    ("round trip/... from the handler to the thread", LINUX_ENTRY, "R:trip_back", NEAR, None),
]


def symbols(elf):
    listing = subprocess.run(["arm-none-eabi-nm", elf], check=True, capture_output=True, text=True)
    return {w[2]: int(w[0], 16) for w in map(str.split, listing.stdout.splitlines()) if len(w) == 3}


def behind_wait():
    """The instruction after the hypervisor's wait for an interrupt."""
    code = subprocess.run(["arm-none-eabi-objdump", "-d", HYPERVISOR], check=True, capture_output=True, text=True)
    found = re.findall(r"^ *([0-9a-f]+):.*\tmcr\t15, 0, \w+, cr7, cr0, \{4\}", code.stdout, re.MULTILINE)
    if len(found) != 1:
        raise machine.Failed(f"{HYPERVISOR}: {len(found)} places that wait for an interrupt")
    return int(found[0], 16) + 4


class Places:
    def __init__(self, linux, rtos):
        self.linux = symbols(os.path.join(OUT, linux + ".elf"))
        self.hypervisor = {"idle": behind_wait()}
        self.rtos = symbols(os.path.join(OUT, rtos + ".elf"))

    def at(self, place):
        if isinstance(place, int):
            return place
        where, name = place.split(":")
        if where == "U":
            return USER_CODE + self.linux[name] - self.linux["code"]
        if where == "H":
            return self.hypervisor[name]
        return (self.linux if where == "L" else self.rtos)[name]

    def around(self, loop):
        """First and last address of the code that an interrupt is to hit."""
        if loop is None:
            return 0, 0xffffffff
        return self.at(loop), self.at(loop + "_end") - 4


def write_spec(path, paths, places):
    with open(path, "w") as spec:
        for name, start, end, limit, loop in paths:
            low, high = places.around(loop)
            spec.write(f"path {places.at(start):x} {places.at(end):x} {low:x} {high:x} {limit} {name}\n")


def functions(elf=HYPERVISOR):
    """Addresses and names of the hypervisor's functions, in order."""
    return sorted((at, name) for name, at in symbols(elf).items() if not name.startswith("$"))


def show_trace(addresses):
    """Functions of a path in the order of execution, with instructions."""
    table, last, n = functions(), None, 0
    for address in [*addresses, 0]:
        name = next((f for at, f in reversed(table) if at <= address), "guest")
        if name != last:
            if last:
                print(f"{n:6}  {last}")
            last, n = name, 0
        n += 1


def read_counts(path):
    """Name to (how often, least, median, most) from the plugin's output."""
    with open(path) as lines:
        parts = (line.rstrip("\n").split(" ", 1)[1].rsplit(" ", 4) for line in lines if line.startswith("path "))
        return {name: tuple(map(int, numbers)) for name, *numbers in parts}


def run(trace=None, name="paths"):
    """The paths of both systems: name to (how often, least, median, most)."""
    of_trip = trace in (path[0] for path in TRIPS)
    return {**run_one(None if of_trip else trace, name=name),
            **run_one(trace if of_trip else None, os.path.join(OUT, "trip.img"), name + "-trip",
                      Places("answer", "trip"), TRIPS)}


def run_one(trace=None, image=os.path.join(OUT, "duet.img"), name="paths", places=None, paths=tuple(PATHS)):
    """Of one system. Each name has files of its own: several may run at the same time."""
    spec, out, sock = (os.path.join(OUT, f"{name}.{n}") for n in ("spec", "counts", "sock"))
    write_spec(spec, paths, places or Places("linux", "rtos"))
    for path in (out, sock):
        if os.path.exists(path):
            os.unlink(path)
    sock = os.path.relpath(sock)
    if len(sock) > 100:
        raise machine.Failed(f"{sock}: too long for a socket's name; start from the top of the tree")
    # Each guest's UART is the other end of the other's
    command = [QEMU, "-M", "versatilepb", "-m", "128", "-display", "none", "-no-reboot",
               "-audio", "none", "-monitor", "none", *machine.board.ICOUNT,
               "-kernel", image,
               "-chardev", f"socket,id=a,path={sock},server=on,wait=off", "-serial", "chardev:a",
               "-chardev", f"socket,id=b,path={sock}", "-serial", "chardev:b",
               "-serial", "stdio", "-plugin", f"{PLUGIN},spec={spec},out={out}"
               + (f",trace={trace.replace(',', ',,')}" if trace else "")]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
                              preexec_fn=machine.board.die_with_parent)
    except FileNotFoundError:
        raise machine.Failed(f"{QEMU}: not there; 'make bench-build' fetches it") from None
    except subprocess.TimeoutExpired:
        raise machine.Failed(f"paths: {image} was not done after 120 s") from None
    if "paths: done" not in done.stdout:
        raise machine.Failed(f"paths: {done.stdout}{done.stderr}")
    if trace:
        with open(out) as lines:
            show_trace([int(line.split()[1], 16) for line in lines if line.startswith("trace ")])
    return read_counts(out)


def medians(counts):
    """Name to instructions, with the figures derived from two others."""
    found = {name: c[2] for name, c in counts.items()}
    found["tables/update of 512"] = found["tables/update of 384"] + found["tables/update of 128"]
    return found


def show(counts):
    print(f"{'instructions on a path':52}{'times':>6}{'least':>8}{'median':>8}{'most':>8}")
    for name, *_ in PATHS + TRIPS:
        if name in counts:
            print(f"{name:52}" + "".join(f"{n:{w}}" for n, w in zip(counts[name], (6, 8, 8, 8))))
        else:
            print(f"{name:52}  not seen")


if __name__ == "__main__":
    # figures.py [PATH]: also prints the functions on this path
    machine.cli.run(lambda: show(run(*sys.argv[1:2])))
