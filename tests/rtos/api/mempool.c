// SPDX-License-Identifier: BSD-3-Clause
/* Memory pools. */
#include "test.h"

static uint64_t cb[DUET_MEMPOOL_CB_SIZE / 8 + 1];
static uint64_t mem[DUET_MEMPOOL_SIZE(3, 16) / 8];
static osMemoryPoolId_t pool;

static void basics(void)
{
	const osMemoryPoolAttr_t a = {
		.name = "pool", .cb_mem = cb, .cb_size = sizeof(cb),
		.mp_mem = mem, .mp_size = sizeof(mem),
	};
	char *b[3];
	int i;

	pool = osMemoryPoolNew(3, 16, &a);
	CHECK(pool == cb && !strcmp(osMemoryPoolGetName(pool), "pool"));
	CHECK(osMemoryPoolGetCapacity(pool) == 3);
	CHECK(osMemoryPoolGetBlockSize(pool) == 16);
	for (i = 0; i < 3; i++) {
		CHECK(osMemoryPoolGetCount(pool) == (uint32_t)i);
		b[i] = osMemoryPoolAlloc(pool, 0);
		CHECK(b[i] >= (char *)mem);
		CHECK(b[i] + 16 <= (char *)mem + sizeof(mem));
		memset(b[i], i, 16);
	}
	CHECK(b[0] != b[1] && b[1] != b[2] && b[0] != b[2]);
	CHECK(osMemoryPoolGetSpace(pool) == 0);
	CHECK(!osMemoryPoolAlloc(pool, 0));
	CHECK(!osMemoryPoolAlloc(pool, 2));
	CHECK(b[0][15] == 0 && b[1][15] == 1 && b[2][0] == 2);
	CHECK(osMemoryPoolFree(pool, b[1]) == osOK);
	CHECK(osMemoryPoolGetCount(pool) == 2);
	CHECK(osMemoryPoolAlloc(pool, 0) == b[1]);
	for (i = 0; i < 3; i++)
		CHECK(osMemoryPoolFree(pool, b[i]) == osOK);
	CHECK(osMemoryPoolGetSpace(pool) == 3);
	CHECK(osMemoryPoolDelete(pool) == osOK);
	CHECK(!osMemoryPoolAlloc(pool, 0));
}

static void errors(void)
{
	osMemoryPoolAttr_t a = {
		.mp_mem = mem, .mp_size = sizeof(mem) - 8,
	};
	char *b;

	CHECK(!osMemoryPoolNew(0, 16, NULL));
	CHECK(!osMemoryPoolNew(3, 0, NULL));
	CHECK(!osMemoryPoolNew(0x10000, 0x10000, NULL));
	CHECK(!osMemoryPoolNew(1, 0xffffffff, NULL));
	CHECK(!osMemoryPoolNew(3, 16, &a));
	a.mp_mem = NULL;
	CHECK(!osMemoryPoolNew(3, 16, &a));
	pool = osMemoryPoolNew(2, 5, NULL);
	CHECK(osMemoryPoolGetBlockSize(pool) == DUET_ROUND(5));
	b = osMemoryPoolAlloc(pool, 0);
	CHECK(b && !((uintptr_t)b & 3));
	CHECK(osMemoryPoolFree(pool, NULL) == osErrorParameter);
	CHECK(osMemoryPoolFree(pool, b + 4 % DUET_ROUND(5) + 1) ==
	      osErrorParameter);
	CHECK(osMemoryPoolFree(pool, b + DUET_ROUND(5)) == osErrorParameter);
	CHECK(osMemoryPoolFree(pool, b - DUET_ROUND(5)) == osErrorParameter);
	CHECK(osMemoryPoolFree(pool, mem) == osErrorParameter);
	CHECK(osMemoryPoolFree(pool, b) == osOK);
	CHECK(osMemoryPoolFree(pool, b) == osErrorResource);
	CHECK(osMemoryPoolDelete(pool) == osOK);
	CHECK(osMemoryPoolDelete(pool) == osErrorParameter);
	CHECK(osMemoryPoolFree(NULL, b) == osErrorParameter);
	CHECK(!osMemoryPoolAlloc(NULL, 0));
	CHECK(osMemoryPoolGetCapacity(NULL) == 0);
	CHECK(osMemoryPoolGetBlockSize(NULL) == 0);
	CHECK(osMemoryPoolGetCount(NULL) == 0);
	CHECK(osMemoryPoolGetSpace(NULL) == 0);
	CHECK(!osMemoryPoolGetName(NULL));
}

/* A double free must be detected, whatever the blocks in use contain. */
static void twice(void)
{
	uintptr_t *b[4];
	int i, j;

	pool = osMemoryPoolNew(4, sizeof(uintptr_t), NULL);
	for (i = 0; i < 4; i++) {
		b[i] = osMemoryPoolAlloc(pool, 0);
		*b[i] = 0;
	}
	for (i = 0; i < 3; i++) {
		CHECK(osMemoryPoolFree(pool, b[i]) == osOK);
		for (j = 0; j <= i; j++)
			CHECK(osMemoryPoolFree(pool, b[j]) ==
			      osErrorParameter);
	}
	CHECK(osMemoryPoolGetCount(pool) == 1);
	/* the content of the block looks like the link of a free one */
	*b[3] = *b[1];
	CHECK(osMemoryPoolFree(pool, b[3]) == osOK);
	CHECK(osMemoryPoolGetCount(pool) == 0);
	for (i = 0; i < 4; i++)
		b[i] = osMemoryPoolAlloc(pool, 0);
	for (i = 0; i < 4; i++)
		for (j = 0; j < i; j++)
			CHECK(b[i] && b[i] != b[j]);
	CHECK(!osMemoryPoolAlloc(pool, 0));
	/* never written to since the allocation */
	for (i = 0; i < 4; i++)
		CHECK(osMemoryPoolFree(pool, b[i]) == osOK);
	CHECK(osMemoryPoolDelete(pool) == osOK);
}

static void *got;

static void waiter(void *arg)
{
	got = osMemoryPoolAlloc(pool, 50);
	mark('w');
}

/* A freed block must go straight to the waiter. */
static void wait_for_block(void)
{
	osThreadId_t t;
	void *b;

	pool = osMemoryPoolNew(1, 8, NULL);
	b = osMemoryPoolAlloc(pool, 0);
	memset(b, 0x11, 8);	/* doesn't look like a link */
	t = spawn(waiter, NULL, osPriorityHigh);
	mark('1');
	CHECK(osMemoryPoolFree(pool, b) == osOK);
	mark('2');
	CHECK(got == b && osMemoryPoolGetCount(pool) == 1);
	join(t);
	CHECK(marks_are("1w2"));
	t = spawn(waiter, NULL, osPriorityHigh);
	CHECK(osMemoryPoolDelete(pool) == osOK);
	join(t);
	CHECK(!got);
}

const struct test mempool_tests[] = {
	{ "memory pool", basics },
	{ "memory pool: errors", errors },
	{ "memory pool: block freed twice", twice },
	{ "memory pool: waiting, delete wakes", wait_for_block },
	{ NULL, NULL },
};
