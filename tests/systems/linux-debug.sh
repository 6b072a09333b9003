# SPDX-License-Identifier: GPL-2.0-only
# In a guest with the kernel of tests/linux/debug.config. Prints TAP.
. /tap.sh

tracing=/sys/kernel/tracing
mount -t tracefs tracefs $tracing
[ -d /sys/kernel/debug/kprobes ] || mount -t debugfs debugfs /sys/kernel/debug

# ---- text and constants are read-only ---------------------------------------
said() {
	dmesg | grep -q "$1"
}

schedstats() {
	echo $1 >/proc/sys/kernel/sched_schedstats
	[ "$(grep -cw wait_sum /proc/self/sched)" = $1 ]
}

# The branches that skip the scheduler's statistics are patched, both ways
switched() {
	for i in 1 2 3 4 5; do
		schedstats 1 && schedstats 0 || return 1
	done
}

# ---- kprobes ----------------------------------------------------------------
# probe TEXT: places a kprobe, the only one
probe() {
	echo >$tracing/kprobe_events
	echo "$1" >>$tracing/kprobe_events
}

refused() {
	! probe "p:probe $1" 2>/dev/null
}

enable() {
	echo $1 >$tracing/events/kprobes/probe/enable
}

# probed TEXT COMMAND...: the command hits that kprobe
probed() {
	probe "$1" && enable 1 || return 1
	shift
	"$@" >/dev/null
	good=$?
	enable 0
	grep -q "probe: (" $tracing/trace || good=1
	echo >$tracing/trace
	return $good
}

# In functions that accept a kprobe, atomic operations refuse it
atomics_refused() {
	looked=0
	while read function load; do
		refused 0x$function && continue
		looked=$((looked + 1))
		for word in 0 4 8; do
			refused $((0x$load + word)) || { echo "0x$load + $word"; return 1; }
		done
	done </atomics
	echo "$looked atomic operations of functions that may be probed"
	[ $looked -ge 32 ]
}

# ---- the function tracer ----------------------------------------------------
traced() {
	echo function >$tracing/current_tracer
	"$@" >/dev/null
	good=$?
	echo 0 >$tracing/tracing_on
	grep -q '<-' $tracing/trace || good=1
	echo nop >$tracing/current_tracer
	echo 1 >$tracing/tracing_on
	return $good
}

# ---- the kernel's checks -----------------------------------------------------
quiet() {
	! dmesg | grep -A 12 -E 'WARNING|BUG|Oops|INFO: |cut here|W.X mappings: FAILED|DEBUG_LOCKS' &&
		[ "$(cat /proc/sys/kernel/tainted)" = 0 ]
}

lockdep_on() {
	grep ' debug_locks: *1$' /proc/lockdep_stats
}

valid_slabs() {
	for cache in /sys/kernel/slab/*/validate; do
		echo 1 >$cache || return 1
	done
}

kgdb() {
	echo V1 >/sys/module/kgdbts/parameters/kgdbts && said "kgdbts:RUN" && ! said "kgdbts: ERROR"
}

# provoke FAULT TEXT: lkdtm commits the fault, and the kernel reports it so
provoke() {
	dmesg -c >/dev/null
	sh -c "echo $1 >/sys/kernel/debug/provoke-crash/DIRECT" 2>/dev/null
	said "$2" && ! said "FAIL: "
}

ok "no page is both writable and executable" said "Checked W+X mappings: passed"
ok "the kernel's constants are read-only" said "rodata_test: all tests were successful"
ok "lockdep's own tests pass" said "Good, all .* testcases passed"
ok "jump labels can be switched" switched
ok "a function can be probed" probed "p:probe do_sys_openat2" cat /proc/uptime
ok "its return, too" probed "r:probe do_sys_openat2" cat /proc/uptime
ok "a function with an atomic operation, too" probed "p:probe fput" cat /proc/uptime
ok "no atomic operation can be probed" atomics_refused
ok "nor the queue of updates" refused duet_queue_start+8
ok "nor the entry" refused duet_restart
ok "programs run with a probe" probed "p:probe handle_mm_fault" storm -t 2 -j 4
ok "programs run when each function is traced" traced storm -t 1 -j 2
ok "kgdb's own tests pass" kgdb
echo >$tracing/kprobe_events
ok "the programs of tests/linux" linux-tests
ok "a storm" storm -t 5 -j 8
ok "echoes" duet-chan echo -n 2000 -s 64
ok "a stream" duet-chan stream -b 4M
ok "a stream without a copy" duet-chan stream -b 4M --mmap
ok "the RTOS restarts" duetctl restart rtos
ok "echoes after that" duet-chan echo -n 2000 -s 64
ok "all slabs are valid" valid_slabs
ok "lockdep is still on" lockdep_on
ok "the kernel has no complaint" quiet
# Faults on purpose. They taint the kernel, so nothing is checked after them
echo 0 >/proc/sys/kernel/panic_on_oops
modprobe lkdtm
ok "a corrupted list is noticed" provoke CORRUPT_LIST_ADD "list_add corruption"
ok "a write to freed memory is noticed" provoke WRITE_AFTER_FREE "Poison overwritten"
ok "text of a module is read-only" provoke WRITE_KERN "Unable to handle kernel"
ok "so are its constants" provoke WRITE_RO "Unable to handle kernel"
ok "data that are constant after the start" provoke WRITE_RO_AFTER_INIT "Unable to handle kernel"
ok "programs run after that" linux-tests process memory
plan
