# SPDX-License-Identifier: GPL-2.0-only
# In the guest: receives data until the host stops sending, while the RTOS beside
# it is restarted. tests/rtos/restarts checks the checksum.

argument() {
	sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

failed=0
point() {
	name=$1
	shift
	if "$@" >/tmp/output 2>&1; then
		echo "ok - $name"
	else
		sed 's/^/# /' /tmp/output
		echo "not ok - $name"
		failed=1
	fi
}

point "the RTOS echoes" duet-chan echo -n 100
echo "# begin"
echo "# receiving from the host until the RTOS has ended often enough"
# in each of its lives
while [ ! -e /tmp/end ]; do
	duet-chan echo -n 10
	usleep 100000
done >/dev/null 2>&1 &
nc 10.0.2.2 "$(argument test.port)" </dev/null | sha256sum | cut -d' ' -f1 >/tmp/sum
echo "# sum $(cat /tmp/sum)"
touch /tmp/end
wait
point "the RTOS echoes in its last life" duet-chan echo -n 1000
point "and streams" duet-chan stream -b 1M
point "without a copy, too" duet-chan stream -b 1M --mmap
point "Linux is in its first life" sh -c "dmesg | grep 'Duet: .*life 1,'"
exit $failed
