# SPDX-License-Identifier: GPL-2.0-only
# In the guest, in each of its lives: the RTOS has missed no period, its
# channels work; then this life ends, each time by another cause. The last of
# test.rounds (kernel's command line) prints how long the restarts took. The card
# distinguishes the lives. Prints TAP.

causes="reboot panic masked spin memory"
card=/mnt/restarts
rounds=$(sed -n 's/.*\<test.rounds=\([0-9]*\).*/\1/p' /proc/cmdline)

# The RTOS counts its periods of 1 ms through all lives of Linux: the clock
jitter() {
	duet-chan jitter >/tmp/jitter
	good=$?
	set -- $(sed 's/^jitter: \([0-9]*\) periods .* \([0-9]*\) missed.* max \([0-9]*\)$/\1 \2 \3/' /tmp/jitter)
	now=${1:-0} missed=${2:-?} worst=${3:-?}
	return $good
}

# The cause that ends the given life
cause_of() {
	set -- $1 $causes
	shift $((($1 - 1) % 5 + 1))
	echo "$1"
}

all_well() {
	jitter && duet-chan ping >/dev/null && duet-chan echo -n 50 >/tmp/echo &&
		duet-chan stream -b 100000 >/tmp/stream &&
		dmesg | grep -q "Duet: .*life $life,"
}

fill_memory() {
	echo 1 >/proc/sys/vm/panic_on_oom
	mkdir /tmp/fill
	mount -t tmpfs -o size=1g tmpfs /tmp/fill
	dd if=/dev/zero of=/tmp/fill/all bs=64k
}

spin() {
	echo -1 >/proc/sys/kernel/sched_rt_runtime_us
	rt-spin
}

hang_masked() {
	modprobe lkdtm
	mount -t debugfs debugfs /sys/kernel/debug
	echo HARDLOCKUP >/sys/kernel/debug/provoke-crash/DIRECT
}

end_by() {
	case $1 in
	reboot) reboot ;;
	panic) echo c >/proc/sysrq-trigger ;;
	masked) hang_masked ;;
	spin) spin ;;
	memory) fill_memory ;;
	esac
	sleep 1000
}

summary() {
	for cause in $causes; do
		awk -v cause=$cause '$1 == cause { n++; sum += $2
			if (!least || $2 < least) least = $2
			if ($2 > most) most = $2 }
			END { if (n) printf "# %d times by %s: to the shell in %d to %d ms, mean %d\n",
			      n, cause, least, most, sum / n }' $card/times
	done
	echo "# the RTOS: $now periods, $missed missed, worst wake-up $worst ns"
}

mkdir -p $card
life=$(($(cat $card/life 2>/dev/null || echo 0) + 1))
echo $life >$card/life
if [ $life = 1 ]; then
	duet-chan jitter -r >/dev/null
	usleep 100000
fi
all_well
bad=$?
if [ $life -gt 1 ]; then
	read -r cause before <$card/last
	echo "$cause $((now - before))" >>$card/times
	how=" after $cause: $((now - before)) ms to the shell,"
fi
word=ok
if [ $bad != 0 ]; then
	word="not ok"
	: >$card/failed
	cat /tmp/jitter
fi
echo "$word $life - life $life$how worst wake-up $worst ns, $missed missed"
if [ $life -gt "${rounds:-5}" ]; then
	summary
	echo "1..$life"
	[ ! -e $card/failed ]
	exit
fi
cause=$(cause_of $life)
jitter
echo "$cause $now" >$card/last
sync
end_by $cause
