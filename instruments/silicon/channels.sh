# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the channels to the demo's RTOS, with copies and mapped.
set -e
duet-chan ping
duet-chan echo -n 5000 -s 64
duet-chan stream -b 4M
duet-chan stream -b 4M --mmap
duet-chan stream -b 100k -k 4
duet-chan stat
