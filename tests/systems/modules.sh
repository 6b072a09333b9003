# SPDX-License-Identifier: GPL-2.0-only
# In the guest: kernel modules are loaded, used and removed. Prints TAP.

failed=0
point() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		failed=1
	fi
}

loaded() {
	grep -q "^$1 " /proc/modules
}

echo "1..5"
modprobe dummy && loaded dummy && ifconfig dummy0 10.9.9.1 up &&
	ping -c 1 -W 2 10.9.9.1 >/tmp/ping
point $? "1 - a network device in a module"
ifconfig dummy0 down && rmmod dummy && ! loaded dummy &&
	[ ! -e /sys/class/net/dummy0 ]
point $? "2 - it is unloaded"
dd if=/dev/zero of=/tmp/image bs=1k count=2048 2>/dev/null &&
	modprobe loop && losetup /dev/loop0 /tmp/image &&
	mke2fs /dev/loop0 >/tmp/log 2>&1 && mkdir -p /tmp/loop &&
	mount -t ext2 /dev/loop0 /tmp/loop && seq 1000 >/tmp/loop/f &&
	umount /tmp/loop && mount -t ext2 /dev/loop0 /tmp/loop &&
	seq 1000 | cmp - /tmp/loop/f
point $? "3 - a file system on a loop device of a module"
umount /tmp/loop && losetup -d /dev/loop0 && rmmod loop && ! loaded loop
point $? "4 - it is unloaded"
i=0
while [ $i -lt 50 ] && modprobe dummy && rmmod dummy; do
	i=$((i + 1))
done
[ $i = 50 ]
point $? "5 - loaded and unloaded 50 times"
exit $failed
