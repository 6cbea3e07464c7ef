/* 3000 mmaps, munmaps and mremaps of random sizes: every page is zero when new and keeps its pattern until it is unmapped. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE 4096
#define SLOTS 24
#define MOST 96
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)

/* What each page of each area holds; 0 where nothing was written. */
static struct { char *p; int pages, pieces; unsigned char value[MOST]; } slot[SLOTS];
static unsigned seed = 1, wrong, total, counts[6];

static unsigned below(unsigned n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static void check(int s)
{
	for (int i = 0; i < slot[s].pages; i++) {
		unsigned char *at = (unsigned char *)slot[s].p + i * PAGE;
		wrong += *at != slot[s].value[i] || memcmp(at, at + 1, PAGE - 1) != 0;
	}
}

static void fill(int s)
{
	for (int i = 0; i < slot[s].pages; i++) {
		if (below(4) == 0) continue;
		slot[s].value[i] = 1 + below(255);
		memset(slot[s].p + i * PAGE, slot[s].value[i], PAGE);
	}
}

static void zero(int s, int from, int pages)
{
	memset(slot[s].value + from, 0, pages);
}

static void step(int s)
{
	int pages = slot[s].pages, n = 1 + below(MOST), what = pages ? 1 + below(5) : 0;
	int from = pages ? below(pages) : 0, k = pages ? 1 + below(pages - from) : 0;
	char *p = slot[s].p;
	counts[what]++;
	switch (what) {
	case 0:
		slot[s].p = mmap(NULL, n * PAGE, RW, ANON, -1, 0);
		slot[s].pages = n;
		slot[s].pieces = 1;
		zero(s, 0, n);
		wrong += slot[s].p == MAP_FAILED;
		break;
	case 1:
		wrong += munmap(p, pages * PAGE) != 0;
		slot[s].pages = 0;
		break;
	case 2:
		/* mremap takes one area as mmap made it, not two that are neighbours. */
		if (slot[s].pieces > 1 && n > pages) n = pages;
		slot[s].p = mremap(p, pages * PAGE, n * PAGE, MREMAP_MAYMOVE);
		slot[s].pages = n;
		if (n > pages) zero(s, pages, n - pages);
		wrong += slot[s].p == MAP_FAILED || (n <= pages && slot[s].p != p);
		break;
	case 3:
		wrong += mmap(p + from * PAGE, k * PAGE, RW, ANON|MAP_FIXED, -1, 0) != p + from * PAGE;
		zero(s, from, k);
		slot[s].pieces++;
		break;
	case 4:
		wrong += munmap(p + from * PAGE, k * PAGE) != 0;
		wrong += mmap(p + from * PAGE, k * PAGE, RW, ANON, -1, 0) != p + from * PAGE;
		zero(s, from, k);
		slot[s].pieces++;
		break;
	case 5:
		/* Only the part from there on is left. */
		if (from) wrong += munmap(p, from * PAGE) != 0;
		slot[s].p = p + from * PAGE;
		slot[s].pages = pages - from;
		memmove(slot[s].value, slot[s].value + from, pages - from);
		break;
	}
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < 3000; i++) {
		int s = below(SLOTS);
		check(s);
		step(s);
		check(s);
		fill(s);
		total += slot[s].pages;
	}
	for (int s = 0; s < SLOTS; s++) {
		check(s);
		if (slot[s].pages) munmap(slot[s].p, slot[s].pages * PAGE);
	}
	printf("mapped %u, unmapped %u, resized %u, replaced %u, holes refilled %u, cut %u\n",
		counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
	printf("pages %u, wrong %u\n", total, wrong);
	return wrong != 0;
}
