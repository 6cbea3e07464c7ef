/* /proc/PID/maps has every area with its bounds, and a file's name and offset; what is unmapped goes from the list. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define RW (PROT_READ|PROT_WRITE)

struct line { unsigned long from, to; unsigned long long offset; char perms[8], path[256]; };

static struct line lines[512];
static int in_data, count;

/* Without stdio's buffers: what they are allocated in could become a neighbour of the areas looked at. */
static int load(const char *path)
{
	static char text[64*1024];
	int fd = open(path, O_RDONLY), n, size = 0;
	while ((n = read(fd, text + size, sizeof text - 1 - size)) > 0) size += n;
	close(fd);
	text[size] = count = 0;
	for (char *at = text; *at && count < 512; at = strchr(at, '\n') + 1) {
		struct line *l = lines + count++;
		*l->path = 0;
		if (sscanf(at, "%lx-%lx %7s %llx %*s %*s%*[ ]%255[^\n]", &l->from, &l->to, l->perms, &l->offset, l->path) < 4) return 0;
	}
	return count;
}

static struct line *holding(const void *p)
{
	for (int i = 0; i < count; i++) if ((unsigned long)p >= lines[i].from && (unsigned long)p < lines[i].to) return lines + i;
	return NULL;
}

static int exact(char *from, size_t n)
{
	struct line *l = holding(from);
	return l && l->from == (unsigned long)from && l->to == (unsigned long)from + n;
}

/* With free pages around it, so that Linux does not join it to another area. */
static char *area(size_t n, int flags, int fd, long offset)
{
	char *p = mmap(NULL, n + 2 * PAGE, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	munmap(p, n + 2 * PAGE);
	return mmap(p + PAGE, n, RW, flags|MAP_FIXED, fd, offset);
}

int main(void)
{
	static char zeros[5*PAGE];
	char name[] = "/tmp/maps_XXXXXX", deleted[64], path[64];
	int fd = mkstemp(name), good = 1, status;
	size_t n = 37 * PAGE;
	setvbuf(stdout, NULL, _IOLBF, 0);
	write(fd, zeros, sizeof zeros);
	printf("parsed %d\n", load("/proc/self/maps") > 0);

	char *a = area(n, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	load("/proc/self/maps");
	for (int i = 0; i < count; i++) good &= lines[i].from < lines[i].to && (!i || lines[i].from >= lines[i-1].to);
	printf("in order %d, whole pages %d\n", good, !(lines[0].from % PAGE) && !(lines[count-1].to % PAGE));
	printf("data %d, stack %d\n", holding(&in_data) != NULL, holding(&good) != NULL);
	printf("anonymous area: exact %d, no name %d, private and writable %d\n", exact(a, n), !*holding(a)->path, !strcmp(holding(a)->perms, "rw-p"));

	pid_t pid = fork();
	if (!pid) {
		munmap(a, PAGE);
		load("/proc/self/maps");
		_exit(exact(a + PAGE, n - PAGE) && !holding(a) ? 3 : 4);
	}
	waitpid(pid, &status, 0);
	snprintf(path, sizeof path, "/proc/%d/maps", getpid());
	load(path);
	printf("child %d, mine by number still exact %d\n", WEXITSTATUS(status), exact(a, n));

	munmap(a + 10 * PAGE, 5 * PAGE);
	load("/proc/self/maps");
	printf("a hole: %d %d %d\n", exact(a, 10 * PAGE), holding(a + 10 * PAGE) || holding(a + 15 * PAGE - 1), exact(a + 15 * PAGE, n - 15 * PAGE));
	munmap(a, n);
	load("/proc/self/maps");
	printf("unmapped: gone %d\n", !holding(a) && !holding(a + n - 1));

	char *b = area(3 * PAGE, MAP_PRIVATE, fd, 2 * PAGE);
	load("/proc/self/maps");
	printf("file: exact %d, name %d, offset %llx\n", exact(b, 3 * PAGE), !strcmp(holding(b)->path, name), holding(b)->offset);
	munmap(b, PAGE);
	load("/proc/self/maps");
	printf("less a page: exact %d, gone %d, offset %llx\n", exact(b + PAGE, 2 * PAGE), !holding(b), holding(b + PAGE)->offset);
	unlink(name);
	close(fd);
	load("/proc/self/maps");
	snprintf(deleted, sizeof deleted, "%s (deleted)", name);
	printf("deleted: name %d\n", !strcmp(holding(b + PAGE)->path, deleted));
	munmap(b + PAGE, 2 * PAGE);
	load("/proc/self/maps");
	printf("unmapped: gone %d\n", !holding(b + PAGE));
	return 0;
}
