#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Generates all files that depend on the guest ABI from its one source, duet.toml.

generate.py            write the headers, the reference and the coverage list
generate.py --check    fail if a committed output differs from the generated one
generate.py --golden   fail if a number, size or offset differs from golden.txt
generate.py --accept   add new items to golden.txt; refuses removals and changes
generate.py --accept-break   accept removals and changes, too: unreleased ABI only
"""
import os
import sys
import textwrap

sys.dont_write_bytecode = True
from source import AbiError, load, macros, number, prefix  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
GOLDEN = os.path.join(HERE, "golden.txt")
MADE = "Made from abi/duet.toml by abi/generate.py: do not edit."


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

/* These fail to compile unless a structure has the layout of the ABI. */
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
    texts["DUET_ABI_VERSION"] = "Major << 16 | minor version of the ABI that this header describes."
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
                  "docs/abi describes the calls.", body + "#endif /* !__ASSEMBLER__ */\n")


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
            f'\t\t: [nr] DUET_CALL_NR(DUET_CALL_{call["name"].upper()})\n'
            f'\t\t: {clobbers}"r12", "memory");\n')
    out += "\t*result1 = r1;\n" if "result1" in call else ""
    return out + "\treturn (int32_t)r0;\n}\n\n"


CLOCK64 = comment("""The clock since the board's start, in 64 bits; its low word is the word at clock_va. The
result is correct however long the guest is held off, between two calls or during one: the word of quarter
turns may lag by up to three of them.""") + """static inline uint64_t duet_clock64(uint32_t clock_va)
{
	uint32_t high, now, again;

	do {
		__asm__ __volatile__("ldr %0, [%3]\\n\\tldr %1, [%4]\\n\\t"
			"ldr %2, [%3]"
			: "=&r" (high), "=&r" (now), "=&r" (again)
			: "r" (DUET_CLOCK_QUARTERS), "r" (clock_va)
			: "memory");
	} while (high != again);
	return ((uint64_t)high << 30) + (uint32_t)(now - (high << 30));
}

