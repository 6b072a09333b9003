# SPDX-License-Identifier: GPL-2.0-only
# In the guest: a user's first steps. Prints TAP.
. /tap.sh

shell "uname -r is 6.1" 'uname -r | grep -q "^6\.1\."'
shell "the processor is an ARM926" 'grep -q "0x926" /proc/cpuinfo'
shell "/proc/cpuinfo: BogoMIPS, features" 'grep -q "^BogoMIPS" /proc/cpuinfo &&
	grep -q "^Features.*swp.*half.*thumb" /proc/cpuinfo'
shell "ps lists init and itself" 'ps > /tmp/ps && grep -q init /tmp/ps && grep -q "ps" /tmp/ps'
shell "dmesg has the kernel's banner" 'dmesg | grep -q "Linux version 6\.1"'
shell "dmesg has no warning, oops or bug" \
	'! dmesg | grep -E "WARNING|BUG|Oops|Unhandled|refused|cut here"'
shell "/sys" 'ls /sys | grep -q devices && [ -d /sys/class/tty ]'
shell "a pipe of three" '[ "$(seq 1000 | grep 7 | wc -l)" = 271 ]'
shell "a pipe of 4 MB keeps its content" \
	'dd if=/dev/urandom of=/tmp/r bs=64k count=64 2>/dev/null &&
	[ "$(cat /tmp/r | cat | cat | sha1sum)" = "$(sha1sum < /tmp/r)" ] && rm /tmp/r'
shell "background jobs and wait" 'for i in 1 2 3 4 5; do (sleep 1; echo $i > /tmp/bg$i) & done
	wait; cat /tmp/bg[1-5] | tr -d "\n" | grep -q 12345'
shell "kill ends a background job" 'sleep 100 & kill $!; wait $!; [ $? = 143 ]'
shell "time" 'time sleep 1 2>&1'
shell "sleep 2 takes 2 s of the clock" 'a=$(cut -d. -f1 /proc/uptime); sleep 2
	b=$(cut -d. -f1 /proc/uptime); [ $((b - a)) -ge 2 ] && [ $((b - a)) -le 4 ]'
shell "top" 'top -b -n 1 | grep -q "Mem:.*used"'
shell "awk, sed, sort" '[ "$(seq 9 | sed s/1/5/ | sort -rn | awk "{ n += \$1 } END { print n }")" = 49 ]'
shell "tar and gzip" 'tar czf /tmp/t.gz /etc 2>/dev/null && gzip -t /tmp/t.gz'
shell "a fork of 200 processes" 'i=0; while [ $i -lt 200 ]; do (exit 3); [ $? = 3 ] || exit 1; i=$((i + 1)); done'
shell "memory is given back" 'a=$(awk "/MemAvail/ { print \$2 }" /proc/meminfo)
	for i in 1 2 3; do dd if=/dev/zero of=/tmp/big bs=1M count=20 2>/dev/null; rm /tmp/big; done
	b=$(awk "/MemAvail/ { print \$2 }" /proc/meminfo); [ $((a - b)) -lt 4096 ]'
shell "segmentation faults are reported" 'sh -c "kill -SEGV \$\$"; [ $? = 139 ]'
shell "interrupts are counted" 'grep -q "[1-9]" /proc/interrupts'
shell "random numbers without waiting" '[ "$(head -c 16 /dev/random | wc -c)" = 16 ]'
shell "date is sane to set and read" 'date -s "2026-01-02 03:04:05" > /dev/null &&
	date +%Y-%m-%d | grep -q 2026-01-02'
plan
