# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the modem crashes with a packet session, idle, while a message is
# under way, and in a call, test.rounds times each. ModemManager must have it back
# each time, and connect. Prints TAP.
. /phone.sh

gone() {
	! modem_there
}

comes_back() {
	begun=$(now)
	network crash
	within 5 gone || { echo "it is not gone"; return 1; }
	within 15 modem_there || { echo "it is not back"; return 1; }
	within 15 connect || { echo "it does not connect"; return 1; }
	took=$(($(now) - begun))
	[ $took -le "$worst" ] || worst=$took
	[ $took -le 1500 ] || { echo "it took $took hundredths of a second"; return 1; }
}

be_idle() {
	mmcli -m any --simple-disconnect
}

# It takes the network 0.2 s
send_message() {
	mmcli -m any --messaging-create-sms="number='+15554322',text='lost'" || return 1
	mmcli -s "$(newest_sms)" --send &
	usleep 50000
}

be_in_call() {
	mmcli -m any --voice-create-call="number=+15554321" &&
		mmcli -o "$(newest_call)" --start &&
		within 6 is active call "$(newest_call)" properties.state
}

crash_when() {
	for round in $(seq "$(argument test.rounds)"); do
		"$1" || { echo "round $round: not in that state"; return 1; }
		comes_back || { echo "round $round"; return 1; }
	done
}

pings() {
	data up && ping -c 1 -W 3 10.64.0.1
}

worst=0
ok "ModemManager finds the modem" within 60 modem_there
ok "it connects" connect
ok "the modem crashes with a packet session" crash_when true
ok "the modem crashes while idle" crash_when be_idle
ok "the modem crashes while it sends a message" crash_when send_message
ok "the modem crashes in a call" crash_when be_in_call
ok "packets pass" pings
echo "# it took $worst hundredths of a second at most until it was connected again"
plan
