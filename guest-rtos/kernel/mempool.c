// SPDX-License-Identifier: BSD-3-Clause
/*
 * Pools of blocks of equal size. The first word of a free block links to the
 * next one, XORed with a key that makes it unlikely as application data: this
 * detects most double frees without a search.
 */
#include "kernel.h"

struct k_mempool {
	struct k_object obj;
	uint32_t max, used;
	uint32_t fresh;		/* blocks from here on were never allocated */
	uint32_t size;		/* bytes per block */
	char *mem;
	uintptr_t *free;	/* head of the list of free blocks */
	struct list queue;	/* not empty: used == max */
};

static_assert(sizeof(struct k_mempool) <= DUET_MEMPOOL_CB_SIZE,
	      "raise DUET_MEMPOOL_CB_SIZE");

osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
				 const osMemoryPoolAttr_t *attr)
{
	struct k_mempool *p;
	uint64_t bytes = (uint64_t)block_count * DUET_ROUND(block_size);

	if (!bytes || block_size > INT32_MAX / 2 || bytes > INT32_MAX ||
	    !k_new(p, attr))
		return NULL;
	p->mem = k_object_mem(&p->obj, attr ? attr->mp_mem : NULL,
			      attr ? attr->mp_size : 0, bytes);
	if (!p->mem)
		return NULL;
	p->max = block_count;
	p->size = DUET_ROUND(block_size);
	list_init(&p->queue);
	p->obj.type = K_MEMPOOL;
	return p;
}

const char *osMemoryPoolGetName(osMemoryPoolId_t mp_id)
{
	return k_name(mp_id, K_MEMPOOL);
}

#define LINK_KEY	0x6b636f6cu

/* Returns the successor of a free block, as decoded from its first word. */
static inline uintptr_t *decode_link(const uintptr_t *block)
{
	return (uintptr_t *)(*block ^ LINK_KEY);
}

/* Reuses freed blocks before fresh ones, which need not be linked at first. */
static void *take_block(struct k_mempool *p)
{
	uintptr_t *block = p->free;

	if (p->used == p->max)
		return NULL;
	p->used++;
	if (!block)
		return p->mem + p->fresh++ * p->size;
	p->free = decode_link(block);
	*block = 0;		/* no longer a link, even if never written to */
	return block;
}

/* osMemoryPoolFree() passes the block to the waiter in wait.block. */
static void *wait_block(struct k_mempool *p, uint32_t timeout)
{
	if (!timeout || !kernel.cur ||
	    k_wait(&p->queue, timeout, (uint32_t)osErrorTimeout) != osOK)
		return NULL;
	return kernel.cur->wait.block;
}

void *osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);
	uint32_t masked;
	void *block;

	if (!p || (timeout && k_in_isr()))
		return NULL;
	masked = k_enter();
	block = take_block(p);
	if (!block)
		block = wait_block(p, timeout);
	k_leave(masked);
	return block;
}

/* Returns whether this is the address of a block that was ever allocated. */
static bool is_block(const struct k_mempool *p, const void *block)
{
	uintptr_t offset = (uintptr_t)block - (uintptr_t)p->mem;

	return offset < (uintptr_t)p->fresh * p->size &&
	       offset % p->size == 0;
}

/* Searches the free list only if the first word looks like a link. */
static bool is_free(const struct k_mempool *p, const uintptr_t *block)
{
	uintptr_t next = (uintptr_t)decode_link(block);
	uint32_t n = p->fresh - p->used;
	const uintptr_t *b;

	if (next && next - (uintptr_t)p->mem >= (uintptr_t)p->fresh * p->size)
		return false;
	for (b = p->free; b && b != block && --n; b = decode_link(b))
		;
	return b == block;
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
	*block = (uintptr_t)p->free ^ LINK_KEY;
	p->free = block;
	p->used--;
}

osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void *block)
{
	struct k_mempool *p = k_get(mp_id, K_MEMPOOL);
	osStatus_t status = osOK;
	uint32_t masked;

	if (!p || !block)
		return osErrorParameter;
	masked = k_enter();
	if (!is_block(p, block))
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
