/* Each thread has a name, its creator's at first, the same seen by pthread_getname_np, prctl and /proc. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static pthread_barrier_t barrier;
static pid_t tid;

static const char *name(int e)
{
	return e == 0 ? "0" : e == ERANGE ? "ERANGE" : "another";
}

static void comm(const char *path)
{
	char text[64] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof text - 1);
	close(fd);
	printf("'%.*s'", (int)(n > 0 ? n - 1 : 0), text);
}

static void show(const char *what, pthread_t t, pid_t tid)
{
	char got[16] = "", path[64];
	int r = pthread_getname_np(t, got, sizeof got);
	printf("%s: getname %s '%s', /proc ", what, name(r), got);
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)tid);
	comm(path);
	puts("");
}

static void *run(void *arg)
{
	char got[16] = "";
	tid = gettid();
	pthread_barrier_wait(&barrier);
	/* main looks */
	pthread_barrier_wait(&barrier);
	prctl(PR_GET_NAME, got);
	printf("thread: prctl '%s', /proc/thread-self ", got);
	comm("/proc/thread-self/comm");
	printf(", /proc/self ");
	comm("/proc/self/comm");
	puts("");
	prctl(PR_SET_NAME, "by prctl, and cut here");
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	printf("own name: set %s", name(pthread_setname_np(pthread_self(), "worker")));
	printf(", get %s", name(pthread_getname_np(pthread_self(), got, sizeof got)));
	printf(" '%s'\n", got);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return NULL;
}

int main(void)
{
	pthread_t t;
	char small[4], path[64];
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_barrier_init(&barrier, NULL, 2);
	printf("set %s\n", name(pthread_setname_np(pthread_self(), "the main one")));
	show("main", pthread_self(), getpid());
	pthread_create(&t, NULL, run, NULL);
	pthread_barrier_wait(&barrier);
	show("inherited", t, tid);
	printf("15 characters: %s\n", name(pthread_setname_np(t, "123456789012345")));
	show("thread", t, tid);
	printf("16 characters: %s\n", name(pthread_setname_np(t, "1234567890123456")));
	printf("small buffer: %s\n", name(pthread_getname_np(t, small, sizeof small)));
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	show("by prctl", t, tid);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	show("by itself", t, tid);
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)tid);
	int fd = open(path, O_WRONLY);
	printf("written %zd\n", write(fd, "through proc", 12));
	close(fd);
	show("by /proc", t, tid);
	show("main", pthread_self(), getpid());
	pthread_barrier_wait(&barrier);
	pthread_join(t, NULL);
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", (int)tid);
	/* Joined a little before it has left /proc. */
	for (int i = 0; i < 500 && (fd = open(path, O_RDONLY)) >= 0; i++) {
		close(fd);
		nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
	}
	printf("after its end: %s\n", fd == -1 && errno == ENOENT ? "ENOENT" : "?");
	return 0;
}
