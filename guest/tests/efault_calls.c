/* A bad pointer in any place where a system call takes one is EFAULT, and the program goes on. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/sendfile.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A machine whose long has 32 bits has its times in the calls of these names. */
#ifdef SYS_clock_gettime64
enum {
	clock_gettime_nr = SYS_clock_gettime64, clock_getres_nr = SYS_clock_getres_time64, clock_settime_nr = SYS_clock_settime64,
	clock_nanosleep_nr = SYS_clock_nanosleep_time64, ppoll_nr = SYS_ppoll_time64, pselect6_nr = SYS_pselect6_time64,
	utimensat_nr = SYS_utimensat_time64, futex_nr = SYS_futex_time64, timer_settime_nr = SYS_timer_settime64,
	timer_gettime_nr = SYS_timer_gettime64, timerfd_settime_nr = SYS_timerfd_settime64, timerfd_gettime_nr = SYS_timerfd_gettime64,
	rt_sigtimedwait_nr = SYS_rt_sigtimedwait_time64, mq_timedsend_nr = SYS_mq_timedsend_time64,
	mq_timedreceive_nr = SYS_mq_timedreceive_time64, sched_rr_get_interval_nr = SYS_sched_rr_get_interval_time64,
};
#else
enum {
	clock_gettime_nr = SYS_clock_gettime, clock_getres_nr = SYS_clock_getres, clock_settime_nr = SYS_clock_settime,
	clock_nanosleep_nr = SYS_clock_nanosleep, ppoll_nr = SYS_ppoll, pselect6_nr = SYS_pselect6,
	utimensat_nr = SYS_utimensat, futex_nr = SYS_futex, timer_settime_nr = SYS_timer_settime,
	timer_gettime_nr = SYS_timer_gettime, timerfd_settime_nr = SYS_timerfd_settime, timerfd_gettime_nr = SYS_timerfd_gettime,
	rt_sigtimedwait_nr = SYS_rt_sigtimedwait, mq_timedsend_nr = SYS_mq_timedsend,
	mq_timedreceive_nr = SYS_mq_timedreceive, sched_rr_get_interval_nr = SYS_sched_rr_get_interval,
};
#endif

#define BAD -4096L
#define BADP ((void *)BAD)
/* The kernel's IPC_STAT: musl has a bit of its own in that one. */
#define STAT 2
#define P(x) ((long)(x))
/* By number, where libc would look at the pointer itself; by name, where arguments are passed in pieces. */
#define N(call, what, ...) show(#call, what, by_number((long[7]){ SYS_##call, __VA_ARGS__ }))
#define T(call, what, ...) show(#call, what, by_number((long[7]){ call##_nr, __VA_ARGS__ }))
#define L(call, what, ...) show(#call, what, call(__VA_ARGS__))

static int counted;

