// SPDX-License-Identifier: BSD-3-Clause
/*
 * The arena: memory for objects created without memory. First fit over a
 * list of blocks in address order; free neighbours are merged. It is used only
 * when threads create and delete objects, so the scheduler lock protects it
 * and interrupts stay enabled.
 */
#include <string.h>

#include "kernel.h"

#define ALIGN		8
#define MAGIC_FREE	0x65657246u
#define MAGIC_USED	0x64657355u

struct block {
	struct block *next;
	uint32_t magic;
	uint32_t size;		/* bytes after the header */
} __attribute__((aligned(ALIGN)));

static struct block *first;

void k_mem_init(void)
{
	/* an application that provides all memory needs no arena */
	if (duet_rtos_config.arena_size < sizeof(*first) + ALIGN)
		return;
	first = duet_rtos_config.arena;
	first->next = NULL;
	first->magic = MAGIC_FREE;
	first->size = (duet_rtos_config.arena_size & ~(ALIGN - 1)) -
		      sizeof(*first);
	kernel.stats.arena_free = first->size;
	kernel.stats.arena_low = first->size;
}

/* Prevents switches while the block list is inconsistent. */
static void lock_scheduler(void)
{
	uint32_t masked = k_enter();

	K_ASSERT(!kernel.isr && kernel.held < UINT16_MAX);
	kernel.held++;
	k_leave(masked);
}

static void unlock_scheduler(void)
{
	uint32_t masked = k_enter();

	K_ASSERT(!kernel.isr && kernel.held);
	kernel.held--;
	k_leave(masked);
}

/* Updates the statistics by `size` bytes used; negative: freed. */
static void count_used(int32_t size)
{
	K_ASSERT(kernel.held && (int32_t)kernel.stats.arena_free >= size);
	kernel.stats.arena_free -= size;
	if (kernel.stats.arena_free < kernel.stats.arena_low)
		kernel.stats.arena_low = kernel.stats.arena_free;
}

/* Splits the rest off a block, unless it is too small to be useful. */
static void split_block(struct block *b, uint32_t size)
{
	struct block *rest;

	if (b->size < size + sizeof(*b) + ALIGN)
		return;
	rest = (struct block *)((char *)(b + 1) + size);
	rest->next = b->next;
	rest->magic = MAGIC_FREE;
	rest->size = b->size - size - sizeof(*b);
	b->next = rest;
	b->size = size;
	count_used(sizeof(*b));
}

/* Thread context. Returns 8-byte aligned memory, or NULL. */
void *k_alloc(size_t size)
{
	struct block *b;

	if (!size || size > duet_rtos_config.arena_size)
		return NULL;
	size = (size + ALIGN - 1) & ~(ALIGN - 1);
	lock_scheduler();
	for (b = first; b; b = b->next)
		if (b->magic == MAGIC_FREE && b->size >= size)
			break;
	if (b) {
		split_block(b, size);
		b->magic = MAGIC_USED;
		count_used(b->size);
	}
	unlock_scheduler();
	return b ? b + 1 : NULL;
}

/* Merges a free block with its successor, if that is free, too. */
static void join_next(struct block *b)
{
	struct block *next = b->next;

	if (!next || b->magic != MAGIC_FREE || next->magic != MAGIC_FREE)
		return;
	b->size += sizeof(*next) + next->size;
	b->next = next->next;
	count_used(-(int32_t)sizeof(*next));
}

/* The list is searched for the predecessor: a free costs O(blocks). */
void k_free(void *mem)
{
	struct block *b = (struct block *)mem - 1, *prev;

	if (b->magic != MAGIC_USED)
		duet_panic("arena is corrupt", NULL);
	lock_scheduler();
	for (prev = first; prev != b && prev->next != b; prev = prev->next)
		;
	b->magic = MAGIC_FREE;
	count_used(-(int32_t)b->size);
	join_next(b);
	if (prev != b)
		join_next(prev);
	unlock_scheduler();
}

/* Checks memory given by the application. */
static bool memory_fits(const void *mem, uint32_t size, uint32_t need)
{
	return !((uintptr_t)mem & (sizeof(void *) - 1)) && size >= need;
}

/* Only safety class 0 exists; no class at all is fine, too. */
static bool class_ok(uint32_t bits)
{
	return !(bits & (osSafetyClass_Msk | osSafetyClass_Valid)) ||
	       (bits & (osSafetyClass_Msk | osSafetyClass_Valid)) ==
			osSafetyClass(0);
}

/*
 * Creates a zeroed control block in the application's memory or the arena, and
 * stores its address in the pointer at `out`. It is not a valid identifier
 * yet: the caller must set obj.type after all other initialisation.
 */
bool k_object_new(void *out, uint32_t size, uint32_t bits, const char *name,
		  void *cb_mem, uint32_t cb_size)
{
	struct k_object *obj = cb_mem;

	if (!k_may_create() || !class_ok(bits) || (cb_mem ? !memory_fits(cb_mem, cb_size, size) :
					 cb_size != 0))
		return false;
	if (!obj)
		obj = k_alloc(size);
	if (!obj)
		return false;
	memset(obj, 0, size);
	obj->own = cb_mem ? 0 : K_OWN_CB;
	obj->name = name;
	memcpy(out, &obj, sizeof(obj));
	return true;
}

/*
 * Returns `need` bytes of data memory for the object: the application's if it
 * provides any, else from the arena. On failure it frees the object and
 * returns NULL.
 */
void *k_object_mem(struct k_object *obj, void *mem, uint32_t mem_size,
		   uint32_t need)
{
	void *data = NULL;

	if (mem) {
		data = memory_fits(mem, mem_size, need) ? mem : NULL;
	} else if (!mem_size) {
		data = k_alloc(need);
		obj->own |= K_OWN_MEM;
	}
	if (!data)
		k_object_free(obj, NULL);
	return data;
}

/* Frees memory from the arena. `mem`: from k_object_mem(), or NULL. */
void k_object_free(struct k_object *obj, void *mem)
{
	uint32_t own = obj->own;

	obj->type = K_DEAD;
	if (mem && (own & K_OWN_MEM))
		k_free(mem);
	if (own & K_OWN_CB)
		k_free(obj);
}
