# SPDX-License-Identifier: GPL-2.0-only
# In the guest: what programs rely on (tests/linux). Prints TAP.
linux-tests
