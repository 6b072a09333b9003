# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the WWAN driver and a modem that echoes. Prints TAP.
. /tap.sh

ports="wwan0at0 wwan0at1 wwan0mbim0"

# Until a command succeeds, for some seconds
soon() {
	for _ in $(seq 100); do
		"$@" && return 0
		usleep 50000
	done
	return 1
}

there() {
	for port in $ports; do
		[ -c /dev/$port ] || return 1
	done
	[ -e /sys/class/net/wwan0 ]
}

gone() {
	! ls /dev/wwan* /sys/class/net/wwan0 2>/dev/null
}

parent() {
	basename "$(readlink -f /sys/class/wwan/wwan0mbim0/device/device/driver)"
}

types() {
	cat /sys/class/wwan/wwan0at0/type /sys/class/wwan/wwan0mbim0/type | xargs
}

up() {
	ifconfig wwan0 10.64.0.2 pointopoint 10.64.0.1 mtu "${1:-1500}" up
}

answers() {
	ping -c 3 -W 2 -s "${1:-56}" 10.64.0.1
}

counts() {
	cat /sys/class/net/wwan0/statistics/$1
}

# After this command of at0 a process that waits for this port gets an error, and
# all ports are there again
crashes() {
	wwan-test wait /dev/wwan0$2 &
	waiter=$!
	usleep 200000
	printf '%s\r' "$1" >/dev/wwan0at0
	wait $waiter || return 1
	soon there
}

# at1 takes 5 ms for an answer, at0 some microseconds
quick() {
	[ "$(wwan-test echo /dev/wwan0at0 3 10 | sed 's/ .*//')" -lt 1000000 ] &&
		[ "$(wwan-test echo /dev/wwan0at1 3 10 | sed 's/ .*//')" -gt 1000000 ]
}

again() {
	for _ in 1 2 3 4 5; do
		printf 'AT+CRASH\r' >/dev/wwan0at0
		soon wwan-test echo /dev/wwan0mbim0 100 1 2>/dev/null || return 1
		soon there || return 1
	done
	wwan-test echo /dev/wwan0at0 100 1
}

shell "no driver, no ports" '! ls /dev/wwan*'
shell "other channels have theirs" '[ -c /dev/duet/other ] && ! ls /dev/duet/at0'
ok "the module" modprobe duet_wwan
ok "ports and network device appear" soon there
ok "their parent's driver has the name" [ "$(parent)" = mhi_net ]
ok "types of the ports" [ "$(types)" = "AT MBIM" ]

ok "an AT port echoes" wwan-test echo /dev/wwan0at0 3 500
ok "long lines" wwan-test echo /dev/wwan0at0 4000 50
ok "the second" wwan-test echo /dev/wwan0at1 100 5
ok "the MBIM port echoes" wwan-test echo /dev/wwan0mbim0 48 500
for size in 1 3 4 1024 4096 8188; do
	ok "messages of $size bytes" wwan-test echo /dev/wwan0mbim0 $size 20
done
ok "a longer one is refused" wwan-test refuses /dev/wwan0mbim0 8189
ok "a closed port keeps nothing" wwan-test fresh /dev/wwan0at0
ok "a reader that sleeps stops the modem, and that its writer" wwan-test flood /dev/wwan0at0 400000
ok "so with messages" wwan-test flood /dev/wwan0mbim0 400000
ok "a slow modem stops the writer" wwan-test flood /dev/wwan0at1 100000

ok "wwan0 goes up" up
ok "ping" answers
ok "long packets" answers 1472
for size in 1 64 1400; do
	ok "datagrams of $size bytes" wwan-test udp 10.64.0.1 $size 500
done
ok "many at a time" wwan-test burst 10.64.0.1 1400 2000
echo "# AT and back: $(wwan-test echo /dev/wwan0at0 3 1000)"
echo "# MBIM, 48 bytes: $(wwan-test echo /dev/wwan0mbim0 48 1000)"
echo "# 64 bytes and back: $(wwan-test udp 10.64.0.1 64 1000)"
echo "# 1,400 bytes and back: $(wwan-test udp 10.64.0.1 1400 1000)"
echo "# 1,400 bytes one way: $(wwan-test oneway 10.64.0.1 1400 1000)"
ok "no error, no drop" [ "$(counts tx_dropped) $(counts rx_dropped) $(counts rx_errors)" = "0 0 0" ]
ok "as many come as ask" [ "$(counts rx_packets)" = "$(($(counts tx_packets) - 1000))" ]
shell "bytes in transit are limited" "[ \$(cat /sys/class/net/wwan0/queues/tx-0/byte_queue_limits/limit) -gt 0 ]"
ok "one way" wwan-test oneway 10.64.0.1 1400 2000
ok "a small MTU" up 576
ok "ping" answers 500
shell "down and up" "ifconfig wwan0 down && ifconfig wwan0 up && ping -c 1 -W 2 10.64.0.1"
shell "a second session is refused" "! ip link add dev wwan0.1 parentdev wwan0 type wwan linkid 1"

ok "the modem crashes: ports end and come" crashes AT+CRASH mbim0
ok "they work" wwan-test echo /dev/wwan0at0 3 100
ok "so does the network" up
ok "ping again" answers
ok "it breaks one channel's protocol: its port ends" crashes AT+LINK at0
ok "that port works, too" soon wwan-test echo /dev/wwan0at0 3 100
ok "the first AT port is the modem's first, which comes late" quick
ok "five crashes in a row" again
ok "the modem is stopped" duetctl stop rtos
ok "its ports end" soon gone
ok "it is started" duetctl start rtos
ok "they come" soon there
ok "and work" soon wwan-test echo /dev/wwan0mbim0 100 10

shell "the module goes while a port is in use" "wwan-test wait /dev/wwan0at0 & usleep 200000; rmmod duet_wwan && wait \$!"
ok "nothing remains" gone
ok "another name" modprobe duet_wwan driver_name=modem
ok "ports come" soon there
ok "the parent's driver has it" [ "$(parent)" = modem ]
ok "and works" wwan-test echo /dev/wwan0at0 3 10
shell "the kernel has no complaint" "! dmesg | grep -iE 'warning|bug:|info: trying|unable|leak|refcount'"
plan
