# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the channels to the demo's RTOS. Prints TAP.

number=0
failed=0

point() {
	name=$1
	shift
	number=$((number + 1))
	if "$@" >/tmp/output 2>&1; then
		grep -v '^$' /tmp/output | sed 's/^/# /'
		echo "ok $number - $name"
	else
		echo "# status $?"
		sed 's/^/# /' /tmp/output
		echo "not ok $number - $name"
		failed=1
	fi
}

# Doorbells that Linux rang in the last transfer, against its records
few_doorbells() {
	awk '/^stream/ { records = $7 + 0 }
	     /^doorbells/ { rung = $4 + 0; received = $7 + 0;
		if (!records || !rung) bad = 1
		print rung " and " received " doorbells for " records " records";
		if (rung * 20 > records || received * 20 > records) bad = 1
		seen++ }
	     END { exit bad || !seen }' /tmp/stream
}

stream() {
	duet-chan stream "$@" >/tmp/stream && cat /tmp/stream
}

# A record through the device file alone
by_hand() {
	echo hello >/dev/duet/echo &&
		[ "$(dd if=/dev/duet/echo bs=100 count=1 2>/dev/null)" = hello ]
}

# A program killed in a transfer harms no later one
killed() {
	for i in 1 2 3; do
		duet-chan stream -b 64M "$@" >/dev/null &
		usleep 300000
		kill -9 $! || return 1
		wait $! 2>/dev/null
	done
	stream -b 1M "$@"
}

no_errors() {
	cat /sys/class/misc/duet-*/errors
	! grep -qv '^0$' /sys/class/misc/duet-*/errors
}

point "the RTOS answers" duet-chan ping
point "100000 echoes of 64 bytes" duet-chan echo -n 100000 -s 64
point "echoes of 4 bytes" duet-chan echo -n 2000 -s 4
point "echoes of 1024 bytes" duet-chan echo -n 2000 -s 1024
point "a shell can use it" by_hand
point "64 MB each way" stream -b 64M
point "with few doorbells" few_doorbells
point "64 MB each way without a copy" stream -b 64M --mmap
point "with few doorbells" few_doorbells
point "short records" stream -b 1M -k 4
point "odd sizes" stream -b 1000004 -k 1236
point "killed in the middle" killed
point "killed in the middle, mapped" killed --mmap
point "no end broke the protocol" no_errors
point "the counters" duet-chan stat
echo "1..$number"
exit $failed
