# SPDX-License-Identifier: GPL-2.0-only
"""QEMU's monitor (QMP) on a socket that it inherits."""
import contextlib
import json
import socket
import sys
import time

PATIENCE = 5		# seconds for an answer
VIC, CLOCK = 0x10140000, 0x1000005c	# of the versatilepb


class Monitor:
    def __init__(self):
        self.mine, self.qemu = socket.socketpair()

    def arguments(self):
        """Arguments for QEMU, which must inherit self.qemu."""
        return ["-chardev", f"socket,id=qmp,fd={self.qemu.fileno()}", "-mon", "chardev=qmp,mode=control"]

    def start(self):
        """To be called once QEMU has inherited its end."""
        self.qemu.close()

    def open(self):
        """Waits for QEMU's greeting; to be called once, before ask()."""
        self.mine.settimeout(PATIENCE)
        self.lines = iter(self.mine.makefile("rb"))
        next(self.lines)
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.mine.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(next(self.lines))
            if "return" in answer or "error" in answer:
                return answer.get("return", "")

    def human(self, line):
        return self.ask("human-monitor-command", **{"command-line": line})


def show_state(monitor):
    """Prints what the board is doing: for a run that has become silent."""
    print("--- the board: registers three times; VIC status, raw, enabled; clock", file=sys.stderr)
    # nothing to tell if QEMU itself does not answer
    with contextlib.suppress(OSError, StopIteration, ValueError):
        monitor.open()
        for _ in range(3):
            for line in "info registers", f"xp /5wx {VIC:#x}", f"xp /1wx {CLOCK:#x}":
                print(monitor.human(line).replace("\r", "").rstrip(), file=sys.stderr)
            time.sleep(0.1)
