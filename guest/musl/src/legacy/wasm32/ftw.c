#include <ftw.h>
#include "libc.h"

static int (*callback)(const char *, const struct stat *, int);

static int without_ftw(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return callback(path, st, type);
}

/* The generic file calls a function of three arguments with four, which wasm traps on. A callback may walk another tree itself. */
int ftw(const char *path, int (*fn)(const char *, const struct stat *, int), int fd_limit)
{
	int (*outer)(const char *, const struct stat *, int) = callback;
	callback = fn;
	int r = nftw(path, without_ftw, fd_limit, FTW_PHYS);
	callback = outer;
	return r;
}

weak_alias(ftw, ftw64);
