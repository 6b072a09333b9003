# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the guest scripts of tests/systems/phone. In the guest it is /phone.sh.
. /tap.sh

# ---- time and words ---------------------------------------------------------
# Hundredths of a second since the start
now() {
	read -r up _ </proc/uptime
	echo $((${up%.*} * 100 + 1${up#*.} - 100))
}

# within SECONDS COMMAND...: it succeeds before that time is over. Time costs the
# host nothing, but mmcli does
pause=200000
within() {
	end=$(($(now) + $1 * 100))
	shift
	until "$@"; do
		[ "$(now)" -lt $end ] || return 1
		usleep $pause
	done
}

# is TEXT COMMAND...: the command prints this
is() {
	text=$1
	shift
	printed=$("$@")
	[ "$printed" = "$text" ] || { echo "not '$text': $printed"; return 1; }
}

# says PATTERN COMMAND...: the command prints something like it
says() {
	pattern=$1
	shift
	"$@" >/tmp/said 2>&1
	grep -q -e "$pattern" /tmp/said || { cat /tmp/said; return 1; }
}

argument() {
	sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

# ---- the network's operator -------------------------------------------------
# network COMMAND: the operator types it. The first write after a crash of the
# modem fails
network() {
	echo "$*" >/dev/duet/network 2>/dev/null || echo "$*" >/dev/duet/network
}

# What the operator's console shows goes to a file, one line per record
follow_network() {
	while :; do
		cat /dev/duet/network 2>/dev/null
		usleep 50000
	done >>/tmp/network &
}

forget() {
	: >/tmp/network
}

# saw TEXT: the console has shown it since forget
saw() {
	within 5 grep -qF -e "$*" /tmp/network && return
	cat /tmp/network
	return 1
}

# ---- ModemManager -----------------------------------------------------------
# modem KEY, sms NUMBER KEY, call NUMBER KEY, sim KEY, bearer KEY: what mmcli shows.
# known KEY: what modem has seen the last time
modem() {
	mmcli -m any -K >/tmp/modem
	known "$1"
}

known() {
	sed -n "s/^modem\.$1 *: //p" /tmp/modem
}

# mmcli shows what is not ASCII in octal
sms() {
	printf '%b\n' "$(mmcli -s "$1" -K | sed -n "s/^sms\.$2 *: //p" | sed 's/\\/\\0/g')"
}

call() {
	mmcli -o "$1" -K | sed -n "s/^call\.$2 *: //p"
}

sim() {
	mmcli -i "$(known generic.sim)" -K | sed -n "s/^sim\.$1 *: //p"
}

bearer() {
	mmcli -b "$(modem 'generic.bearers.value.*' | tail -n 1)" -K | sed -n "s/^bearer\.$1 *: //p"
}

list_sms() {
	mmcli -m any --messaging-list-sms -K | sed -n 's|.*value.*/SMS/||p' | sort -rn
}

list_calls() {
	mmcli -m any --voice-list-calls -K | sed -n 's|.*value.*/Call/||p' | sort -rn
}

newest_sms() {
	list_sms | head -n 1
}

newest_call() {
	list_calls | head -n 1
}

modem_there() {
	mmcli -m any >/dev/null 2>&1
}

registered() {
	[ "$(modem generic.state)" = registered ]
}

connect() {
	mmcli -m any --simple-connect="apn=internet,ip-type=ipv4"
}

# ---- other ways to the modem ------------------------------------------------
# at COMMAND: its lines, from the port that ModemManager leaves alone
at() {
	timeout 5 sh -c '
		exec 3<>/dev/wwan0at1
		printf "%s\r" "$1" >&3
		while read -r line <&3; do
			line=${line%?}
			[ -z "$line" ] || echo "$line"
			case $line in OK | ERROR | +CM?\ ERROR*) break ;; esac
		done' at "$1"
}

# fetches: the server's data, through wwan0
fetches() {
	wget -q -O - "http://10.0.2.2:$(argument test.port)/data" | sha256sum >/tmp/sum
	is "$(argument test.sum)" sed 's/ .*//' /tmp/sum
}
