# SPDX-License-Identifier: BSD-3-Clause
"""Reads duet.toml, the source of the guest ABI, and refuses invalid items."""
import os
import re
import tomllib

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "duet.toml")
TYPES = {"u32": (4, 4, "uint32_t"), "u8": (1, 1, "uint8_t")}
MAX_CALLS = 20
MAX_ARGS = 4


class AbiError(Exception):
    """The source has an invalid item."""


def need(condition, item, what):
    if not condition:
        raise AbiError(f"abi/duet.toml: {item}: {what}")


# ---- checks --------------------------------------------------------------

def check_calls(abi):
    calls = abi["call"]
    need(len(calls) <= MAX_CALLS, "calls",
         f"{len(calls)} of them, {MAX_CALLS} are allowed: drop or merge one")
    taken = {}
    for call in calls:
        item, number = f"call {call['name']}", call["number"]
        need(re.fullmatch(r"[a-z][a-z0-9_]*", call["name"]), item, "name must be lower case")
        need(number not in taken, item, f"number {number} is that of {taken.get(number)}")
        need(call["name"] not in taken.values(), item, "is defined twice")
        need(len(call["args"]) <= MAX_ARGS, item, f"more than {MAX_ARGS} arguments")
        for name in call["errors"]:
            need(name in abi["errors"], item, f"error {name} is not in [errors]")
        taken[number] = call["name"]
    need(sorted(taken) == list(range(len(calls))), "calls", "numbers must be 0, 1, 2 .. without a gap")


def check_values(what, values, low, high):
    taken = {}
    for name, value in values.items():
        need(low <= value <= high, f"{what} {name}", f"{value} is not in {low} .. {high}")
        need(value not in taken, f"{what} {name}", f"{value} is that of {taken.get(value)}")
        taken[value] = name


def check_struct(struct, sizes):
    end = 0
    names = set()
    for offset, kind, count, name, _ in struct["fields"]:
        item = f"struct {struct['name']}, field {name}"
        need(kind in sizes, item, f"type {kind} is unknown, or defined later")
        need(name not in names, item, "is defined twice")
        names.add(name)
        need(count >= 1, item, "count must be 1 or more")
        need(offset >= end, item, f"at {offset:#x} overlaps the field before, which ends at {end:#x}")
        need(offset % sizes[kind][1] == 0, item, f"at {offset:#x} is misaligned")
        end = offset + count * sizes[kind][0]
    item = f"struct {struct['name']}"
    need(end <= struct["size"], item, f"fields end at {end:#x}, beyond its size {struct['size']:#x}")
    need(struct["size"] % 4 == 0, item, "size must be a multiple of 4")


def load():
    """The source, checked, with sizes (name -> size, alignment, C type) added."""
    try:
        with open(SOURCE, "rb") as file:
            abi = tomllib.load(file)
    except tomllib.TOMLDecodeError as error:
        raise AbiError(f"abi/duet.toml: {error}") from error
    check_calls(abi)
    check_values("error", {k: v[0] for k, v in abi["errors"].items()}, -4095, -1)
    check_values("feature", {k: v[0] for k, v in abi["features"].items()}, 0, 31)
    for enum in abi["enum"]:
        flags = enum["name"] in ("PT", "CHAN")  # fields of a word: values may meet
        if not flags:
            check_values(f"enum {enum['name']}", enum["values"], 0, 0xffffffff)
    sizes = dict(TYPES)
    for struct in abi["struct"]:
        need(f"struct {struct['name']}" not in sizes, f"struct {struct['name']}", "is defined twice")
        check_struct(struct, sizes)
        sizes["struct " + struct["name"]] = (struct["size"], 4, "struct " + struct["name"])
    abi["sizes"] = sizes
    seen = set()
    for name, _, _ in macros(abi):
        need(name not in seen, f"macro {name}", "two items of the source make it: rename one")
        seen.add(name)
    return abi


def prefix(struct):
    return struct["name"].upper()


def number(name, value):
    return f"{value:#x}" if value >= 1000 or "_PSR_" in name else str(value)


def macros(abi):
    """All constants: (name, value as C text, kind of item)."""
    out = [("DUET_ABI_VERSION", f"{abi['abi']['major'] << 16 | abi['abi']['minor']:#x}", "version")]
    out += [(f"DUET_CALL_{c['name'].upper()}", str(c["number"]), "call") for c in abi["call"]]
    out += [(f"DUET_{n}", f"({v[0]})", "error") for n, v in abi["errors"].items()]
    out += [(f"DUET_FEATURE_{n}", f"{1 << v[0]:#x}", "feature") for n, v in abi["features"].items()]
    for enum in abi["enum"]:
        out += [(f"DUET_{enum['name']}_{n}", str(v), "enum") for n, v in enum["values"].items()]
    for name, (value, _) in abi["constants"].items():
        out.append((name, number(name, value), "constant"))
    for struct in abi["struct"]:
        out.append((f"DUET_SIZEOF_{prefix(struct)[5:]}", str(struct["size"]), "size"))
        out += [(f"{prefix(struct)}_{f[3].upper()}", f"{f[0]:#x}", "offset") for f in struct["fields"]]
    return out
