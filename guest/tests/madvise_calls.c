/* madvise: MADV_DONTNEED gives zeros, or the file's content again; other advice changes nothing; ranges are checked. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "all.h"
#include "errno_name.h"

#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)

static const char *result(int r)
{
	return !r ? "0" : errno_name(errno);
}

int main(void)
{
	static char content[3*PAGE+100];
	char name[] = "/tmp/madvise_XXXXXX", now[5] = "";
	int fd = mkstemp(name);
	setvbuf(stdout, NULL, _IOLBF, 0);
	unlink(name);
	memset(content, 'c', sizeof content);
	write(fd, content, sizeof content);

	char *a = mmap(NULL, 12 * PAGE, RW, ANON, -1, 0);
	memset(a, 1, 12 * PAGE);
	printf("not needed: %s", result(madvise(a + 2 * PAGE, 3 * PAGE, MADV_DONTNEED)));
	printf(", zero %d, kept %d %d\n", all(a + 2 * PAGE, 3 * PAGE, 0), all(a, 2 * PAGE, 1), all(a + 5 * PAGE, 7 * PAGE, 1));
	memset(a, 2, 12 * PAGE);
	printf("one byte: %s", result(madvise(a, 1, MADV_DONTNEED)));
	printf(", a page is zero %d, kept %d\n", all(a, PAGE, 0), all(a + PAGE, 11 * PAGE, 2));
	printf("no length: %s", result(madvise(a + PAGE, 0, MADV_DONTNEED)));
	printf(", kept %d\n", all(a + PAGE, 11 * PAGE, 2));
	printf("normal %s,", result(madvise(a, 12 * PAGE, MADV_NORMAL)));
	printf(" random %s,", result(madvise(a, 12 * PAGE, MADV_RANDOM)));
	printf(" sequential %s,", result(madvise(a, 12 * PAGE, MADV_SEQUENTIAL)));
	printf(" kept %d\n", all(a + PAGE, 11 * PAGE, 2));
	printf("POSIX's own: %d", posix_madvise(a + PAGE, PAGE, POSIX_MADV_DONTNEED));
	printf(", kept %d\n", all(a + PAGE, 11 * PAGE, 2));
	printf("free: %s", result(madvise(a, PAGE, MADV_FREE)));
	memset(a, 3, 12 * PAGE);
	printf(", written again %d\n", all(a, 12 * PAGE, 3));

	printf("unaligned: %s,", result(madvise(a + 1, PAGE, MADV_DONTNEED)));
	printf(" unknown: %s,", result(madvise(a, PAGE, 77)));
	printf(" too long: %s,", result(madvise(a, -(size_t)PAGE, MADV_DONTNEED)));
	printf(" kept %d\n", all(a, 12 * PAGE, 3));
	munmap(a + 4 * PAGE, 4 * PAGE);
	printf("unmapped: %s", result(madvise(a + 4 * PAGE, 4 * PAGE, MADV_DONTNEED)));
	printf(", %s\n", result(madvise(a + 5 * PAGE, PAGE, MADV_NORMAL)));
	printf("over a hole: %s", result(madvise(a + PAGE, 8 * PAGE, MADV_DONTNEED)));
	printf(", zero on both sides %d %d, kept %d %d\n",
		all(a + PAGE, 3 * PAGE, 0), all(a + 8 * PAGE, PAGE, 0), all(a, PAGE, 3), all(a + 9 * PAGE, 3 * PAGE, 3));
	munmap(a, 12 * PAGE);

	a = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);
	memset(a, 'm', 4 * PAGE);
	printf("private file, needed soon: %s", result(madvise(a, 4 * PAGE, MADV_WILLNEED)));
	printf(", kept %d\n", all(a, 4 * PAGE, 'm'));
	printf("not needed: %s", result(madvise(a + PAGE, 3 * PAGE, MADV_DONTNEED)));
	printf(", the file's again %d, then zero %d, kept %d\n",
		all(a + PAGE, 2 * PAGE + 100, 'c'), all(a + 3 * PAGE + 100, PAGE - 100, 0), all(a, PAGE, 'm'));
	munmap(a, 4 * PAGE);
	a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, PAGE);
	memcpy(a, "kept", 4);
	printf("shared file, not needed: %s", result(madvise(a, PAGE, MADV_DONTNEED)));
	printf(", '%.5s'", a);
	munmap(a, PAGE);
	pread(fd, now, 4, PAGE);
	printf(", in the file '%s'\n", now);
	return 0;
}
