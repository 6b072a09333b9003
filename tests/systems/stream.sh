# SPDX-License-Identifier: GPL-2.0-only
# Sourced by the guest scripts of tests/systems/streamed: data that arrive by
# Ethernet in the background. In the guest it is /stream.sh.

argument() {
	sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

stream_begin() {
	mkfifo /tmp/data
	(sha256sum </tmp/data | cut -d' ' -f1 >/tmp/sum) &
	(nc 10.0.2.2 "$(argument test.port)" </dev/null | tee /tmp/data | wc -c >/tmp/length) &
}

# Bytes that eth0 has received
received() {
	cat /sys/class/net/eth0/statistics/rx_bytes
}

# Whether data have come since the last call, or soon do
stream_moves() {
	was=$(cat /tmp/received 2>/dev/null || echo 0)
	for try in $(seq 60); do
		now=$(received)
		echo "$now" >/tmp/received
		[ "$now" -gt $((was + 20000)) ] && return 0
		sleep 1
	done
	echo "$was $now"
	return 1
}

# Ends it; the length and the checksum are those that the server sent
stream_end() {
	told=$(nc 10.0.2.2 "$(argument test.port)" </dev/null)
	wait
	echo "$told, got $(cat /tmp/length) $(cat /tmp/sum)"
	[ "$told" = "$(cat /tmp/length) $(cat /tmp/sum)" ]
}
