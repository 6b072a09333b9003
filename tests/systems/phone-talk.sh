# SPDX-License-Identifier: GPL-2.0-only
# In the guest: messages and calls by ModemManager, as the network and an AT port
# see them. Prints TAP.
. /phone.sh

# ---- messages ---------------------------------------------------------------
newer_sms() {
	[ "$(newest_sms)" != "$before" ]
}

# The newest message is complete, with this text from this number
has_come() {
	within 5 newer_sms || { echo "no message"; return 1; }
	new=$(newest_sms)
	within 5 is received sms "$new" properties.state &&
		is "$1" sms "$new" content.text && is "$2" sms "$new" content.number
}

comes_in() {
	before=$(newest_sms)
	network sms +15551234 "$1"
	has_come "$1" +15551234
}

# send NUMBER TEXT
send() {
	mmcli -m any --messaging-create-sms="number='$1',text='$2'" || return 1
	before=$(newest_sms)
	mmcli -s "$before" --send && is sent sms "$before" properties.state
}

goes_out() {
	forget
	send +15554322 "$1" && saw "message to +15554322: $1"
}

goes_out_in_parts() {
	forget
	send +15554322 "$longer" || return 1
	saw "a last part that is shorter"
	is 3 grep -c "message to +15554322: " /tmp/network
}

# To the own number, so it comes back. Not in parts: ModemManager would take those
# that come for parts of the message that it has sent
goes_round() {
	send +15550100 "$1" && has_come "$1" +15550100
}

refused() {
	! send +15550038 lost && is -- sms "$before" properties.state
}

is_deleted() {
	left=$(list_sms | wc -l)
	mmcli -m any --messaging-delete-sms="$(newest_sms)" && [ "$(list_sms | wc -l)" = $((left - 1)) ]
}

long=0123456789abcdefghijklmnopqrstuvwxyzABCD
long=$long$long$long$long
longer="$long$long, and a last part that is shorter"
strange="Ωμέγα, 漢字, €"

has_messages() {
	ok "a message comes in" comes_in "Hello from the network"
	ok "one of 160 characters" comes_in "$long"
	ok "one of three parts" comes_in "$longer"
	ok "one of UCS2" comes_in "$strange"
	ok "a message goes out" goes_out "Hello from ModemManager"
	ok "one of 160 characters" goes_out "$long"
	ok "one of three parts" goes_out_in_parts
	ok "one of UCS2" goes_out "$strange"
	ok "one to the own number comes back" goes_round "$strange"
	ok "the network refuses one" refused
	ok "one is deleted" is_deleted
	ok "USSD" says "Balance: 12.34" mmcli -m any --3gpp-ussd-initiate='*100#'
}

# ---- calls ------------------------------------------------------------------
# AT's list of calls; "none" if it is empty
at_calls() {
	at AT+CLCC | sed -n 's/^+CLCC: \(.*\),145$/\1/p' | tr '\n' ' ' | grep . || echo none
}

# mmcli_calls NUMBER...: their states
mmcli_calls() {
	for each in "$@"; do
		call "$each" properties.state
	done | tr '\n' ' '
}

# Both agree within some seconds: ModemManager asks for states each 2 s
agree() {
	within 6 is "$1 " mmcli_calls $2 && within 1 is "$3" at_calls
}

newer_call() {
	[ "$(newest_call)" != "$before" ]
}

dials() {
	mmcli -m any --voice-create-call="number=$1" && new=$(newest_call) && mmcli -o "$new" --start
}

# calls NUMBER: the network does; mmcli shows it as new
calls() {
	before=$(newest_call)
	network call "$1"
	within 5 newer_call || { echo "no call"; return 1; }
	new=$(newest_call)
	is "$1" call "$new" properties.number && is incoming call "$new" properties.direction
}

tone() {
	forget
	mmcli -o "$new" --send-dtmf="$1" && saw "tone to +15554321: $1"
}

hangs_up() {
	forget
	mmcli -o "$new" --hangup && saw "the phone ends the call with $1"
}

far_end_hangs_up() {
	network hangup
	since=$(now)
	within 1 is terminated call "$new" properties.state
}

cause() {
	at AT+CEER | sed -n 's/+CEER: //p'
}

has_calls() {
	ok "a call goes out" dials +15554321
	ok "it rings there" agree ringing-out $new '1,0,3,0,0,"+15554321" '
	ok "it is answered" agree active $new '1,0,0,0,0,"+15554321" '
	ok "a tone reaches the far end" tone 5
	ok "another" tone '#'
	ok "the user hangs up" hangs_up +15554321
	ok "it is over" agree terminated $new none

	ok "another call goes out" dials +15554321
	ok "it is answered" agree active $new '1,0,0,0,0,"+15554321" '
	ok "the far end hangs up, seen within 1 s" far_end_hangs_up
	ok "it is over" agree terminated $new none
	ok "the cause" is "Normal call clearing" cause

	ok "a call to a busy number" dials +15550017
	ok "it is over" agree terminated $new none
	ok "the cause" is "User busy" cause
	ok "a call that nobody answers" dials +15550019
	ok "it rings there" agree ringing-out $new '1,0,3,0,0,"+15550019" '
	sleep 8
	ok "it ends" within 6 is terminated call "$new" properties.state
	ok "the cause" is "User alerting, no answer" cause

	ok "a call comes in" calls +15557777
	ok "it rings" agree ringing-in $new '1,1,4,0,0,"+15557777" '
	ok "the user takes it" mmcli -o "$new" --accept
	ok "it is active" agree active $new '1,1,0,0,0,"+15557777" '
	first=$new
	ok "a second call waits" calls +15558888
	ok "AT and mmcli say so" agree "active waiting" "$first $new" '1,1,0,0,0,"+15557777" 2,1,5,0,0,"+15558888" '
	ok "the user holds the first and takes it" mmcli -m any --voice-hold-and-accept
	ok "AT and mmcli say so" agree "held active" "$first $new" '1,1,1,0,0,"+15557777" 2,1,0,0,0,"+15558888" '
	ok "the user hangs up and takes the first" mmcli -m any --voice-hangup-and-accept
	ok "AT and mmcli say so" agree "active terminated" "$first $new" '1,1,0,0,0,"+15557777" '
	new=$first
	ok "the far end hangs up, seen within 1 s" far_end_hangs_up

	ok "a call comes in" calls +15557777
	ok "the user refuses it" hangs_up +15557777
	ok "it is over" agree terminated $new none
	ok "a call comes in" calls +15557777
	ok "the far end gives up, seen within 1 s" far_end_hangs_up
}

follow_network
ok "ModemManager finds the modem" within 60 modem_there
ok "enabled" mmcli -m any -e
ok "registered" within 5 registered
has_messages
has_calls
plan
