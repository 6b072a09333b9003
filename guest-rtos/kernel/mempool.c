// SPDX-License-Identifier: BSD-3-Clause
/*
 * Pools of blocks of equal size. The first word of a free block links to the
 * next one, XORed with a key that makes it unlikely as application data: this
 * detects most double frees without a search.
 *
 * The CPU can't divide. A block's size is an odd number times a power of two;
 * multiplying an offset by the inverse of the odd number modulo 2^32 and then
 * rotating it by the power yields the index of a block. Both steps are
 * reversible, so no other offset yields an index in range.
 */
#include "kernel.h"

#define POOL_MAX	(64u << 20)	/* bytes; see is_data() */

struct k_mempool {
	struct k_object obj;
	uint32_t max, used;
	uint32_t fresh;		/* blocks from here on were never allocated */
	uint32_t limit;		/* fresh; 0 while threads may wait */
	uint32_t size;		/* bytes per block */
	uint32_t inverse;	/* of the odd factor of size */
	uint32_t twos;		/* power of two in size */
	char *mem;
	uintptr_t *free;	/* head of the list of free blocks */
	struct list queue;	/* not empty: used == max */
};

static_assert(sizeof(struct k_mempool) <= DUET_MEMPOOL_CB_SIZE,
	      "raise DUET_MEMPOOL_CB_SIZE");

/* The bits that are right double with each step, beginning with three. */
static uint32_t inverse_of(uint32_t odd)
{
	uint32_t x = odd;
	int i;

	for (i = 0; i < 4; i++)
		x *= 2 - odd * x;
	return x;
}

static void set_size(struct k_mempool *p, uint32_t size)
{
	p->size = size;
	p->twos = __builtin_ctz(size);
	p->inverse = inverse_of(size >> p->twos);
}

osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
				 const osMemoryPoolAttr_t *attr)
{
	struct k_mempool *p;
	uint64_t bytes = (uint64_t)block_count * DUET_ROUND(block_size);

	if (!bytes || block_size > INT32_MAX / 2 || bytes >= POOL_MAX ||
	    !k_new(p, attr))
		return NULL;
	p->mem = k_object_mem(&p->obj, attr ? attr->mp_mem : NULL,
			      attr ? attr->mp_size : 0, bytes);
	if (!p->mem)
		return NULL;
	p->max = block_count;
	set_size(p, DUET_ROUND(block_size));
	list_init(&p->queue);
	p->obj.type = K_MEMPOOL;
	return p;
}

const char *osMemoryPoolGetName(osMemoryPoolId_t mp_id)
{
	return k_name(mp_id, K_MEMPOOL);
}

#define LINK_KEY	0x6b000000u

/* Returns the successor of a free block, as decoded from its first word. */
static inline uintptr_t *decode_link(const uintptr_t *block)
{
	return (uintptr_t *)(*block ^ LINK_KEY);
}

/* Takes a freed block. */
static inline void *reuse_block(struct k_mempool *p)
{
	uintptr_t *block = p->free;

	p->used++;
	p->free = decode_link(block);
	*block = 0;		/* no longer a link, even if never written to */
	return block;
}

/* Fresh blocks come after freed ones, so they need not be linked at first. */
static void *take_block(struct k_mempool *p)
{
	if (p->used == p->max)
		return NULL;
	if (p->free)
		return reuse_block(p);
	p->limit = p->fresh + 1;
	p->used++;
	return p->mem + p->fresh++ * p->size;
}

/* osMemoryPoolFree() passes the block to the waiter in wait.block. */
static void *wait_block(struct k_mempool *p, uint32_t timeout)
{
	if (!timeout || !kernel.cur)
		return NULL;
	p->limit = 0;
	if (k_wait(&p->queue, timeout, (uint32_t)osErrorTimeout) != osOK)
		return NULL;
	return kernel.cur->wait.block;
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static void *alloc_slowly(struct k_mempool *p, uint32_t timeout,
				 uint32_t masked)
{
	void *block = NULL;

	if (!timeout || !k_was_isr(masked)) {
		block = take_block(p);
		if (!block)
			block = wait_block(p, timeout);
	}
	k_leave(masked);
	return block;
}

void *osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);
	uint32_t masked;
	void *block;

	if (!p)
		return NULL;
	masked = k_enter();
	if (masked || !p->free)
		return alloc_slowly(p, timeout, masked);
	block = reuse_block(p);
	port_unmask();
	return block;
}

