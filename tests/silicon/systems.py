# SPDX-License-Identifier: GPL-2.0-only
"""What the model is told of each system: its programs and its VMs."""

NATIVE = ["elf=build/linux-native/vmlinux", "vm=kernel:0:ffffffff:p", "vm=user:0:ffffffff:u"]
DUET = ["elf=build/hypervisor/hypervisor.elf", "elf=build/linux/vmlinux", "elf=build/guest-rtos/demo.elf",
        "vm=hypervisor:0:ffffffff:p", "vm=rtos:f1000000:ffffffff:u", "vm=linux:c0000000:f0ffffff:u",
        "vm=user:0:bfffffff:u"]


def options(system):
    return list(NATIVE if system == "native" else DUET)


def elfs(system):
    return [o[4:] for o in options(system) if o.startswith("elf=")]
