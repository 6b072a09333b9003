#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The phone: instructions of both VMs and the hypervisor, as a program of Linux
sees them, for a command, a query, and packets to the modem and through it."""
import os
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
import machine  # noqa: E402

MODULES = os.path.join(machine.BUILD, "linux", "modules")
WWAN_TEST = os.path.join(machine.BUILD, "tests", "overlay", "usr", "bin", "wwan-test")
MEGABYTES, PACKET = 4, 1448	# sent by TCP, in segments of so many bytes
RADIO = 7200000			# bits a second, of HSDPA category 8
CLOCK = 200000000		# instructions a second
SCRIPT = f"""
measure() {{
	name=$1
	shift
	ns=$("$@") || exit 1
	echo "$name:${{ns%% *}}"
}}
modprobe duet_wwan || exit 1
i=0
until [ -e /sys/class/net/wwan0 ] && [ -c /dev/wwan0mbim0 ]; do
	i=$((i + 1))
	[ $i -lt 200 ] || exit 1
	usleep 50000
done
sleep 1
modem send /dev/wwan0at1 'AT+CGDCONT=1,"IP","internet"' >/dev/null &&
	modem send /dev/wwan0at1 AT+CGACT=1,1 >/dev/null || exit 1
ifconfig wwan0 10.64.0.2 netmask 255.255.255.252 up && route add default dev wwan0 || exit 1
ping -c 3 10.64.0.1 >/dev/null || exit 1
measure 'command and its OK' modem at /dev/wwan0at0 500
measure 'MBIM query and its answer' modem mbim /dev/wwan0mbim0 500
measure '64 bytes to the modem and back' wwan-test udp 10.64.0.1 64 1000
measure '1,400 bytes to the modem and back' wwan-test udp 10.64.0.1 1400 1000
measure '1,400 bytes to the modem' wwan-test oneway 10.64.0.1 1400 1000
measure 'TCP' took transfer {MEGABYTES}
"""


def measure():
    """Name to figure."""
    with tempfile.TemporaryDirectory() as overlay:
        programs = os.path.join(overlay, "usr", "bin")
        os.makedirs(programs)
        shutil.copy(WWAN_TEST, programs)
        lines = machine.run("duet", SCRIPT, system="phone", name="phone",
                            overlays=(machine.OVERLAY, machine.PROGRAMS, MODULES, overlay))
    found = {f"phone/{name}": float(value) for name, value in (line.split(":") for line in lines)}
    packet = found.pop("phone/TCP") / ((MEGABYTES << 20) / PACKET)
    found["phone/TCP packet of 1,448 bytes to the network"] = round(packet)
    found["phone/CPU for 7.2 Mbit/s to the network, %"] = round(100 * RADIO / 8 / PACKET * packet / CLOCK, 2)
    return found


def main():
    for name, value in measure().items():
        print(f"{name:60}{value:14,.10g}")


if __name__ == "__main__":
    machine.cli.run(main)
