/* What was written to a shared file mapping is the file's, also when something else takes its place. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096

static int fd;

static char *map(void)
{
	return mmap(NULL, 2 * PAGE, PROT_READ|PROT_WRITE, MAP_SHARED, fd, 0);
}

static void show(const char *what)
{
	char first[8] = "", second[8] = "";
	pread(fd, first, 7, 0);
	pread(fd, second, 7, PAGE);
	printf("%s: '%s' '%s'\n", what, first, second);
}

int main(void)
{
	char name[] = "/tmp/replace_XXXXXX", *p, *q, *place;
	setvbuf(stdout, NULL, _IOLBF, 0);
	fd = mkstemp(name);
	unlink(name);
	ftruncate(fd, 2 * PAGE);

	p = map();
	strcpy(p, "one");
	strcpy(p + PAGE, "two");
	q = mmap(p, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0);
	printf("replaced %d, zero %d, beside it '%s'\n", q == p, !*q, p + PAGE);
	strcpy(q, "private");
	munmap(p, 2 * PAGE);
	show("by anonymous memory");

	p = map();
	strcpy(p, "three");
	strcpy(p + PAGE, "four");
	q = mmap(NULL, PAGE, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	strcpy(q, "moved");
	q = mremap(q, PAGE, PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, p + PAGE);
	printf("replaced %d, '%s', beside it '%s'\n", q == p + PAGE, q, p);
	munmap(p, 2 * PAGE);
	show("by what moved there");

	p = map();
	strcpy(p, "five");
	place = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	q = mremap(p, PAGE, PAGE, MREMAP_MAYMOVE|MREMAP_FIXED, place);
	printf("moved away %d, '%s'\n", q == place, q);
	strcpy(q, "six");
	munmap(q, PAGE);
	munmap(p + PAGE, PAGE);
	show("moved away itself");
	return 0;
}
