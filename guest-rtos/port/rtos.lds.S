/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An application in a window VM: the RAM starts with the shared page, and the
 * image follows. Code and data share sections, since a window VM has no finer
 * access rights. The rest of the RAM is the C library's heap. If the VM's RAM
 * is not the first in the window, link with --defsym=RAM_BASE=address.
 */
OUTPUT_FORMAT("elf32-littlearm")
OUTPUT_ARCH(arm)
ENTRY(_start)

SECTIONS
{
	duet_shared_page = DEFINED(RAM_BASE) ? RAM_BASE : 0xf8000000;
	. = duet_shared_page + 0x1000;

	.text : {
		*(.start)
		*(.text .text.*)
		*(.glue_7 .glue_7t)
		*(.rodata .rodata.*)
		. = ALIGN(4);
		__init_array_start = .;
		KEEP(*(.preinit_array))
		KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
		KEEP(*(.init_array))
		__init_array_end = .;
		__fini_array_start = .;
		KEEP(*(.fini_array))
		KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*)))
		__fini_array_end = .;
	}
	.ARM.extab : {
		*(.ARM.extab*)
	}
	.ARM.exidx : {
		__exidx_start = .;
		*(.ARM.exidx*)
		__exidx_end = .;
	}
	. = ALIGN(32);
	.data : {
		*(.data .data.*)
		. = ALIGN(4);
	}
	__bss_start = .;
	.bss (NOLOAD) : {
		*(.bss .bss.*)
		*(COMMON)
		. = ALIGN(8);
	}
	__bss_end = .;
	/* DUET_KEPT: neither loaded nor cleared, so a new life finds it */
	.kept (NOLOAD) : {
		*(.kept)
		. = ALIGN(8);
	}
	__heap_start = .;

	/DISCARD/ : {
		*(.comment)
		*(.note*)
		*(.eh_frame*)
	}
}
