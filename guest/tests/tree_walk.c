/* Directories: make, list, walk with callbacks of both kinds, rename, remove. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int entries, files, depth_max;

static int count(const char *path, const struct stat *st, int type)
{
	entries++;
	files += type == FTW_F;
	(void)path;
	(void)st;
	return 0;
}

static int take_away(const char *path, const struct stat *st, int type, struct FTW *where)
{
	if (where->level > depth_max) depth_max = where->level;
	(void)st;
	return type == FTW_DP ? rmdir(path) : unlink(path);
}

int main(void)
{
	char dir[] = "/tmp/tree_XXXXXX", name[32];
	int seen = 0, order_ok = 1;
	chdir(mkdtemp(dir));
	for (int d = 0; d < 3; d++) {
		snprintf(name, sizeof name, "d%d", d);
		mkdir(name, 0700);
		for (int f = 0; f < 40; f++) {
			snprintf(name, sizeof name, "d%d/file%d", d, f);
			close(open(name, O_WRONLY|O_CREAT, 0600));
		}
	}
	mkdir("d0/deep", 0700);
	symlink("file1", "d0/deep/link");
	printf("ftw %d", ftw(dir, count, 8));
	printf(": %d entries, %d files\n", entries, files);
	DIR *d = opendir("d1");
	for (struct dirent *e; (e = readdir(d)); seen++) order_ok &= e->d_type == DT_DIR || e->d_type == DT_REG;
	closedir(d);
	printf("readdir %d, types %d\n", seen, order_ok);
	printf("rename %d, not empty %d\n", rename("d2", "d3"), rmdir("d3"));
	printf("nftw %d", nftw(dir, take_away, 8, FTW_DEPTH|FTW_PHYS));
	printf(": depth %d, gone %d\n", depth_max, access(dir, F_OK));
	return 0;
}
