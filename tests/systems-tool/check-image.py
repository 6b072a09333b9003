#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check-image.py DTB IMAGE DIR [OPTION...]: checks a packed image against DTB.

It shares no code with the packer: it reads the description with its own small
reader, walks the packed tables as the ARM926's MMU would, checks for each VM
which frames its domains make accessible, and loads its image as the loader
would. The options must be those of the packer. Reports errors with status 1.
"""
import os
import struct
import sys

MB = 0x100000
SHARED_VA = 0xef000000
LINEAR_VA = 0xc0000000
PAGED_IMAGE_VA = 0xd8000000
wrong = []


def expect(what, got, want):
    if got != want:
        show = [hex(x) if isinstance(x, int) else repr(x) for x in (got, want)]
        wrong.append(f"{what}: {show[0][:300]}, expected {show[1][:300]}")


# ---- device trees ---------------------------------------------------------

class Node:
    def __init__(self, name):
        self.name, self.props, self.children = name, {}, {}

    def cells(self, name):
        data = self.props.get(name, b"")
        return list(struct.unpack(f">{len(data) // 4}I", data))

    def strings(self, name):
        data = self.props.get(name, b"")
        return data[:-1].decode().split("\0") if data else []

    def string(self, name):
        return self.strings(name)[0] if name in self.props else None


def read_tree(blob):
    magic, _, off, strings = struct.unpack_from(">4I", blob)
    assert magic == 0xd00dfeed
    stack = [Node("above the root")]
    while True:
        tag = struct.unpack_from(">I", blob, off)[0]
        off += 4
        if tag == 1:
            end = blob.index(0, off)
            node = Node(blob[off:end].decode())
            stack[-1].children[node.name] = node
            stack.append(node)
            off = (end + 4) & ~3
        elif tag == 2:
            stack.pop()
        elif tag == 3:
            size, name = struct.unpack_from(">2I", blob, off)
            name += strings
            name = blob[name:blob.index(0, name)].decode()
            stack[-1].props[name] = blob[off + 8:off + 8 + size]
            off = (off + 8 + size + 3) & ~3
        elif tag == 9:
            return stack[0].children[""]


# ---- the image ------------------------------------------------------------

class Image:
    def __init__(self, data):
        self.data = data
        (_, _, self.size, self.store, self.system, self.window, self.root_pa,
         self.root_va, self.hyp_end, self.vectors, _, self.vm_size,
         self.version) = self.words(0, 13)

    def words(self, at, n):
        return struct.unpack_from(f"<{n}I", self.data, at)

    def word_at_pa(self, pa):
        return self.words(pa - self.store, 1)[0]

    def slots(self):
        """(slot, descriptor) of the window's first-level entries"""
        for i in range(256):
            yield 0xf00 + i, self.words(self.window + 4 * i, 1)[0]

    def pages(self):
        """(va, pa, AP, C and B, domain) of each KB that is mapped"""
        for slot, l1 in self.slots():
            kind, domain = l1 & 3, l1 >> 5 & 15
            if kind == 0:
                expect(f"empty descriptor {slot:x}", l1, 0)
                continue
            expect(f"bit 4 of descriptor {slot:x}", l1 >> 4 & 1, 1)
            if kind == 2:
                expect(f"zero bits of section {slot:x}", l1 & 0xff200, 0)
                for off in range(0, MB, 1024):
                    yield (slot * MB + off, (l1 & 0xfff00000) + off,
                           l1 >> 10 & 3, l1 >> 2 & 3, domain)
                continue
            expect(f"kind of descriptor {slot:x}", kind, 1)
            for entry in self.table(slot * MB, l1 & 0xfffffc00):
                yield entry + (domain,)

    def table(self, va, at):
        for i in range(256):
            l2 = self.word_at_pa(at + 4 * i)
            kind = l2 & 3
            if kind == 0:
                continue
            size = {1: 0x10000, 2: 0x1000}.get(kind)
            if not size:
                wrong.append(f"descriptor {l2:x} at {va + i * 4096:x}")
                continue
            if kind == 1:
                copies = {self.word_at_pa(at + 4 * (i & ~15) + 4 * k)
                          for k in range(16)}
                expect(f"copies of the large page at {va + i * 4096:x}",
                       copies, {l2})
            for off in range(0, 4096, 1024):
                where = (va + i * 4096 + off) & (size - 1)
                ap = l2 >> (4 + 2 * (where // (size // 4))) & 3
                yield (va + i * 4096 + off, (l2 & -size) + where, ap,
                       l2 >> 2 & 3)


DEVICE, BUFFERED, THROUGH, BACK = 0, 1, 2, 3	# C << 1 | B
NONE, PRIV, READ, WRITE = 0, 1, 2, 3		# AP


class Vm:
    def __init__(self, image, at, node, name):
        fields = struct.unpack_from("<16s27I", image.data, at)
        self.name, self.node = name, node
        expect("name", fields[0].rstrip(b"\0").decode(), name)
        (self.flags, self.prio, self.rank, self.slice, self.watchdog,
         self.restart_delay, self.budget, self.period, self.dacr_kern,
         self.dacr_user, self.ram_pa, self.ram_va, self.ram_size, self.zone_pa, self.zone_va,
         self.zone_size, self.image_pa, self.image_va, self.image_size,
         self.shared_va, self.kernel_base, self.device_events,
         self.device_va, self.first_range, self.nr_ranges,
         self.nr_channels, first) = fields[1:]
        self.channels = [struct.unpack_from("<3I4B16s", image.data,
                                            at + 16 + 26 * 4 + 32 * i)
                         for i in range(8)]
        self.paged = node.string("kind") == "paged"


SYS_VM_SIZE = 16 + 26 * 4 + 8 * 32
SYS_TABLE_SIZE = 92 + 256


class System:
    def __init__(self, tree, image, images, options):
        self.tree, self.image, self.dir = tree, image, images
        self.options = options
        self.board = tree.children["board"]
        self.devices = self.board.children["devices"].children
        self.channels = tree.children.get("channels", Node("")).children
        self.channel_names = list(self.channels)
        at = image.system
        (magic, version, nr, self.clock_va, self.clock_hz, ram, ram_size
         ) = image.words(at, 7)
        expect("magic of the tables", magic, 0x53795344)
        self.irq = [tuple(image.data[at + 28 + 2 * i:at + 30 + 2 * i])
                    for i in range(32)]
        self.ranges = [image.words(at + 92 + 8 * i, 2) for i in range(32)]
        expect("version", [version, image.version], [2, 2])
        expect("RAM", [ram, ram_size], self.board.cells("ram"))
        vms = tree.children["vms"].children
        expect("number of VMs", nr, len(vms))
        self.vms = [Vm(image, at + SYS_TABLE_SIZE + i * SYS_VM_SIZE, node, name)
                    for i, (name, node) in enumerate(vms.items())]
        self.given = {}		# device name: VM number

    def option(self, name, vm=None):
        """The value of --name, or of --name vm=value"""
        for i, word in enumerate(self.options):
            if word != "--" + name:
                continue
            value = self.options[i + 1]
            if vm is None:
                return value
            if value.split("=", 1)[0] == vm:
                return value.split("=", 1)[-1]
        return None

    def file(self, vm, prop, option):
        path = self.option(option, vm.name)
        if path is None:
            if vm.node.string(prop) is None:
                return None
            path = os.path.join(self.dir, vm.node.string(prop))
        with open(path, "rb") as f:
            return f.read()

    def ends(self, vm):
        """(channel index in the VM, its name, node, number of the end)"""
        found = [(name, node, node.strings("ends").index(vm.name))
                 for name, node in self.channels.items()
                 if vm.name in node.strings("ends")]
        return [(i,) + f for i, f in enumerate(found)]


# ---- the checks -----------------------------------------------------------

def check_root(s, img):
    """The destination of the first-level table, and its virtual address"""
    expect("alignment of the root", img.root_pa % 0x4000, 0)
    for vm in s.vms:
        if vm.paged:
            expect("root", [img.root_pa, img.root_va],
                   [vm.zone_pa + 0x4000, vm.zone_va + 0x4000])
            return
    at = img.root_pa - img.store
    expect("root's address", img.root_va, 0xf0000000 + at)
    expect("window in the root", img.window, at + 0x3c00)
    expect("root is empty", img.data[at:img.window].strip(b"\0"), b"")


def check_head(s):
    img = s.image
    expect("size in the head", img.size, len(img.data))
    expect("store", img.store, s.tree.children["hypervisor"].cells("store")[0])
    check_root(s, img)
    with open(os.path.join(s.dir, "hypervisor.bin"), "rb") as f:
        hyp = f.read()
    expect("hypervisor", img.data[0x20:len(hyp)], hyp[0x20:])
    expect("first words", img.data[:8], hyp[:8])
    hyp_end = img.hyp_end + len(s.vms) * img.vm_size
    placed = [(0, hyp_end), (img.window, img.window + 0x400),
              (img.system, img.system + SYS_TABLE_SIZE + len(s.vms) * SYS_VM_SIZE)]
    for _, l1 in img.slots():
        if l1 & 3 == 1:
            at = (l1 & 0xfffffc00) - img.store
            placed.append((at, at + 1024))
    placed.sort()
    for a, b in zip(placed, placed[1:]):
        if a[1] > b[0]:
            wrong.append(f"in the head {a} overlaps {b}")
    if placed[-1][1] > MB:
        wrong.append("the head is more than 1 MB")
    tail = img.data[len(hyp):hyp_end]
    expect("bss is empty", tail.strip(b"\0"), b"")


def check_vm_table(s, vm):
    node = vm.node
    flags = (vm.paged | ("may-restart" in node.props) << 1 |
             ("control" in node.props) << 2 |
             ("watchdog-ms" in node.props) << 3 | vm.paged << 4 |
             (node.string("on-crash") == "restart") << 16 |
             ("ends-system" in node.props or
              s.option("exit-on", vm.name) is not None) << 17 |
             ([v.prio for v in s.vms].count(vm.prio) == 1) << 19)
    expect(f"{vm.name} flags", vm.flags, flags)
    for name, got, unit, default in (
            ("watchdog-ms", vm.watchdog, 1000, 0),
            ("restart-delay-ms", vm.restart_delay, 1000, 1000),
            ("budget-us", vm.budget, 1000000, 0),
            ("period-us", vm.period, 1000000, 0)):
        number = (node.cells(name) or [default])[0]
        expect(f"{vm.name} {name}", got, number * s.clock_hz // unit)
    expect(f"{vm.name} priority", [vm.prio], node.cells("priority"))
    slice_us = (node.cells("slice-us") or [10000])[0]
    expect(f"{vm.name} slice", vm.slice, slice_us * s.clock_hz // 1000000)
    expect(f"{vm.name} RAM", [vm.ram_pa, vm.ram_size], node.cells("memory"))
    expect(f"{vm.name} zone", [vm.zone_pa, vm.zone_size],
           node.cells("zone") or [0, 0])
    if vm.paged:
        expect(f"{vm.name} RAM's address", vm.ram_va, LINEAR_VA)
        expect(f"{vm.name} shared page", vm.shared_va, SHARED_VA)
        expect(f"{vm.name} image's address", vm.image_va, PAGED_IMAGE_VA)
        expect(f"{vm.name} kernel base", vm.kernel_base, 0xbf000000)
    else:
        expect(f"{vm.name} shared page", vm.shared_va, vm.ram_va)
    expect(f"{vm.name} image is at a MB", vm.image_pa % MB, 0)


def check_events(s, number, vm):
    """Devices, then channels, in order; the table of lines must agree"""
    event, device_events = 1, 0
    for name in vm.node.strings("devices"):
        s.given[name] = number
        for line in s.devices[name].cells("lines"):
            expect(f"line {line}", s.irq[line], (number, event))
            device_events |= 1 << event
            event += 1
    expect(f"{vm.name} device events", vm.device_events, device_events)
    ends = s.ends(vm)
    expect(f"{vm.name} channels", vm.nr_channels, len(ends))
    names = [v.name for v in s.vms]
    for i, name, node, end in ends:
        va, size, pa, flags, ev, peer, peer_event, label = vm.channels[i]
        expect(f"{name} name", label.rstrip(b"\0").decode(), name)
        expect(f"{name} memory", [pa, size], node.cells("memory"))
        expect(f"{name} flags", flags,
               ("uncached" in node.props) | (end == 0) << 1)
        expect(f"{name} event", ev, event)
        event += 1
        expect(f"{name} peer", names[peer], node.strings("ends")[1 - end])
        other = [c for c in s.vms[peer].channels if c[2] == pa]
        expect(f"{name} is at its other end, too", len(other), 1)
        expect(f"{name} address there", other[0][0], va)
        expect(f"{name} event there", other[0][4], peer_event)


def check_ranges(s, vm):
    want = []
    if vm.paged:
        for name in vm.node.strings("devices"):
            pages = s.devices[name].cells("pages")
            want += list(zip(pages[::2], pages[1::2]))
        want += [tuple(node.cells("memory")) for _, _, node, _ in s.ends(vm)
                 if "uncached" in node.props]
    expect(f"{vm.name} ranges",
           s.ranges[vm.first_range:vm.first_range + vm.nr_ranges], want)


def expected_access(s, vm):
    """{va of a KB: (pa, AP, cache)} that the VM's kernel must be able to access"""
    want = {}

    def add(va, pa, size, ap, cache):
        for off in range(0, size, 1024):
            want[va + off] = (pa + off, ap, cache)

    add(0xfffe0000, s.board.cells("clock-page")[0], 4096, READ, DEVICE)
    add(0xffff0c00, s.image.store + s.image.vectors + 0xc00, 1024, READ, BACK)
    for i, _, node, _ in s.ends(vm):
        cache = BUFFERED if "uncached" in node.props else BACK
        add(vm.channels[i][0], *node.cells("memory"), WRITE, cache)
    if vm.paged:
        return want
    add(vm.ram_va, vm.ram_pa, vm.ram_size, WRITE, BACK)
    add(vm.image_va, vm.image_pa, (vm.image_size + MB - 1) // MB * MB, READ,
        BACK)
    va = vm.device_va
    for name in vm.node.strings("devices"):
        pages = s.devices[name].cells("pages")
        for pa, size in zip(pages[::2], pages[1::2]):
            add(va, pa, size, WRITE, DEVICE)
            va += size
    return want


def check_access(s, pages):
    """Each VM can access exactly its own memory, and its user none of it"""
    for vm in s.vms:
        for what, dacr in (("kernel", vm.dacr_kern), ("user", vm.dacr_user)):
            if any(dacr >> 2 * d & 3 not in (0, 1) for d in range(16)):
                wrong.append(f"{vm.name} {what}: DACR {dacr:x} has a manager")
            for d in (0, 1):
                expect(f"{vm.name} {what}: domain {d}", dacr >> 2 * d & 3, 1)
        got = {va: (pa, ap, cache) for va, pa, ap, cache, domain in pages
               if ap >= READ and vm.dacr_kern >> 2 * domain & 1}
        want = expected_access(s, vm)
        for va in sorted(set(got) | set(want)):
            if got.get(va) != want.get(va):
                expect(f"{vm.name} at {va:x}", got.get(va), want.get(va))
                break
        user = {va for va, pa, ap, cache, domain in pages
                if ap >= READ and vm.dacr_user >> 2 * domain & 1}
        expect(f"{vm.name} user reaches", user,
               {va for va in want if va >= 0xfff00000})
        kern_user = 1 << 4 | 1 << 6
        expect(f"{vm.name} kernel and user domain", vm.dacr_kern & 0xf0,
               kern_user if vm.paged else 0)
        expect(f"{vm.name} user domain", vm.dacr_user & 0xf0,
               1 << 6 if vm.paged else 0)


def check_private(s, pages):
    """Memory that only the hypervisor can access"""
    want = {}

    def add(va, pa, size, cache):
        for off in range(0, size, 1024):
            want[va + off] = (pa + off, PRIV, cache)

    add(0xf0000000, s.image.store, MB, BACK)
    for i, pa in enumerate(s.board.cells("hypervisor-sections")):
        add(0xf0100000 + i * MB, pa, MB, DEVICE)
    add(0xffff0000, s.image.store + s.image.vectors, 0xc00, BACK)
    for vm in s.vms:
        if vm.paged:
            add(vm.zone_va, vm.zone_pa, vm.zone_size, THROUGH)
    got = {va: (pa, ap, cache) for va, pa, ap, cache, _ in pages if ap == PRIV}
    expect("hypervisor only: addresses", sorted(got), sorted(want))
    for va in want:
        if got.get(va) != want[va]:
            expect(f"hypervisor at {va:x}", got.get(va), want[va])
            break


# ---- the work of the loader -----------------------------------------------

def load(s, vm):
    """The VM's RAM, None where nothing is stored"""
    at = vm.image_pa - s.image.store
    magic, entry, arg, nr = s.image.words(at, 4)
    expect(f"{vm.name} image", magic, 0x494d4744)
    ram, taken = bytearray(vm.ram_size), []
    for i in range(nr):
        off, va, size, zero = s.image.words(at + 16 + 16 * i, 4)
        expect(f"{vm.name} alignment", (off | va | size | zero) & 3, 0)
        if off + size > vm.image_size + 31:
            wrong.append(f"{vm.name} segment {i} ends beyond its image")
        to = va - vm.ram_va
        taken.append((to, to + size + zero))
        ram[to:to + size] = s.image.data[at + off:at + off + size]
    taken.sort()
    expect(f"{vm.name} RAM's size", len(ram), vm.ram_size)
    for a, b in zip(taken, taken[1:]):
        if a[1] > b[0]:
            wrong.append(f"{vm.name} segments overlap")
    if not vm.paged and taken[0][0] < 4096:
        wrong.append(f"{vm.name}: the shared page is loaded over")
    return ram, entry, arg


def check_guest_devices(s, vm, tree):
    event = 1
    for name in vm.node.strings("devices"):
        device = s.devices[name]
        pages = device.cells("pages")
        found = [n for n in tree.children.values()
                 if n.cells("reg") == pages and "compatible" in n.props]
        expect(f"{name} in the device tree", len(found), 1)
        if not found:
            continue
        lines = len(device.cells("lines"))
        expect(f"{name} interrupts", found[0].cells("interrupts"),
               list(range(event, event + lines)))
        event += lines
        for prop, value in device.children["guest"].props.items():
            expect(f"{name} {prop}", found[0].props.get(prop), value)
        for phandle in found[0].cells("clocks"):
            expect(f"{name} clock {phandle}",
                   [n.cells("#clock-cells") for n in tree.children.values()
                    if n.cells("phandle") == [phandle]], [[0]])
    return event


def check_guest_tree(s, vm, tree, ram):
    intc = tree.children["interrupt-controller"]
    expect("compatible", tree.strings("compatible"), ["duet,guest"])
    expect("interrupt parent", tree.cells("interrupt-parent"),
           intc.cells("phandle"))
    expect("cells", intc.cells("#interrupt-cells"), [1])
    memory = [n for n in tree.children.values()
              if n.string("device_type") == "memory"]
    expect("memory", [n.cells("reg") for n in memory],
           [[vm.ram_pa, vm.ram_size]])
    chosen = tree.children["chosen"]
    args = s.option("bootargs", vm.name) or vm.node.string("bootargs") or ""
    more = s.option("bootargs-append")
    expect("command line", chosen.string("bootargs"),
           f"{args} {more}" if more else args)
    initrd = s.file(vm, "initramfs", "initrd")
    if initrd is None:
        expect("initrd", "linux,initrd-start" in chosen.props, False)
    else:
        start = chosen.cells("linux,initrd-start")[0]
        end = chosen.cells("linux,initrd-end")[0]
        expect("initrd", bytes(ram[start - vm.ram_pa:end - vm.ram_pa]), initrd)
        expect("alignment of the initrd", start % 4096, 0)
    event = check_guest_devices(s, vm, tree)
    if vm.node.string("stdout"):
        path = chosen.string("stdout-path")[1:]
        expect("stdout", tree.children[path].cells("reg"),
               s.devices[vm.node.string("stdout")].cells("pages"))
    channels = tree.children.get("channels", Node("")).children.values()
    expect("channels", [(n.cells("reg"), n.string("label"), n.strings("compatible"),
                         n.cells("interrupts")) for n in channels],
           [([i], name, ["duet," + (node.string("protocol") or "channel")],
             [event + i]) for i, name, node, _ in s.ends(vm)])


def check_image(s, vm):
    ram, entry, arg = load(s, vm)
    offset = (vm.node.cells("load-offset") or
              [0x8000 if vm.paged else 0x1000])[0]
    binary = s.file(vm, "image", "image")
    expect(f"{vm.name} entry", entry, vm.ram_va + offset)
    expect(f"{vm.name} binary", bytes(ram[offset:offset + len(binary)]),
           binary)
    if "device-tree" not in vm.node.props:
        expect(f"{vm.name} argument", arg, 0)
        return
    expect(f"{vm.name} alignment of its tree", arg % 4096, 0)
    at = arg - vm.ram_va
    size = struct.unpack_from(">I", ram, at + 4)[0]
    check_guest_tree(s, vm, read_tree(bytes(ram[at:at + size])), ram)


def main():
    with open(sys.argv[1], "rb") as f:
        tree = read_tree(f.read())
    with open(sys.argv[2], "rb") as f:
        image = Image(f.read())
    s = System(tree, image, sys.argv[3], sys.argv[4:])
    pages = list(image.pages())
    check_head(s)
    for number, vm in enumerate(s.vms):
        check_vm_table(s, vm)
        check_events(s, number, vm)
        check_ranges(s, vm)
        check_image(s, vm)
    lines = [line for name in s.given
             for line in s.devices[name].cells("lines")]
    for line in range(32):
        if line not in lines:
            expect(f"line {line}", s.irq[line][0], 0xff)
    check_access(s, pages)
    check_private(s, pages)
    for text in wrong:
        print(text)
    sys.exit(bool(wrong))


main()
