// SPDX-License-Identifier: GPL-2.0-only
/* Whole files in and out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

struct blob read_file(const char *path)
{
	struct blob blob = { 0 };
	FILE *f = fopen(path, "rb");
	struct stat st;

	if (!f)
		die("%s: %s", path, strerror(errno));
	if (fstat(fileno(f), &st))
		die("%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		die("%s: not a file", path);
	if (st.st_size > 0x7fffffff)
		die("%s: too large to be packed", path);
	blob.size = st.st_size;
	blob.data = must_alloc(blob.size);
	if (fread(blob.data, 1, blob.size, f) != blob.size)
		die("%s: could not be read whole", path);
	fclose(f);
	return blob;
}

static bool write_all(int fd, const struct blob *blob)
{
	size_t done = 0;

	while (done < blob->size) {
		ssize_t n = write(fd, blob->data + done, blob->size - done);

		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			done += n;
	}
	/* mkstemp() makes the file private, but an image is for everybody */
	return !fchmod(fd, 0644);
}

/* A temporary file beside it and a rename, so that no half file is seen. */
bool write_file(const char *path, const struct blob *blob)
{
	char *tmp = text("%s.XXXXXX", path);
	int fd = mkstemp(tmp);
	bool ok;

	if (fd < 0)
		return false;
	ok = write_all(fd, blob);
	ok = !close(fd) && ok;
	ok = ok && !rename(tmp, path);
	if (!ok) {
		int err = errno;

		unlink(tmp);
		errno = err;
	}
	return ok;
}
