# SPDX-License-Identifier: GPL-2.0-only
# In the guest: processes that must not see each other's lines, and those that must.

seed || exit 1
linux-tests coherence
