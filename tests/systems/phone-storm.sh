# SPDX-License-Identifier: GPL-2.0-only
# In the guest: for some minutes all of Linux is busy, with processes, packets,
# messages and ModemManager, and the modem misses no tick of the radio. Prints
# TAP.
. /phone.sh

seconds=$(argument test.seconds)
seconds=${seconds:-600}
# nanoseconds of the board's time for each instruction
ns=$(argument test.ns)
ns=${ns:-1}

count() {
	echo "$1" >>/tmp/done
}

fail() {
	echo "$1 failed" >>/tmp/failures
}

transfers() {
	while :; do
		fetches && count transfer || fail "a transfer"
	done
}

has_sms() {
	[ -n "$(newest_sms)" ]
}

# Each message is deleted once ModemManager has it
messages() {
	while :; do
		network sms +15551234 "While the storm goes on"
		within 20 has_sms &&
			mmcli -m any --messaging-delete-sms="$(newest_sms)" >/dev/null &&
			count message || fail "a message"
	done
}

questions() {
	while :; do
		mmcli -m any >/dev/null || fail mmcli
		says OK at AT+CSQ && count command || fail AT
	done
}

# Each kind of work was done at least once
worked() {
	for kind in transfer message command; do
		echo "# ${kind}s: $(grep -c "$kind" /tmp/done)"
		grep -q "$kind" /tmp/done || return 1
	done
}

ends() {
	[ "$(now)" -ge $((begun + seconds * 100)) ]
}

# ticks KIND: "N ticks, missed M, wake-up mean A ns, worst W ns"
ticks() {
	sed -n "s/.*$1: //p" /tmp/network | tail -n 1
}

# no_tick_missed KIND LEAST: so many ticks at least, none missed, none late
no_tick_missed() {
	# shellcheck disable=SC2046 # words
	set -- "$2" $(ticks "$1" | tr -cd '0-9 ')
	[ "$2" -ge "$1" ] && [ "$3" = 0 ] && [ "$5" -le $((2000 * ns)) ]
}

follow_network
ok "ModemManager finds the modem" within 60 modem_there
ok "it is enabled" mmcli -m any -e
ok "packets" data up
network tdma reset
begun=$(now)
: >/tmp/failures
: >/tmp/done
transfers &
work=$!
messages &
work="$work $!"
questions &
work="$work $!"
while ! ends; do
	storm -t 5 -j 4
	echo "# $((($(now) - begun) / 100)) of $seconds s"
done
# shellcheck disable=SC2086 # several
kill $work
forget
network tdma
ok "the modem tells its ticks" saw frame
echo "# slots: $(ticks slot)"
echo "# frames: $(ticks frame)"
ok "no slot missed in $seconds s, none later than 2,000 instructions" no_tick_missed slot $((seconds * 1733))
ok "no frame missed, none later than 2,000 instructions" no_tick_missed frame $((seconds * 216))
ok "transfers, messages and commands meanwhile" worked
ok "none of them failed" is "" cat /tmp/failures
plan
