// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instruction forms that the architecture calls unpredictable and that QEMU
 * runs all the same (ARM ARM, ARMv5TE).
 */
#include "silicon.h"

const char *const form_text[FORMS] = {
	[FORM_LDM_BASE] = "ldm with write-back has its base in the list",
	[FORM_EMPTY_LIST] = "ldm or stm with an empty list",
	[FORM_BASE_IS_DATA] = "load or store with write-back to its own data register",
	[FORM_MUL] = "multiply with registers that must differ or be no pc",
	[FORM_PC] = "pc where it must not be",
	[FORM_SWAP] = "swp with registers that must differ or be no pc",
	[FORM_DOUBLE] = "ldrd or strd with an odd register or lr",
	[FORM_USER_LDM] = "ldm or stm of user registers with write-back, or in user mode",
	[FORM_BANKED] = "a banked register is used right after ldm of user registers",
	[FORM_SPSR] = "spsr accessed in a mode that has none",
	[FORM_CP15] = "mcr or mrc with pc",
	[FORM_STM_BASE] = "stm with write-back has its base in the list, not first",
	[FORM_LOW] = "a Thumb form for high registers with low ones",
	[FORM_BITS] = "bits that should be zero are not",
};

#define RN(w) ((w) >> 16 & 0xf)
#define RD(w) ((w) >> 12 & 0xf)
#define RS(w) ((w) >> 8 & 0xf)
#define RM(w) ((w) & 0xf)
#define BIT(w, n) ((w) >> (n) & 1)

static bool is_block(u32 w)
{
	return (w & 0x0e000000) == 0x08000000 && w >> 28 != 0xf;
}

static bool is_user_block(u32 w)
{
	return is_block(w) && BIT(w, 22) && !(BIT(w, 20) && BIT(w, 15));
}

bool decode_is_cp15(u32 w)
{
	return (w & 0x0f000f10) == 0x0e000f10 && w >> 28 != 0xf;
}

/* The value that stm then stores for its base is unpredictable */
static bool base_is_not_first(u32 list, u32 base)
{
	return list >> base & 1 && list & ((1u << base) - 1);
}

static enum form block_form(u32 w, bool user)
{
	bool load = BIT(w, 20), writeback = BIT(w, 21);

	if (!(w & 0xffff))
		return FORM_EMPTY_LIST;
	if (RN(w) == 15)
		return FORM_PC;
	if (BIT(w, 22) && user)
		return FORM_USER_LDM;
	if (is_user_block(w) && writeback)
		return FORM_USER_LDM;
	if (load && writeback && BIT(w, RN(w)))
		return FORM_LDM_BASE;
	if (!load && writeback && base_is_not_first(w & 0xffff, RN(w)))
		return FORM_STM_BASE;
	return FORM_GOOD;
}

static enum form multiply_form(u32 w)
{
	bool wide = BIT(w, 23);

	if (RN(w) == 15 || RS(w) == 15 || RM(w) == 15)
		return FORM_MUL;
	if (RN(w) == RM(w) || (wide && (RD(w) == RN(w) || RD(w) == RM(w))))
		return FORM_MUL;
	return FORM_GOOD;
}

static enum form swap_form(u32 w)
{
	if (RN(w) == 15 || RD(w) == 15 || RM(w) == 15 || RN(w) == RM(w) ||
	    RN(w) == RD(w))
		return FORM_SWAP;
	return FORM_GOOD;
}

static enum form single_form(u32 w, bool has_rm)
{
	bool writeback = !BIT(w, 24) || BIT(w, 21);

	if (writeback && (RN(w) == RD(w) || RN(w) == 15))
		return FORM_BASE_IS_DATA;
	if (has_rm && RM(w) == 15)
		return FORM_PC;
	return FORM_GOOD;
}

static enum form extra_form(u32 w)
{
	bool twice = !BIT(w, 20) && BIT(w, 6);

