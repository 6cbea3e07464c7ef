/* Areas at addresses that the program chooses: MAP_FIXED replaces, MAP_FIXED_NOREPLACE refuses, a hint is only a wish. */
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
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static const char *result(void *p)
{
	return p != MAP_FAILED ? "mapped" : errno_name(errno);
}

int main(void)
{
	char name[] = "/tmp/mmap_fixed_XXXXXX";
	int fd = mkstemp(name);
	setvbuf(stdout, NULL, _IOLBF, 0);
	unlink(name);
	write(fd, "content", 7);

	char *a = mmap(NULL, 16 * PAGE, RW, ANON, -1, 0), *p;
	memset(a, 1, 16 * PAGE);
	p = mmap(a + 4 * PAGE, 4 * PAGE, RW, ANON|MAP_FIXED, -1, 0);
	printf("fixed: there %d, zero %d, kept %d %d\n", p == a + 4 * PAGE, all(p, 4 * PAGE, 0), all(a, 4 * PAGE, 1), all(a + 8 * PAGE, 8 * PAGE, 1));
	p = mmap(a + 5 * PAGE, 1, RW, MAP_SHARED|MAP_ANONYMOUS|MAP_FIXED, -1, 0);
	printf("shared: there %d, zero %d\n", p == a + 5 * PAGE, all(p, PAGE, 0));
	p = mmap(a + 9 * PAGE, 7, RW, MAP_PRIVATE|MAP_FIXED, fd, 0);
	printf("file: there %d, '%.7s', rest zero %d, kept %d\n", p == a + 9 * PAGE, p, all(p + 7, PAGE - 7, 0), all(p + PAGE, 6 * PAGE, 1));
	memset(a, 2, 16 * PAGE);

	printf("taken: %s\n", result(mmap(a, 16 * PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0)));
	munmap(a + 12 * PAGE, 4 * PAGE);
	printf("in part: %s\n", result(mmap(a + 11 * PAGE, 2 * PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0)));
	printf("kept %d\n", all(a, 12 * PAGE, 2));
	p = mmap(a + 12 * PAGE, 4 * PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0);
	printf("free: there %d, zero %d\n", p == a + 12 * PAGE, all(p, 4 * PAGE, 0));

	munmap(a + 2 * PAGE, 2 * PAGE);
	p = mmap(a + 2 * PAGE, 2 * PAGE, RW, ANON, -1, 0);
	printf("free hint: there %d, zero %d\n", p == a + 2 * PAGE, all(p, 2 * PAGE, 0));
	memset(p, 2, 2 * PAGE);
	p = mmap(a, PAGE, RW, ANON, -1, 0);
	printf("taken hint: elsewhere %d, zero %d, kept %d\n", p != MAP_FAILED && (p < a || p >= a + 16 * PAGE), all(p, PAGE, 0), all(a, 12 * PAGE, 2));
	munmap(p, PAGE);
	p = mmap(a + 100, PAGE, RW, ANON, -1, 0);
	printf("unaligned hint: %s, aligned %d\n", result(p), !((size_t)p % PAGE));
	munmap(p, PAGE);

	printf("unaligned: %s %s\n", result(mmap(a + 1, PAGE, RW, ANON|MAP_FIXED, -1, 0)), result(mmap(a + 1, PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0)));
	printf("no length: %s\n", result(mmap(a, 0, RW, ANON|MAP_FIXED, -1, 0)));
	printf("beyond memory: %s\n", result(mmap((void *)-(long)(2 * PAGE), 16 * PAGE, RW, ANON|MAP_FIXED, -1, 0)));
	printf("neither private nor shared: %s\n", result(mmap(a, PAGE, RW, MAP_ANONYMOUS|MAP_FIXED, -1, 0)));
	printf("kept %d\n", all(a, 12 * PAGE, 2));
	printf("unmapped %d\n", munmap(a, 16 * PAGE));
	return 0;
}
