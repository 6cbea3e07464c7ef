/* Anonymous memory: zeroed, separate, growing, given back; a child has its own copy. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "all.h"

int main(void)
{
	size_t n = 1 << 20;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *a = mmap(NULL, n, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	char *b = mmap(NULL, n, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	printf("mapped %d, aligned %d, zero %d\n", a != MAP_FAILED && b != MAP_FAILED, !((size_t)a % 4096), all(a, n, 0) && all(b, n, 0));
	memset(a, 1, n);
	printf("separate %d\n", all(b, n, 0));
	a = mremap(a, n, 4 * n, MREMAP_MAYMOVE);
	printf("grown %d, kept %d, new part zero %d\n", a != MAP_FAILED, all(a, n, 1), all(a + n, 3 * n, 0));

	pid_t pid = fork();
	if (!pid) {
		memset(a, 2, n);
		_exit(all(a, n, 2) ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("child %d, mine still %d\n", WEXITSTATUS(status), all(a, n, 1));

	printf("unmapped %d %d\n", munmap(a, 4 * n), munmap(b, n));
	a = mmap(NULL, n, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	printf("again zero %d\n", all(a, n, 0));
	printf("length 0: %s\n", mmap(NULL, 0, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL ? "EINVAL" : "?");

	for (int i = 0; i < 200; i++) {
		char *p = mmap(NULL, n, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED || !all(p, 4096, 0)) return 1;
		memset(p, 7, 4096);
		munmap(p, n);
	}
	char *heap[64];
	for (int i = 0; i < 64; i++) memset(heap[i] = malloc(50000), i, 50000);
	int good = 1;
	for (int i = 0; i < 64; i++) good &= all(heap[i], 50000, i);
	for (int i = 0; i < 64; i++) free(heap[i]);
	printf("heap %d\n", good);
	return 0;
}
