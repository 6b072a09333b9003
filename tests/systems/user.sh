# SPDX-License-Identifier: GPL-2.0-only
# In the guest: the services that programs rely on (tests/linux). Prints TAP.
linux-tests
