# SPDX-License-Identifier: GPL-2.0-only
# In the guest: Linux panics during a call and a transfer, is restarted, and runs
# this script again. The modem has gone on without it. Prints TAP in its third life.
. /phone.sh

on_call() {
	at AT+CLCC | grep -q '+CLCC: 1,0,0,0,0,"+15554321",145'
}

calls() {
	at AT+CLCC | grep -q '+CLCC: 1,1,4,0,0,"+15557777",145'
}

# One after the other, so that one is under way at any time
begin_transfers() {
	mmcli -m any -e && within 5 registered && data up || return 1
	while fetches; do :; done &
}

# panic COMMAND: the network does this a second later, when there is no Linux: the
# next one needs more than 0.15 s until it drives the modem
panic() {
	network "wait 1 $1"
	usleep 930000
	echo c >/proc/sysrq-trigger
	sleep 10
}

# The far end has heard frames all the time since the call was answered
heard_all() {
	forget
	network speech
	saw "ms apart at most" && grep ", 2[01] ms apart" /tmp/network
}

heard_many() {
	frames=$(sed -n 's/the far end heard \([0-9]*\) frames.*/\1/p' /tmp/network)
	[ "$frames" -ge 250 ] || { echo "$frames frames"; return 1; }
}

none_missed() {
	forget
	network tdma
	saw "slot: " && saw "frame: " && ! grep -v "missed 0," /tmp/network
}

first_life() {
	{
		within 60 modem_there && begin_transfers && at 'ATD+15554321;' && within 10 on_call
	} >/tmp/first || { cat /tmp/first; exit 1; }
	panic "sms +15551234 While you were out"
}

second_life() {
	ok "the ports are back" within 5 test -e /dev/wwan0at1
	echo "# $(now) hundredths of a second after the start"
	ok "the call has gone on" on_call
	ok "the far end has heard a frame each 20 ms" heard_all
	grep frames /tmp/network | sed 's/^/# /'
	ok "no tick of the radio was missed" none_missed
	sed 's/^/# /' /tmp/network
	ok "ModemManager finds the modem" within 60 modem_there
	ok "enabled" mmcli -m any -e
	ok "the message that came meanwhile" within 5 is "While you were out" sms 0 content.text
	ok "packets pass again" data up
	ok "and a transfer" fetches
	ok "the far end still hears each frame" heard_all
	ok "hundreds of them" heard_many
	ok "the call still goes on" on_call
	ok "AT ends it" says OK at AT+CHUP
	ok "the far end sees that" saw "the phone ends the call with +15554321"
	panic "call +15557777"
}

third_life() {
	points=14	# of the second life
	ok "a call rings that came while Linux was down" within 5 calls
	ok "ModemManager finds the modem" within 60 modem_there
	ok "enabled" mmcli -m any -e
	ok "it shows the call" within 8 is ringing-in call 0 properties.state
	ok "the user takes it" mmcli -o 0 --accept
	ok "it is active" within 5 is active call 0 properties.state
	ok "no tick of the radio was missed" none_missed
	plan
}

follow_network
case $(duetctl list | awk '$2 == "linux" { print $4 }') in
1) first_life ;;
2) second_life ;;
*) third_life ;;
esac
