# SPDX-License-Identifier: GPL-2.0-only
"""All mutants of a source file that simple operators produce: an instruction or a statement dropped, a
condition inverted, a constant off by one. They know only the text: the judge must find those that do not
build, or that build the same program."""
import collections
import re

# Only in an image with DEBUG=1, or only used for the offsets
LEFT_OUT = ("audit.c", "audit.h", "asm-offsets.c")
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|\d+")


class Mutant:
    """The text from start to end becomes `new`; place: the function or label that it is in; scope: the
    lines that are not run if it is not: its function, in assembly its own; None: who knows"""
    changes_binary = True

    def __init__(self, file, text, operator, place, start, end, new, scope=None):
        self.file, self.operator, self.place = file, operator, place
        self.start, self.end, self.new, self.old = start, end, new, text[start:end]
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        self.number = text.count("\n", 0, start) + 1
        self.before = one_line(text[first:last])
        self.after = one_line(text[first:start] + new + text[end:last])
        self.hints, self.name = [], ""
        self.scope = range(self.number, self.number + 1) if scope == "line" else scope

    @property
    def key(self):
        """Its identity, wherever the line is: an edit elsewhere does not change it."""
        return [self.operator, self.place, self.before, self.after]

    def apply(self, text):
        if text[self.start:self.end] != self.old:
            raise ValueError(f"{self.file} has changed")
        return text[:self.start] + self.new + text[self.end:]


def one_line(text):
    """The words of the code, without its comments."""
    text = re.sub(r"/\*.*?(\*/|$)|\s@ [^\n]*", " ", text, flags=re.DOTALL)
    return " ".join(text.split())


def mutants_of(file, text):
    if file.endswith(LEFT_OUT):
        return []
    assembly = file.endswith((".S", ".inc"))
    found = [Mutant(file, text, *change) for change in (of_assembly if assembly else of_c)(text)]
    known = collections.Counter()
    for mutant in found:	# equal ones in a function are numbered
        known[str(mutant.key)] += 1
        if known[str(mutant.key)] > 1:
            mutant.place += f" #{known[str(mutant.key)]}"
    return found


def off_by_one(number):
    """The number as it is written, plus and minus one"""
    word = NUMBER.match(number).group()
    form = "0x{:x}{}" if word[:2] in ("0x", "0X") else "{}{}"
    return [form.format(near, number[len(word):])
            for near in (int(word, 0) + 1, int(word, 0) - 1) if near >= 0]


def of_define(kind, text, start, end):
    """Numbers in the value of a macro, whose name is their place"""
    line = re.compile(r"\s*#\s*define\s+(\w+)(?!\w|\()").match(text, start, end)
    if line:
        for number in re.compile(r"(?<!\w)\d\w*").finditer(text, line.end(), end):
            for new in off_by_one(number.group()):
                yield f"{kind}-constant", line.group(1), number.start(), number.end(), new


# ---- assembly -----------------------------------------------------------------
PAIRS = ("eq ne", "hs lo", "cs cc", "hi ls", "ge lt", "gt le", "mi pl")
INVERSE = dict(pair.split() for pair in PAIRS) | dict(pair.split()[::-1] for pair in PAIRS)
CONDITIONAL = re.compile(
    "(bl|bx|b|mov|mvn|ad[dc]|sub|sbc|rsb|rsc|and|orr|eor|bic|cm[pn]|tst|teq|ldr|str|ldm|stm|m[cr][rc]|mrs|msr"
    f"|swi|clz|mul)({'|'.join(INVERSE)})(s|s?[bht]|d|bt|ia|ib|da|db|fd)?")
# One more of these is a different field
LAYOUT = re.compile("(CTX|KERN|VM|SCHED|SYS|TIMER|DUET_SHARED|DUET_RECORD|MASK_TO)_?")
OPERAND = re.compile(r"[#=][^,\]}]*")
OPERAND_WORD = re.compile(r"(?<![\w\\])(?:MASK_TO\(\w+\)|[A-Z_][A-Z0-9_]+\b(?!\()|\d\w*)")
INSTRUCTION = re.compile(r"(?:(\w+):)?\s*(\.?[a-z]\w*)?")


def without_comments(text):
    """The same with blanks for them"""
    return re.sub(r"/\*.*?\*/|//[^\n]*|(?<=\s)@[^\n]*", lambda c: re.sub(r"[^\n]", " ", c.group()), text,
                  flags=re.DOTALL)


