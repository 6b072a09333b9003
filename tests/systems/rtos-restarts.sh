# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the RTOS is restarted test.rounds times (kernel's command line)
# while data arrive by Ethernet; see tests/systems/streamed. Prints TAP.
. /tap.sh
. /stream.sh

# Everything that must work in a new life
one_life() {
	duetctl restart rtos && duet-chan ping && duet-chan echo -n 20 &&
		duet-chan stream -b 100000 && duet-chan jitter
}

lives() {
	i=0
	while [ $i -lt "$rounds" ]; do
		i=$((i + 1))
		one_life >/tmp/life 2>&1 || { echo "restart $i:"; cat /tmp/life; return 1; }
	done
	[ "$(duetctl list | awk '$2 == "rtos" { print $4 }')" = $((rounds + 1)) ]
}

rounds=$(argument test.rounds)
stream_begin
sleep 1
ok "data are coming" stream_moves
ok "$rounds lives of the RTOS: channels work, no period missed" lives
ok "data came all the time" stream_moves
ok "the transfer is complete, and unchanged" stream_end
echo "# $(cat /tmp/length) bytes; the last life: $(tail -n 1 /tmp/life)"
plan
