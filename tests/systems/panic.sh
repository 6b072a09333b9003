# SPDX-License-Identifier: GPL-2.0-only
# In the guest: Linux crashes itself, is restarted by the hypervisor and runs this
# script again, and the RTOS has missed no period. The card distinguishes the
# lives. Prints TAP in its second life.

if [ ! -e /mnt/crashed ]; then
	duet-chan jitter -r >/mnt/crashed
	[ -s /mnt/crashed ] || exit 1
	sync
	echo "# first life: $(cat /mnt/crashed)"
	echo c >/proc/sysrq-trigger
	sleep 10
	exit 1
fi
echo "1..3"
echo "ok 1 - Linux is here again"
failed=0
for i in 2 3; do
	if duet-chan jitter >/tmp/jitter; then
		echo "ok $i - $(cat /tmp/jitter)"
	else
		echo "not ok $i - $(cat /tmp/jitter)"
		failed=1
	fi
	sleep 1
done
exit $failed