"""


def hypercall_h(abi):
    body = STUB_INTRO + "".join(stub(c) for c in abi["call"] if c.get("kind") != "asm") + CLOCK64
    return header("BSD-3-Clause", "DUET_HYPERCALL_H",
                  "A function for each hypercall, for GNU C in ARM and Thumb state. Only the guest "
                  "kernel may call them. Addresses are virtual addresses of the caller. "
                  "iret has no function: it belongs in the guest's assembly.",
                  body + "#undef DUET_CALL_NR\n")


def prototype(call):
    result = "uint64_t" if "result1" in call else "uint32_t"
    text = f"{result} call_{call['name']}(" + (", ".join(f"uint32_t {a[0]}" for a in call["args"]) or "void") + ");"
    return text if len(text) <= 80 else text.replace(", uint32_t " + call["args"][-1][0],
                                                     ",\n\t\tuint32_t " + call["args"][-1][0])


def hypercalls_h(abi):
    calls = sorted(abi["call"], key=lambda c: c["number"])
    rows = [f"\tX({c['number']}, {c['name']}, {len(c['args'])}, {1 + ('result1' in c)})" for c in calls]
    body = comment("HYPERCALLS(X) gives X(number, name, arguments, results) for each, in order; for C and assembly")
    body += "#define HYPERCALLS(X) \\\n" + " \\\n".join(rows) + "\n\n" + define("DUET_NR_CALLS", len(rows))
    body += "\n" + comment("Numbers of values of the ABI's enumerations, which begin at 0")
    for enum in abi["enum"]:
        if sorted(enum["values"].values()) == list(range(len(enum["values"]))):
            body += define(f"DUET_NR_{enum['name']}", len(enum["values"]))
    body += "\n#ifndef __ASSEMBLER__\n#include <stdint.h>\n\n"
    body += comment("Each gets the guest's arguments and returns the new r0; a second result, r1, is the upper half.")
    body += "\n".join(map(prototype, calls)) + "\n#endif\n"
    return header("GPL-2.0-only", "HYP_HYPERCALLS_H", "The hypercalls: for the hypervisor's dispatch table, and their "
                  "slow paths in C.", body)


# ---- reference, coverage, golden ------------------------------------------

def page(title, body):
    return f"<!-- {MADE} -->\n# {title}\n\n{body.rstrip()}\n"


def table(heads, rows):
    cells = [heads, ["---"] * len(heads)] + rows
    return "".join("| " + " | ".join(" ".join(str(c).split()).replace("|", "\\|") for c in row) + " |\n" for row in cells) + "\n"


def calls_md(abi):
    body = table(["number", "call", "arguments"], [
        [c["number"], f"[{c['name']}](#{c['name']})", ", ".join(a[0] for a in c["args"])] for c in abi["call"]])
    body += "Any other number returns `DUET_ENOSYS` and changes nothing. See [the convention](convention.md).\n\n"
    for call in abi["call"]:
        body += f"## {call['name']}\n\nNumber {call['number']}, since {call.get('since', abi['abi']['since'])}"
        body += ", from assembly only" if call.get("kind") == "asm" else f", `duet_{call['name']}()`"
        body += f".\n\n{call['text'].strip()}\n\n"
        rows = [[f"r{i}", f"`{name}`", text] for i, (name, text) in enumerate(call["args"])]
        rows += [["r0", "*result*", call["result"]]]
        rows += [["r1", "*second result*", call["result1"]]] if "result1" in call else []
        rows += [["r0", f"`DUET_{name}`", text] for name, text in call["errors"].items()]
        body += table(["register", "argument or result", "meaning"], rows)
    return page("Hypercalls", body)


def structures_md(abi):
    body = "Sizes and offsets are in bytes, words are little endian. Bytes that are not listed are 0 and reserved.\n\n"
    for struct in abi["struct"]:
        rows = [[f"{f[0]:#05x}", f[1] if f[2] == 1 else f"{f[1]}[{f[2]}]", f"`{f[3]}`", f[4]] for f in struct["fields"]]
        body += f"## struct {struct['name']}\n\n{struct['text'].strip()}\n\nSize: {struct['size']}.\n\n"
        body += table(["offset", "type", "field", "meaning"], rows)
    return page("Structures", body)


def constants_md(abi):
    body = "## Errors\n\n" + table(["name", "value", "meaning"], [[f"`DUET_{n}`", v[0], v[1]] for n, v in abi["errors"].items()])
    body += "## Features\n\n" + table(["name", "mask", "meaning"], [
        [f"`DUET_FEATURE_{n}`", f"{1 << v[0]:#x}", v[1]] for n, v in abi["features"].items()])
    for enum in abi["enum"]:
        body += f"## DUET_{enum['name']}_*\n\n{enum['text'].strip()}\n\n"
        body += table(["name", "value"], [[f"`DUET_{enum['name']}_{n}`", v] for n, v in enum["values"].items()])
    rows = [[f"`{n}`", number(n, v[0]), v[1]] for n, v in abi["constants"].items()]
    return page("Constants", body + "## Others\n\n" + table(["name", "value", "meaning"], rows))


def coverage(abi):
    out = f"# SPDX-License-Identifier: BSD-3-Clause\n# {MADE}\n"
    out += ("# The conformance suite must cover: call and result or error; state at the entry of\n"
            "# an upcall; value of an enumeration; field of a structure\nunknown ENOSYS\n")
    for call in abi["call"]:
        out += "".join(f"{call['name']} {what}\n" for what in ["OK"] + list(call["errors"]))
    kinds = next(e["values"] for e in abi["enum"] if e["name"] == "UPCALL")
    out += "".join(f"entry {kind}\n" for kind in kinds)
    for enum in abi["enum"]:
        if enum["name"] != "UPCALL":
            out += "".join(f"value {enum['name']}.{value}\n" for value in enum["values"])
    for struct in abi["struct"]:
        out += "".join(f"field {struct['name'].removeprefix('duet_')}.{f[3]}\n" for f in struct["fields"])
    return out


def outputs(abi):
    return {
        "include/duet/abi.h": abi_h(abi), "include/duet/hypercall.h": hypercall_h(abi),
        "hypervisor/include/hypercalls.h": hypercalls_h(abi), "abi/coverage.list": coverage(abi),
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
        sys.exit("abi: the ABI is broken. Released numbers and layouts must never change: undo it and add "
                 "a new item instead.\n(only before its first release: abi/generate.py --accept-break)")
    if added and not (accept or accept_break):
        sys.exit("abi: the ABI has grown. If that is intended, run abi/generate.py --accept and "
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
            sys.exit(f"abi: out of date with abi/duet.toml: {', '.join(stale)}: run abi/generate.py, commit them")
    elif not args:
        for name, text in files.items():
            write(os.path.join(ROOT, name), text)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except AbiError as error:
        sys.exit(str(error))
    except OSError as error:	# not by cli.py: this file runs anywhere
        sys.exit(f"abi: {error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)
