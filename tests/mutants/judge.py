# SPDX-License-Identifier: GPL-2.0-only
"""Judges mutants: each is built in a copy of the tree, in build/mutants, and the quick suites run on it
until one fails. A mutant must have: name, file, hints (cases to try first), key (its identity, for the
results that are kept), scope (see operators.py), changes_binary, and apply(text), which returns the file with
the fault in it."""
import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tests", "coverage"))
from lines import all_addresses, lines_of  # noqa: E402

OUT = os.path.join(TOP, "build", "mutants")
# Quick cases that test something else: the tools, the size, the speed
NOT_CASES = re.compile(r"(runner|uart|pitfalls|docs|cli|abi|systems-tool|size|rooms|examples/tutorial)$|(bench|latency)/"
                       r"|rtos/(.*-small|.*-debug|cxx|random|sizes)$")
# Files that a slow UART may reach in another way than a fast one
PRINTS = re.compile(r"/(console|last_words|life|print)\.c$|/plat/")
# Seconds for a case of each kind until its time is known; the longest prefix counts
GUESSES = {"": 30, "unit/": 1, "guests/": 5, "fuzz/": 60, "guests/fuzz": 20, "guests-debug": 200, "guests-slow": 200}
# A fault may make a guest wait for ever: the limit of a case whose time is not known
CASE_LIMIT = 300
# ... are not mutants: the compiler would report them, or they are no faults
NO_BUILD, SAME = "does not build", "is the same program"
NOT_COUNTED = (NO_BUILD, SAME)
ELF, BINARY = "build/hypervisor/hypervisor.elf", "build/hypervisor/hypervisor.bin"


class TreeFails(Exception):
    """A case that fails without any mutant cannot judge one."""


def read(path, mode="r"):
    with open(path, mode) as source:
        return source.read()


def git_files():
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                           cwd=TOP, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [name for name in names.split("\0") if name and os.path.exists(os.path.join(TOP, name))]


def state_of(*folders):
    """Changes when a file in one of the folders does."""
    digest = hashlib.sha256()
    for name in git_files():
        if not name.startswith(folders):
            continue
        digest.update(name.encode() + b"\0")
        digest.update(hashlib.sha256(read(os.path.join(TOP, name), "rb")).digest())
    return digest.hexdigest()


class Case:
    def __init__(self, line):
        self.name, self.group, self.limit, self.silence, self.command = line.split(None, 4)
        known = [prefix for prefix in GUESSES if self.name.startswith(prefix)]
        self.guess = GUESSES[max(known, key=len)]

    def line(self, usual, patience):
        """As in tests/run, with limits according to its usual time: a loop is ended by its CPU time, which
        depends little on the load."""
        _, seconds, cpu = usual or (0, CASE_LIMIT / 4, CASE_LIMIT / 3)
        limits = [str(min(int(limit), int(patience * (4 * seconds + 8))))
                  for limit in (self.limit, self.silence)]
        command = f"ulimit -t {int(3 * cpu) + 3}; {self.command.strip()}"
        return "\t".join([self.name, self.group] + limits + [command]) + "\n"

    def in_qemu(self):
        return not self.name.startswith(("unit/", "fuzz/", "guests-debug", "guests-slow"))

    def sources(self):
        """The hypervisor's files that a host program is made of; None: it is not such a program"""
        kind, _, name = self.name.partition("/")
        headers = ("hypervisor/include/", "hypervisor/arch/arm/include/")
        if kind == "fuzz":
            return ("hypervisor/core/", "hypervisor/arch/arm/") + headers if name == "calls" else ()
        if kind != "unit":
            return None
        deps = os.path.join(TOP, "tests", "unit", f"test_{name}.deps")
        words = read(deps).split() if os.path.exists(deps) else []
        found = tuple(word for word in words if word.startswith("hypervisor/"))
        return found and found + headers

    @functools.cached_property
    def state(self):
        """Changes when the case may run other lines"""
        own = ["tests/guests/lib/", "tests/guests/systems/", f"tests/{self.name}/"] if self.name.startswith("guests/") else \
            ["tests/guests/", "tests/abi/", "tests/rtos/", "guest-rtos/"]
        return state_of("hypervisor/", "include/", "systems/", *own)

    def targets(self):
        """The targets to build for it; all quick ones if that is unknown."""
        kind, _, name = self.name.partition("/")
        return {"unit": [f"build/tests/unit/test_{name}"],
                "guests": [f"build/tests/guests/{name}/duet.img"],
                "fuzz": [f"build/tests/fuzz/{name}"],
                "abi": ["build/tests/abi/duet.img"],
                "boot": ["build/tests/guests/calls/duet.img"],
                "rtos": ["all", "check-build-rtos", "build/tests/guests/budget/duet.img"],
                "examples": ["build/examples/window/duet.img"],
                "guests-debug": ["DEBUG=1", "check-build-debug"],
                "guests-slow": ["FAST=0", "check-build-slow"],
                "guests-slow-uart": ["UART=slow", "check-build-slow-uart"]}.get(kind, ["check-build-quick"])


