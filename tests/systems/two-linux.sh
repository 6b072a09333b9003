# SPDX-License-Identifier: GPL-2.0-only
# In both guests of systems/two-linux.dts, at the same time: their address
# spaces overlap, and each must keep its own data. Prints TAP.
. /tap.sh

me=$(cat /proc/device-tree/model)
echo "# $me" | tr -d '\0'
shell "40 rounds of processes, files and pipes" '
	i=0
	while [ $i -lt 40 ]; do
		seq 2000 > /tmp/f
		[ "$(cat /tmp/f | md5sum)" = "$(seq 2000 | md5sum)" ] || exit 1
		tr a-z b-za < /etc/profile | tr b-za a-z | cmp - /etc/profile || exit 1
		i=$((i + 1))
	done'
shell "4 MB of random data stay the same" '
	dd if=/dev/urandom of=/tmp/r bs=64k count=64 2>/dev/null
	a=$(md5sum < /tmp/r); sleep 3; [ "$(md5sum < /tmp/r)" = "$a" ]'
shell "no complaint of the kernel" '! dmesg | grep -E "WARNING|BUG|Oops|refused|cut here"'
# The end of the first Linux ends the system, so it waits for the other
case $me in *linux2*) ;; *) sleep 30 ;; esac
plan
