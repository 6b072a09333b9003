# SPDX-License-Identifier: GPL-2.0-only
# In the guest: Linux reboots itself and runs this script again; the card
# distinguishes the lives, and keeps its data. Prints TAP in its second life.

if [ ! -e /mnt/rebooted ]; then
	seq 1000 >/mnt/rebooted
	reboot
	sleep 60
	exit 1
fi
echo "1..2"
failed=0
if dmesg | grep -q 'Duet: .*life 2,'; then
	echo "ok 1 - this is the second life"
else
	echo "not ok 1 - this is the second life"
	failed=1
fi
# reboot has unmounted the card: no journal had to be replayed
if seq 1000 | cmp - /mnt/rebooted && ! dmesg | grep -q 'EXT4.*recovery'; then
	echo "ok 2 - the card was left in order"
else
	echo "not ok 2 - the card was left in order"
	failed=1
fi
exit $failed