def all_cases():
    lines = subprocess.run(["tests/run", "--list", "--group", "quick"], cwd=TOP, check=True,
                           stdout=subprocess.PIPE, text=True).stdout.splitlines()
    return [case for case in map(Case, lines) if not NOT_CASES.match(case.name)]


class Coverage:
    """The lines of the hypervisor that each case runs in QEMU, so that a mutant is not judged by cases that do
    not run it: {case: {file: lines}}"""

    def __init__(self):
        self.folder = os.path.join(OUT, "coverage")
        self.lines, self.all = {}, {}
        os.makedirs(self.folder, exist_ok=True)

    def path(self, case):
        return os.path.join(self.folder, f"{case.name.replace('/', '-')}-{case.state[:16]}")

    def load(self, case):
        """False if it must be measured"""
        if not os.path.exists(self.path(case)):
            return False
        self.lines[case.name] = {file: set(lines) for file, lines in json.loads(read(self.path(case))).items()}
        return True

    def keep(self, case, addresses, elf, top):
        found = lines_of(sorted(addresses), elf, top)
        with open(self.path(case), "w") as file:
            json.dump({name: sorted(lines) for name, lines in found.items()}, file)
        self.load(case)

    def concerns(self, case, mutant):
        """The chance that the case notices it: 3: it is made of the file, 2: it runs this very line"""
        if not mutant.file.startswith("hypervisor/"):
            return 1
        if case.name == "guests-slow" and mutant.file.endswith(".S") and not mutant.file.endswith("/slow.S"):
            return 0		# its other assembly is that of the others, or not in it
        if case.name == "guests-slow-uart" and not PRINTS.search(mutant.file):
            return 0		# the same guests as the others
        sources = case.sources()
        if sources is not None:
            made = bool(sources) and mutant.file.startswith(sources) and mutant.file.endswith((".c", ".h"))
            return 3 if made and mutant.file in sources else int(made)
        if not mutant.scope or not self.all.get(mutant.file, set()) & set(mutant.scope):
            return 1
        if case.name not in self.lines:		# the same guests as the others
            return int(any(self.runs(name, mutant) for name in self.lines))
        return self.runs(case.name, mutant)

    def runs(self, name, mutant):
        ran = self.lines[name].get(mutant.file, set())
        return 2 if mutant.number in ran else int(bool(ran & set(mutant.scope)))


