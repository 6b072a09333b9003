# SPDX-License-Identifier: GPL-2.0-only
# In the guest: makes the kernel use its caches and TLB in every possible way,
# together with storm.sh.
# Prints the completed steps, and the failed ones.

seed || exit 1
failed=0
try() {
	name=$1
	shift
	if "$@" >/tmp/output 2>&1; then
		echo "done: $name"
		return
	fi
	echo "failed: $name"
	tail -5 /tmp/output
	failed=1
}

copies() {
	mkdir -p "$1/load" && dd if=/dev/urandom of="$1/load/a" bs=4k count=200 &&
		cp "$1/load/a" "$1/load/b" && sync &&
		echo 3 >/proc/sys/vm/drop_caches &&
		cmp "$1/load/a" "$1/load/b" && gzip -c "$1/load/a" >"$1/load/c" &&
		gunzip -c "$1/load/c" | cmp - "$1/load/a" && rm -r "$1/load"
}

modules() {
	modprobe dummy && rmmod dummy && modprobe dummy && modprobe loop &&
		dd if=/dev/zero of=/tmp/image bs=1k count=4096 &&
		losetup /dev/loop0 /tmp/image && mke2fs /dev/loop0 &&
		mkdir -p /tmp/loop && mount -t ext2 /dev/loop0 /tmp/loop &&
		copies /tmp/loop && umount /tmp/loop &&
		losetup -d /dev/loop0 && rmmod loop dummy
}

# Programs that are started one after the other, some from files just written
programs() {
	for i in 1 2 3 4 5 6 7 8; do
		mkdir /tmp/$i && cp /bin/busybox /tmp/$i &&
			/tmp/$i/busybox true && rm -r /tmp/$i || return 1
	done
	ls -lR /sbin | sort | md5sum | awk '{ print $1 }' | grep -q ....
}

network() {
	ping -c 2 -W 5 10.0.2.2
}

try "file system in memory" copies /tmp
try "modules" modules
try "programs" programs
if grep -q ' /mnt ' /proc/mounts; then
	try "card" copies /mnt
fi
try "network" network
try "user programs" linux-tests
exit $failed
