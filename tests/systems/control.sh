# SPDX-License-Identifier: GPL-2.0-only
# In the guest: duetctl, and how Linux sees an RTOS that stops and starts.
# Prints TAP.
. /tap.sh

state() {
	duetctl list | awk '$2 == "rtos" { print $3 }'
}

lives() {
	duetctl list | awk '$2 == "rtos" { print $4 }'
}

# until TEXT: for at most 60 s of this machine's time
until_true() {
	for i in $(seq 600); do
		eval "$1" && return 0
		usleep 100000
	done
	echo "never: $1"
	return 1
}

channel() {
	cat /sys/class/misc/duet-echo/state
}

resets() {
	cat /sys/class/misc/duet-echo/resets
}

lists() {
	duetctl list
	[ "$(duetctl list | awk '{ print $1 " " $2 }' | tr '\n' ,)" = "id name,0 linux,1 rtos," ] &&
		duetctl list | grep -q '^ 0 linux .*control' &&
		duetctl --json list | grep -q '"id": 1, "name": "rtos", "state": "\(blocked\|ready\)", "lives": 1,'
}

counts() {
	duetctl stats rtos | tee /tmp/a
	usleep 200000
	duetctl --json stats rtos | tee /tmp/b
	a=$(awk '$1 == "run_ticks" { print $2 }' /tmp/a)
	b=$(sed -n 's/.*"run_ticks": \([0-9]*\).*/\1/p' /tmp/b)
	echo "$a $b"
	# its thread of 1 ms ran 200 times meanwhile
	[ $((b - a)) -ge 1000 ]
}

logs() {
	echo "a line for the log $$" >/dev/hvc0
	until_true 'duetctl log >/tmp/log; grep -q "^linux| a line for the log $$" /tmp/log'
	status=$?
	tail -n 3 /tmp/log
	return $status
}

# A waiting reader is notified, once
told() {
	(cat /dev/duet/echo 2>/tmp/told; echo $? >/tmp/status) &
	sleep 1
	duetctl "$@" || return 1
	wait
	cat /tmp/told
	[ "$(cat /tmp/status)" != 0 ] && grep -q "reset" /tmp/told
}

refused() {
	expected=$1
	shift
	duetctl "$@" >/tmp/out 2>&1
	status=$?
	cat /tmp/out
	[ $status = 1 ] && grep -q "$expected" /tmp/out
}

not_root() {
	chmod 666 /dev/duetctl
	su nobody -s /bin/sh -c "duetctl list" >/tmp/out 2>&1 && return 1
	cat /tmp/out
	chmod 600 /dev/duetctl
	grep -q "only root" /tmp/out
}

ok "the VMs, for people and as JSON" lists
ok "counters that count" counts
ok "the log" logs
ok "the RTOS answers" duet-chan ping
before=$(resets)
ok "restart: a reader learns that the RTOS went" told restart rtos
ok "it has a second life" until_true '[ "$(lives)" = 2 ]'
ok "it answers again" duet-chan ping
ok "its channels carry data again" duet-chan echo -n 500
ok "mapped, too" duet-chan stream -b 1M --mmap
ok "no period missed in its new life" duet-chan jitter
ok "stop: a reader learns of it" told stop rtos
ok "it is off" until_true '[ "$(state)" = off ]'
ok "the channel is not connected" until_true '[ "$(channel)" = waiting ]'
ok "a second stop is refused" refused "not running" stop rtos
ok "start" duetctl start rtos
ok "it has a third life" until_true '[ "$(lives)" = 3 ]'
ok "the channel is connected again" until_true '[ "$(channel)" = connected ]'
ok "it carries data again" duet-chan echo -n 500
ok "the channel was lost each time" [ "$(resets)" -ge $((before + 2)) ]
ok "a start of a running VM is refused" refused "not off" start rtos
ok "this VM is not stopped by itself" refused "you are in" stop linux
ok "there is no such VM" refused "no such VM" restart nobody
ok "only for root" not_root
ok "the watchdog is taken over" pidof watchdog
ok "no complaint of the kernel" sh -c '! dmesg | grep -E "WARNING|BUG|Oops|refused|cut here|watchdog:"'
plan
