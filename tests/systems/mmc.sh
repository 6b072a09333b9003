# SPDX-License-Identifier: GPL-2.0-only
# In the guest: see tests/systems/mmc, which prints the last two points.

failed=0
point() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		failed=1
	fi
}

again() {
	sync
	umount /mnt && mount -t ext4 "$device" /mnt
}

echo "1..7"
device=$(sed -n 's/^\(\/dev\/mmc[^ ]*\) \/mnt ext4 .*/\1/p' /proc/mounts)
[ -n "$device" ]
point $? "1 - the card is mounted at /mnt"
seq 1 500000 >/mnt/pattern && mkdir /mnt/many
point $? "2 - a file of $(stat -c %s /mnt/pattern) bytes is written"
(cd /mnt/many && for i in $(seq 200); do echo "$i" >"$i"; done) && again
point $? "3 - synced and mounted again"
seq 1 500000 | cmp - /mnt/pattern
point $? "4 - the file is as it was"
cat /mnt/many/* | awk '{ n += $1 } END { exit n != 20100 }' &&
	rm -r /mnt/many && again && [ ! -e /mnt/many ]
point $? "5 - 200 small files are as they were, and go away"
exit $failed