class Results:
    """One line of JSON each, so that an interrupted run can be continued: verdicts, and the times of cases."""

    def __init__(self):
        os.makedirs(OUT, exist_ok=True)
        self.path, self.lock = os.path.join(OUT, "results"), threading.Lock()
        self.known, self.usual, self.kills, self.killers = {}, {}, collections.Counter(), {}
        self.source = state_of("hypervisor/", "include/")
        self.tree = state_of("hypervisor/", "include/", "systems/", "scripts/", "guest-rtos/",
                             "tests/unit/", "tests/fuzz/", "tests/guests/", "tests/abi/", "tests/rtos/")
        if os.path.exists(self.path):
            for line in read(self.path).splitlines():
                self._take(json.loads(line))

    def _take(self, result):
        if "usual" in result:
            self.usual[result["case"]] = result["usual"]
            return
        self.known[result["key"]] = result["killed"]
        if result["killed"] and result.get("file") and result["killed"] not in NOT_COUNTED:
            self.kills[result["killed"]] += 1
            self.kills[result["killed"], result["file"]] += 1
            self.killers[self._mark(result["file"], result["name"])] = result["killed"]

    @staticmethod
    def _mark(file, name):
        """The same when only the mutant's line number has changed"""
        return file, re.sub(r"-\d+-", "-", name)

    def _add(self, **result):
        with self.lock:
            self._take(result)
            with open(self.path, "a") as file:
                file.write(json.dumps(result) + "\n")

    def _key(self, mutant, killed):
        what = [self.source if killed else self.tree, mutant.file, mutant.key]
        return hashlib.sha256(json.dumps(what).encode()).hexdigest()

    def look_up(self, mutant):
        """The case that killed it, None if it survived, False if unknown."""
        return self.known.get(self._key(mutant, True), self.known.get(self._key(mutant, False), False))

    def add_mutant(self, mutant, killed):
        self._add(key=self._key(mutant, killed), name=mutant.name, file=mutant.file, killed=killed)

    def passes(self, case):
        return self.tree + case in self.known

    def add_pass(self, case):
        if not self.passes(case):
            self._add(key=self.tree + case, name=case, killed="passes")

    def add_usual(self, case, seconds, cpu):
        """The shortest and the longest time seen, so that load extends the limits, and the maximum CPU time"""
        least, most, most_cpu = self.usual.get(case, (seconds, 0, 0))
        if seconds < least / 1.2 or seconds > 1.2 * most or cpu > 1.2 * most_cpu:
            self._add(case=case, usual=[min(seconds, least), max(seconds, most), max(cpu, most_cpu)])

    def seconds(self, case):
        return self.usual.get(case.name, [case.guess])[0]

    def order(self, mutant, cases, coverage):
        """The cases that may notice it: the one that killed it in an earlier state of the tree, then hints,
        even if coverage does not know that they run it, then those that are likely to kill it soon."""
        hints = [self.killers.get(self._mark(mutant.file, mutant.name)), *mutant.hints]

        def worth(case):
            seconds = self.seconds(case) + 1
            kills = 0.5 + 0.1 * self.kills[case.name] + self.kills[case.name, mutant.file]
            concerns = coverage.concerns(case, mutant) or case.name in hints
            return kills * concerns / seconds

        return sorted(filter(worth, cases), key=lambda case: (
            hints.index(case.name) if case.name in hints else len(hints), -worth(case)))


