/* Memory that cannot be had is ENOMEM, from Linux or from malloc; RLIMIT_AS bounds all of it together; the program goes on. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (1 << 20)
#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)

static const char *result(void *p)
{
	if (p && p != MAP_FAILED) return "ok";
	return errno == ENOMEM ? "ENOMEM" : strerror(errno);
}

static void *area(size_t n)
{
	return mmap(NULL, n, RW, ANON, -1, 0);
}

/* Volatile, so that no compiler leaves an allocation out, or assumes that it leaves errno alone. */
static void *(*volatile allocate)(size_t) = malloc;
static void *volatile got[1000];

int main(void)
{
	volatile size_t large = 32 * MIB;
	unsigned long pages = 0;
	struct rlimit usual, limit;
	int status, n, good = 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("impossible: %s,", result(area(SIZE_MAX & -(size_t)PAGE)));
	printf(" %s\n", result(area(SIZE_MAX & -(size_t)PAGE)));
	printf("all addresses: %s\n", result(area(SIZE_MAX - 4 * PAGE)));
	printf("possible: %s\n", result(got[0] = area(MIB)));

	FILE *f = fopen("/proc/self/statm", "r");
	fscanf(f, "%lu", &pages);
	fclose(f);
	printf("has a size %d\n", pages > MIB / PAGE);
	getrlimit(RLIMIT_AS, &usual);
	limit = usual;
	limit.rlim_cur = (rlim_t)pages * PAGE + 8 * MIB;
	if (setrlimit(RLIMIT_AS, &limit)) return 1;
	printf("limited: mmap %s,", result(area(large)));
	printf(" malloc %s,", result(got[1] = allocate(large)));
	printf(" mremap %s,", result(mremap(got[0], MIB, large, MREMAP_MAYMOVE)));
	char *brk = (char *)syscall(SYS_brk, NULL);
	printf(" break stays %d,", (char *)syscall(SYS_brk, brk + large) == brk);
	printf(" less %s\n", result(got[2] = area(2 * MIB)));
	munmap(got[2], 2 * MIB);

	for (n = 0; n < 100; n++) if ((got[n+10] = area(MIB)) == MAP_FAILED) break;
	printf("one by one: %d, then %s\n", n >= 5 && n <= 8, result(MAP_FAILED));
	for (int i = 0; i < n; i++) memset(got[i+10], 1, MIB);
	pid_t pid = fork();
	if (!pid) {
		int r = area(4 * MIB) == MAP_FAILED && errno == ENOMEM;
		for (int i = 0; i < n; i++) munmap(got[i+10], MIB);
		_exit(r && area(4 * MIB) != MAP_FAILED ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("the child as well: %d\n", WEXITSTATUS(status));
	for (int i = 0; i < n; i++) munmap(got[i+10], MIB);
	printf("after munmap: %s\n", result(got[2] = area(2 * MIB)));
	munmap(got[2], 2 * MIB);

	for (n = 0; n < 900; n++) {
		errno = 0;
		if (!(got[n+10] = allocate(50000))) break;
		memset(got[n+10], n, 50000);
	}
	printf("malloc in pieces: %d, then %s\n", n >= 60 && n <= 200, result(NULL));
	for (int i = 0; i < n; i++) {
		unsigned char *p = got[i+10];
		good &= p[0] == (i & 255) && p[49999] == (i & 255);
		free(p);
	}
	printf("kept %d, after free %s\n", good, result(got[3] = allocate(50000)));
	free(got[3]);
	setrlimit(RLIMIT_AS, &usual);
	printf("without the limit: mmap %s,", result(got[4] = area(large)));
	printf(" malloc %s\n", result(got[5] = allocate(large)));
	memset(got[4], 1, large);
	memset(got[5], 2, large);
	return 0;
}
