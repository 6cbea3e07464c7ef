/* exec keeps ignored signals, mask, what is pending, alarm, limits, directory; not handlers, alternate stack, timers, close-on-exec. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void handler(int sig)
{
	handled++;
}

static const char *action(int sig)
{
	struct sigaction sa;
	sigaction(sig, NULL, &sa);
	return sa.sa_handler == SIG_DFL ? "default" : sa.sa_handler == SIG_IGN ? "ignored" : "handled";
}

static void show(timer_t timer)
{
	struct itimerspec left;
	struct itimerval v;
	struct rlimit l;
	sigset_t set, pending;
	stack_t stack;
	char text[64] = "";
	printf("  actions: USR1 %s, USR2 %s, CHLD %s, PIPE %s, TERM %s\n",
		action(SIGUSR1), action(SIGUSR2), action(SIGCHLD), action(SIGPIPE), action(SIGTERM));
	sigprocmask(SIG_BLOCK, NULL, &set);
	sigpending(&pending);
	printf("  blocked: HUP %d, USR1 %d, INT %d; pending: HUP %d, USR1 %d\n",
		sigismember(&set, SIGHUP), sigismember(&set, SIGUSR1), sigismember(&set, SIGINT), sigismember(&pending, SIGHUP),
		sigismember(&pending, SIGUSR1));
	sigaltstack(NULL, &stack);
	printf("  alternate stack: %s\n", stack.ss_flags == SS_DISABLE ? "none" : "set");
	printf("  descriptors: 40 %s, 41 %s, 42 %s, 43 %s\n",
		fcntl(40, F_GETFD) < 0 ? "closed" : "open", fcntl(41, F_GETFD) < 0 ? "closed" : "open", fcntl(42, F_GETFD) < 0 ? "closed" : "open",
		fcntl(43, F_GETFD) < 0 ? "closed" : "open");
	getitimer(ITIMER_REAL, &v);
	printf("  alarm: %s", v.it_value.tv_sec > 90 ? "runs" : "none");
	getitimer(ITIMER_VIRTUAL, &v);
	printf(", virtual: %s", v.it_value.tv_sec > 90 ? "runs" : "none");
	printf(", timer: %s\n", !timer_gettime(timer, &left) ? "runs" : errno == EINVAL ? "EINVAL" : strerror(errno));
	getrlimit(RLIMIT_NOFILE, &l);
	mode_t mask = umask(0);
	umask(mask);
	printf("  directory %s, umask %03o, files %d, priority %d, session leader %d\n",
		getcwd(text, sizeof text), (int)mask, (int)l.rlim_cur, getpriority(PRIO_PROCESS, 0), getsid(0) == getpid());
}

int main(int argc, char **argv)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	struct itimerspec later = { .it_value = { 100, 0 } };
	struct itimerval in = { .it_value = { 100, 0 } };
	struct sigevent event = { .sigev_notify = SIGEV_NONE };
	struct rlimit l;
	timer_t timer;
	sigset_t set;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 4 && !strcmp(argv[1], "again")) {
		printf("after: pid kept %d\n", atoi(argv[2]) == getpid());
		timer = (timer_t)(intptr_t)atoi(argv[3]);
		show(timer);
		signal(SIGHUP, SIG_IGN);
		signal(SIGUSR1, handler);
		sigemptyset(&set);
		sigprocmask(SIG_SETMASK, &set, NULL);
		printf("  handled the pending one %d", (int)handled);
		raise(SIGUSR1);
		printf(", another %d\n", (int)handled);
		raise(SIGTERM);
		return 1;
	}

	pid_t pid = fork();
	if (!pid) {
		setsid();
		sigaction(SIGUSR1, &sa, NULL);
		sigaction(SIGTERM, &sa, NULL);
		signal(SIGUSR2, SIG_IGN);
		signal(SIGCHLD, SIG_IGN);
		signal(SIGPIPE, SIG_IGN);
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_SETMASK, &set, NULL);
		raise(SIGHUP);
		raise(SIGUSR1);
		stack_t stack = { .ss_sp = malloc(65536), .ss_size = 65536 };
		sigaltstack(&stack, NULL);
		dup2(1, 40);
		fcntl(dup2(1, 41), F_SETFD, FD_CLOEXEC);
		dup3(1, 42, O_CLOEXEC);
		fcntl(dup3(1, 43, O_CLOEXEC), F_SETFD, 0);
		alarm(100);
		setitimer(ITIMER_VIRTUAL, &in, NULL);
		timer_create(CLOCK_MONOTONIC, &event, &timer);
		timer_settime(timer, 0, &later, NULL);
		chdir("/tmp");
		umask(027);
		getrlimit(RLIMIT_NOFILE, &l);
		l.rlim_cur = 100;
		setrlimit(RLIMIT_NOFILE, &l);
		setpriority(PRIO_PROCESS, 0, 3);
		puts("before:");
		show(timer);
		char me[16], which[16];
		snprintf(me, sizeof me, "%d", getpid());
		snprintf(which, sizeof which, "%d", (int)(intptr_t)timer);
		execl("/proc/self/exe", "x", "again", me, which, NULL);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	printf("ended by SIGTERM: %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	return 0;
}
