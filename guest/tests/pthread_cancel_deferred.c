/* Cancelled threads end where they block; their cleanup handlers run from the last to the first; while disabled it is kept. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t lock;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
static sem_t started, never, go;
static int fds[2], after;
static char order[128];

static void note(void *s) { strcat(order, s); }
static void at_end(void *value) { note(" destructor"); }
static void unlocks(void *arg) { note(pthread_mutex_unlock(&lock) ? " not-held" : " unlocked"); }

static void *in_read(void *arg)
{
	char c;
	pthread_setspecific(key, "");
	pthread_cleanup_push(note, " first");
	pthread_cleanup_push(note, " second");
	pthread_cleanup_push(note, " popped");
	pthread_cleanup_pop(0);
	pthread_cleanup_push(note, " executed");
	pthread_cleanup_pop(1);
	sem_post(&started);
	read(fds[0], &c, 1);
	after++;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *in_sem_wait(void *arg)
{
	pthread_cleanup_push(note, " handler");
	sem_post(&started);
	sem_wait(&never);
	after++;
	pthread_cleanup_pop(0);
	return NULL;
}

static void *in_cond_wait(void *arg)
{
	pthread_mutex_lock(&lock);
	pthread_cleanup_push(unlocks, NULL);
	sem_post(&started);
	for (;;) pthread_cond_wait(&cond, &lock);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *in_nanosleep(void *arg)
{
	pthread_cleanup_push(note, " handler");
	sem_post(&started);
	nanosleep(&(struct timespec){ .tv_sec = 100 }, NULL);
	after++;
	pthread_cleanup_pop(0);
	return NULL;
}

static void *in_join(void *arg)
{
	pthread_cleanup_push(note, " handler");
	sem_post(&started);
	pthread_join(*(pthread_t *)arg, NULL);
	after++;
	pthread_cleanup_pop(0);
	return NULL;
}

static void *itself(void *arg)
{
	sem_post(&started);
	pthread_cleanup_push(note, " handler");
	pthread_cancel(pthread_self());
	note(" still-here");
	pthread_testcancel();
	after++;
	pthread_cleanup_pop(0);
	return NULL;
}

static void *disabled(void *arg)
{
	int old = -1, now = -1;
	char c = 0;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	sem_post(&started);
	sem_wait(&go);
	ssize_t n = read(fds[0], &c, 1);
	pthread_testcancel();
	note(n == 1 && c == 'x' ? " read" : " ?");
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &now);
	note(old == PTHREAD_CANCEL_ENABLE && now == PTHREAD_CANCEL_DISABLE ? " enabled" : " ?");
	pthread_testcancel();
	after++;
	return NULL;
}

static void *ends_first(void *arg)
{
	pthread_cleanup_push(note, " handler");
	sem_post(&started);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
	sem_wait(&go);
	pthread_cleanup_pop(1);
	return (void *)5;
}

static void cancel(const char *what, void *(*f)(void *), void *arg)
{
	pthread_t t;
	void *result;
	order[0] = 0;
	pthread_create(&t, NULL, f, arg);
	sem_wait(&started);
	/* Time to block; if it does not, it ends just the same. */
	nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	int r = f == itself ? 0 : pthread_cancel(t);
	sem_post(&go);
	pthread_join(t, &result);
	while (!sem_trywait(&go));
	if (result == PTHREAD_CANCELED) printf("%s: %d, cancelled,%s\n", what, r, order);
	else printf("%s: %d, result %d,%s\n", what, r, (int)(intptr_t)result, order);
}

int main(void)
{
	pthread_t self = pthread_self();
	pthread_mutexattr_t attr;
	setvbuf(stdout, NULL, _IOLBF, 0);
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&lock, &attr);
	pthread_key_create(&key, at_end);
	sem_init(&started, 0, 0);
	sem_init(&never, 0, 0);
	sem_init(&go, 0, 0);
	pipe(fds);
	cancel("read", in_read, NULL);
	cancel("sem_wait", in_sem_wait, NULL);
	cancel("pthread_cond_wait", in_cond_wait, NULL);
	printf("mutex free: %d", pthread_mutex_trylock(&lock));
	printf(" %d\n", pthread_mutex_unlock(&lock));
	cancel("nanosleep", in_nanosleep, NULL);
	cancel("pthread_join", in_join, &self);
	cancel("itself", itself, NULL);
	write(fds[1], "x", 1);
	cancel("disabled", disabled, NULL);
	cancel("ends first", ends_first, NULL);
	int state = -1, type = -1;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type);
	printf("at first enabled %d, deferred %d\n", state == PTHREAD_CANCEL_ENABLE, type == PTHREAD_CANCEL_DEFERRED);
	printf("bad values: %d %d\n", pthread_setcancelstate(77, NULL) == EINVAL, pthread_setcanceltype(77, NULL) == EINVAL);
	printf("went on after: %d\n", after);
	return 0;
}
