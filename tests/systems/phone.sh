# SPDX-License-Identifier: GPL-2.0-only
# In the guest: Debian's ModemManager, unmodified, and the RTOS that is its modem.
# Prints TAP.
. /phone.sh

# ---- finding the modem ------------------------------------------------------
ports() {
	known 'generic.ports.value.*' | sort | tr '\n' ','
}

finds_modem() {
	ok "ModemManager finds the modem" within 60 modem_there
	echo "# $(($(now) - begun)) hundredths of a second after the script's start"
	ok "version 1.20.4" says "^mmcli 1.20.4" mmcli --version
	ok "its generic plugin" is generic modem generic.plugin
	ok "all ports" is "wwan0 (net),wwan0at0 (at),wwan0at1 (ignored),wwan0mbim0 (mbim)," ports
	ok "IMEI" is 490154203237518 known 3gpp.imei
	ok "IMSI" is 001010123456789 sim properties.imsi
	ok "own number" is +15550100 known 'generic.own-numbers.value.1.'
	ok "enabled" mmcli -m any -e
	ok "registered" within 5 registered
	ok "operator" within 2 is "Duet Net" modem 3gpp.operator-name
	ok "at home" is home known 3gpp.registration-state
	ok "its code" is 00101 known 3gpp.operator-code
	ok "signal" within 5 is 64 modem generic.signal-quality.value
}

# ---- packets ----------------------------------------------------------------
state_is() {
	[ "$(modem generic.state)" = "$1" ]
}

# shown SECONDS COMMAND...: mmcli shows a change of the network in that time
shown() {
	since=$(now)
	limit=$1
	shift
	pause=20000
	within "$limit" "$@" || { mmcli -m any; return 1; }
	pause=200000
	took=$(($(now) - since))
	echo "# ${took}0 ms: $*" >>/tmp/times
}

connected() {
	connect && is connected modem generic.state
}

reconnects() {
	ok "it connects again" connected
	ok "packets pass" pings
}

pings() {
	ping -c 1 -W 3 10.64.0.1
}

drops() {
	network "$1"
	shown 1 state_is registered
}

signal_becomes() {
	network signal "$1"
	shown 1 is "$2" modem generic.signal-quality.value
}

roams() {
	network reg "$1"
	shown 1 is "$2" modem 3gpp.registration-state
}

attaches() {
	network detach off
	shown 2 is attached modem 3gpp.packet-service-state
}

# longer than the path: the gateway says so, and Linux sends fragments then
learns_mtu() {
	ifconfig wwan0 mtu 1600
	ping -c 2 -W 1 -s 1550 10.0.2.2 >/tmp/ping
	ifconfig wwan0 mtu 1500
	grep -q " [12] packets received" /tmp/ping || { cat /tmp/ping; return 1; }
}

has_packets() {
	ok "a packet session" connected
	ok "its interface" is wwan0 bearer status.interface
	ok "address of the bearer" is 10.64.0.2 bearer ipv4-config.address
	ok "its MTU" is 1500 bearer ipv4-config.mtu
	ok "wwan0 as the bearer says" data up
	ok "the gateway answers" pings
	ok "packets of 1,500 bytes pass" ping -c 1 -W 3 -s 1472 10.0.2.2
	ok "path MTU: longer ones become fragments" learns_mtu
	begun=$(now)
	ok "wget of $(argument test.size) bytes, unchanged" fetches
	echo "# $(argument test.size) bytes in $(($(now) - begun)) hundredths of a second"
	ok "the network drops the session" drops drop
	reconnects
	ok "the network detaches the phone" drops detach
	ok "which is shown" shown 1 is detached modem 3gpp.packet-service-state
	ok "no session while it is detached" sh -c "! mmcli -m any --simple-connect=apn=internet,ip-type=ipv4"
	ok "it attaches again" attaches
	reconnects
	for pair in "9 29" "0 0" "31 100"; do
		# shellcheck disable=SC2086 # two words
		ok "signal ${pair% *}" signal_becomes $pair
	done
	ok "roaming" roams roam roaming
	ok "its operator" is "Other Net" known 3gpp.operator-name
	ok "home again" roams home home
	ok "the session has gone on" pings
}

# ---- others at the same time ------------------------------------------------
gammu_says() {
	pattern=$1
	shift
	says "$pattern" timeout 120 gammu "$@"
}

mbim_says() {
	says "$1" timeout 30 mbimcli -d /dev/wwan0mbim0 -p "$2"
}

has_others() {
	ok "gammu: identify" gammu_says "IMEI *: 490154203237518" identify
	ok "gammu: network" gammu_says "Name in phone *: .Duet" networkinfo
	ok "mbimcli: device" mbim_says "Device ID: '490154203237518'" --query-device-caps
	ok "mbimcli: registration" mbim_says "Provider name: 'Duet Net'" --query-registration-state
	ok "mbimcli: connection" mbim_says "Activation state: 'activated'" --query-connection-state
	ok "ModemManager still has the session" is connected modem generic.state
}

begun=$(now)
follow_network
finds_modem
has_packets
has_others
sort -u /tmp/times
plan
