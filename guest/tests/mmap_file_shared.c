/* Shared mappings of files: what is written there is in the file after msync, after munmap and after exit, and its size never changes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

#define PAGE 4096
#define SIZE (3 * PAGE + 100)
#define RW (PROT_READ|PROT_WRITE)

static const char *result(int failed)
{
	return !failed ? "ok" : errno_name(errno);
}

static const char *map(int fd, int prot, int flags)
{
	void *p = mmap(NULL, PAGE, prot, flags, fd, 0);
	const char *text = result(p == MAP_FAILED);
	if (p != MAP_FAILED) munmap(p, PAGE);
	return text;
}

static char *in_file(int fd, int at, int n)
{
	static char text[64];
	memset(text, 0, sizeof text);
	pread(fd, text, n, at);
	return text;
}

static int size(int fd)
{
	struct stat st;
	fstat(fd, &st);
	return st.st_size;
}

int main(void)
{
	static char line[SIZE];
	char name[] = "/tmp/mmap_shared_XXXXXX";
	int fd = mkstemp(name), ro = open(name, O_RDONLY), wo = open(name, O_WRONLY), status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	memset(line, '-', SIZE);
	write(fd, line, SIZE);

	char *a = mmap(NULL, SIZE, RW, MAP_SHARED, fd, 0);
	printf("mapped: %s, same %d\n", result(a == MAP_FAILED), !memcmp(a, line, SIZE));
	memcpy(a + 10, "first", 5);
	memcpy(a + 2 * PAGE - 3, "second", 6);
	printf("msync: %s", result(msync(a, SIZE, MS_SYNC)));
	printf(" '%s'", in_file(fd, 9, 7));
	printf(" '%s'\n", in_file(ro, 2 * PAGE - 4, 8));
	memcpy(a + 20, "third", 5);
	memcpy(a + SIZE - 4, "last", 4);
	memcpy(a + SIZE, "beyond", 6);
	printf("msync of one page: %s", result(msync(a, PAGE, MS_SYNC)));
	printf(" '%s'\n", in_file(fd, 19, 7));
	printf("munmap: %s", result(munmap(a, SIZE)));
	printf(" '%s', size %d\n", in_file(fd, SIZE - 5, 20), size(fd) - SIZE);

	a = mmap(NULL, PAGE, RW, MAP_SHARED, fd, 2 * PAGE);
	memcpy(a + 100, "fourth", 6);
	close(fd);
	munmap(a, PAGE);
	printf("from 8192, closed first: '%s'\n", in_file(ro, 2 * PAGE + 99, 8));
	a = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, ro, 0);
	printf("read-only: %s '%.7s' '%.8s'\n", result(a == MAP_FAILED), a + 9, a + 2 * PAGE + 99);
	munmap(a, SIZE);

	fd = open(name, O_RDWR);
	for (int how = 0; how < 3; how++) {
		pid_t pid = fork();
		if (!pid) {
			char *mine = mmap(NULL, SIZE, RW, MAP_SHARED, fd, 0);
			sprintf(mine + 50 + 10 * how, "child %d", how);
			if (how == 1) munmap(mine + PAGE, PAGE);
			if (how == 2) exit(7);
			_exit(7);
		}
		waitpid(pid, &status, 0);
		printf("child exited %d: '%s'\n", WEXITSTATUS(status), in_file(ro, 49 + 10 * how, 8));
	}

	printf("written, read-only descriptor: %s\n", map(ro, RW, MAP_SHARED));
	printf("read, write-only descriptor: %s\n", map(wo, PROT_READ, MAP_SHARED));
	printf("written, write-only descriptor: %s\n", map(wo, RW, MAP_SHARED));
	printf("validated: %s, with an unknown flag: %s\n", map(fd, RW, MAP_SHARED_VALIDATE), map(fd, RW, MAP_SHARED_VALIDATE|0x200000));

	a = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
	printf("msync unaligned: %s", result(msync(a + 1, PAGE, MS_SYNC)));
	printf(", both ways: %s", result(msync(a, PAGE, MS_SYNC|MS_ASYNC)));
	printf(", unknown flag: %s", result(msync(a, PAGE, 64)));
	printf(", no length: %s", result(msync(a, 0, MS_SYNC)));
	printf(", async: %s\n", result(msync(a, PAGE, MS_ASYNC)));
	munmap(a + PAGE, PAGE);
	memcpy(a + 2 * PAGE + 200, "fifth", 5);
	printf("over a hole: %s", result(msync(a, 4 * PAGE, MS_SYNC)));
	printf(" '%s'", in_file(ro, 2 * PAGE + 199, 7));
	munmap(a, 4 * PAGE);
	printf(", unmapped: %s\n", result(msync(a, PAGE, MS_SYNC)));
	printf("size %d\n", size(ro) - SIZE);
	unlink(name);
	return 0;
}
