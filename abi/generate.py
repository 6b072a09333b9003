#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Makes all that depends on the guest ABI from its one source, duet.toml.

generate.py            write the headers, the reference and the coverage list
generate.py --check    fail if a committed output is not what would be written
generate.py --golden   fail if a number, size or offset is not as golden.txt says
generate.py --accept   add new items to golden.txt; refuses removals and changes
generate.py --accept-break   take removals and changes too: unreleased ABI only
"""
import os
import re
import sys
import textwrap
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
SOURCE = os.path.join(HERE, "duet.toml")
GOLDEN = os.path.join(HERE, "golden.txt")
MADE = "Made from abi/duet.toml by abi/generate.py: do not edit."
TYPES = {"u32": (4, 4, "uint32_t"), "u8": (1, 1, "uint8_t")}
MAX_CALLS = 20
MAX_ARGS = 4


class AbiError(Exception):
    """The source says something that can't be."""


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
    need(end <= struct["size"], item, f"fields end at {end:#x}, behind its size {struct['size']:#x}")
    need(struct["size"] % 4 == 0, item, "size must be a multiple of 4")


def load():
    """The source, checked, with sizes (name -> size, alignment, C type) added."""
    with open(SOURCE, "rb") as file:
        abi = tomllib.load(file)
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


# ---- headers -------------------------------------------------------------

def comment(text, indent="", width=78):
    """A C comment in kernel style."""
    text = " ".join(text.split())
    room = width - 8 * indent.count("\t")
    if len(text) + 6 <= room:
        return f"{indent}/* {text} */\n"
    lines = textwrap.wrap(text, room - 3, break_on_hyphens=False)
    return f"{indent}/*\n" + "".join(f"{indent} * {line}\n" for line in lines) + f"{indent} */\n"


def header(licence, guard, about, body):
    return (f"/* SPDX-License-Identifier: {licence} */\n/*\n * {MADE}\n *\n"
            + "".join(f" * {line}\n" for line in textwrap.wrap(about, 75))
            + f" */\n#ifndef {guard}\n#define {guard}\n\n{body}\n#endif /* {guard} */\n")


