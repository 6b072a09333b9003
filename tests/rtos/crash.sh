# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the RTOS crashes and is restarted, Linux and its channels are not
# affected. tests/rtos/crash makes it crash. Prints TAP.

number=0
failed=0

point() {
	name=$1
	shift
	number=$((number + 1))
	if "$@" >/tmp/output 2>&1; then
		echo "ok $number - $name"
	else
		sed 's/^/# /' /tmp/output
		echo "not ok $number - $name"
		failed=1
	fi
}

periods() {
	duet-chan jitter | sed -n 's/jitter: \([0-9]*\) periods.*/\1/p'
}

# Until the RTOS restarts counting, for at most an hour of this machine's time
restarted() {
	old=$(periods)
	for i in $(seq 3600); do
		new=$(periods)
		echo "$old $new"
		[ "${new:-0}" -gt 0 ] && [ "$new" -lt "$old" ] && return 0
		old=${new:-$old}
		sleep 1
	done
	return 1
}

point "the RTOS answers" duet-chan ping
point "echoes" duet-chan echo -n 100
echo "# now crash"
echo "# waiting for the RTOS to count its periods again"
point "the RTOS has been restarted" restarted
point "it answers again" duet-chan ping
point "echoes after the restart" duet-chan echo -n 1000
point "streams after the restart" duet-chan stream -b 1M
point "without a copy, too" duet-chan stream -b 1M --mmap
point "no period missed in its new life" duet-chan jitter
echo "1..$number"
exit $failed
