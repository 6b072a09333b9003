# SPDX-License-Identifier: GPL-2.0-only
"""Whole programs: instructions from their start to their end, natively and
under Duet, and of the boot up to the first program."""
import collections
import os
import shutil
import statistics
import tempfile

import machine

# Name, command, and number of runs, of which the median counts. All are run in
# /tmp, which holds `data`, 8 MB. The output of a command is dropped, and a
# failure ends the run. With the phase of the timer at its start a transfer
# varies by 7 %, and hackbench by 2 %, natively as under Duet: these are run
# often, from many phases.
PROGRAMS = [
    ("hackbench", "hack 5 100", 7),
    ("gzip 8 MB", "gzip -c data", 1),
    ("sha256sum 8 MB", "sha256sum data", 1),
    ("script of 200 commands", "sh script200", 1),
    ("TCP by Ethernet, 4 MB", "transfer 4", 15),
    ("compile", "tcc -c -o small.o /small.c", 1),
]
SETUP = """
cd /tmp || exit 1
# Neither random nor all the same
i=0
while [ $i -lt 64 ]; do
	cat /bin/busybox
	i=$((i + 1))
done | head -c 8388608 > data
i=0
while [ $i -lt 50 ]; do
	echo 'ls -l /bin > list'
	echo 'grep -c s list > count'
	echo 'sort -r list > sorted'
	echo 'wc sorted > words'
	i=$((i + 1))
done > script200
"""

BOOT = 'echo "program boot to shell $(took -boot)"\n'
# The boot unpacks only the usual files and the measuring programs
BOOT_FILES = [os.path.join(machine.OVERLAY, "usr", "bin", "seed"), os.path.join(machine.PROGRAMS, "usr", "bin", "took")]


def script(names=None):
    """Runs all programs, or those with these names, once each."""
    chosen = [(name, command, 1 if names else runs) for name, command, runs in PROGRAMS if not names or name in names]
    commands = "".join(f"measure '{name}' {runs} {command}\n" for name, command, runs in chosen)
    return """
measure() {
	name=$1
	runs=$2
	shift 2
	for i in $(seq 10 $((runs + 9))); do
		[ $runs = 1 ] || sleep 0.$i
		ns=$(took "$@") || exit 1
		echo "program $name $ns"
	done
}
""" + SETUP + commands


def read(config, lines):
    """Name to instructions, from the output of a script."""
    took = collections.defaultdict(list)
    for line in lines:
        word, _, rest = line.partition(" ")
        name, _, value = rest.rpartition(" ")
        if word != "program":
            raise machine.Failed(f"{config}: it says: {line}")
        took[name].append(float(value))
    return {name: statistics.median(values) for name, values in took.items()}


def boot(config):
    with tempfile.TemporaryDirectory() as overlay:
        programs = os.path.join(overlay, "usr", "bin")
        os.makedirs(programs)
        for path in BOOT_FILES:
            shutil.copy(path, programs)
        return read(config, machine.run(config, BOOT, name=f"{config}-boot", overlays=(overlay,), plain=True))


def measure(config):
    """Name to instructions."""
    lines = machine.run(config, script(), name=f"{config}-programs", overlays=(machine.OVERLAY, machine.PROGRAMS), plain=True)
    return {**boot(config), **read(config, lines)}


if __name__ == "__main__":
    import sys
    for wanted in sys.argv[1:] or ["pan", "no-domains", "duet"]:
        print(wanted, measure(wanted))
