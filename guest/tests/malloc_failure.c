/* An allocation of an impossible size is NULL and ENOMEM, what was allocated before is kept, and the program goes on. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Volatile, so that no compiler leaves an allocation out, or assumes that it leaves errno alone. */
static void *(*volatile allocate)(size_t) = malloc;
static void *(*volatile zeroed)(size_t, size_t) = calloc;
static void *(*volatile resize)(void *, size_t) = realloc;
static void *(*volatile resize_array)(void *, size_t, size_t) = reallocarray;
static void *(*volatile aligned)(size_t, size_t) = aligned_alloc;
static void *volatile got;
static void *volatile blocks[1000];
static volatile size_t most = SIZE_MAX, half = SIZE_MAX / 2;

static void show(const char *what, void *p)
{
	int e = errno;
	got = p;
	printf("%s: %s\n", what, got ? "allocated" : e == ENOMEM ? "ENOMEM" : strerror(e));
	free(got);
	errno = 0;
}

static const char *name_of(int e)
{
	return !e ? "0" : e == ENOMEM ? "ENOMEM" : e == EINVAL ? "EINVAL" : strerror(e);
}

int main(void)
{
	void *p = NULL;
	int good = 1, zero = 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *kept = allocate(5000);
	memset(kept, 7, 5000);
	for (int i = 0; i < 3; i++) {
		show("malloc of half of all", allocate(half + 1 + i));
		show("malloc of all", allocate(most - i));
	}
	show("malloc of all but a page", allocate(most - 4096));
	show("calloc: too many", zeroed(half, 2));
	show("calloc: the product wraps to 0", zeroed(half + 1, 2));
	show("calloc: it wraps to a little", zeroed(half + 2, 2));
	show("realloc from nothing", resize(NULL, most));
	show("reallocarray: it wraps", resize_array(NULL, half + 2, 2));
	show("aligned_alloc", aligned(64, most - 63));

	for (int i = 0; i < 3; i++) {
		got = resize(kept, i == 0 ? half + 1 : i == 1 ? most : most - 4096);
		good &= !got && errno == ENOMEM;
	}
	got = resize_array(kept, half, 4);
	good &= !got && errno == ENOMEM;
	for (int i = 0; i < 5000; i++) good &= kept[i] == 7;
	printf("realloc fails and keeps: %d\n", good);
	printf("posix_memalign: %s", name_of(posix_memalign(&p, 4096, most - 8192)));
	printf(", alignment 3: %s", name_of(posix_memalign(&p, 3, 100)));
	printf(", fine: %s", name_of(posix_memalign(&p, 4096, 100)));
	printf(", aligned %d\n", p && !((size_t)p % 4096));
	free(p);

	for (int round = 0; round < 10; round++) {
		for (int i = 0; i < 1000; i++) {
			size_t n = 1 + (i * 37 + round * 101) % 3000;
			char *b = blocks[i] = i % 2 ? allocate(n) : zeroed(n, 1);
			if (!b) return 1;
			if (i % 2 == 0) for (size_t k = 0; k < n; k++) zero &= !b[k];
			memset(b, i, n);
			if (i % 100 == 0) good &= !(got = allocate(most - 4096 * i));
		}
		for (int i = 0; i < 1000; i++) {
			size_t n = 1 + (i * 37 + round * 101) % 3000;
			char *b = blocks[i];
			good &= b[0] == (char)i && b[n-1] == (char)i;
			if (i % 3 == 0) {
				b = resize(b, 2 * n);
				good &= b[0] == (char)i && b[n-1] == (char)i;
			}
			free(b);
		}
	}
	printf("goes on: %d, calloc zeroes %d\n", good, zero);
	free(kept);
	return 0;
}
