/* Private mappings of files: the file's content from any page on, zeros after its end; what is written there stays there. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

#define PAGE 4096
#define SIZE (3 * PAGE + 100)
#define RW (PROT_READ|PROT_WRITE)

static unsigned char content[SIZE];

static int zero(const unsigned char *p, size_t n)
{
	while (n--) if (*p++) return 0;
	return 1;
}

static const char *result(void *p)
{
	return p != MAP_FAILED ? "mapped" : errno_name(errno);
}

static void refused(const char *what, const char *path, int flags)
{
	int fd = open(path, flags);
	printf("%s: %s\n", what, result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0)));
	close(fd);
}

int main(void)
{
	char name[] = "/tmp/mmap_private_XXXXXX", now[PAGE];
	int fd = mkstemp(name), status, fds[2];
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 0; i < SIZE; i++) content[i] = i * 7 + i / 251 + 1;
	write(fd, content, SIZE);

	unsigned char *a = mmap(NULL, SIZE, RW, MAP_PRIVATE, fd, 0), *b = mmap(NULL, PAGE + 10, PROT_READ, MAP_PRIVATE, fd, 2 * PAGE);
	printf("from the start: %s, same %d, then zero %d\n", result(a), !memcmp(a, content, SIZE), zero(a + SIZE, PAGE - 100));
	printf("from 8192: %s, same %d, then zero %d\n", result(b), !memcmp(b, content + 2 * PAGE, PAGE + 100), zero(b + PAGE + 100, PAGE - 100));
	unsigned char *c = mmap(NULL, 10, PROT_READ, MAP_PRIVATE, fd, PAGE), *d = mmap(NULL, 8 * PAGE, PROT_READ, MAP_PRIVATE, fd, 3 * PAGE);
	printf("ten bytes are a page: %s, same %d\n", result(c), !memcmp(c, content + PAGE, PAGE));
	printf("longer than the file: %s, same %d\n", result(d), !memcmp(d, content + 3 * PAGE, 100));
	printf("all of it after the end: %s\n", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 16 * PAGE)));

	printf("file position %d\n", (int)lseek(fd, 0, SEEK_CUR));
	close(fd);
	int ro = open(name, O_RDONLY);
	unsigned char *e = mmap(NULL, SIZE, RW, MAP_PRIVATE, ro, 0);
	printf("written through a read-only descriptor: %s\n", result(e));
	memset(e, 255, 4 * PAGE);
	memset(a + PAGE, 254, PAGE);
	pread(ro, now, PAGE, PAGE);
	printf("file unchanged %d, size %d, the others too %d\n",
		!memcmp(now, content + PAGE, PAGE), (int)lseek(ro, 0, SEEK_END), !memcmp(c, content + PAGE, PAGE));
	pid_t pid = fork();
	if (!pid) {
		int good = e[0] == 255 && a[PAGE] == 254 && a[0] == content[0];
		memset(a, 253, SIZE);
		_exit(good ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	printf("child %d, mine unchanged %d\n", WEXITSTATUS(status), !memcmp(a, content, PAGE) && a[PAGE] == 254);

	printf("offset 100: %s\n", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ro, 100)));
	printf("no length: %s\n", result(mmap(NULL, 0, PROT_READ, MAP_PRIVATE, ro, 0)));
	printf("neither private nor shared: %s\n", result(mmap(NULL, PAGE, PROT_READ, 0, ro, 0)));
	printf("no descriptor: %s\n", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0)));
	refused("closed", "/nonexistent", O_RDONLY);
	refused("write-only", name, O_WRONLY);
	refused("directory", "/tmp", O_RDONLY);
	refused("/proc/self/status", "/proc/self/status", O_RDONLY);
	refused("/dev/null", "/dev/null", O_RDONLY);
	pipe(fds);
	printf("pipe: %s\n", result(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fds[0], 0)));
	unlink(name);
	close(ro);
	printf("after unlink and close: %d\n", !memcmp(b, content + 2 * PAGE, PAGE + 100));
	printf("unmapped %d %d %d %d %d\n", munmap(a, SIZE), munmap(b, PAGE + 10), munmap(c, 10), munmap(d, 8 * PAGE), munmap(e, SIZE));
	return 0;
}
