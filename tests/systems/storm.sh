# SPDX-License-Identifier: GPL-2.0-only
# In the guest: Linux is busy for a minute of its time, and the RTOS misses no
# period. Prints TAP, and the RTOS's worst wake-up latency.

failed=0
point() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		failed=1
	fi
}

echo "1..3"
duet-chan jitter -r
status=0
for i in 1 2 3 4 5 6; do
	storm -t 10 -j 8 || status=1
done
point $status "1 - a minute of storm"
duet-chan jitter >/tmp/jitter
point $? "2 - $(cat /tmp/jitter)"
periods=$(sed 's/jitter: \([0-9]*\) .*/\1/' /tmp/jitter)
# It ran during all of that minute
[ "$periods" -ge 59000 ]
point $? "3 - the RTOS went on ($periods periods)"
exit $failed
