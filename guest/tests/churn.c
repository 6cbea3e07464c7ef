/* 2000 processes, generations overlapping, each checked: nothing is lost and nothing runs out. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOTAL 2000
#define AT_ONCE 8

int main(void)
{
	int running = 0, ended = 0, wrong = 0, status;
	for (int i = 0; ended < TOTAL; ) {
		if (i < TOTAL && running < AT_ONCE) {
			pid_t pid = fork();
			if (!pid) _exit(i % 100);
			wrong += pid < 0;
			running++;
			i++;
			continue;
		}
		wrong += wait(&status) < 0 || !WIFEXITED(status);
		running--;
		ended++;
	}
	printf("ended %d, wrong %d, left %d\n", ended, wrong, wait(&status));
	return 0;
}
