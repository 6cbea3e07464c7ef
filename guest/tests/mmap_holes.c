/* munmap takes whole pages out of anywhere, over any number of areas and gaps; what it leaves is kept, what it took can be had again. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static char *area(int pages)
{
	char *p = mmap(NULL, pages * PAGE, RW, ANON, -1, 0);
	for (int i = 0; i < pages; i++) memset(p + i * PAGE, 1 + i, PAGE);
	return p;
}

/* One character a page: '.' unmapped, '=' as area() left it, '0' zero, '?' anything else. */
static void show(const char *what, char *p, int pages)
{
	char map[65] = "";
	for (int i = 0; i < pages; i++) {
		char *at = p + i * PAGE;
		if (mmap(at, PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0) == at) {
			map[i] = '.';
			munmap(at, PAGE);
		} else if (memcmp(at, at + 1, PAGE - 1)) {
			map[i] = '?';
		} else {
			map[i] = *at == 1 + i ? '=' : *at ? '?' : '0';
		}
	}
	printf("%s: %s\n", what, map);
}

static const char *result(int r)
{
	return !r ? "0" : errno == EINVAL ? "EINVAL" : strerror(errno);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *a = area(12);
	show("whole", a, 12);
	munmap(a + 4 * PAGE, 3 * PAGE);
	show("hole", a, 12);
	munmap(a + PAGE, 1);
	show("one byte is a page", a, 12);
	munmap(a + 9 * PAGE, PAGE + 1);
	show("a page and a byte are two", a, 12);
	mmap(a + 5 * PAGE, PAGE, RW, ANON|MAP_FIXED, -1, 0);
	show("an island", a, 12);
	printf("over all of it: %s\n", result(munmap(a + 2 * PAGE, 9 * PAGE)));
	show("both ends", a, 12);
	printf("where nothing is: %s\n", result(munmap(a + 2 * PAGE, 9 * PAGE)));
	mmap(a + PAGE, 9 * PAGE, RW, ANON|MAP_FIXED, -1, 0);
	show("filled", a, 12);
	printf("unaligned: %s, no length: %s, too long: %s\n", result(munmap(a + 1, PAGE)), result(munmap(a, 0)), result(munmap(a, -(size_t)PAGE)));
	show("as it was", a, 12);
	munmap(a, 12 * PAGE);
	show("none", a, 12);

	a = area(64);
	for (int i = 1; i < 64; i += 2) munmap(a + i * PAGE, PAGE);
	show("every second", a, 64);
	int there = 1;
	for (int i = 1; i < 64; i += 2) there &= mmap(a + i * PAGE, PAGE, RW, ANON, -1, 0) == a + i * PAGE;
	printf("all hints kept %d\n", there);
	show("refilled", a, 64);
	for (int i = 0; i < 64; i += 2) munmap(a + i * PAGE, PAGE);
	show("the others", a, 64);
	munmap(a, 64 * PAGE);
	show("none", a, 64);

	char *p[100];
	int good = 1;
	for (int i = 0; i < 100; i++) memset(p[i] = mmap(NULL, 3 * PAGE, RW, ANON, -1, 0), 1 + i, 3 * PAGE);
	for (int i = 0; i < 100; i += 3) good &= !munmap(p[i], 3 * PAGE);
	for (int i = 1; i < 100; i += 3) good &= !munmap(p[i] + PAGE, PAGE);
	for (int i = 0; i < 100; i++) {
		if (i % 3) good &= *p[i] == 1 + i && !memcmp(p[i], p[i] + 1, PAGE - 1) && p[i][3*PAGE-1] == 1 + i;
		if (i % 3 == 2) good &= !memcmp(p[i], p[i] + 1, 3 * PAGE - 1);
	}
	for (int i = 0; i < 100; i++) if (i % 3) good &= !munmap(p[i], 3 * PAGE);
	printf("100 areas %d\n", good);
	return 0;
}
