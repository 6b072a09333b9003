// SPDX-License-Identifier: GPL-2.0-only
/*
 * Symbols of the running programs, from their ELF files: they name addresses in
 * reports and profiles.
 */
#include "silicon.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct symbol {
	u32 address, end;	/* end: of its section */
	const char *name;
	u16 file;
};

static struct symbol *symbols;
static u32 count, room;
static bool sorted;
static const char *files[16];
static u32 biases[16];
static u32 file_count;

static void add(u32 address, u32 end, const char *name)
{
	if (count == room) {
		room = room ? room * 2 : 4096;
		symbols = realloc(symbols, room * sizeof(*symbols));
	}
	symbols[count].address = address;
	symbols[count].end = end;
	symbols[count].name = name;
	symbols[count++].file = file_count - 1;
	sorted = false;
}

/* Mapping symbols ($a, $d) and local labels carry no information */
static bool useful(const char *name)
{
	return name[0] && name[0] != '$' && name[0] != '.' &&
		strncmp(name, "__ksymtab", 9) && strncmp(name, "__kstrtab", 9);
}

static void add_elf_symbol(const Elf32_Sym *s, const char *names,
			   const Elf32_Shdr *sections, u32 bias)
{
	u32 type = ELF32_ST_TYPE(s->st_info);
	const Elf32_Shdr *in = sections + s->st_shndx;

	if (s->st_shndx == SHN_UNDEF || s->st_shndx >= SHN_LORESERVE)
		return;
	if ((type != STT_FUNC && type != STT_NOTYPE && type != STT_OBJECT) ||
	    !useful(names + s->st_name) ||
	    s->st_value - in->sh_addr >= in->sh_size)
		return;
	add((type == STT_FUNC ? s->st_value & ~1u : s->st_value) + bias,
	    in->sh_addr + in->sh_size + bias, names + s->st_name);
}

static const char *read_elf(const u8 *at, u32 bias)
{
	const Elf32_Ehdr *e = (const void *)at;
	const Elf32_Shdr *sections = (const void *)(at + e->e_shoff);

	if (memcmp(e->e_ident, ELFMAG, SELFMAG) ||
	    e->e_ident[EI_CLASS] != ELFCLASS32)
		return "elf= names no 32-bit ELF file";
	for (u32 i = 0; i < e->e_shnum; i++) {
		const Elf32_Shdr *s = sections + i;
		const char *names;

		if (s->sh_type != SHT_SYMTAB)
			continue;
		names = (const char *)at + sections[s->sh_link].sh_offset;
		for (u32 n = 0; n < s->sh_size / sizeof(Elf32_Sym); n++)
			add_elf_symbol((const Elf32_Sym *)
				       (at + s->sh_offset) + n, names,
				       sections, bias);
	}
	return NULL;
}

/* FILE or FILE@BIAS: BIAS is added to its addresses */
const char *symbols_add(const char *text)
{
	char *path = strdup(text), *at = strchr(path, '@');
	u32 bias = at ? strtoul(at + 1, NULL, 0) : 0;
	struct stat st;
	void *map;
	int fd;

	if (at)
		*at = 0;
	if (file_count == 16)
		return "too many elf=";
	fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &st))
		return "can't open the file of elf=";
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return "can't read the file of elf=";
	biases[file_count] = bias;
	files[file_count++] = path;
	return read_elf(map, bias);
}

static int by_address(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return x->address < y->address ? -1 : x->address > y->address;
}

/* The last symbol not above pc, if pc is in its section */
static const struct symbol *find(u32 pc)
{
	u32 low = 0, high = count;

	if (!sorted) {
		qsort(symbols, count, sizeof(*symbols), by_address);
		sorted = true;
	}
	while (low < high) {
		u32 mid = (low + high) / 2;

		if (symbols[mid].address <= pc)
			low = mid + 1;
		else
			high = mid;
	}
	if (!low || pc >= symbols[low - 1].end)
		return NULL;
	return symbols + low - 1;
}

const char *symbol_name(u32 pc, u32 *offset)
{
	const struct symbol *s = find(pc);

	if (s && offset)
		*offset = pc - s->address;
	return s ? s->name : NULL;
}

/*
 * The ELF file that holds pc, which is converted to its address there; or NULL
 */
const char *symbol_file(u32 *pc)
{
	const struct symbol *s = find(*pc);

	if (!s)
		return NULL;
	*pc -= biases[s->file];
	return files[s->file];
}

void symbol_text(u32 pc, bool user, char *to, size_t size)
{
	u32 offset;
	const char *name = symbol_name(pc, &offset);

	if (name)
		snprintf(to, size, "%s+0x%x", name, offset);
	else
		snprintf(to, size, "%s:0x%08x", user ? "user" : "?", pc);
}

bool symbol_find(const char *name, u32 *pc)
{
	for (u32 i = 0; i < count; i++)
		if (!strcmp(symbols[i].name, name)) {
			*pc = symbols[i].address;
			return true;
		}
	return false;
}

/* SYMBOL, SYMBOL+OFFSET or a number */
bool symbol_address(const char *text, u32 *pc)
{
	char name[128];
	const char *plus = strchr(text, '+');
	size_t n = plus ? (size_t)(plus - text) : strlen(text);
	char *end;

	*pc = strtoul(text, &end, 0);
	if (!*end && end != text)
		return true;
	if (n >= sizeof(name))
		return false;
	memcpy(name, text, n);
	name[n] = 0;
	if (!symbol_find(name, pc))
		return false;
	*pc += plus ? strtoul(plus + 1, NULL, 0) : 0;
	return true;
}