class Worker:
    """A copy of the tree with its own build."""

    def __init__(self, number, cases, results, coverage, glance):
        self.cases, self.results, self.coverage, self.glance = cases, results, coverage, glance
        self.dir = os.path.join(OUT, f"tree{number}")
        self.original = None
        os.makedirs(self.dir, exist_ok=True)
        # files that an interrupted run has left changed get a new time, so that they are built again
        subprocess.run(["rsync", "-rlpc", "--files-from=-", "--from0", ".", self.dir],
                       cwd=TOP, check=True, input="\0".join(git_files()), text=True)

    def command(self, words, log, **variables):
        """Its status, and its CPU time"""
        env = dict(os.environ, MAKEFLAGS="", MAKELEVEL="0", **variables)
        log.write(f"$ {' '.join(words)}\n")
        log.flush()
        process = subprocess.Popen(words, cwd=self.dir, env=env, stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        return status, usage.ru_utime + usage.ru_stime

    def make(self, targets, log):
        """Returns false if it does not build. Unused symbols are no error, but a missing result is, as it would
        be undefined whether anything is wrong."""
        return not self.command(["make", "-s", "WERROR=-Werror=return-type"] + targets, log)[0]

    def run_case(self, case, log, patience, **variables):
        """Whether it passes, and whether it fails only by its time limit"""
        path = os.path.join(self.dir, "build", "case")
        with open(path, "w") as cases:
            cases.write(case.line(self.results.usual.get(case.name), patience))
        start, began = log.tell(), time.monotonic()
        status, cpu = self.command(["tests/run", "--jobs", "1", "build/case"], log, **variables)
        if not status:
            if not variables:		# measured: that is slower
                self.results.add_usual(case.name, round(time.monotonic() - began, 2), round(cpu, 2))
            return True, False
        log.seek(start)
        late = re.search(r"FAILED: .*(not done after|silent for)", log.read())
        log.seek(0, os.SEEK_END)
        return False, bool(late)

    def case(self, case, log):
        """The reason why it fails, or None."""
        if not self.make(case.targets(), log):
            return NO_BUILD
        good, late = self.run_case(case, log, 1)
        if late:	# it may have been delayed by others
            good, _ = self.run_case(case, log, 2)
        return None if good else case.name

    def measure(self, case):
        """The lines that it runs without a mutant"""
        folder = os.path.join(self.dir, "build", "ran")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        path = os.path.join(self.dir, "tests", "coverage") + ":" + os.environ["PATH"]
        with open(os.path.join(OUT, "coverage.log"), "w+") as log:
            if not self.make(case.targets(), log) or \
                    not self.run_case(case, log, 2, PATH=path, COVERAGE=folder)[0]:
                raise TreeFails(case.name)
        self.results.add_pass(case.name)
        addresses = {word for name in os.listdir(folder) for word in read(os.path.join(folder, name)).split()}
        self.coverage.keep(case, addresses, os.path.join(self.dir, ELF), self.dir)

    def all_lines(self):
        with open(os.path.join(OUT, "coverage.log"), "w+") as log:
            self.original = self.built(log)
        elf = os.path.join(self.dir, ELF)
        return lines_of(all_addresses(elf), elf, self.dir)

    def built(self, log):
        return read(os.path.join(self.dir, BINARY), "rb") if self.make([BINARY], log) else None

    def judge(self, mutant, log):
        """The first case that fails, or None, or why the mutant does not count."""
        if mutant.changes_binary:
            binary = self.built(log)
            if binary is None or binary == self.original:
                return SAME if binary else NO_BUILD
        began = time.monotonic()
        for case in self.results.order(mutant, self.cases, self.coverage):
            if self.glance and time.monotonic() - began + self.results.seconds(case) > self.glance:
                continue
            failed = self.case(case, log)
            if failed:
                return case if failed == case.name else failed
        return None

    def run(self, mutant):
        path = os.path.join(self.dir, mutant.file)
        text = read(path)
        with open(os.path.join(OUT, mutant.name + ".log"), "w+") as log:
            if mutant.changes_binary and self.original is None:
                self.original = self.built(log)
            try:
                with open(path, "w") as source:
                    source.write(mutant.apply(text))
                killer = self.judge(mutant, log)
            finally:
                with open(path, "w") as source:
                    source.write(text)
            if not isinstance(killer, Case):
                return killer
            log.write("--- the same case without the mutant\n")
            if not self.results.passes(killer.name) and self.case(killer, log):
                raise TreeFails(killer.name)
        self.results.add_pass(killer.name)
        return killer.name


class Judge:
    """Workers, and the mutants that they judge"""

    def __init__(self, jobs, limit, glance=None):
        self.results, self.coverage, self.workers = Results(), Coverage(), queue.Queue()
        self.jobs, self.start, self.limit, self.glance = jobs, time.monotonic(), limit, glance
        self.cases = all_cases()
        for number in range(jobs):
            self.workers.put(Worker(number, self.cases, self.results, self.coverage, glance))

    def seconds(self):
        return time.monotonic() - self.start

    def work(self, task):
        worker = self.workers.get()
        try:
            return task(worker)
        finally:
            self.workers.put(worker)

    def measure(self):
        """Measures the lines that each case runs, unless they are known"""
        new = [case for case in self.cases if case.in_qemu() and not self.coverage.load(case)]
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            jobs = {pool.submit(self.work, lambda worker, case=case: worker.measure(case)): case for case in new}
            for number, job in enumerate(concurrent.futures.as_completed(jobs), 1):
                job.result()
                print(f"{number} of {len(new)} measured: {jobs[job].name}", flush=True)
        self.coverage.all = self.work(Worker.all_lines)

    def verdict(self, mutant):
        """The case that killed it, None if it survived; False if there is no time left."""
        killed = self.results.look_up(mutant)
        if killed is False and self.seconds() < self.limit:
            killed = self.work(lambda worker: worker.run(mutant))
            if killed or not self.glance:
                self.results.add_mutant(mutant, killed)
        return killed

    def verdicts(self, mutants):
        """(mutant, verdict, seconds) of each, in order"""
        def one(mutant):
            began = time.monotonic()
            return mutant, self.verdict(mutant), time.monotonic() - began

        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            ahead = collections.deque()
            for mutant in mutants:
                ahead.append(pool.submit(one, mutant))
                # a survivor takes minutes: the other workers must have enough to do meanwhile
                if len(ahead) > 10 * self.jobs:
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()


def show(name, killed, seconds, survivor):
    verdict = "NO BUILD" if killed in NOT_COUNTED else "killed" if killed else "SURVIVED"
    by = f" by {killed}" if killed else f": {survivor}"
    print(f"{verdict:9}{name:34}{seconds:6.0f} s{by}", flush=True)
