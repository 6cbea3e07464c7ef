/* A child begins without its parent's alarms, timers and pending signals, but with its mask and handlers; the parent's go on. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled[2];

static void handler(int sig)
{
	handled[sig == SIGUSR2]++;
}

static int pending(int sig)
{
	sigset_t set;
	sigpending(&set);
	return sigismember(&set, sig);
}

static int blocked(int sig)
{
	sigset_t set;
	sigprocmask(SIG_BLOCK, NULL, &set);
	return sigismember(&set, sig);
}

static void show(const char *who, timer_t timer)
{
	static const struct { int which; const char *name; } timers[] = { { ITIMER_REAL, "real" }, { ITIMER_VIRTUAL, "virtual" }, { ITIMER_PROF, "profiling" } };
	struct itimerspec left;
	struct itimerval v;
	printf("%s:", who);
	for (int i = 0; i < 3; i++) {
		getitimer(timers[i].which, &v);
		printf(" %s %s,", timers[i].name, v.it_value.tv_sec > 90 ? "runs" : v.it_value.tv_sec || v.it_value.tv_usec ? "?" : "0");
	}
	if (!timer_gettime(timer, &left)) printf(" timer %s,", left.it_value.tv_sec > 90 ? "runs" : "?");
	else printf(" timer %s,", errno == EINVAL ? "EINVAL" : strerror(errno));
	printf(" pending %d %d,", pending(SIGUSR1), pending(SIGUSR2));
	printf(" blocked %d %d\n", blocked(SIGUSR1), blocked(SIGTERM));
}

int main(void)
{
	struct itimerval in = { .it_value = { 100, 0 } };
	struct itimerspec later = { .it_value = { 100, 0 } };
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	sigset_t set;
	timer_t timer;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR2);
	for (int i = 0; i < 3; i++) setitimer(i, &in, NULL);
	printf("timer_create %d", timer_create(CLOCK_MONOTONIC, &event, &timer));
	printf(" %d\n", timer_settime(timer, 0, &later, NULL));
	show("before", timer);

	pid_t pid = fork();
	if (!pid) {
		show("child", timer);
		/* musl returns the error itself here. */
		printf("child: alarm had %u, timer_delete refused %d\n", alarm(50), timer_delete(timer) != 0);
		raise(SIGUSR2);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		printf("child: handled %d %d\n", (int)handled[0], (int)handled[1]);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	show("parent", timer);
	printf("parent: alarm had more than 90: %d", alarm(0) > 90);
	printf(", timer_delete %d\n", timer_delete(timer));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("parent: handled %d %d\n", (int)handled[0], (int)handled[1]);
	return WEXITSTATUS(status);
}