def define(name, value):
    tabs = max(1, (40 - len(f"#define {name}") + 7) // 8)
    return f"#define {name}" + "\t" * tabs + f"{value}\n"


def struct_c(struct, sizes):
    out, end = comment(struct["text"]) + f"struct {struct['name']} {{\n", 0
    for offset, kind, count, name, text in struct["fields"]:
        if offset > end:
            out += f"\tuint8_t reserved_{end:x}[{offset - end}];\n"
        out += comment(f"{offset:#05x} {text}", "\t")
        out += f"\t{sizes[kind][2]} {name}" + (f"[{count}]" if count > 1 else "") + ";\n"
        end = offset + count * sizes[kind][0]
    if struct["size"] > end:
        out += f"\tuint8_t reserved_{end:x}[{struct['size'] - end}];\n"
    out += "};\n\n"
    out += f"DUET_SIZE({struct['name']}, DUET_SIZEOF_{prefix(struct)[5:]});\n"
    for field in struct["fields"]:
        out += f"DUET_FIELD({struct['name']}, {field[3]}, {prefix(struct)}_{field[3].upper()});\n"
    return out + "\n"


ABI_TYPES = """#ifndef __ASSEMBLER__

#ifdef __KERNEL__
#include <linux/stddef.h>
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>
#endif

/* These fail to compile when a structure is not laid out as the ABI says. */
#define DUET_SIZE(type, size) \\
	extern char duet_size_of_##type[sizeof(struct type) == (size) ? 1 : -1]
#define DUET_FIELD(type, field, offset) \\
	extern char duet_at_##type##_##field \\
		[offsetof(struct type, field) == (offset) ? 1 : -1]

"""


def abi_h(abi):
    texts = {f"DUET_{n}": v[1] for n, v in abi["errors"].items()}
    texts |= {f"DUET_FEATURE_{n}": v[1] for n, v in abi["features"].items()}
    texts |= {n: v[1] for n, v in abi["constants"].items()}
    texts["DUET_ABI_VERSION"] = "Major << 16 | minor of the ABI that this header is of."
    groups = {f"DUET_{e['name']}_{next(iter(e['values']))}": e["text"] for e in abi["enum"]}
    groups["DUET_CALL_" + abi["call"][0]["name"].upper()] = "Hypercalls: the number goes into r12."
    for struct in abi["struct"]:
        groups["DUET_SIZEOF_" + prefix(struct)[5:]] = f"struct {struct['name']}: its size, the offsets of its fields"
    body = ""
    for name, value, _ in macros(abi):
        if name in groups:
            body += "\n" + comment(groups[name])
        elif name in texts:
            body += ("" if body.endswith("\n\n") or not body else "\n") + comment(texts[name])
        body += define(name, value)
    body += "\n" + ABI_TYPES + "".join(struct_c(s, abi["sizes"]) for s in abi["struct"])
    return header("BSD-3-Clause", "DUET_ABI_H",
                  "The guest interface of the Duet hypervisor: numbers, constants and layouts. "
                  "Compiles alone as C90, C11 and C++; the constants also as assembly. "
                  "What the calls do is told in docs/abi.", body + "#endif /* !__ASSEMBLER__ */\n")


STUB_INTRO = """#ifndef __arm__
#error "<duet/hypercall.h>: hypercalls exist on ARM only"
#endif

#include <duet/abi.h>

/* Thumb-1 loads r12 from a low register only, ARM from the constant itself. */
#ifdef __thumb__
#define DUET_CALL_NR\t\t"l"
#else
#define DUET_CALL_NR\t\t"I"
#endif

"""


def stub(call):
    args = [a[0] for a in call["args"]]
    params = [f"uint32_t {a}" for a in args] + ([f"uint32_t *result1"] if "result1" in call else [])
    regs = max(len(args), 2 if "result1" in call else 1)
    errors = "".join(f"; DUET_{n}: {t}" for n, t in call["errors"].items())
    second = f". *result1: {call['result1']}, undefined after a failure" if "result1" in call else ""
    out = comment(f"{call['name']}: {call['text']} " + "".join(f"{a}: {t}. " for a, t in call["args"])
                  + f"Returns {call['result']}{errors}{second}.")
    sig = f"static inline int32_t duet_{call['name']}({', '.join(params) or 'void'})"
    if len(sig) > 80:
        sig = f"static inline int32_t\nduet_{call['name']}({', '.join(params)})"
    out += sig + "\n{\n"
    for i in range(regs):
        value = f" = {args[i]}" if i < len(args) else ""
        out += f"\tregister uint32_t r{i} __asm__(\"r{i}\"){value};\n"
    mode = ["+" if i < len(args) else "=" for i in range(regs)]
    outs = ", ".join(f'"{m}r" (r{i})' for i, m in enumerate(mode))
    clobbers = "".join(f'"r{i}", ' for i in range(regs, 4))
    out += (f'\n\t__asm__ __volatile__("mov r12, %[nr]\\n\\tswi 0"\n\t\t: {outs}\n'
            f'\t\t: [nr] DUET_CALL_NR (DUET_CALL_{call["name"].upper()})\n'
            f'\t\t: {clobbers}"r12", "memory");\n')
    out += "\t*result1 = r1;\n" if "result1" in call else ""
    return out + "\treturn (int32_t)r0;\n}\n\n"


def hypercall_h(abi):
    body = STUB_INTRO + "".join(stub(c) for c in abi["call"] if c.get("kind") != "asm")
    return header("BSD-3-Clause", "DUET_HYPERCALL_H",
                  "A function for each hypercall, for GNU C in ARM and Thumb state. To be called in "
                  "the guest kernel only. Addresses are virtual ones of the caller. "
                  "iret has no function: it is a part of the guest's assembly.",
                  body + "#undef DUET_CALL_NR\n")


def calls_h(abi):
    rows = [f"\tX({c['number']}, {c['name']}, {len(c['args'])})" for c in sorted(abi["call"], key=lambda c: c["number"])]
    body = comment("HYPERCALLS(X) gives X(number, name, arguments) for each, in order; for C and assembly")
    body += "#define HYPERCALLS(X) \\\n" + " \\\n".join(rows) + "\n\n" + define("DUET_NR_CALLS", len(rows))
    body += "\n" + comment("Values of the ABI's enumerations: from 0 up to, not including, these")
    for enum in abi["enum"]:
        if sorted(enum["values"].values()) == list(range(len(enum["values"]))):
            body += define(f"DUET_NR_{enum['name']}", len(enum["values"]))
    return header("GPL-2.0-only", "HYP_CALLS_H", "The hypercalls, for the hypervisor's dispatch table.", body)


# ---- reference, coverage, golden ------------------------------------------

def page(title, body):
    return f"<!-- {MADE} -->\n# {title}\n\n{body.rstrip()}\n"


def table(heads, rows):
    cells = [heads, ["---"] * len(heads)] + rows
    return "".join("| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in row) + " |\n" for row in cells) + "\n"


def code(name):
    return f"`{name}`"


def calls_md(abi):
    body = table(["number", "call", "arguments"], [
        [c["number"], f"[{c['name']}](#{c['name']})", ", ".join(a[0] for a in c["args"])] for c in abi["call"]])
    body += "Any other number returns `DUET_ENOSYS` and changes nothing. See [the convention](convention.md).\n\n"
    for call in abi["call"]:
        body += f"## {call['name']}\n\nNumber {call['number']}, since {call.get('since', abi['abi']['since'])}"
        body += ", from assembly only" if call.get("kind") == "asm" else f", `duet_{call['name']}()`"
        body += f".\n\n{call['text'].strip()}\n\n"
        rows = [[f"r{i}", code(name), text] for i, (name, text) in enumerate(call["args"])]
        rows += [["r0", "*result*", call["result"]]]
        rows += [["r1", "*second result*", call["result1"]]] if "result1" in call else []
        rows += [["r0", code("DUET_" + name), text] for name, text in call["errors"].items()]
        body += table(["register", "argument or result", "meaning"], rows)
    return page("Hypercalls", body)


def structures_md(abi):
    body = "Sizes and offsets are in bytes, words are little endian. What is not listed is 0 and reserved.\n\n"
    for struct in abi["struct"]:
        rows = [[f"{f[0]:#05x}", f[1] if f[2] == 1 else f"{f[1]}[{f[2]}]", code(f[3]), f[4]] for f in struct["fields"]]
        body += f"## struct {struct['name']}\n\n{struct['text'].strip()}\n\nSize: {struct['size']}.\n\n"
        body += table(["offset", "type", "field", "meaning"], rows)
    return page("Structures", body)


def constants_md(abi):
    body = "## Errors\n\n" + table(["name", "value", "meaning"], [[code("DUET_" + n), v[0], v[1]] for n, v in abi["errors"].items()])
    body += "## Features\n\n" + table(["name", "mask", "meaning"], [
        [code("DUET_FEATURE_" + n), f"{1 << v[0]:#x}", v[1]] for n, v in abi["features"].items()])
    for enum in abi["enum"]:
        body += f"## DUET_{enum['name']}_*\n\n{enum['text'].strip()}\n\n"
        body += table(["name", "value"], [[code(f"DUET_{enum['name']}_{n}"), v] for n, v in enum["values"].items()])
    rows = [[code(n), number(n, v[0]), v[1]] for n, v in abi["constants"].items()]
    return page("Constants", body + "## Others\n\n" + table(["name", "value", "meaning"], rows))


def coverage(abi):
    out = f"# SPDX-License-Identifier: BSD-3-Clause\n# {MADE}\n"
    out += "# What the conformance suite must show: call, result or error\nunknown ENOSYS\n"
    for call in abi["call"]:
        out += "".join(f"{call['name']} {what}\n" for what in ["OK"] + list(call["errors"]))
    return out


def outputs(abi):
    return {
        "include/duet/abi.h": abi_h(abi), "include/duet/hypercall.h": hypercall_h(abi),
        "hypervisor/include/calls.h": calls_h(abi), "abi/coverage.list": coverage(abi),
        "docs/abi/calls.md": calls_md(abi), "docs/abi/structures.md": structures_md(abi),
        "docs/abi/constants.md": constants_md(abi),
        "docs/abi/convention.md": page("Calling convention", abi["convention"]["text"].strip()),
    }


def golden(abi):
    """Item -> value, of all that must not change once released."""
    items = {name: value for name, value, kind in macros(abi) if kind != "version"}
    items["abi.major"] = str(abi["abi"]["major"])
    for call in abi["call"]:
        items[f"args.{call['name']}"] = " ".join(a[0] for a in call["args"]) or "-"
    for struct in abi["struct"]:
        items |= {f"type.{struct['name']}.{f[3]}": f"{f[1]} {f[2]}" for f in struct["fields"]}
    return items


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if read(path) != text:  # keep the time stamp, so that nothing is rebuilt
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def compare_golden(abi, accept, accept_break):
    old = dict(line.split(None, 1) for line in read(GOLDEN).splitlines() if line and line[0] != "#")
    new = golden(abi)
    broken = [f"{k}: removed, was {v}" for k, v in old.items() if k not in new]
    broken += [f"{k}: {old[k]} became {v}" for k, v in new.items() if k in old and old[k] != v]
    added = [f"{k}: new, {v}" for k, v in new.items() if k not in old]
    for line in broken + added:
        print(f"abi: {line}")
    if broken and not accept_break:
        sys.exit("abi: the ABI is broken. Released numbers and layouts never change: undo it and add "
                 "a new item instead.\n(only before its first release: abi/generate.py --accept-break)")
    if added and not (accept or accept_break):
        sys.exit("abi: the ABI has grown. If that is meant, say so: abi/generate.py --accept, and "
                 "commit abi/golden.txt")
    if accept or accept_break:
        write(GOLDEN, "# SPDX-License-Identifier: BSD-3-Clause\n# Numbers, sizes and offsets of the ABI; "
              "changed by abi/generate.py --accept only\n" + "".join(f"{k} {v}\n" for k, v in new.items()))


def main(args):
    known = {"--check", "--golden", "--accept", "--accept-break"}
    if set(args) - known:
        sys.exit(__doc__)
    abi = load()
    if set(args) & (known - {"--check"}):
        compare_golden(abi, "--accept" in args, "--accept-break" in args)
    files = outputs(abi)
    if "--check" in args:
        stale = [name for name, text in files.items() if read(os.path.join(ROOT, name)) != text]
        if stale:
            sys.exit(f"abi: not what abi/duet.toml gives: {', '.join(stale)}: run abi/generate.py, commit them")
    elif not args:
        for name, text in files.items():
            write(os.path.join(ROOT, name), text)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except AbiError as error:
        sys.exit(str(error))
