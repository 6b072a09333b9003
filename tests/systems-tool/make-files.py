#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""make-files.py DIR: test files of all kinds that descriptions name.

Their bytes differ from word to word, so that misplaced data are detected.
"""
import glob
import os
import re
import struct
import sys

VECTORS = 0x4000
HYP_END = 0x7350
VM_SIZE = 0x220


def pattern(seed, size):
    """size bytes without repetition: a counter and the seed in each word"""
    words = b"".join(struct.pack("<HH", i & 0xffff, seed + (i >> 16))
                     for i in range((size + 3) // 4))
    return words[:size]


def hypervisor(platform=387, version=2):
    """The head as the hypervisor's linker script lays it out"""
    body = bytearray(pattern(0x4800, 0x6000))
    struct.pack_into("<13I", body, 0, 0xea00000f, 0x74654475, 0, 0, 0, 0, 0,
                     0, HYP_END, VECTORS, platform, VM_SIZE, version)
    return bytes(body)


def named():
    """The images named by the project's own descriptions, in order."""
    names = set()
    for source in glob.glob(os.path.join(os.path.dirname(sys.argv[0]), "../../systems/*.dts")):
        with open(source) as file:
            names |= set(re.findall(r'"([\w./-]+\.bin)"', file.read()))
    return sorted(names)


def main():
    files = {
        "hypervisor.bin": hypervisor(),
        "truncated.bin": hypervisor()[:VECTORS + 0x800],
        "format.bin": hypervisor(version=3),
        "short.bin": hypervisor()[:16],
        "linux/Image": pattern(0x1000, 5000001),
        "initramfs.cpio.gz": b"\x1f\x8b" + pattern(0x2000, 2000003),
        "guest.bin": pattern(0x3000, 70002),
        "other.bin": pattern(0x3100, 4),
        "beat.bin": pattern(0x3180, 40),
        "first.bin": pattern(0x31a0, 44),
        "second.bin": pattern(0x31c0, 48),
        "victim.bin": pattern(0x3200, 0xff000),
        "guest-rtos/demo.bin": pattern(0x3300, 131071),
        "last.bin": pattern(0x3380, 0x1ff000 - 3),
        "large.bin": pattern(0x3400, 0x200000),
        "large.gz": b"\x1f\x8b" + pattern(0x3500, 0x200000 - 2),
        "empty.bin": b"",
        "elf.bin": b"\177ELF" + pattern(0x3600, 1000),
        "zimage.bin": pattern(0x3700, 0x24) + b"\x18\x28\x6f\x01",
    }
    for seed, name in enumerate(named()):
        files.setdefault(name, pattern(0x5000 + 0x40 * seed, 40 + 4 * seed))
    for name, data in files.items():
        path = os.path.join(sys.argv[1], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)


main()
