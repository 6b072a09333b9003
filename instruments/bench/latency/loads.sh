# SPDX-License-Identifier: GPL-2.0-only
# In Linux: the loads under which wake-ups are measured.
# start NAME begins a load, stop ends it. packets sends frames by Ethernet.

flood() {
	while :; do
		dd if=/dev/zero of=/dev/duet/flood bs=64 count=100000 2>/dev/null
	done
}

start() {
	jobs=
	case $1 in
	idle)	;;
	fork)	lm -busy process/ & jobs=$! ;;
	fault)	lm -busy memory/ & jobs=$! ;;
	network) lm -busy tcp & jobs=$!
		packets & jobs="$jobs $!" ;;
	flood)	flood & jobs=$! ;;
	all)	lm -busy process/ & jobs=$!
		lm -busy memory/ & jobs="$jobs $!"
		lm -busy tcp & jobs="$jobs $!"
		packets & jobs="$jobs $!"
		if [ -e /dev/duet/flood ]; then
			flood & jobs="$jobs $!"
		fi ;;
	esac
}

stop() {
	[ -z "$jobs" ] || kill -9 $jobs
	wait
}
