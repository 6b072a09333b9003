# SPDX-License-Identifier: GPL-2.0-only
# In the guest: a short way through what needs cache and TLB operations.

linux-tests process | tail -1
linux-tests memory | tail -1
linux-tests signal | tail -1
modprobe dummy && rmmod dummy && modprobe dummy && rmmod dummy
for i in 1 2 3; do
	mkdir /tmp/$i && cp /bin/busybox /tmp/$i && /tmp/$i/busybox true &&
		rm -r /tmp/$i
	ls /sbin | sort | sed 1d | wc -l
done
storm -t 1 -j 8
