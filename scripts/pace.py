# SPDX-License-Identifier: GPL-2.0-only
"""Keeps a QEMU that counts instructions in step with the user's time.

Counted instructions are exact however slowly the host runs QEMU, but while the
board is idle its time flies, and a `sleep 5` would be over at once. So this
polls the board's clock, and stops QEMU while it is ahead.
"""
import contextlib
import json
import os
import select
import signal
import socket
import threading
import time

CLOCK = 0x1000005c	# the board's 24 MHz counter
HZ = 24000000
LOOK = 0.005		# polling interval of the clock, seconds
HOLD = 0.2		# longest stop, during which only input on the terminal is noticed


class Pace:
    def __init__(self):
        self.mine, self.qemu = socket.socketpair()

    def arguments(self):
        """Arguments for QEMU, which must inherit self.qemu."""
        return ["-chardev", f"socket,id=pace,fd={self.qemu.fileno()}", "-mon", "chardev=pace,mode=control"]

    def start(self, process):
        self.qemu.close()
        threading.Thread(target=self.follow, args=(process,), daemon=True).start()

    def ask(self, lines, command, **arguments):
        self.mine.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(next(lines))
            if "return" in answer or "error" in answer:
                return answer.get("return", "")

    def clock(self, lines):
        return int(self.ask(lines, "human-monitor-command", **{"command-line": f"xp /1wx {CLOCK:#x}"}).split()[-1], 16)

    def follow(self, process):
        # the board is off, or its monitor is closed: nothing left to do
        with contextlib.suppress(OSError, StopIteration, ValueError, IndexError):
            lines = iter(self.mine.makefile("rb"))
            next(lines)
            self.ask(lines, "qmp_capabilities")
            self.hold(process, lines)

    def hold(self, process, lines):
        last, due = self.clock(lines), time.monotonic()
        while True:
            time.sleep(LOOK)
            now, ticks = time.monotonic(), self.clock(lines)
            due += ((ticks - last) & 0xffffffff) / HZ
            last = ticks
            # a board slower than real time need not catch up, and the user
            # should not wait for a board whose time has jumped ahead
            due = min(max(due, now), now + HOLD)
            if due - now > LOOK:
                process.send_signal(signal.SIGSTOP)
                self.wait(due - now)
                process.send_signal(signal.SIGCONT)

    @staticmethod
    def wait(seconds):
        """Waits that long, or until there is input that QEMU has not read."""
        if os.isatty(0):
            select.select([0], [], [], seconds)
        else:
            time.sleep(seconds)
