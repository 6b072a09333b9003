// SPDX-License-Identifier: GPL-2.0-only
/* Whole files in and out. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

#define FILE_MAX	(256 * MB)	/* far more than fits any board */

static bool read_all(FILE *f, struct blob *blob)
{
	struct stat st;

	if (fstat(fileno(f), &st))
		return false;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	if (st.st_size > FILE_MAX) {
		errno = EFBIG;
		return false;
	}
	blob->size = st.st_size;
	blob->data = must_alloc(blob->size);
	errno = EIO;
	return fread(blob->data, 1, blob->size, f) == blob->size;
}

bool read_file(const char *path, struct blob *blob)
{
	FILE *f = fopen(path, "rb");
	bool ok;

	*blob = (struct blob){ 0 };
	if (!f)
		return false;
	ok = read_all(f, blob);
	fclose(f);
	return ok;
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
