# SPDX-License-Identifier: GPL-2.0-only
"""Keeps a QEMU that counts instructions in step with the user's time.

Counted instructions are exact however slowly the host runs QEMU, but while the
board is idle its time flies, and a `sleep 5` would be over at once. So this
polls the board's clock, and stops QEMU while it is ahead.
"""
import contextlib
import os
import select
import signal
import threading
import time

import monitor

HZ = 24000000		# of the board's counter
LOOK = 0.005		# polling interval of the clock, seconds
HOLD = 0.2		# longest stop, during which only input on the terminal is noticed


class Pace:
    def __init__(self, machine):
        self.monitor = machine

    def start(self, process):
        threading.Thread(target=self.follow, args=(process,), daemon=True).start()

    def clock(self):
        return int(self.monitor.human(f"xp /1wx {monitor.CLOCK:#x}").split()[-1], 16)

    def follow(self, process):
        # the board is off, or its monitor is closed: nothing left to do
        with contextlib.suppress(OSError, StopIteration, ValueError, IndexError):
            self.monitor.open()
            self.hold(process)

    def hold(self, process):
        last, due = self.clock(), time.monotonic()
        while True:
            time.sleep(LOOK)
            now, ticks = time.monotonic(), self.clock()
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
