/* Another user's process cannot be read, traced, stopped, killed or limited; one's own and, for root, anybody's can. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "errno_name.h"

static pid_t target;

static const char *result(long r)
{
	return r >= 0 ? "ok" : errno_name(errno);
}

static const char *reading(const char *name)
{
	char path[64], c;
	snprintf(path, sizeof path, "/proc/%d/%s", target, name);
	int fd = open(path, O_RDONLY);
	const char *text = result(fd);
	if (fd >= 0 && strcmp(name, "mem")) text = result(read(fd, &c, 1));
	close(fd);
	return text;
}

static const char *link_of(const char *name)
{
	char path[64], to[256];
	snprintf(path, sizeof path, "/proc/%d/%s", target, name);
	return result(readlink(path, to, sizeof to));
}

static const char *folder(const char *name)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/%s", target, name);
	DIR *d = opendir(path);
	const char *text = result(d ? 0 : -1);
	if (d) closedir(d);
	return text;
}

static const char *limit(void)
{
	struct rlimit l = { 50, 50 };
	return result(prlimit(target, RLIMIT_NOFILE, &l, NULL));
}

static void look(const char *who)
{
	struct sched_param p = { 0 };
	printf("%s:\n", who);
	printf("  mem %s,", reading("mem"));
	printf(" environ %s,", reading("environ"));
	printf(" maps %s,", reading("maps"));
	printf(" status %s,", reading("status"));
	printf(" cmdline %s,", reading("cmdline"));
	printf(" exe %s,", link_of("exe"));
	printf(" cwd %s,", link_of("cwd"));
	printf(" fd %s\n", folder("fd"));
	printf("  kill 0 %s,", result(kill(target, 0)));
	printf(" STOP %s,", result(kill(target, SIGSTOP)));
	printf(" CONT %s,", result(kill(target, SIGCONT)));
	printf(" priority %s,", result(setpriority(PRIO_PROCESS, target, 5)));
	printf(" scheduler %s,", result(syscall(SYS_sched_setscheduler, target, SCHED_BATCH, &p)));
	printf(" session %s\n", result(getsid(target)));
}

/* A process of this user that waits to be killed. */
static void start(uid_t user)
{
	int fds[2];
	char c;
	pipe(fds);
	target = fork();
	if (!target) {
		setgroups(0, NULL);
		if (setgid(user) || setuid(user)) _exit(1);
		write(fds[1], "x", 1);
		for (;;) pause();
	}
	read(fds[0], &c, 1);
	close(fds[0]);
	close(fds[1]);
}

static void end(void)
{
	int status;
	printf("  KILL %s", result(kill(target, SIGKILL)));
	waitpid(target, &status, 0);
	printf(", killed %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int main(void)
{
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	start(0);
	pid_t pid = fork();
	if (!pid) {
		setgroups(0, NULL);
		setgid(65534);
		setuid(65534);
		look("nobody at root's");
		printf("  limit %s,", limit());
		printf(" attach %s,", result(ptrace(PTRACE_ATTACH, target, 0, 0)));
		printf(" seize %s,", result(ptrace(PTRACE_SEIZE, target, 0, 0)));
		printf(" TERM %s, KILL %s\n", result(kill(target, SIGTERM)), result(kill(target, SIGKILL)));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	printf("still there: %s\n", result(kill(target, 0)));
	look("root at root's");
	printf("  limit %s\n", limit());
	end();
	start(65534);
	look("root at nobody's");
	pid = fork();
	if (!pid) {
		setgid(65533);
		setuid(65533);
		printf("a third: kill 0 %s,", result(kill(target, 0)));
		printf(" environ %s,", reading("environ"));
		printf(" attach %s\n", result(ptrace(PTRACE_ATTACH, target, 0, 0)));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	pid = fork();
	if (!pid) {
		setgid(65534);
		setuid(65534);
		printf("its own user: kill 0 %s, KILL %s\n", result(kill(target, 0)), result(kill(target, SIGKILL)));
		_exit(0);
	}
	waitpid(pid, &status, 0);
	end();
	return 0;
}
