# SPDX-License-Identifier: GPL-2.0-only
"""Options of the model for each system: its programs, its VMs, and the stretches of
code to be priced."""
import os

NATIVE = [
    "elf=build/linux-native/vmlinux",
    "vm=kernel:0:ffffffff:p", "vm=user:0:ffffffff:u",
    "span=switch:cpu_arm926_switch_mm:cpu_arm926_switch_mm+0x1c",
    "span=syscall:vector_swi:user",
]
DUET = [
    "elf=build/hypervisor/hypervisor.elf", "elf=build/linux/vmlinux", "elf=build/guest-rtos/demo.elf",
    "vm=hypervisor:0:ffffffff:p", "vm=rtos:f1000000:ffffffff:u", "vm=linux:bf000000:f0ffffff:u",
    "vm=user:0:beffffff:u",
    "span=interrupt:vec_irq:user", "span=world-switch:switch:user", "span=block:entry_block:user",
    "span=syscall:swi_user:user", "span=flush:flush_all:user",
]


def options(system):
    return list(NATIVE if system == "native" else DUET)


def command(system, script, folder, more=()):
    """The command that runs the shell script in the Linux of this system; a test that
    is a program starts scripts/run itself."""
    if os.access(script, os.X_OK):
        return [script, *more]
    where = ["--native"] if system == "native" else ["--system", system]
    return ["scripts/run", "--overlay", "build/tests/overlay", "--script", script, "--folder", folder,
            "--silence", "500", *where, *more]


def elfs(system):
    return [o[4:] for o in options(system) if o.startswith("elf=")]
