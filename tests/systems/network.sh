# SPDX-License-Identifier: GPL-2.0-only
# In the guest: see tests/systems/network, which prints the fifth point.

argument() {
	sed -n "s/.*\<$1=\([^ ]*\).*/\1/p" /proc/cmdline
}

failed=0
point() {
	if [ "$1" = 0 ]; then
		echo "ok $2"
	else
		echo "not ok $2"
		failed=1
	fi
}

echo "1..5"
port=$(argument test.port)
ping -c 3 -W 5 10.0.2.2 >/tmp/ping 2>&1
point $? "1 - the gateway answers pings"
nc 10.0.2.2 "$port" </dev/null >/tmp/data
[ "$(sha256sum </tmp/data | cut -d' ' -f1)" = "$(argument test.sum)" ]
point $? "2 - $(stat -c %s /tmp/data) bytes came by TCP, unchanged"
nc 10.0.2.2 "$port" </tmp/data
point $? "3 - they were sent back"
network none && network dhcp >/tmp/dhcp 2>&1 && ping -c 1 -W 5 10.0.2.2 >/tmp/ping
point $? "4 - an address by DHCP"
exit $failed
