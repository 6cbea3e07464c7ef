/* Files: 64-bit offsets arrive whole, holes read as zeros, stat and truncate agree. */
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
	char name[] = "/tmp/offsets_XXXXXX", text[16] = "";
	struct stat st;
	struct statfs fs;
	int fd = mkstemp(name);
	off_t small = 70000;
	printf("pwrite %zd\n", pwrite(fd, "end", 3, small));
	fstat(fd, &st);
	printf("size %lld, regular %d, links %d, mode %o\n", (long long)st.st_size, S_ISREG(st.st_mode), (int)st.st_nlink, st.st_mode & 0777);
	printf("hole %zd: %d\n", pread(fd, text, 4, 10), text[0] | text[1] | text[2] | text[3]);
	printf("pread %zd", pread(fd, text, 10, small));
	printf(" '%.3s'\n", text);
	printf("seek %lld\n", (long long)lseek(fd, 0x123456789LL, SEEK_SET));
	printf("tell %lld, read %zd\n", (long long)lseek(fd, 0, SEEK_CUR), read(fd, text, 1));
	printf("far pread %zd\n", pread(fd, text, 1, 0x100000000LL));
	printf("back %lld\n", (long long)lseek(fd, -3, SEEK_END));
	struct iovec v[2] = { { text, 1 }, { text + 1, 2 } };
	printf("readv %zd", readv(fd, v, 2));
	printf(" '%.3s'\n", text);
	printf("truncate %d\n", ftruncate(fd, 5));
	stat(name, &st);
	printf("size %lld, times equal %d\n", (long long)st.st_size, st.st_mtime == st.st_ctime);
	struct timespec times[2] = { { 1000000000, 5 }, { 4000000000, 6 } };
	printf("utimens %d", futimens(fd, times));
	fstat(fd, &st);
	printf(" %lld.%ld %lld.%ld\n", (long long)st.st_atim.tv_sec, st.st_atim.tv_nsec, (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
	int r = statfs("/proc", &fs);
	printf("statfs %d, block %d, names %d, type %lx\n", r, (int)fs.f_bsize, (int)fs.f_namelen, (long)fs.f_type);
	unlink(name);
	fstat(fd, &st);
	printf("links %d\n", (int)st.st_nlink);
	return 0;
}
