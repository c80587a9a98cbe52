/* Written beside its place and moved there when it is safe on the disk. */
#include "screen/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

bool
file_write(const char *path, const struct buf *data)
{
	char *part = mem_printf("%s.part", path);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	size_t done = 0;
	bool ok = fd >= 0;

	while (ok && done < data->len) {
		ssize_t n = write(fd, data->data + done, data->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		ok = n > 0;
		done += ok ? (size_t)n : 0;
	}
	if (fd >= 0) {
		ok = fsync(fd) == 0 && ok;
		ok = close(fd) == 0 && ok;
	}
	ok = ok && rename(part, path) == 0;
	if (!ok && fd >= 0)
		unlink(part);
	free(part);
	return ok;
}

bool
file_settle(const char *part, const char *path)
{
	int fd = open(part, O_WRONLY);
	bool ok = fd >= 0;

	if (fd >= 0) {
		ok = fsync(fd) == 0;
		ok = close(fd) == 0 && ok;
	}
	return ok && rename(part, path) == 0;
}
