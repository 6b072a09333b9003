# SPDX-License-Identifier: GPL-2.0-only
"""How the project's commands end: with a message for the user, without a
traceback for errors that the user can fix, and with nothing left running.

A command must call run(main) as its last line. Exit statuses: main's result, 1
for an error, 2 for a wrong command line, 128 plus the signal's number for a
signal (ctrl-c: 130).
"""
import _signal

# While the program is still loading, ctrl-c must end it without a traceback
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

import contextlib  # noqa: E402
import difflib  # noqa: E402
import fcntl  # noqa: E402
import os  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402

INTERRUPTED = 128 + signal.SIGINT
SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Error(Exception):
    """An error that the user can fix; the text must describe it."""


class Ended(BaseException):
    """A signal ends the program. Not an Exception, so that only clean-up sees it."""

    def __init__(self, number):
        super().__init__(number)
        self.number = number


def _raise_ended(number, _):
    # once only: a second ctrl-c must not interrupt the clean-up
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Ended(number)


def _open_standard():
    """A closed stdin, stdout or stderr must not become the next file opened."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)
    # file names may be invalid text
    sys.stdout.reconfigure(errors="backslashreplace")


def text_of(error):
    """Describes an exception in one line."""
    if isinstance(error, subprocess.CalledProcessError):
        words = error.cmd if isinstance(error.cmd, str) else " ".join(map(os.fsdecode, error.cmd))
        return f"{words}: failed with status {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        words = error.cmd if isinstance(error.cmd, str) else " ".join(map(os.fsdecode, error.cmd))
        return f"{words}: not done after {error.timeout:g} s"
    if isinstance(error, shutil.Error) and error.args and isinstance(error.args[0], list):
        return "; ".join(str(each[-1]) for each in error.args[0])
    if isinstance(error, UnicodeDecodeError):
        return f"not text in UTF-8: {error.object[error.start:error.start + 8]!r}"
    if isinstance(error, OSError) and error.strerror:
        names = [os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, (str, bytes))]
        return ": ".join([" to ".join(names)] * bool(names) + [error.strerror])
    return str(error) or type(error).__name__


def _say(name, text):
    with contextlib.suppress(OSError, ValueError):
        print(f"{name}: {text}", file=sys.stderr, flush=True)


def _status(name, main):
    try:
        status = main()
        sys.stdout.flush()
        return status
    except (Ended, KeyboardInterrupt) as end:
        return 128 + getattr(end, "number", signal.SIGINT)
    except BrokenPipeError:
        return 1	# the reader has closed the pipe
    except SystemExit as end:
        if isinstance(end.code, str):
            _say(name, end.code)
            return 1
        return end.code
    except (Error, OSError, UnicodeDecodeError, subprocess.SubprocessError, shutil.Error) as error:
        _say(name, text_of(error))
        return 1


def run(main, name=None):
    """Ends the program with the result of main(). Does not return."""
    name = name or os.path.basename(sys.argv[0])
    for number in SIGNALS:
        # the caller may have chosen to ignore the signal, as nohup does
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _raise_ended)
    _open_standard()
    status = _status(name, main)
    for path in _folders:
        _remove(path)
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            _say(name, f"standard output: {error.strerror}")
        status = status or 1
    # sys.exit() would flush again, and fail again
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.flush()
    os._exit(status or 0)


def lock(path, why):
    """Returns a locked file or folder, which the caller must keep open.

    The lock ends with the process, however that ends.
    """
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise Error(f"{path}: {why}") from None
    return fd


@contextlib.contextmanager
def _alone(parent):
    """No other process may create or sweep folders here at the same time. The
    folder itself may be locked by a run in it."""
    fd = os.open(os.path.join(parent, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _sweep(parent, prefix):
    """Removes folders of processes that were killed before they could do so."""
    for entry in os.scandir(parent):
        if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False):
            try:
                os.close(lock(entry.path, ""))
            except (Error, OSError):
                continue
            shutil.rmtree(entry.path, ignore_errors=True)


_folders = []	# existing temporary folders


def _remove(path):
    """A process that was just killed may still be writing into the folder."""
    end = time.monotonic() + 2
    while os.path.lexists(path) and time.monotonic() < end:
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def folder(parent, prefix):
    """A temporary folder in parent, which is removed in every case."""
    os.makedirs(parent, exist_ok=True)
    with _alone(parent):
        _sweep(parent, prefix)
        # block signals until the folder is registered
        old = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            path = tempfile.mkdtemp(prefix=prefix, dir=parent)
            _folders.append(path)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, old)
        held = lock(path, "")
    try:
        yield path
    finally:
        _remove(path)
        os.close(held)


def call(command, **kwargs):
    """As subprocess.run() with check=True; but if this program is ended, all
    processes that the command has started are ended as well."""
    with subprocess.Popen(command, process_group=0, **kwargs) as process:
        try:
            out, _ = process.communicate()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return out


def near(name, there):
    """The end of a message about an unknown name."""
    there = sorted(there)
    close = difflib.get_close_matches(name, there, 1, 0.6)
    return (f"; did you mean {close[0]}?" if close else "") + \
        (f" Available: {' '.join(there)}" if there else " None are available")
