#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The restart of a VM, in instructions: of the RTOS, ordered by Linux, to its
first instruction and to its main(); of Linux after a panic, to the kernel's first
instruction and to the first script. Counted by paths/paths.c.
"""
import os
import sys

sys.dont_write_bytecode = True
import figures  # noqa: E402
import latency  # noqa: E402
import machine  # noqa: E402

OUT = os.path.join(machine.BUILD, "bench", "restart")
TIMES = 5
LIMIT = 4000000000
SCRIPT = f"""
if dmesg | grep -q 'Duet: .* life 1,'; then
	i=0
	while [ $i -lt {TIMES} ]; do
		duetctl restart rtos || exit 1
		usleep 20000
		i=$((i + 1))
	done
	echo c >/proc/sysrq-trigger
	sleep 100
fi
lm -mark
"""


def write_spec(path):
    hypervisor = figures.symbols(os.path.join(machine.BUILD, "hypervisor", "hypervisor.elf"))
    linux = figures.symbols(os.path.join(machine.BUILD, "linux", "vmlinux"))
    rtos = figures.symbols(latency.RTOS_ELF)
    told, panic = hypervisor["call_vm_control"], linux["duet_machine_restart"]
    with open(path, "w") as spec:
        for name, start, end in (("RTOS, to its first instruction", told, rtos["_start"]),
                                 ("RTOS, to main", told, rtos["main"]),
                                 ("Linux after a panic, to its first instruction", panic, linux["stext"]),
                                 ("Linux after a panic, to the shell", panic, 0)):
            spec.write(f"path {start:x} {end:x} 0 ffffffff {LIMIT} restart/{name}\n")


def measure():
    """Name to instructions, the median."""
    spec, out = OUT + ".spec", OUT + ".counts"
    write_spec(spec)
    # The first life does not reach its end, so the script begins twice
    machine.run("duet", SCRIPT, system=os.path.join(latency.HERE, "systems", "restart.dts"), name="restart", may_stop=True,
                qemu=figures.QEMU, extra=["-plugin", f"{figures.PLUGIN},spec={spec},out={out}"])
    found = {name: counts[2] for name, counts in figures.read_counts(out).items()}
    if len(found) != 4:
        raise machine.Failed(f"restart: only {sorted(found)} were seen; see {os.path.relpath(out, machine.TOP)}")
    return found


def main():
    for what, instructions in measure().items():
        print(f"{what:60}{instructions:14,}")


if __name__ == "__main__":
    machine.cli.run(main)