	if ((w & 0x0fc000f0) == 0x00000090 || (w & 0x0f8000f0) == 0x00800090)
		return multiply_form(w);
	if ((w & 0x0fb00ff0) == 0x01000090)
		return swap_form(w);
	if (!(w & 0x60))
		return FORM_GOOD;
	if (twice && (RD(w) & 1 || RD(w) == 14))
		return FORM_DOUBLE;
	if (RD(w) == 15)
		return FORM_PC;
	return single_form(w, !BIT(w, 22));
}

/* r8 to r14, which another mode may have of its own */
static bool uses_banked(u32 w)
{
	u32 regs = 1u << RN(w) | 1u << RD(w);
	bool single = (w & 0x0c000000) == 0x04000000;

	if (is_block(w))
		regs = 1u << RN(w) | (BIT(w, 20) ? 0 : w & 0xffff);
	else if ((w & 0x0e000000) == 0x0a000000 || (w & 0x0f000000) == 0x0f000000)
		return false;
	else if (!(w & 0x02000000) != single)	/* bit 25: #, or Rm */
		regs |= 1u << RM(w);
	if (w == 0xe1a00000)		/* mov r0, r0: the nop required there */
		return false;
	return regs & 0x7f00;
}

/* before: the preceding instruction, or 0 */
enum form decode_form(u32 w, u32 before, bool user)
{
	if (w >> 28 == 0xf)
		return FORM_GOOD;
	if (before && is_user_block(before) && BIT(before, 20) && !user &&
	    uses_banked(w))
		return FORM_BANKED;
	if (is_block(w))
		return block_form(w, user);
	if ((w & 0x0e000090) == 0x00000090)
		return extra_form(w);
	if ((w & 0x0c000000) == 0x04000000 && !(BIT(w, 25) && BIT(w, 4)))
		return single_form(w, BIT(w, 25));
	if ((w & 0x0ff000f0) == 0x01600000 && user)
		return FORM_SPSR;
	if ((w & 0x0fff0fff) == 0x014f0000 && user)
		return FORM_SPSR;
	if (decode_is_cp15(w) && RD(w) == 15 && !(w >> 20 & 1))
		return FORM_CP15;
	return FORM_GOOD;
}

/* ---- Thumb ------------------------------------------------------------- */
/* add, cmp, mov of registers of which one is high; bx, blx */
static enum form thumb_high_form(u32 w)
{
	if ((w >> 8 & 3) == 3) {
		if (w & 7)
			return FORM_BITS;
		return (w & 0xf8) == 0xf8 ? FORM_PC : FORM_GOOD;
	}
	if (!(w & 0xc0))
		return FORM_LOW;
	return (w & 0xff87) == 0x4587 ? FORM_PC : FORM_GOOD;
}

static enum form thumb_block_form(u32 w)
{
	bool load = BIT(w, 11);

	if (!(w & 0xff))
		return FORM_EMPTY_LIST;
	return !load && base_is_not_first(w & 0xff, w >> 8 & 7) ?
		FORM_STM_BASE : FORM_GOOD;
}

/* A bl or blx has two halves, the first in the low half of w */
enum form decode_thumb(u32 w)
{
	w &= 0xffff;
	if ((w & 0xfc00) == 0x4400)
		return thumb_high_form(w);
	if ((w & 0xffc0) == 0x4340)		/* mul */
		return (w & 7) == (w >> 3 & 7) ? FORM_MUL : FORM_GOOD;
	if ((w & 0xf600) == 0xb400)		/* push, pop */
		return w & 0x1ff ? FORM_GOOD : FORM_EMPTY_LIST;
	if ((w & 0xf000) == 0xc000)
		return thumb_block_form(w);
	return FORM_GOOD;
}

u32 decode_flags(u32 w, bool thumb)
{
	if (thumb)
		return INSN_THUMB;
	if ((w & 0x0fb00ff0) == 0x01000090)
		return INSN_SWAP;
	if ((w & 0x0e1000d0) == 0x000000d0)
		return INSN_DOUBLE;
	return 0;
}