/* The index of a block; from p->max on: it isn't the address of one. */
static inline uint32_t index_of(const struct k_mempool *p, const void *block)
{
	uintptr_t offset = (uintptr_t)block - (uintptr_t)p->mem;
	uint32_t n = (uint32_t)offset * p->inverse;

	if ((uint64_t)offset >> 32)
		return UINT32_MAX;
	return n >> p->twos | n << (-p->twos & 31);
}

/* Whether the first word can't be a link: then the block isn't free. */
static inline bool is_data(const struct k_mempool *p, const uintptr_t *block)
{
	uintptr_t next = (uintptr_t)decode_link(block);

	return next && next - (uintptr_t)p->mem >= POOL_MAX;
}

/* Searches the free list only if the first word looks like a link. */
static bool is_free(const struct k_mempool *p, const uintptr_t *block)
{
	uint32_t n = p->fresh - p->used;
	const uintptr_t *b;

	if (is_data(p, block))
		return false;
	for (b = p->free; b && b != block && --n; b = decode_link(b))
		;
	return b == block;
}

static inline void link_block(struct k_mempool *p, uintptr_t *block)
{
	*block = (uintptr_t)p->free ^ LINK_KEY;
	p->free = block;
	p->used--;
}

/* Hands the block straight to the first waiter, if there is one. */
static void put_block(struct k_mempool *p, uintptr_t *block)
{
	K_ASSERT(p->used && p->used <= p->max && p->used <= p->fresh);
	if (!list_empty(&p->queue)) {
		K_ASSERT(p->used == p->max);
		k_first(&p->queue)->wait.block = block;
		k_wake(k_first(&p->queue), osOK);
		return;
	}
	p->limit = p->fresh;
	link_block(p, block);
}

/* The general case. Masked; returns with the mask as it was. */
K_ONCE static osStatus_t free_slowly(struct k_mempool *p, void *block,
				     uint32_t masked)
{
	osStatus_t status = osOK;

	if (index_of(p, block) >= p->fresh)
		status = osErrorParameter;
	else if (!p->used)
		status = osErrorResource;
	else if (is_free(p, block))
		status = osErrorParameter;
	else
		put_block(p, block);
	k_leave(masked);
	return status;
}

osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void *block)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);
	uint32_t masked;

	if (!p)
		return osErrorParameter;
	masked = k_enter();
	if (index_of(p, block) >= p->limit || !is_data(p, block) || !p->used)
		return free_slowly(p, block, masked);
	link_block(p, block);
	port_restore(masked);
	return osOK;
}

uint32_t osMemoryPoolGetCapacity(osMemoryPoolId_t mp_id)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);

	return p ? p->max : 0;
}

uint32_t osMemoryPoolGetBlockSize(osMemoryPoolId_t mp_id)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);

	return p ? p->size : 0;
}

uint32_t osMemoryPoolGetCount(osMemoryPoolId_t mp_id)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);

	return p ? p->used : 0;
}

uint32_t osMemoryPoolGetSpace(osMemoryPoolId_t mp_id)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);

	return p ? p->max - p->used : 0;
}

osStatus_t osMemoryPoolDelete(osMemoryPoolId_t mp_id)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);
	uint32_t masked;

	if (k_in_isr())
		return osErrorISR;
	if (!p)
		return osErrorParameter;
	masked = k_enter();
	p->obj.type = K_DEAD;
	k_wake_all(&p->queue, osErrorResource);
	k_leave(masked);
	k_object_free(&p->obj, p->mem);
	return osOK;
}
