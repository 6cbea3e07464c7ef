/* What Linux tells of memory follows what a process does: size and resident pages of the process, free memory of the machine. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define MIB (1LL << 20)
#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)

/* Bytes, by /proc/self/stat. */
static void of_stat(long long *size, long long *resident)
{
	static char text[1024];
	unsigned long long v = 0;
	long r = 0;
	FILE *f = fopen("/proc/self/stat", "r");
	text[fread(text, 1, sizeof text - 1, f)] = 0;
	fclose(f);
	char *p = strrchr(text, ')') + 1;
	for (int field = 2; field < 22; field++) p = strchr(p + 1, ' ');
	sscanf(p, "%llu %ld", &v, &r);
	*size = v;
	*resident = (long long)r * PAGE;
}

static void of_statm(long long *size, long long *resident)
{
	FILE *f = fopen("/proc/self/statm", "r");
	fscanf(f, "%lld %lld", size, resident);
	fclose(f);
	*size *= PAGE;
	*resident *= PAGE;
}

static long long free_memory(void)
{
	char line[128];
	long long n = 0;
	FILE *f = fopen("/proc/meminfo", "r");
	while (fgets(line, sizeof line, f) && sscanf(line, "MemFree: %lld", &n) != 1);
	fclose(f);
	return n * 1024;
}

static void show(const char *what, void (*ask)(long long *, long long *))
{
	long long size[4], rss[4];
	size_t n = 32 * MIB;
	ask(size, rss);
	char *p = mmap(NULL, n, RW, ANON, -1, 0);
	for (size_t i = 0; i < n; i += PAGE) p[i] = 1;
	ask(size + 1, rss + 1);
	munmap(p + n / 2, n / 2);
	ask(size + 2, rss + 2);
	munmap(p, n);
	ask(size + 3, rss + 3);
	printf("%s: has a size %d, is resident no more than that %d\n", what, size[0] > PAGE, rss[0] >= 0 && rss[1] <= size[1]);
	printf("  32 MiB more: size %d, resident %d\n", size[1] - size[0] >= 32 * MIB, rss[1] - rss[0] >= 30 * MIB);
	printf("  half unmapped: size %d, resident %d\n", size[1] - size[2] >= 16 * MIB, rss[1] - rss[2] >= 14 * MIB);
	printf("  all: size %d, resident %d\n", size[1] - size[3] >= 32 * MIB, rss[1] - rss[3] >= 30 * MIB);
}

int main(void)
{
	int less = 0, more = 0;
	struct rusage u;
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("start");
	show("/proc/self/stat", of_stat);
	show("/proc/self/statm", of_statm);

	/* Other programs use memory as well, and Linux keeps some pages per processor: it need only be seen once, if need be with more. */
	for (size_t n = 32 * MIB, i = 0; i < 10 && !(less && more); i++) {
		long long before = free_memory();
		char *p = mmap(NULL, n, RW, ANON, -1, 0);
		if (p == MAP_FAILED) break;
		memset(p, 1, n);
		long long during = free_memory();
		munmap(p, n);
		long long after = free_memory();
		less |= before - during >= 24 * MIB;
		more |= after - during >= 24 * MIB;
		if (n < 512 * MIB) n *= 2;
	}
	printf("machine: 32 MiB less free %d, then more again %d\n", less, more);
	getrusage(RUSAGE_SELF, &u);
	printf("resident at most: %d\n", u.ru_maxrss >= 30 * 1024);
	return 0;
}
