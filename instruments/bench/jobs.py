# SPDX-License-Identifier: GPL-2.0-only
"""Parallel runs of the emulator, one per CPU of the host, with a line of
progress on stderr for each that ends.

Counted instructions don't depend on the host's load.
"""
import multiprocessing
import os
import signal
import sys
import time


def _child():
    signal.signal(signal.SIGINT, signal.SIG_IGN)	# the parent ends us


def _timed(function, args):
    start = time.monotonic()
    return function(*args), time.monotonic() - start


class Job:
    """A run that will have a result."""

    def __init__(self, jobs, name, function, args):
        self.jobs = jobs
        self.result = jobs.pool.apply_async(_timed, (function, args), callback=lambda done: jobs.ended(name, done[1]),
                                            error_callback=jobs.failed)

    def get(self):
        """Waits for it; raises the error of any run at once."""
        while not self.result.ready():
            self.result.wait(1)
            if self.jobs.error:
                raise self.jobs.error
        return self.result.get()[0]


class Jobs:
    def __init__(self, workers=None):
        self.begun, self.done, self.start = 0, 0, time.monotonic()
        self.error = None
        self.pool = multiprocessing.get_context("fork").Pool(workers or os.cpu_count(), _child)

    def add(self, name, function, *args):
        self.begun += 1
        return Job(self, name, function, args)

    def ended(self, name, seconds):
        self.done += 1
        now = time.monotonic() - self.start
        print(f"  [{now / 60:4.1f} min] {self.done} of {self.begun}: {name}, {seconds:.0f} s", file=sys.stderr, flush=True)

    def failed(self, error):
        self.error = self.error or error

    def stop(self):
        """Ends all runs; their QEMUs end with them."""
        self.pool.terminate()
        self.pool.join()
