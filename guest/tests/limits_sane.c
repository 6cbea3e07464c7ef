/* sysconf, pathconf, getrlimit, getdtablesize: figures that make sense and agree; a limit that is set is the limit. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

static const char *result(long r)
{
	return r >= 0 ? "ok" : errno_name(errno);
}

int main(void)
{
	struct rlimit files, l, now;
	struct sysinfo info;
	int status, sane = 1, kept = 1;
	setvbuf(stdout, NULL, _IOLBF, 0);
	getrlimit(RLIMIT_NOFILE, &files);
	printf("page %ld %d, ticks %ld, version %ld\n", sysconf(_SC_PAGESIZE), getpagesize(), sysconf(_SC_CLK_TCK), sysconf(_SC_VERSION));
	printf("processors: online %d, configured no fewer %d\n",
		sysconf(_SC_NPROCESSORS_ONLN) >= 1, sysconf(_SC_NPROCESSORS_CONF) >= sysconf(_SC_NPROCESSORS_ONLN));
	printf("files: sysconf %d, getdtablesize %d\n", sysconf(_SC_OPEN_MAX) == (long)files.rlim_cur, getdtablesize() == (int)files.rlim_cur);
	printf("arguments %d, vectors %ld\n", sysconf(_SC_ARG_MAX) >= 131072, sysconf(_SC_IOV_MAX));
	sysinfo(&info);
	unsigned long long total = (unsigned long long)info.totalram * info.mem_unit, pages = sysconf(_SC_PHYS_PAGES);
	printf("memory: some %d, sysinfo agrees %d, free no more %d\n",
		pages > 1000, pages * 4096 / 1024 == total / 1024, sysconf(_SC_AVPHYS_PAGES) > 0 && sysconf(_SC_AVPHYS_PAGES) <= (long)pages);
	printf("monotonic clock %d, job control %d, saved ids %d\n",
		sysconf(_SC_MONOTONIC_CLOCK) > 0, sysconf(_SC_JOB_CONTROL) > 0, sysconf(_SC_SAVED_IDS) > 0);
	errno = 0;
	printf("no such name: %s\n", result(sysconf(99999)));
	printf("paths: %ld %ld %ld\n", pathconf("/", _PC_NAME_MAX), pathconf("/", _PC_PATH_MAX), pathconf("/", _PC_PIPE_BUF));

	for (int i = 0; i < 16; i++) sane &= !getrlimit(i, &l) && l.rlim_cur <= l.rlim_max;
	printf("16 limits sane %d, no other: %s\n", sane, result(getrlimit(16, &l)));
	getrlimit(RLIMIT_STACK, &l);
	printf("stack %d\n", l.rlim_cur >= 65536);

	pid_t pid = fork();
	if (!pid) {
		for (int i = 0; i < 16; i++) {
			getrlimit(i, &l);
			/* The program itself lives within the others. */
			if (!(1 << i & (1 << RLIMIT_CPU | 1 << RLIMIT_FSIZE | 1 << RLIMIT_DATA | 1 << RLIMIT_STACK | 1 << RLIMIT_AS))) l.rlim_cur = l.rlim_max < 64 ? l.rlim_max : 64;
			kept &= !setrlimit(i, &l) && !getrlimit(i, &now) && now.rlim_cur == l.rlim_cur && now.rlim_max == l.rlim_max;
		}
		printf("set and read back %d, files %ld %d\n", kept, sysconf(_SC_OPEN_MAX), getdtablesize());
		printf("no descriptor at the limit: %s\n", dup2(1, 64) == -1 && errno == EBADF ? "EBADF" : "?");
		l = (struct rlimit){ 50, 40 };
		printf("more than the most: %s\n", result(setrlimit(RLIMIT_NOFILE, &l)));
		l = (struct rlimit){ 30, 40 };
		printf("lowered: %s\n", result(setrlimit(RLIMIT_NOFILE, &l)));
		setuid(65534);
		l = (struct rlimit){ 40, 40 };
		printf("nobody up to the most: %s\n", result(setrlimit(RLIMIT_NOFILE, &l)));
		l = (struct rlimit){ 40, 41 };
		printf("nobody beyond it: %s\n", result(setrlimit(RLIMIT_NOFILE, &l)));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	getrlimit(RLIMIT_NOFILE, &now);
	printf("child %d, mine as they were %d\n",
		WIFEXITED(status) ? WEXITSTATUS(status) : -1, now.rlim_cur == files.rlim_cur && now.rlim_max == files.rlim_max);
	return 0;
}