static long by_number(long *v)
{
	return syscall(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
}

static void show(const char *call, const char *what, long r)
{
	printf("%s: %s: %s\n", call, what, r != -1 ? "no error" : errno == EFAULT ? "EFAULT" : errno == EINVAL ? "EINVAL" : strerror(errno));
	counted++;
}

static void files(void)
{
	char name[] = "/tmp/efault_XXXXXX", text[512] = "";
	int fd = mkstemp(name), dir = open("/tmp", O_RDONLY|O_DIRECTORY), p[2];
	struct iovec v = { BADP, 8 };
	struct timespec now[2] = { { 0 } };
	write(fd, "some content", 12);
	lseek(fd, 0, SEEK_SET);
	pipe(p);
	N(openat, "path", AT_FDCWD, BAD, O_RDONLY);
	N(openat2, "path", AT_FDCWD, BAD, P(text), 24);
	N(openat2, "how", AT_FDCWD, P(name), BAD, 24);
	N(read, "file", fd, BAD, 8);
	N(write, "file", fd, BAD, 8);
	N(write, "pipe", p[1], BAD, 8);
	write(p[1], "data", 4);
	N(read, "pipe", p[0], BAD, 8);
	N(readv, "vector", fd, BAD, 1);
	N(readv, "buffer", fd, P(&v), 1);
	N(writev, "vector", fd, BAD, 1);
	N(writev, "buffer", fd, P(&v), 1);
	L(pread, "buffer", fd, BADP, 8, 0);
	L(pwrite, "buffer", fd, BADP, 8, 0);
	L(preadv, "vector", fd, BADP, 1, 0);
	L(pwritev, "vector", fd, BADP, 1, 0);
	L(sendfile, "offset", p[1], fd, BADP, 4);
	L(splice, "offset", fd, BADP, p[1], NULL, 4, 0);
	L(copy_file_range, "offset", fd, BADP, fd, NULL, 4, 0);
	L(vmsplice, "vector", p[1], BADP, 1, 0);
	N(pipe2, "descriptors", BAD, 0);
	N(getdents64, "buffer", dir, BAD, 1000);
	N(ioctl, "FIONREAD", p[0], FIONREAD, BAD);
	L(fcntl, "F_GETLK", fd, F_GETLK, BADP);
	L(fcntl, "F_SETLK", fd, F_SETLK, BADP);
	N(statx, "path", AT_FDCWD, BAD, 0, 0x7ff, P(text));
	N(statx, "buffer", AT_FDCWD, P(name), 0, 0x7ff, BAD);
	L(statfs, "path", BADP, (struct statfs *)text);
	N(faccessat, "path", AT_FDCWD, BAD, R_OK);
	N(readlinkat, "path", AT_FDCWD, BAD, P(text), sizeof text);
	N(readlinkat, "buffer", AT_FDCWD, P("/proc/self/exe"), BAD, 64);
	N(getcwd, "buffer", BAD, 100);
	N(chdir, "path", BAD);
	N(chroot, "path", BAD);
	N(mkdirat, "path", AT_FDCWD, BAD, 0700);
	N(mknodat, "path", AT_FDCWD, BAD, 0100600, 0);
	N(unlinkat, "path", AT_FDCWD, BAD, 0);
	N(symlinkat, "target", BAD, AT_FDCWD, P("/tmp/efault_link"));
	N(symlinkat, "path", P("x"), AT_FDCWD, BAD);
	N(linkat, "old", AT_FDCWD, BAD, AT_FDCWD, P("/tmp/efault_link"), 0);
	N(linkat, "new", AT_FDCWD, P(name), AT_FDCWD, BAD, 0);
	N(renameat2, "old", AT_FDCWD, BAD, AT_FDCWD, P("/tmp/efault_link"), 0);
	N(renameat2, "new", AT_FDCWD, P(name), AT_FDCWD, BAD, 0);
	N(fchmodat, "path", AT_FDCWD, BAD, 0600);
	N(fchownat, "path", AT_FDCWD, BAD, 0, 0, 0);
	L(truncate, "path", BADP, 0);
	T(utimensat, "path", AT_FDCWD, BAD, P(now), 0);
	T(utimensat, "times", AT_FDCWD, P(name), BAD, 0);
	N(setxattr, "path", BAD, P("user.x"), P("y"), 1, 0);
	N(setxattr, "name", P(name), BAD, P("y"), 1, 0);
	N(setxattr, "value", P(name), P("user.x"), BAD, 1, 0);
	N(getxattr, "name", P(name), BAD, P(text), sizeof text);
	N(listxattr, "path", BAD, P(text), sizeof text);
	N(removexattr, "name", P(name), BAD);
	N(memfd_create, "name", BAD, 0);
	N(execve, "path", BAD, 0, 0);
	N(execve, "arguments", P("/proc/self/exe"), BAD, 0);
	N(execve, "environment", P("/proc/self/exe"), P(((char *[]){ "x", NULL })), BAD);
	unlink(name);
}

static void waiting(void)
{
	struct timespec none = { 0 }, second = { 1, 0 };
	struct pollfd one = { .fd = 0 };
	struct epoll_event event = { .events = EPOLLOUT };
	struct itimerspec its = { { 0 } };
	int ep = epoll_create1(0), ev = eventfd(1, 0), tfd = timerfd_create(CLOCK_MONOTONIC, 0), ino = inotify_init1(0), word = 0;
	timer_t timer;
	T(ppoll, "descriptors", BAD, 1, P(&none), 0, 8);
	T(ppoll, "time", P(&one), 1, BAD, 0, 8);
	T(ppoll, "mask", P(&one), 1, P(&none), BAD, 8);
	L(poll, "descriptors", BADP, 1, 0);
	T(pselect6, "set", 1, BAD, 0, 0, P(&none), 0);
	T(pselect6, "time", 0, 0, 0, 0, BAD, 0);
	T(pselect6, "mask", 0, 0, 0, 0, P(&none), BAD);
	epoll_ctl(ep, EPOLL_CTL_ADD, ev, &event);
	N(epoll_ctl, "event", ep, EPOLL_CTL_ADD, tfd, BAD);
	N(epoll_pwait, "events", ep, BAD, 1, 0, 0, 8);
	N(epoll_pwait, "mask", ep, P(&event), 1, 0, BAD, 8);
	N(read, "eventfd", ev, BAD, 8);
	N(write, "eventfd", ev, BAD, 8);
	T(timerfd_settime, "new", tfd, 0, BAD, 0);
	T(timerfd_settime, "old", tfd, 0, P(&its), BAD);
	T(timerfd_gettime, "value", tfd, BAD);
	N(inotify_add_watch, "path", ino, BAD, IN_CREATE);
	N(signalfd4, "mask", -1, BAD, 8, 0);
	T(clock_gettime, "time", CLOCK_MONOTONIC, BAD);
	T(clock_getres, "time", CLOCK_MONOTONIC, BAD);
	T(clock_settime, "time", CLOCK_REALTIME, BAD);
	T(clock_nanosleep, "time", CLOCK_MONOTONIC, 0, BAD, 0);
	N(getitimer, "value", ITIMER_REAL, BAD);
	N(setitimer, "new", ITIMER_REAL, BAD, 0);
	N(timer_create, "event", CLOCK_MONOTONIC, BAD, P(&timer));
	N(timer_create, "timer", CLOCK_MONOTONIC, 0, BAD);
	timer_create(CLOCK_MONOTONIC, NULL, &timer);
	T(timer_settime, "new", P(timer), 0, BAD, 0);
	T(timer_settime, "old", P(timer), 0, P(&its), BAD);
	T(timer_gettime, "value", P(timer), BAD);
	T(futex, "word", BAD, 0, 0, P(&second));
	T(futex, "time", P(&word), 0, 0, BAD);
}

static void processes(void)
{
	gid_t groups[3] = { 0, 1, 2 };
	sigset_t set;
	pid_t pid = fork();
	if (!pid) _exit(0);
	sigemptyset(&set);
	setgroups(3, groups);
	N(waitid, "info", P_PID, pid, BAD, WEXITED|WNOWAIT, 0);
	N(waitid, "usage", P_PID, pid, 0, WEXITED|WNOWAIT, BAD);
	waitpid(pid, NULL, 0);
	N(rt_sigaction, "new", SIGUSR1, BAD, 0, 8);
	N(rt_sigaction, "old", SIGUSR1, 0, BAD, 8);
	N(rt_sigprocmask, "new", SIG_BLOCK, BAD, 0, 8);
	N(rt_sigprocmask, "old", SIG_BLOCK, 0, BAD, 8);
	N(rt_sigpending, "set", BAD, 8);
	N(rt_sigsuspend, "set", BAD, 8);
	T(rt_sigtimedwait, "set", BAD, 0, 0, 8);
	T(rt_sigtimedwait, "time", P(&set), 0, BAD, 8);
	N(rt_sigqueueinfo, "info", getpid(), SIGUSR1, BAD);
	N(uname, "name", BAD);
	N(sysinfo, "info", BAD);
	N(times, "buffer", BAD);
	N(getcpu, "processor", BAD, 0, 0);
	N(getrusage, "usage", RUSAGE_SELF, BAD);
	N(prlimit64, "new", 0, RLIMIT_NOFILE, BAD, 0);
	N(prlimit64, "old", 0, RLIMIT_NOFILE, 0, BAD);
	N(getgroups, "list", 100, BAD);
	N(setgroups, "list", 3, BAD);
	N(getresuid, "real", BAD, P(groups), P(groups));
	N(getresgid, "saved", P(groups), P(groups), BAD);
	N(capget, "header", BAD, 0);
	N(prctl, "PR_SET_NAME", PR_SET_NAME, BAD);
	N(prctl, "PR_GET_NAME", PR_GET_NAME, BAD);
	N(getrandom, "buffer", BAD, 16, 0);
	N(sched_setparam, "parameters", 0, BAD);
	N(sched_setscheduler, "parameters", 0, 0, BAD);
	N(sched_setattr, "attributes", 0, BAD, 0);
	N(sched_setaffinity, "mask", 0, 8, BAD);
	N(sched_getaffinity, "mask", 0, 1024, BAD);
	N(sched_getparam, "parameters", 0, BAD);
	T(sched_rr_get_interval, "time", 0, BAD);
}

static void messages(void)
{
	struct { long type; char text[8]; } message = { 1, "text" };
	char text[512] = "";
	struct iovec v = { BADP, 8 };
	struct msghdr m = { .msg_iov = BADP, .msg_iovlen = 1 }, n = { .msg_iov = &v, .msg_iovlen = 1 };
	socklen_t length = sizeof text;
	int s[2], msg, sem, shm, mq;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	write(s[1], "queued", 6);
	N(socketpair, "descriptors", AF_UNIX, SOCK_STREAM, 0, BAD);
	N(bind, "address", s[0], BAD, 16);
	N(connect, "address", s[0], BAD, 16);
	N(getsockname, "address", s[0], BAD, P(&length));
	N(getsockname, "length", s[0], P(text), BAD);
	N(getpeername, "address", s[0], BAD, P(&length));
	N(sendto, "buffer", s[0], BAD, 8, 0, 0, 0);
	N(recvfrom, "buffer", s[0], BAD, 8, 0, 0, 0);
	N(sendmsg, "header", s[0], BAD, 0);
	N(sendmsg, "vector", s[0], P(&m), 0);
	N(sendmsg, "buffer", s[0], P(&n), 0);
	N(recvmsg, "header", s[0], BAD, 0);
	N(recvmsg, "vector", s[0], P(&m), 0);
	N(recvmsg, "buffer", s[0], P(&n), 0);
	N(setsockopt, "value", s[0], SOL_SOCKET, SO_PASSCRED, BAD, 4);
	N(getsockopt, "value", s[0], SOL_SOCKET, SO_TYPE, BAD, P(&length));
	N(getsockopt, "length", s[0], SOL_SOCKET, SO_TYPE, P(text), BAD);

	msg = msgget(IPC_PRIVATE, 0600);
	L(msgsnd, "message", msg, BADP, 8, 0);
	msgsnd(msg, &message, 8, 0);
	L(msgrcv, "message", msg, BADP, 8, 0, 0);
	N(msgctl, "IPC_STAT", msg, STAT, BAD);
	msgctl(msg, IPC_RMID, NULL);
	sem = semget(IPC_PRIVATE, 1, 0600);
	L(semop, "operations", sem, BADP, 1);
	N(semctl, "IPC_STAT", sem, 0, STAT, BAD);
	N(semctl, "GETALL", sem, 0, GETALL, BAD);
	semctl(sem, 0, IPC_RMID);
	shm = shmget(IPC_PRIVATE, 4096, 0600);
	N(shmctl, "IPC_STAT", shm, STAT, BAD);
	shmctl(shm, IPC_RMID, NULL);
	N(mq_open, "name", BAD, O_RDWR|O_CREAT, 0600, 0);
	N(mq_open, "attributes", P("efault_calls"), O_RDWR|O_CREAT, 0600, BAD);
	N(mq_unlink, "name", BAD);
	mq = syscall(SYS_mq_open, "efault_calls", O_RDWR|O_CREAT, 0600, NULL);
	T(mq_timedsend, "message", mq, BAD, 8, 0, 0);
	T(mq_timedsend, "time", mq, P(text), 8, 0, BAD);
	syscall(mq_timedsend_nr, mq, text, 8, 0, NULL);
	T(mq_timedreceive, "message", mq, BAD, 8192, 0, 0);
	N(mq_notify, "event", mq, BAD);
	N(mq_getsetattr, "old", mq, 0, BAD);
	syscall(SYS_mq_unlink, "efault_calls");
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	files();
	waiting();
	processes();
	messages();
	printf("%d calls\n", counted);
	return 0;
}
