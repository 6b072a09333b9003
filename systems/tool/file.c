// SPDX-License-Identifier: GPL-2.0-only
/* Reading and writing whole files. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

#define FILE_MAX	(256 * MB)	/* far more than any board can hold */
#define NEAR_NAME_MAX	255
#define NEAR_MAX	3		/* edits: more are no typing error */

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

/* Returns the edit distance between a and b. */
static int count_edits(const char *a, const char *b)
{
	int row[NEAR_NAME_MAX + 1], len = strlen(b);

	if (strlen(a) > NEAR_NAME_MAX || len > NEAR_NAME_MAX)
		return NEAR_NAME_MAX;
	for (int j = 0; j <= len; j++)
		row[j] = j;
	for (int i = 1; *a; i++, a++) {
		int corner = row[0];

		row[0] = i;
		for (int j = 1; j <= len; j++) {
			int best = corner + (*a != b[j - 1]);

			best = row[j] + 1 < best ? row[j] + 1 : best;
			best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
			corner = row[j];
			row[j] = best;
		}
	}
	return row[len];
}

const char *find_similar_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path, *found = NULL;
	DIR *dir = opendir(slash ? text("%.*s/", (int)(slash - path), path) :
				   ".");
	int best = NEAR_MAX + 1;

	for (struct dirent *e; dir && (e = readdir(dir));) {
		int d = count_edits(name, e->d_name);

		if (e->d_name[0] != '.' && d < best) {
			best = d;
			found = text("%s", e->d_name);
		}
	}
	if (dir)
		closedir(dir);
	return found;
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
	/* mkstemp() makes the file private, but all users may read an image */
	return !fchmod(fd, 0644);
}

/* Writes a temporary file and renames it, so that no partial file is seen. */
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