def of_assembly(text):
    place, at = "", 0
    for line in without_comments(text).splitlines(keepends=True):
        start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        at += len(line)
        if text[start:end].startswith("#"):
            yield from of_define("assembly", text, start, end)
            continue
        label, word = INSTRUCTION.match(line.strip()).groups()
        if label and not label.isdigit():
            place = label
        if word == ".macro":
            place = line.split()[1].rstrip(",")
        elif word:
            start += len(label) + 1 if label else 0
            start += len(text[start:end]) - len(text[start:end].lstrip())
            yield from of_instruction(text[:end], place, start, word)


def of_instruction(text, place, start, word):
    if word[0] != ".":
        yield "assembly-drop", place, start, len(text), "", "line"
    elif word != ".word":
        return
    conditional = CONDITIONAL.fullmatch(word)
    if conditional:
        at = start + conditional.start(2)
        yield "assembly-condition", place, at, at + 2, INVERSE[conditional.group(2)], "line"
    operands = OPERAND.finditer(text, start) if word != ".word" else [re.compile(".*").match(text, start)]
    for operand in operands:
        for token in OPERAND_WORD.finditer(text, operand.start(), operand.end()):
            name = token.group()
            near = off_by_one(name) if name[0].isdigit() else \
                [f"({name} + {4 if LAYOUT.match(name) else 1})"]
            for new in near:
                yield "assembly-constant", place, token.start(), token.end(), new, \
                    None if word == ".word" else "line"


# ---- C -------------------------------------------------------------------------
TOKEN = re.compile(r"""(?P<skip>\s+|/\*.*?\*/|//[^\n]*)|(?P<macro>^[ \t]*\#(?:\\\n|[^\n])*)
    |(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<number>\d\w*)|(?P<word>[A-Za-z_]\w*)
    |(?P<sign><<=|>>=|->|\+\+|--|&&|\|\||[<>=!+*/%&|^-]=|<<|>>|.)""", re.DOTALL | re.MULTILINE | re.VERBOSE)
Token = collections.namedtuple("Token", "kind text start end")
RELATIONS = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
OPEN, CLOSE = "([{", ")]}"
TYPES = ("static", "const", "volatile", "struct", "enum", "union", "unsigned", "int", "char", "bool", "void",
         "extern")
NOT_TYPES = ("return", "goto", "break", "continue", "asm")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]+")


def tokens_of(text):
    return [Token(m.lastgroup, m.group(), m.start(), m.end())
            for m in TOKEN.finditer(text) if m.lastgroup != "skip"]


def matching(tokens, i):
    """Finds the end of the bracket that opens at i"""
    depth = 0
    for j in range(i, len(tokens)):
        depth += tokens[j].text in OPEN
        depth -= tokens[j].text in CLOSE
        if not depth:
            return j
    return len(tokens) - 1


def of_c(text):
    tokens, i = tokens_of(text), 0
    while i < len(tokens):
        token = tokens[i]
        if token.kind == "macro":
            yield from of_define("c", text, token.start, token.end)
        elif token.text == "{":
            end = matching(tokens, i)
            if tokens[i - 1].text == ")":
                body = [t for t in tokens[i:end + 1] if t.kind != "macro"]
                yield from Function(text, body, name_before(tokens, i - 1)).changes()
            i = end
        i += 1


def name_before(tokens, close):
    depth = 0
    for i in range(close, 0, -1):
        depth += tokens[i].text == ")"
        depth -= tokens[i].text == "("
        if not depth:
            return tokens[i - 1].text
    return ""


