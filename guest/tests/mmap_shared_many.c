/* A hundred shared mappings at a time, or as many as asked: each has its own bytes, and all can be had again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 100, made = 0, wrong = 0;
	int **p = calloc(count, sizeof *p);
	for (int round = 0; round < 3; round++) {
		for (made = 0; made < count; made++) {
			p[made] = mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
			if (p[made] == MAP_FAILED) break;
			wrong += *p[made] != 0;
			*p[made] = made + 1;
		}
		if (made < count && errno != ENOMEM) wrong++;
		for (int i = 0; i < made; i++) wrong += *p[i] != i + 1 || munmap(p[i], 4096);
	}
	printf("mapped %s%s\n", made == count ? "all" : made ? "some" : "none", wrong ? ", wrong" : made < count ? ", then ENOMEM" : "");
	return 0;
}
