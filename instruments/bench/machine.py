# SPDX-License-Identifier: GPL-2.0-only
"""Boots a configuration of Linux with counted instructions, runs a shell
script in it and returns what the script printed.

Configurations: pan and no-domains, the two native kernels, and duet, which
may be any system description with a Linux.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, "scripts"))
import board  # noqa: E402
import cli  # noqa: E402

BUILD = os.path.join(TOP, "build")
OVERLAY, PROGRAMS = (os.path.join(BUILD, "bench", n) for n in ("overlay", "programs"))
PACK = os.path.join(TOP, "guest-linux", "initramfs", "pack")
NATIVE = {"pan": "linux-native", "no-domains": "linux-no-domains", "rt": "linux-rt"}
# The native kernels get as much memory as the guest has
NATIVE_WORDS = "console=ttyAMA0 mem=88M"
# A sink of TCP in the emulator itself: it takes and acknowledges data at once,
# independently of the host, so a transfer can be repeated
NETWORK = "user,guestfwd=tcp:10.0.2.100:9-null"
EMULATOR_AT, PLAIN_AT = 0x10000, 0x208000
BEGIN, STATUS = "DUET-SCRIPT-BEGIN", "DUET-SCRIPT-STATUS"


class Failed(cli.Error):
    """A run without a result; the text says why."""


def initramfs(folder, script, base, overlays):
    """The archive, followed by overlays and script."""
    stage = os.path.join(folder, "overlay")
    shutil.rmtree(stage, ignore_errors=True)
    for overlay in overlays:
        shutil.copytree(overlay, stage, symlinks=True, dirs_exist_ok=True)
    with open(os.path.join(stage, "script"), "w") as out:
        out.write("seed || exit 1\n" + script)
    archive = os.path.join(folder, "initramfs.cpio")
    subprocess.run([PACK, stage, archive + ".overlay"], check=True)
    with open(archive, "wb") as whole:
        for part in (os.path.join(BUILD, base), archive + ".overlay"):
            with open(part, "rb") as source:
                shutil.copyfileobj(source, whole)
    shutil.rmtree(stage)
    return archive


def plain_kernel(config, folder):
    """An image of the kernel that isn't compressed, as the guest's isn't. The
    emulator loads it at 64 KB; the kernel must be 32 KB after a multiple of
    2 MB, so it is preceded by a jump to there."""
    path = os.path.join(folder, "kernel.bin")
    with open(os.path.join(BUILD, NATIVE[config], "Image"), "rb") as image, open(path, "wb") as out:
        # ldr pc, [pc, #-4], and the address
        out.write(struct.pack("<II", 0xe51ff004, PLAIN_AT).ljust(PLAIN_AT - EMULATOR_AT, b"\0"))
        shutil.copyfileobj(image, out)
    return path


def native_load(config, archive, kernel=None):
    return ["-kernel", kernel or os.path.join(BUILD, NATIVE[config], "zImage"), "-initrd", archive,
            "-dtb", os.path.join(BUILD, "linux-native", "native.dtb"),
            "-append", f"{NATIVE_WORDS} duet.script=1"]


def duet_load(system, archive, folder):
    image = os.path.join(folder, "duet.img")
    subprocess.run([os.path.join(TOP, "scripts", "pack-system"), system, image,
                    "--initramfs", archive, "--bootargs-append", "duet.script=1"], check=True)
    return ["-kernel", image]


def stopped(folder):
    """The hypervisor's line about a VM that it stopped, or None."""
    try:
        with open(os.path.join(folder, "hyp.log"), errors="replace") as log:
            found = re.search(r"^duet\| (.*: crashed.*?)\s*$", log.read(), re.MULTILINE)
    except FileNotFoundError:
        return None
    return found and found.group(1)


def end_when_stopped(process, folder):
    """Ends the run once a VM has been stopped, instead of waiting for it."""
    while process.poll() is None:
        if stopped(folder):
            process.kill()
        time.sleep(2)


class Output:
    def __init__(self, log):
        self.log, self.text = log, b""

    def feed(self, data):
        self.log.write(data)
        self.log.flush()
        self.text += data

    def lines(self):
        """The lines printed by the script; Failed if it did not end well."""
        text = self.text.decode(errors="replace").replace("\r\n", "\n")
        _, begun, text = text.partition(BEGIN + "\n")
        text, ended, status = text.rpartition(STATUS)
        if not begun or not ended:
            raise Failed("the script did not get to its end")
        if status.split()[0] != "0":
            raise Failed(f"the script failed with status {status.split()[0]}")
        return text.splitlines()


def run(config, script, system="linux", name=None, limit=900, silence=300, extra=(), qemu=None, overlays=(OVERLAY,),
        plain=False, env=None, may_stop=False):
    """The lines that the script printed in this configuration. The files of the
    run are left in build/bench/run/NAME. A VM that the hypervisor stops ends it,
    unless may_stop is set."""
    folder = os.path.join(BUILD, "bench", "run", name or config)
    os.makedirs(folder, exist_ok=True)
    # the guest's archive includes its modules
    archive = initramfs(folder, script, "initramfs-base.cpio" if config in NATIVE else "initramfs.cpio", overlays)
    if config in NATIVE:
        load = native_load(config, archive, plain_kernel(config, folder) if plain else None)
    else:
        load = duet_load(system, archive, folder)
    card = os.path.join(folder, "mmc.img")
    if os.path.exists(card):
        os.unlink(card)
    board.make_card(card)
    command = board.command(folder, load, card=card, icount=True, extra=extra)
    command[command.index("-nic") + 1] = NETWORK
    if qemu:
        command[0] = qemu
    with open(os.path.join(folder, "linux.log"), "wb") as log:
        output = Output(log)
        process = board.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=env)
        watch = board.Watch(process, limit, silence)
        if not may_stop:
            threading.Thread(target=end_when_stopped, args=(process, folder), daemon=True).start()
        watch.run(output.feed)
    try:
        if watch.reason:
            raise Failed(watch.reason)
        return output.lines()
    except Failed as error:
        gone = not may_stop and stopped(folder)
        raise Failed(f"{config}: {f'{gone}: ' if gone else ''}{error}; see {os.path.relpath(folder, TOP)}") from None


def rows(config, text="", **kwargs):
    """Names of lm's rows with this text in them, and the instructions per
    operation, in the order of the program."""
    for line in run(config, f"exec lm '{text}'\n", **kwargs):
        word, _, rest = line.partition(" ")
        if word != "row":
            raise Failed(f"{config}: lm says: {line}")
        name, _, value = rest.rsplit(" ", 2)
        yield name, float(value)
