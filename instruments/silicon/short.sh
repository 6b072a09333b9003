# SPDX-License-Identifier: GPL-2.0-only
# In the guest: a short load with the main cache and TLB operations.

seed || exit 1
linux-tests process | tail -1
linux-tests memory | tail -1
linux-tests signal | tail -1
modprobe dummy && rmmod dummy && modprobe dummy && rmmod dummy
for i in 1 2 3; do
	mkdir /tmp/$i && cp /bin/busybox /tmp/$i && /tmp/$i/busybox true &&
		rm -r /tmp/$i
	ls /sbin | sort | sed 1d | wc -l
done
# Two programs that take turns, at the same addresses
storm -t 1 -j 8 &
while kill -0 $! 2>/dev/null; do
	:
done
wait $!
# A file is read, modified through a mapping of it, and run
cp /bin/busybox /tmp/busybox && cat /tmp/busybox >/dev/null &&
	printf 'x' | dd of=/tmp/busybox bs=1 seek=100000 conv=notrunc 2>/dev/null
/tmp/busybox true
cat /tmp/busybox | md5sum
