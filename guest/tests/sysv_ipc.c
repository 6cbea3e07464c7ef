/* System V messages and semaphores: values, and the times and counts in their structures. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

union semun { int val; struct semid_ds *buf; unsigned short *array; };

static int recent(time_t t)
{
	return time(NULL) - t >= 0 && time(NULL) - t < 60;
}

int main(void)
{
	struct { long type; char text[16]; } m = { 3, "message" };
	struct msqid_ds q;
	struct semid_ds s;
	int status;
	setvbuf(stdout, NULL, _IOLBF, 0);
	int id = msgget(IPC_PRIVATE, 0600);
	printf("send %d", msgsnd(id, &m, 8, 0));
	msgctl(id, IPC_STAT, &q);
	printf(", waiting %d, mode %o, mine %d, sent %d, received never %d\n", (int)q.msg_qnum, q.msg_perm.mode & 0777,
		q.msg_perm.uid == getuid(), recent(q.msg_stime), q.msg_rtime == 0);
	memset(&m, 0, sizeof m);
	printf("receive %d", (int)msgrcv(id, &m, sizeof m.text, 3, 0));
	printf(" '%s', type %ld\n", m.text, m.type);
	msgctl(id, IPC_STAT, &q);
	printf("left %d, last sender %d\n", (int)q.msg_qnum, q.msg_lspid == getpid());
	printf("removed %d\n", msgctl(id, IPC_RMID, NULL));

	id = semget(IPC_PRIVATE, 2, 0600);
	semctl(id, 0, SETALL, (union semun){ .array = (unsigned short[]){ 0, 5 } });
	semctl(id, 0, IPC_STAT, (union semun){ .buf = &s });
	printf("semaphores %d, changed %d, second %d\n", (int)s.sem_nsems, recent(s.sem_ctime), semctl(id, 1, GETVAL));
	if (!fork()) {
		usleep(20000);
		semop(id, &(struct sembuf){ 0, 1, 0 }, 1);
		_exit(0);
	}
	printf("waited %d\n", semop(id, &(struct sembuf){ 0, -1, 0 }, 1));
	wait(&status);
	struct timespec soon = { 0, 20000000 };
	int r = semtimedop(id, &(struct sembuf){ 0, -1, 0 }, 1, &soon);
	printf("timed out %d\n", r == -1 && errno == EAGAIN);
	printf("removed %d\n", semctl(id, 0, IPC_RMID));
	return 0;
}
