// SPDX-License-Identifier: BSD-3-Clause
/*
 * The memory of items that outlive a restart of this VM. Each has a checksum,
 * so that the end of a life in the middle of a write loses one item only.
 */
#include <string.h>

#include <duet_port.h>

#include "phone.h"

struct item {
	uint32_t sum;
	uint16_t size;
	uint8_t data[MODEM_KEPT_BYTES];
};

static struct item items[MODEM_KEPT_ITEMS] DUET_KEPT;

/* FNV-1a, over the item's place as well: a misplaced item is none. */
static uint32_t sum_of(const struct item *item)
{
	uint32_t sum = 2166136261u ^ (item - items);
	unsigned int i;

	sum = (sum ^ item->size) * 16777619;
	for (i = 0; i < item->size; i++)
		sum = (sum ^ item->data[i]) * 16777619;
	return sum;
}

void modem_keep(struct modem *m, unsigned int item, const void *data,
		size_t size)
{
	struct item *it = &items[item];

	it->size = size;
	memcpy(it->data, data, size);
	it->sum = sum_of(it);
}

void phone_restore(void)
{
	unsigned int i;

	for (i = 0; i < MODEM_KEPT_ITEMS; i++) {
		if (items[i].size > sizeof(items[i].data) ||
		    items[i].sum != sum_of(&items[i]))
			continue;
		modem_restore(&phone_modem, i, items[i].data, items[i].size);
	}
}
