# SPDX-License-Identifier: GPL-2.0-only
# In both guests of systems/two-linux.dts: the second is killed and restarted
# test.rounds times while the first receives data by Ethernet; see
# tests/systems/streamed. Prints TAP.
. /tap.sh
. /stream.sh

# The second keeps the CPU busy, until it is killed
case $(tr -d '\0' </proc/device-tree/model) in
*linux2*)
	echo "linux2 is at work"
	while :; do seq 5000 | sort | md5sum >/dev/null; done
	;;
esac

lives() {
	duetctl list | awk '$2 == "linux2" { print $4 }'
}

# It has started its script in its life $1: the log is short, so check often
at_work() {
	for i in $(seq 1200); do
		[ "$(lives)" = "$1" ] && duetctl log | grep -q '^linux2| linux2 is at work' && return 0
		usleep 100000
	done
	duetctl list
	return 1
}

# Fills the log, so that no text of the previous life is left in it
forget() {
	for i in $(seq 40); do
		echo "# forgetting the other one's output so far" >/dev/hvc0
	done
	sleep 1
}

one_life() {
	forget
	duetctl restart linux2 && at_work $(($1 + 1)) && stream_moves
}

all_lives() {
	i=0
	while [ $i -lt "$rounds" ]; do
		i=$((i + 1))
		one_life $i || { echo "restart $i"; return 1; }
	done
}

rounds=$(argument test.rounds)
ok "the second one has begun" at_work 1
stream_begin
sleep 1
ok "data are coming" stream_moves
ok "the second is killed $rounds times, and comes again, while data come" all_lives
ok "the transfer is complete, and unchanged" stream_end
ok "the RTOS missed no period" duet-chan jitter
echo "# $(cat /tmp/length) bytes"
plan