class Function:
    """Its statements, by recursive descent; an expression is a list of tokens."""

    def __init__(self, text, tokens, name):
        self.text, self.tokens, self.name, self.found = text, tokens, name, []

    def changes(self):
        self.statement(0)
        scope = range(self.text.count("\n", 0, self.tokens[0].start) + 1,
                      self.text.count("\n", 0, self.tokens[-1].start) + 2)
        return [(operator, self.name, start, end, new, scope) for operator, start, end, new in self.found]

    def add(self, operator, start, end, new):
        self.found.append((operator, start, end, new))

    def statement(self, i):
        """The index after it"""
        word = self.tokens[i].text
        if word == "{":
            i += 1
            while self.tokens[i].text != "}":
                i = self.statement(i)
            return i + 1
        if word in ("if", "while", "switch", "for"):
            return self.headed(i, word)
        if word == "do":
            i = self.statement(i + 1)
            return self.head(i + 1, "while") + 2
        if word in ("case", "default") or self.tokens[i + 1].text == ":":
            while self.tokens[i].text != ":":
                self.constants([self.tokens[i]])
                i += 1
            return i + 1
        return self.simple(i)

    def head(self, i, word):
        """The tokens in parentheses after `word`; the index of the last of them"""
        end = matching(self.tokens, i)
        inner = self.tokens[i + 1:end]
        self.constants(inner)
        self.choices(inner)
        if word == "for":
            inner = split(inner, (";",))[1]
        if word != "switch" and inner:
            self.condition(inner)
        return end

    def headed(self, i, word):
        i = self.statement(self.head(i + 1, word) + 1)
        if word == "if" and i < len(self.tokens) and self.tokens[i].text == "else":
            i = self.statement(i + 1)
        return i

    def simple(self, i):
        end = i
        while self.tokens[end].text != ";":
            end = matching(self.tokens, end) + 1 if self.tokens[end].text in OPEN else end + 1
        inner = self.tokens[i:end]
        if inner and inner[0].text not in ("_Static_assert", "ASSERT"):
            if not declares(inner):
                self.add("c-drop", inner[0].start, inner[-1].end, "")
            self.constants(inner)
            self.choices(inner)
            if inner[0].text == "return" and is_condition(inner[1:]):
                self.condition(inner[1:])
        return end + 1

    def choices(self, tokens):
        """The conditions of ?:"""
        for i, token in enumerate(tokens):
            if token.text == "?":
                start, depth = i, 0
                while start and (depth or not begins(tokens[start - 1].text)):
                    start -= 1
                    depth += (tokens[start].text in CLOSE) - (tokens[start].text in OPEN)
                self.condition(tokens[start:i])

    def condition(self, tokens):
        """Inverts each part of it"""
        parts = split(tokens, ("&&", "||"))
        if len(parts) > 1:
            for part in parts:
                self.condition(part)
        elif len(tokens) > 2 and tokens[0].text == "(" and matching(tokens, 0) == len(tokens) - 1:
            self.condition(tokens[1:-1])
        elif tokens:
            self.invert(tokens)

    def invert(self, tokens):
        relation = next((t for t in outside(tokens) if t.text in RELATIONS), None)
        start, end = tokens[0].start, tokens[-1].end
        if relation:
            self.add("c-condition", relation.start, relation.end, RELATIONS[relation.text])
        elif tokens[0].text == "!":
            self.add("c-condition", start, tokens[0].end, "")
        else:
            self.add("c-condition", start, end, f"!({self.text[start:end]})")

    def constants(self, tokens):
        for token, following in zip(tokens, tokens[1:] + [None]):
            if token.kind == "number":
                near = off_by_one(token.text)
            elif token.text in ("true", "false"):
                near = ["false" if token.text == "true" else "true"]
            elif token.kind == "word" and CONSTANT.fullmatch(token.text) and token.text != "NULL" and \
                    not (following and following.text == "("):
                near = [f"({token.text} + 1)"]
            else:
                continue
            for new in near:
                self.add("c-constant", token.start, token.end, new)


def outside(tokens):
    """The tokens outside of brackets"""
    i = 0
    while i < len(tokens):
        yield tokens[i]
        i = matching(tokens, i) + 1 if tokens[i].text in OPEN else i + 1


def split(tokens, signs):
    parts = [[]]
    borders = {t.start for t in outside(tokens) if t.text in signs}
    for token in tokens:
        if token.start in borders:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def begins(text):
    """Whether an expression can begin after it"""
    return text in ("return", "(", "[", "{", ",", "=", "?", ":", ";") or \
        (len(text) > 1 and text[-1] == "=" and text not in RELATIONS)


def is_condition(tokens):
    if any(t.text == "?" for t in outside(tokens)):
        return False
    return any(t.text in RELATIONS or t.text in ("&&", "||") for t in outside(tokens))


def declares(tokens):
    if tokens[0].text in TYPES:
        return True
    return tokens[0].kind == "word" and tokens[0].text not in NOT_TYPES and len(tokens) > 1 and \
        (tokens[1].kind == "word" or tokens[1].text == "*")
