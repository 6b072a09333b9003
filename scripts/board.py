# SPDX-License-Identifier: GPL-2.0-only
"""The emulated board: its QEMU command line, and the supervision of a run.

UARTs in the order of the board: uart0 Linux, uart1 the RTOS, uart2 the
hypervisor. Each is logged to a file in the run's folder: linux.log, rtos.log,
hyp.log.
"""
import ctypes
import os
import selectors
import signal
import subprocess
import time

import cli

QEMU = "qemu-system-arm"
UARTS = ("linux", "rtos", "hyp")
PR_SET_PDEATHSIG = 1	# of prctl(2)
TIMED_OUT = 124		# exit status, as of timeout(1)

# Virtual time advances with the instruction count, so that runs are repeatable
ICOUNT = ["-icount", "shift=0,sleep=off", "-rtc", "clock=vm", "-seed", "1"]
# Only the clock, for interactive use: see pace.py
ICOUNT_CLOCK = ["-icount", "shift=0,sleep=off"]

BoardError = cli.Error


def make_card(path, megabytes=64):
    """Creates a sparse MMC card with an empty file system, unless it exists."""
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    mke2fs = next((p for p in ("/sbin/mke2fs", "/usr/sbin/mke2fs") if os.path.exists(p)), "mke2fs")
    new = f"{path}.new{os.getpid()}"
    try:
        with open(new, "wb") as card:
            card.truncate(megabytes << 20)
        subprocess.run([mke2fs, "-q", "-F", "-t", "ext4", new], check=True)
        os.rename(new, path)
    finally:
        if os.path.exists(new):
            os.unlink(new)


def option_text(text):
    """Quotes a value for QEMU's options, which end at a comma."""
    return text.replace(",", ",,")


def clear_uarts(folder):
    """Removes the logs and sockets of an earlier run in this folder."""
    path = os.path.relpath(os.path.join(folder, "linux.sock"))
    if len(os.fsencode(path)) > 104:
        raise BoardError(f"{path}: too long for a socket; use a shorter folder name")
    for name in UARTS:
        for suffix in (".sock", ".log"):
            if os.path.lexists(os.path.join(folder, name + suffix)):
                os.unlink(os.path.join(folder, name + suffix))


def socket_uart(folder, name, fd=None):
    """A UART on a socket that clients can connect to at any time, logged to a
    file; if fd is given, the socket is that descriptor, which QEMU inherits."""
    path = option_text(os.path.relpath(os.path.join(folder, name)))
    where = f"path={path}.sock,server=on,wait=off" if fd is None else f"fd={fd}"
    return ["-chardev", f"socket,id={name},{where},logfile={path}.log", "-serial", f"chardev:{name}"]


def command(folder, load, stdout="linux", terminal=False, card=None, icount=False, extra=(), uarts=None,
            nic="user"):
    """Returns QEMU's command. load: the arguments that select the image to boot;
    stdout: the UART on QEMU's standard output. With terminal this UART also
    gets the input, and shares both with QEMU's monitor. icount: True, or a list
    of arguments. uarts: a relay's descriptors for the other UARTs.
    nic: QEMU's -nic option."""
    os.makedirs(folder, exist_ok=True)
    if not uarts:
        clear_uarts(folder)
    args = [QEMU, "-M", "versatilepb", "-m", "128", "-display", "none", "-no-reboot", "-nic", nic,
            "-audiodev", "none,id=none", "-global", "pl041.audiodev=none"]
    if not terminal:
        args += ["-monitor", "none"]
    for name in UARTS:
        if name != stdout:
            args += socket_uart(folder, name, (uarts or {}).get(name))
        elif terminal:
            args += ["-serial", "mon:stdio"]
        else:
            args += ["-chardev", f"stdio,id={name},signal=off", "-serial", f"chardev:{name}"]
    if card:
        args += ["-drive", f"file={option_text(card)},if=sd,format=raw"]
    if icount:
        args += ICOUNT if icount is True else icount
    return args + list(load) + list(extra)


def die_with_parent():
    """QEMU must not outlive its parent, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(args, **kwargs):
    """Starts QEMU; the caller must wait for it or kill it."""
    try:
        return subprocess.Popen(args, preexec_fn=die_with_parent, **kwargs)
    except FileNotFoundError:
        raise BoardError(f"{args[0]}: not found; 'make deps' installs it") from None
    except UnicodeEncodeError:
        raise BoardError("a file name is not valid text in this locale") from None


class Watch:
    """Reads a running QEMU's stdout and ends the run at its time limit.

    limit: seconds for the whole run; silence: seconds without any output; None:
    no limit; inspect: called before QEMU is ended at a limit. After run(),
    reason says why the run was ended early, or is None.
    """

    def __init__(self, process, limit=None, silence=None, inspect=None):
        self.process, self.limit, self.silence = process, limit, silence
        self.inspect = inspect
        self.reason = None
        self.deadline = time.monotonic() + limit if limit else None

    def _remaining(self, last):
        now = time.monotonic()
        times = [self.deadline - now] if self.deadline else []
        if self.silence:
            times.append(last + self.silence - now)
        return min(times) if times else None

    def _expired(self):
        if self.deadline and time.monotonic() >= self.deadline:
            self.reason = f"not done after {self.limit} s"
        else:
            self.reason = f"silent for {self.silence} s"
        if self.inspect:
            self.inspect()

    def run(self, feed):
        """Calls feed(bytes) with all output until QEMU ends; if that returns
        true, QEMU is ended. Returns QEMU's exit status."""
        selector = selectors.DefaultSelector()
        selector.register(self.process.stdout, selectors.EVENT_READ)
        last = time.monotonic()
        try:
            while True:
                remaining = self._remaining(last)
                if remaining is not None and remaining <= 0:
                    self._expired()
                    break
                if not selector.select(remaining):
                    continue
                data = os.read(self.process.stdout.fileno(), 65536)
                if not data:
                    return self._wait()
                last = time.monotonic()
                if feed(data):
                    break
        finally:
            selector.close()
            self.stop()
        return self.process.returncode

    def _wait(self):
        try:
            return self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.reason = "QEMU closed its output but did not end"
            return None

    def stop(self):
        """Ends QEMU if it is still running."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def leave(process):
    """Ends a QEMU that owns the terminal, which it restores."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
