/* mprotect, mlock, mlockall, mincore: what is mapped is accepted and keeps its content, what is not is ENOMEM; locking has a limit. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <fcntl.h>
#include <unistd.h>
#include "all.h"
#include "errno_name.h"

#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)
#define ANON (MAP_PRIVATE|MAP_ANONYMOUS)

static const char *result(long r)
{
	return !r ? "0" : errno_name(errno);
}

/* musl's function rounds the range itself. */
static const char *protect(char *p, size_t n, long prot)
{
	return result(syscall(SYS_mprotect, p, n, prot));
}

int main(void)
{
	char name[] = "/tmp/mprotect_XXXXXX";
	unsigned char there[8] = { 0 };
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	char *a = mmap(NULL, 12 * PAGE, RW, ANON, -1, 0), *f;
	memset(a, 1, 12 * PAGE);
	munmap(a + 4 * PAGE, 4 * PAGE);

	printf("mprotect: read-only %s,", protect(a, 2 * PAGE, PROT_READ));
	printf(" readable %d,", all(a, 4 * PAGE, 1));
	printf(" none %s,", protect(a + PAGE, 2 * PAGE, PROT_NONE));
	printf(" back %s,", protect(a, 4 * PAGE, RW));
	memset(a, 2, PAGE);
	printf(" kept %d, written %d\n", all(a + PAGE, 3 * PAGE, 1), all(a, PAGE, 2));
	printf("unaligned %s,", protect(a + 1, PAGE, RW));
	printf(" unknown %s,", protect(a, PAGE, 0x4000));
	printf(" no length %s,", protect(a, 0, RW));
	printf(" one byte %s\n", protect(a, 1, RW));
	printf("unmapped %s,", protect(a + 5 * PAGE, PAGE, RW));
	printf(" over a hole %s,", protect(a, 12 * PAGE, RW));
	printf(" too long %s\n", protect(a, -(size_t)PAGE, RW));
	int fd = mkstemp(name), ro = open(name, O_RDONLY);
	unlink(name);
	write(fd, "content", 7);
	f = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	printf("shared, read-only descriptor: %s,", protect(f, PAGE, RW));
	munmap(f, PAGE);
	f = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ro, 0);
	printf(" private %s,", protect(f, PAGE, RW));
	*f = 'C';
	printf(" '%.7s'\n", f);
	munmap(f, PAGE);

	printf("mlock: %s,", result(mlock(a, 4 * PAGE)));
	printf(" unaligned %s,", result(mlock(a + 100, PAGE)));
	printf(" no length %s,", result(mlock(a, 0)));
	printf(" unmapped %s,", result(mlock(a + 5 * PAGE, PAGE)));
	printf(" over a hole %s\n", result(mlock(a, 12 * PAGE)));
	printf("munlock: %s,", result(munlock(a, 4 * PAGE)));
	printf(" again %s,", result(munlock(a, 4 * PAGE)));
	printf(" unmapped %s\n", result(munlock(a + 5 * PAGE, PAGE)));
	printf("mlockall: %s,", result(mlockall(MCL_CURRENT)));
	printf(" and later %s,", result(mlockall(MCL_CURRENT|MCL_FUTURE)));
	printf(" nothing %s,", result(mlockall(0)));
	printf(" unknown %s,", result(mlockall(64)));
	printf(" only on fault %s,", result(mlockall(MCL_ONFAULT)));
	printf(" munlockall %s\n", result(munlockall()));

	printf("mincore: %s,", result(mincore(a, 4 * PAGE, there)));
	printf(" %d %d %d %d,", there[0] & 1, there[1] & 1, there[2] & 1, there[3] & 1);
	printf(" unaligned %s,", result(mincore(a + 1, PAGE, there)));
	printf(" unmapped %s,", result(mincore(a + 5 * PAGE, PAGE, there)));
	printf(" over a hole %s,", result(mincore(a, 8 * PAGE, there)));
	printf(" bad vector %s,", result(mincore(a, PAGE, (unsigned char *)-4096L)));
	printf(" no length %s\n", result(mincore(a, 0, there)));

	pid_t pid = fork();
	if (!pid) {
		struct rlimit limit = { PAGE, PAGE };
		setrlimit(RLIMIT_MEMLOCK, &limit);
		printf("limit of a page, root: %s,", result(mlock(a, 2 * PAGE)));
		munlock(a, 2 * PAGE);
		setuid(65534);
		printf(" nobody: one %s,", result(mlock(a, PAGE)));
		munlock(a, PAGE);
		printf(" two %s,", result(mlock(a, 2 * PAGE)));
		printf(" all %s,", result(mlockall(MCL_CURRENT)));
		limit.rlim_cur = limit.rlim_max = 0;
		setrlimit(RLIMIT_MEMLOCK, &limit);
		printf(" limit of 0: %s\n", result(mlock(a, PAGE)));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}
