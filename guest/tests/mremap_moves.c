/* mremap: shrinks in place, grows in place or moves with its content, goes where it is told, and leaves all as it was when it cannot. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include "all.h"
#include "errno_name.h"

#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)
#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

static char *area(int pages, int value)
{
	char *p = mmap(NULL, pages * PAGE, RW, ANON, -1, 0);
	return memset(p, value, pages * PAGE);
}

static int is_free(char *p, int pages)
{
	char *q = mmap(p, pages * PAGE, RW, ANON|MAP_FIXED_NOREPLACE, -1, 0);
	if (q == p) munmap(p, pages * PAGE);
	return q == p;
}

static const char *result(void *p)
{
	return p != MAP_FAILED ? "mapped" : errno_name(errno);
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *a = area(16, 1), *b, *p;
	p = mremap(a, 16 * PAGE, 10 * PAGE, 0);
	printf("shrunk: in place %d, kept %d, rest free %d\n", p == a, all(a, 10 * PAGE, 1), is_free(a + 10 * PAGE, 6));
	p = mremap(a, 10 * PAGE, 8 * PAGE + 1, MREMAP_MAYMOVE);
	printf("to a page and a byte: in place %d, kept %d, rest free %d\n", p == a, all(a, 9 * PAGE, 1), is_free(a + 9 * PAGE, 7));
	p = mremap(a, 9 * PAGE, 9 * PAGE, 0);
	printf("no change: in place %d\n", p == a);
	p = mremap(a, 9 * PAGE, 16 * PAGE, 0);
	printf("grown: in place %d, kept %d, zero %d\n", p == a, all(a, 9 * PAGE, 1), all(a + 9 * PAGE, 7 * PAGE, 0));
	memset(a, 2, 16 * PAGE);

	printf("no room: %s", result(mremap(a, PAGE, 2 * PAGE, 0)));
	printf(", kept %d\n", all(a, 16 * PAGE, 2));
	p = mremap(a, 4 * PAGE, 20 * PAGE, MREMAP_MAYMOVE);
	printf("moved: %s, elsewhere %d, kept %d, zero %d\n",
		result(p), p < a - 19 * PAGE || p >= a + 16 * PAGE, all(p, 4 * PAGE, 2), all(p + 4 * PAGE, 16 * PAGE, 0));
	printf("left: free %d, the rest kept %d\n", is_free(a, 4), all(a + 4 * PAGE, 12 * PAGE, 2));
	munmap(p, 20 * PAGE);

	b = area(8, 3);
	p = mremap(a + 4 * PAGE, 2 * PAGE, 4 * PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, b + 2 * PAGE);
	printf("told where: there %d, kept %d, zero %d", p == b + 2 * PAGE, all(p, 2 * PAGE, 2), all(p + 2 * PAGE, 2 * PAGE, 0));
	printf(", around it %d %d, left free %d\n", all(b, 2 * PAGE, 3), all(b + 6 * PAGE, 2 * PAGE, 3), is_free(a + 4 * PAGE, 2));
	p = mremap(a + 6 * PAGE, 4 * PAGE, PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, b);
	printf("and smaller: there %d, kept %d, beside it %d, left free %d\n", p == b, all(p, PAGE, 2), all(b + PAGE, PAGE, 3), is_free(a + 6 * PAGE, 4));
	munmap(b, 8 * PAGE);

	a += 10 * PAGE;
	b = area(8, 4);
	printf("unaligned: %s", result(mremap(a + 1, PAGE, 2 * PAGE, MREMAP_MAYMOVE)));
	printf(" %s\n", result(mremap(a, PAGE, PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, b + 1)));
	printf("no new length: %s", result(mremap(a, PAGE, 0, MREMAP_MAYMOVE)));
	printf(", unknown flag: %s", result(mremap(a, PAGE, PAGE, 64)));
	printf(", fixed without leave to move: %s\n", result(mremap(a, PAGE, PAGE, MREMAP_FIXED, b)));
	printf("onto itself: %s", result(mremap(a, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, a + PAGE)));
	printf(" %s\n", result(mremap(a + PAGE, 4 * PAGE, 4 * PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, a)));
	munmap(b + 4 * PAGE, 2 * PAGE);
	printf("nothing there: %s", result(mremap(b + 4 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE)));
	printf(", a gap: %s\n", result(mremap(b, 8 * PAGE, 16 * PAGE, MREMAP_MAYMOVE)));
	printf("more than there is: %s\n", result(mremap(b, 4 * PAGE, sizeof(long) > 4 ? 0x7ffff0000000 : 0xf0000000, MREMAP_MAYMOVE)));
	printf("kept %d %d %d\n", all(a, 6 * PAGE, 2), all(b, 4 * PAGE, 4), all(b + 6 * PAGE, 2 * PAGE, 4));
	munmap(a, 6 * PAGE);
	munmap(b, 8 * PAGE);

	int good = 1, pages = 1;
	for (a = area(1, 5); pages < 2048; pages *= 2) {
		a = mremap(a, pages * PAGE, 2 * pages * PAGE, MREMAP_MAYMOVE);
		if (a == MAP_FAILED) return 1;
		good &= all(a + pages * PAGE, pages * PAGE, 0);
		memset(a + pages * PAGE, 5, pages * PAGE);
	}
	good &= all(a, pages * PAGE, 5);
	for (; pages > 1; pages /= 2) good &= mremap(a, pages * PAGE, pages / 2 * PAGE, MREMAP_MAYMOVE) == a && all(a, pages / 2 * PAGE, 5);
	printf("up to 8 MiB and back: %d\n", good);
	return munmap(a, PAGE);
}
