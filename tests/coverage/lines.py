# SPDX-License-Identifier: GPL-2.0-only
"""Maps addresses of the hypervisor to lines of its sources, by the line table of its ELF file."""
import os
import subprocess


def lines_of(addresses, elf, top="."):
    """{file: set of lines} of the instructions, inlined or not; file names are relative to the tree's top."""
    text = subprocess.run(["arm-none-eabi-addr2line", "-i", "-e", elf], check=True, text=True,
                          input="\n".join(addresses), stdout=subprocess.PIPE).stdout
    found = {}
    for entry in text.splitlines():
        path, _, line = entry.split(" ")[0].rpartition(":")
        if line.isdigit() and int(line):
            found.setdefault(os.path.relpath(os.path.join(top, path), top), set()).add(int(line))
    return found


def all_addresses(elf):
    text = subprocess.run(["arm-none-eabi-readelf", "-SW", elf], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    for line in text.splitlines():
        words = line.partition("]")[2].split()
        if len(words) > 6 and words[1] == "PROGBITS" and "X" in words[6]:
            start = int(words[2], 16)
            yield from (hex(at) for at in range(start, start + int(words[4], 16), 2))
