/* Structures of times, limits and system figures arrive whole: getrusage, wait4, times, getrlimit, sysinfo, uname, sched_*. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void burn(int ms)
{
	struct timespec t;
	do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while (t.tv_sec * 1000 + t.tv_nsec / 1000000 < ms);
}

static int sane(const struct timeval *t)
{
	return t->tv_sec >= 0 && t->tv_sec < 60 && t->tv_usec >= 0 && t->tv_usec < 1000000;
}

int main(void)
{
	struct rusage u, child;
	struct rlimit old, limit = { 40, 50 }, now;
	struct sysinfo info;
	struct utsname name;
	struct tms t;
	cpu_set_t cpus;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pid_t pid = fork();
	if (!pid) {
		burn(60);
		_exit(21);
	}
	printf("wait4 %d", wait4(pid, &status, 0, &child) == pid);
	long ms = (child.ru_utime.tv_sec + child.ru_stime.tv_sec) * 1000 + (child.ru_utime.tv_usec + child.ru_stime.tv_usec) / 1000;
	printf(" status %d, used some %d, sane %d\n", WEXITSTATUS(status), ms >= 20 && ms < 5000, sane(&child.ru_utime) && sane(&child.ru_stime));
	getrusage(RUSAGE_CHILDREN, &u);
	printf("children the same: %d\n", u.ru_utime.tv_sec == child.ru_utime.tv_sec && u.ru_utime.tv_usec == child.ru_utime.tv_usec);
	printf("clock ticks %ld, times %d\n", sysconf(_SC_CLK_TCK), times(&t) != (clock_t)-1 && t.tms_cutime + t.tms_cstime >= 1);
	getrlimit(RLIMIT_NOFILE, &old);
	printf("setrlimit %d", setrlimit(RLIMIT_NOFILE, &limit));
	getrlimit(RLIMIT_NOFILE, &now);
	printf(" %d %d, sysconf %ld, dup to the limit %d\n", (int)now.rlim_cur, (int)now.rlim_max, sysconf(_SC_OPEN_MAX), dup2(0, 40));
	getrlimit(RLIMIT_CPU, &now);
	printf("unlimited: %d\n", now.rlim_cur == RLIM_INFINITY);
	sysinfo(&info);
	printf("memory: %d, load: %d\n", (unsigned long long)info.totalram * info.mem_unit > 10 << 20 && info.freeram <= info.totalram, info.procs > 0);
	uname(&name);
	printf("%s, a release: %d\n", name.sysname, name.release[0] >= '2' && strchr(name.release, '.') != NULL);
	printf("affinity %d", sched_getaffinity(0, sizeof cpus, &cpus));
	printf(" %d\n", CPU_COUNT(&cpus) > 0);
	printf("priority %d", setpriority(PRIO_PROCESS, 0, 5));
	printf(" %d\n", getpriority(PRIO_PROCESS, 0));
	return 0;
}
